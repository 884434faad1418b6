using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Replay;

/// <summary>A value and the one before it, with the instant of the change.</summary>
internal sealed record Changing<T>(T Now, T Before, DateTimeOffset ChangedAt)
{
    public Changing<T> To(T next, DateTimeOffset at) => new(next, Now, at);
}

/// <summary>An account as the log has it.</summary>
internal sealed record KnownAccount(Role Role, string? Agency, DateTimeOffset? ClosedAt);

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
    private AdoptedRulebook? adopted;

    /// <summary>The rulebook adopted last, null before the first.</summary>
    public Rulebook? Book { get; private set; }

    public Changing<Panel> Panel { get; private set; } = new(Panels.Panel.Vacant(1), Panels.Panel.Vacant(1), DateTimeOffset.MinValue);

    /// <summary>The requests by number.</summary>
    public Dictionary<string, RequestReplay> Requests { get; } = [];

    /// <summary>Every rulebook so far.</summary>
    public List<AdoptedAt> Adopted { get; } = [];

    /// <summary>Extensions granted and not yet noted on their parents, by the parent's number.</summary>
    public Dictionary<string, (Spot Spot, string Extension, DateTimeOffset Start, DateTimeOffset End)> Granted { get; } = [];

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

    public void Seat(Panel panel, DateTimeOffset at) => Panel = Panel.To(panel, at);

    public void Note(AccountEvent happened, DateTimeOffset at)
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
                accounts[e.Account] = known with { ClosedAt = at };
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
        if (account.ClosedAt is { } closed && header.At - closed > Moment)
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
    public Panel PanelAt(DateTimeOffset at, bool behind) => behind && IsThatMoment(Panel.ChangedAt, at) ? Panel.Before : Panel.Now;

    /// <summary>A request by number, null if there is none.</summary>
    public RequestState? StateOf(string number, DateTimeOffset at, bool behind) => Requests.GetValueOrDefault(number) is { } request ? Seen(request, at, behind) : null;

    /// <summary>True when content that the linked cases would be judged by is missing.</summary>
    public bool IsBlind(string? number) => number is not null && Requests.GetValueOrDefault(number) is { IsBlind: true };

    /// <summary>As the server finds them for W02: closed as refused within the window, the latest two hundred.</summary>
    public IReadOnlyList<RefusedRequest> RefusedBefore(RequestState s, DateTimeOffset now, bool behind)
    {
        var window = Book!.Law.InForceAt(s.FiledAt ?? now).SimilarRefusalWindow.Value;
        return
        [
            .. Of(refused, (s.Agency.Id, s.Content.Route)).Select(request => Seen(request, now, behind)).OfType<RequestState>()
                .Where(earlier => earlier.Id != s.Id && earlier.ClosedAt is not null).OrderByDescending(earlier => earlier.ClosedAt).Take(200)
                .Where(earlier => Periods.LatestEnd(earlier.ClosedAt!.Value, window) > now)
                .Select(earlier => new RefusedRequest(earlier.Id.Value, earlier.Content.Scope ?? [], earlier.Content.TargetAct?.Name)),
        ];
    }

    /// <summary>True when one of the requests refused before cannot be compared any more.</summary>
    public bool IsBlindForRefused(RequestState s) => Of(refused, (s.Agency.Id, s.Content.Route)).Any(request => request.IsBlind);

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

    private static RequestState? Seen(RequestReplay request, DateTimeOffset at, bool behind) =>
        behind && request.State?.CaseSeq != request.Before?.CaseSeq && IsThatMoment(request.ChangedAt, at) ? request.Before : request.State;

    private static bool IsThatMoment(DateTimeOffset changedAt, DateTimeOffset at) => (changedAt - at).Duration() <= Moment;

    private static List<RequestReplay> Of<T>(Dictionary<T, List<RequestReplay>> index, T key) where T : notnull => index.GetValueOrDefault(key) ?? [];
}
