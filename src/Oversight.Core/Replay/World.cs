using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Replay;

/// <summary>Where and when something changed: the index of its entry in the log, and the instant the entry names.</summary>
internal readonly record struct Change(long Index, DateTimeOffset At);

/// <summary>A value and the one before it, with the change between them.</summary>
internal sealed record Changing<T>(T Now, T Before, Change Changed)
{
    public Changing<T> To(T next, Change change) => new(next, Now, change);
}

/// <summary>An account as the log has it.</summary>
internal sealed record KnownAccount(Role Role, string? Agency, Change? Closed);

/// <summary>Cases an intake was compared with whose content is missing: the parent of an extension, and requests refused before (W02).</summary>
internal sealed record Unseen(bool Parent, IReadOnlyList<string> Refused)
{
    /// <summary>
    /// The recorded intake without what alone the missing content can show: that a box repeats the parent's (W01), that items are wider than it (W03) and
    /// struck, and that a missing case is similar (W02). What also follows from what is there stays.
    /// </summary>
    public RequestEvent Without(RequestEvent recorded, RequestEvent derived)
    {
        if (recorded is not IntakeJudged judged || derived is not IntakeJudged again)
            return recorded;
        var warnings = judged.Warnings.Where(code => again.Warnings.Contains(code) || code switch
        {
            IntakeCode.W01 or IntakeCode.W03 => !Parent,
            IntakeCode.W02 => Refused.Count == 0,
            _ => true,
        });
        return judged with
        {
            Warnings = [.. warnings],
            Struck = Parent && judged.Warnings.Contains(IntakeCode.W03) ? again.Struck : judged.Struck,
            SimilarRefused = [.. judged.SimilarRefused.Where(number => again.SimilarRefused.Contains(number) || !Refused.Contains(number))],
        };
    }
}

/// <summary>What decisions look at besides their own case: rulebook, panel, accounts and the other cases, as they stand at this place of the log.</summary>
internal sealed class World(Func<string, byte[]?> documents)
{
    /// <summary>
    /// Two commits at one moment do not see each other, and one of them comes first in the log: what changed this little before an entry may not
    /// have been seen by it.
    /// </summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, KnownAccount> accounts = [];
    private readonly Dictionary<string, Agency> agencies = [];
    private readonly Dictionary<string, List<RequestReplay>> measures = [];
    private readonly Dictionary<(string Agency, Route Route), List<RequestReplay>> refused = [];
    private readonly List<RequestReplay> endedEarly = [];
    private readonly HashSet<string> held = [];
    private readonly List<Change> latest = [];
    private AdoptedRulebook? adopted;

    /// <summary>The rulebook adopted last, null before the first.</summary>
    public Rulebook? Book { get; private set; }

    public Changing<Panel> Panel { get; private set; } = new(Panels.Panel.Vacant(1), Panels.Panel.Vacant(1), new Change(-1, DateTimeOffset.MinValue));

    /// <summary>The requests by number.</summary>
    public Dictionary<string, RequestReplay> Requests { get; } = [];

    /// <summary>Every rulebook so far.</summary>
    public List<AdoptedAt> Adopted { get; } = [];

    /// <summary>Extensions granted and not yet noted on their parents, by the parent's number.</summary>
    public Dictionary<string, (Spot Spot, string Extension, DateTimeOffset Start, DateTimeOffset End)> Granted { get; } = [];

    // — How time passes in the log —

    /// <summary>
    /// Takes note of the next entry's instant, once the entry is judged. Kept are those that no later entry reaches: the latest of all entries from any
    /// index on is the first kept from there, and a log whose time goes on keeps one.
    /// </summary>
    public void Pass(Change entry)
    {
        while (latest.Count > 0 && latest[^1].At <= entry.At)
            latest.RemoveAt(latest.Count - 1);
        latest.Add(entry);
    }

    /// <summary>
    /// Whether what is dated <paramref name="at"/> and comes next in the log may have missed the change. It must be dated within a moment of it, and so must
    /// all that lies between them: an instant that was written back does not take an entry back to where it could have been.
    /// </summary>
    private bool MayHaveMissed(Change change, DateTimeOffset at) => (change.At - at).Duration() <= Moment && LatestAfter(change) - change.At <= Moment;

    private DateTimeOffset LatestAfter(Change change)
    {
        var (low, high) = (0, latest.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = latest[middle].Index > change.Index ? (low, middle) : (middle + 1, high);
        }
        return low < latest.Count ? latest[low].At : change.At;
    }

    // — What registers say —

    public void Adopt(AdoptedRulebook next, Spot spot)
    {
        Adopted.Add(new AdoptedAt(spot.Index, next));
        Book = RulebookDocuments.Read(next, held, documents);
        adopted = next;
        held.UnionWith(next.Definitions);
    }

    /// <summary>Makes a definition known that a case holds; throws <see cref="DocumentMissingException"/> when it is not there.</summary>
    public void Hold(string definition)
    {
        if (held.Contains(definition) || adopted is null)
            return;
        Book = RulebookDocuments.Read(adopted, held.Append(definition), documents);
        held.Add(definition);
    }

    public void Seat(Panel panel, Change change) => Panel = Panel.To(panel, change);

    public void Note(AccountEvent happened, Change change)
    {
        switch (happened)
        {
            case AgencyRegistered e:
                agencies[e.Agency] = new Agency(e.Agency, e.Kind);
                break;
            case AccountOpened e:
                accounts[e.Account] = new KnownAccount(e.Role, e.Agency, null);
                break;
            case FirstAdministratorCreated e:
                accounts[e.Account] = new KnownAccount(Role.Administrator, null, null);
                break;
            case AccountClosed e when accounts.TryGetValue(e.Account, out var known):
                accounts[e.Account] = known with { Closed = change };
                break;
        }
    }

    public KnownAccount? Account(string id) => accounts.GetValueOrDefault(id);

    /// <summary>Who the header says acted, or what is wrong with that.</summary>
    public (Actor? Actor, Fault? Fault) ActorOf(EntryHeader header)
    {
        if (header.Actor == Actor.System.Id)
            return header.Role == RequestEntries.RoleName(Role.System) ? (Actor.System, null) : (null, NotEntitled($"the system has no role {header.Role}"));
        if (Account(header.Actor) is not { } account)
            return (null, NotEntitled($"{header.Actor} has no account"));
        if (RequestEntries.RoleName(account.Role) != header.Role)
            return (null, NotEntitled($"{header.Actor} is {RequestEntries.RoleName(account.Role)}, not {header.Role}"));
        if (account.Closed is { } closed && !MayHaveMissed(closed, header.At))
            return (null, NotEntitled($"the account {header.Actor} was closed before"));
        return account.Agency is not { } agency ? (new Actor(header.Actor, account.Role), null)
            : agencies.TryGetValue(agency, out var known) ? (new Actor(header.Actor, account.Role, known), null)
            : (null, NotEntitled($"the agency {agency} is not registered"));
    }

    private static Fault NotEntitled(string why) => new(DivergenceCodes.ActorNotEntitled, $"The actor may not act: {why}.");

    // — What cases say —

    /// <summary>Takes note of a case after one more of its entries.</summary>
    public void Note(RequestReplay request, RequestEvent happened)
    {
        var s = request.State!;
        if (happened is MeasureRecorded)
            Add(measures, s.Agency.Id, request);
        if (happened is not RequestClosed)
            return;
        if (s.Close is nameof(CloseOutcome.Refused) or nameof(CloseOutcome.RefusedAtIntake))
            Add(refused, (s.Agency.Id, s.Content.Route), request);
        if (s.FiledAt is not null && s.Close is nameof(CloseOutcome.RefusedAtIntake) or nameof(CloseOutcome.Withdrawn))
            endedEarly.Add(request);
    }

    private static void Add<T>(Dictionary<T, List<RequestReplay>> index, T key, RequestReplay request) where T : notnull
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        list.Add(request);
    }

    // — What a decision sees —

    /// <summary>The panel; <paramref name="behind"/> asks for the one before a change of this very moment.</summary>
    public Panel PanelAt(DateTimeOffset at, bool behind) => behind && MayHaveMissed(Panel.Changed, at) ? Panel.Before : Panel.Now;

    /// <summary>A request by number, null if there is none.</summary>
    public RequestState? StateOf(string number, DateTimeOffset at, bool behind) => Requests.GetValueOrDefault(number) is { } request ? Seen(request, at, behind) : null;

    /// <summary>What of an intake cannot be made again, because the cases it was compared with are erased since or withheld.</summary>
    public Unseen UnseenBy(RequestState s, DateTimeOffset now) => new(
        s.Content is { Route: Route.R4, Parent: { } parent } && Requests.GetValueOrDefault(parent) is { IsBlind: true },
        [.. Of(refused, (s.Agency.Id, s.Content.Route)).Where(request => request.IsBlind && IsInWindow(request.State!, s, now)).Select(request => request.State!.Id.Value)]);

    /// <summary>As the server finds them for W02: closed as refused within the window, the latest two hundred.</summary>
    public IReadOnlyList<RefusedRequest> RefusedBefore(RequestState s, DateTimeOffset now, bool behind) =>
    [
        .. Of(refused, (s.Agency.Id, s.Content.Route)).Select(request => Seen(request, now, behind)).OfType<RequestState>()
            .Where(earlier => earlier.Id != s.Id && earlier.ClosedAt is not null).OrderByDescending(earlier => earlier.ClosedAt).Take(200)
            .Where(earlier => IsInWindow(earlier, s, now))
            .Select(earlier => new RefusedRequest(earlier.Id.Value, earlier.Content.Scope ?? [], earlier.Content.TargetAct?.Name)),
    ];

    private bool IsInWindow(RequestState earlier, RequestState s, DateTimeOffset now) =>
        Periods.LatestEnd(earlier.ClosedAt!.Value, Book!.Law.InForceAt(s.FiledAt ?? now).SimilarRefusalWindow.Value) > now;

    /// <summary>As the server finds them for the interlock.</summary>
    public IReadOnlyList<string> UnreviewedMeasures(RequestState s, DateTimeOffset now, bool behind)
    {
        var all = Of(measures, s.Agency.Id).Select(request => Seen(request, now, behind)).OfType<RequestState>().Where(state => state.Measure is not null).ToList();
        var lastRecorded = all.Max(state => (DateTimeOffset?)state.Measure!.RecordedAt);
        return
        [
            .. all.Where(state => Interlock.Holds(state, now) && !(state.Measure!.OverriddenAt > lastRecorded)).Select(state => state.Id.Value).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Requests filed and then refused at intake or withdrawn, from the instant on, in the order in which they ended.</summary>
    public IReadOnlyList<string> Ended(DateTimeOffset from, DateTimeOffset now, bool behind) =>
    [
        .. endedEarly.Select(request => Seen(request, now, behind)).OfType<RequestState>().Where(s => s.ClosedAt >= from)
            .OrderBy(s => s.ClosedAt).ThenBy(s => s.Id.Value, StringComparer.Ordinal).Select(s => s.Id.Value),
    ];

    private RequestState? Seen(RequestReplay request, DateTimeOffset at, bool behind) =>
        behind && request.State?.CaseSeq != request.Before?.CaseSeq && MayHaveMissed(request.Changed, at) ? request.Before : request.State;

    private static List<RequestReplay> Of<T>(Dictionary<T, List<RequestReplay>> index, T key) where T : notnull => index.GetValueOrDefault(key) ?? [];
}
