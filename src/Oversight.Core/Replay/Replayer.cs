using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Reports;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>
/// Makes every decision again from the entries of a log, in the log's order and without any other source but the documents that decisions name by hash.
/// <para>
/// From the first entry of each command the command is put together, the rules the server runs (<see cref="RequestRules"/> and those of the registers)
/// decide it with the facts the log has at that place, and the events must be the recorded ones, headers included: intake results, quorum, counts,
/// ties, decisions, authorisations, conditions, deadlines and timers. A consequence forged, left out or added is a <see cref="Divergence"/>.
/// </para>
/// <para>
/// Not derivable, and so taken as recorded: what people said and when; requests' numbers; whether a caller had read the version he named; attached files
/// and usage files, of which the log has digests and counts alone (that the counts add up is checked); people's names; passwords and signatures; what the
/// server refused. What another commit of the same moment (one minute, by the entries' instants) changed may or may not have been seen by a decision:
/// both ways are accepted. A register may be dated back by as much. All nodes decide by the rulebook adopted last; one that still runs on an older one diverges. Where a part that rules look into is erased or withheld, what rests on it is counted in
/// <see cref="ReplayResult.NotDerivable"/>; votes are counted again all the same.
/// </para>
/// </summary>
/// <param name="documents">The bytes of the rule set, list of holidays, network map or definition of this SHA-256 (lower-case hex), null where there are none.</param>
public sealed class Replayer(Func<string, byte[]?> documents)
{
    /// <summary>Commits of one moment come in any order; what lies further behind an earlier entry was dated back.</summary>
    private static readonly TimeSpan DatedBackBy = TimeSpan.FromHours(1);

    private readonly World world = new(documents);
    private readonly Findings findings = new();
    private readonly Dictionary<string, Trail> trails = [];
    private readonly Dictionary<string, RegisterReplay?> registers = [];
    private string? log;
    private long entries;
    private DateTimeOffset lastAt;
    private long datedBack;
    private readonly List<string> later = [];

    /// <summary>Takes the next entry of the log. Constant work; memory is held for the states of cases, not for entries.</summary>
    public void Add(LoggedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entries++;
        EntryDocument document;
        try
        {
            document = EntryDocument.Read(entry.Bytes);
        }
        catch (LedgerException fault)
        {
            findings.Diverge(new Spot(entry.Index, "", 0), new Fault(fault.Code, fault.Message));
            return;
        }
        var header = document.Header;
        var spot = new Spot(entry.Index, header.Case, header.CaseSeq);
        var isRequest = RequestId.TryParse(header.Case, out var id);
        if (!trails.TryGetValue(header.Case, out var trail))
            trails[header.Case] = trail = new Trail(isRequest ? TimeSpan.Zero : Trail.BackAtMost);
        if (trail.Take(header, entry, log ??= header.Log) is { } broken)
            findings.Diverge(spot, broken);
        if (lastAt - header.At > DatedBackBy)
            datedBack++;
        lastAt = header.At > lastAt ? header.At : lastAt;
        if (isRequest)
            AddRequest(id, spot, entry, document);
        else
            AddRegister(spot, entry);
    }

    private void AddRequest(RequestId id, Spot spot, LoggedEntry entry, EntryDocument document)
    {
        if (!world.Requests.TryGetValue(id.Value, out var request))
            world.Requests[id.Value] = request = new RequestReplay(world, findings, id);
        if (findings.Read(spot, entry, RequestEntries.Read) is { } decoded)
            request.Add(spot, decoded);
        request.Commit(document);
    }

    private void AddRegister(Spot spot, LoggedEntry entry)
    {
        if (!registers.TryGetValue(spot.Case, out var register))
            registers[spot.Case] = register = ReplayedRegisters.Of(spot.Case);
        if (register is null)
            findings.Diverge(spot, new Fault(DivergenceCodes.UnknownEntry, $"'{spot.Case}' is neither a request nor a register."));
        else
            register.Add(world, findings, spot, entry);
    }

    /// <summary>What the entries so far come to, taken as the whole log: what follows from the last commands must be there too.</summary>
    public ReplayResult Finish()
    {
        foreach (var (number, request) in world.Requests)
            if (request is { IsBlind: false, Awaited: { } awaited })
                findings.Diverge(
                    new Spot(trails[number].Index, number, trails[number].CaseSeq),
                    new Fault(DivergenceCodes.ConsequenceMissing, $"From the last command {EventText.NameOf(awaited)} follows, and is not recorded."));
        foreach (var (parent, granted) in world.Granted)
            findings.Diverge(granted.Spot, new Fault(DivergenceCodes.ConsequenceMissing, $"The extension is not noted on {parent}."));
        return new ReplayResult(entries, world.Requests.Count, findings.Decisions, findings.Authorisations, findings.Divergences, findings.Withheld)
        {
            Erased = findings.Erased,
            Commands = findings.Commands,
            NotDerivable = findings.NotDerivable,
            Rulebooks = [.. world.Adopted],
            DatedBack = datedBack,
            Overdue =
            [
                .. from request in world.Requests
                   from timer in TimersOf(request.Value)
                   where timer.DueAt < lastAt
                   orderby timer.DueAt, request.Key
                   select new OverdueTimer(request.Key, timer.Name, timer.DueAt),
            ],
        };
    }

    private static IReadOnlyList<Requests.Timer> TimersOf(RequestReplay request)
    {
        try
        {
            return request.State is { } state ? Timers.Of(state) : [];
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The state of a case whose entries were forged need not be one the rules were made for; what is wrong with it is told elsewhere.
            return [];
        }
    }

    /// <summary>
    /// The state of every case as the server stores it (<see cref="StoredState"/>), by case; without those whose entries cannot be put together.
    /// </summary>
    public IReadOnlyDictionary<string, string> States => world.Requests.Where(request => !request.Value.IsBroken)
        .Select(request => (request.Key, StoredState.Of(request.Key, RequestSnapshot.Of(request.Value.State!)).Json))
        .Concat(registers.Where(register => register.Value?.Snapshot is not null).Select(register => (register.Key, register.Value!.Snapshot!)))
        .ToDictionary();

    /// <summary>
    /// Compares a dump of the server's tables with <see cref="States"/>: what was changed, put in or taken out beside the entries, by case. A case with a
    /// withheld part is not compared.
    /// </summary>
    public IReadOnlyList<Divergence> Compare(IEnumerable<StoredState> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var unknown = findings.Withheld.Select(part => part.Case).ToHashSet();
        var (found, left) = (new List<Divergence>(), States.Where(state => !unknown.Contains(state.Key)).ToDictionary());
        foreach (var state in stored.Where(state => !unknown.Contains(state.Case)))
        {
            if (state.CaseSeq > (trails.TryGetValue(state.Case, out var trail) ? trail.CaseSeq : 0))
            {
                later.Add(state.Case);
                left.Remove(state.Case);
            }
            else if (!left.Remove(state.Case, out var derived))
                found.Add(At(state.Case, DivergenceCodes.StateWithoutEntries, "A state is stored that no entries add up to."));
            else if (state.DifferenceTo(derived) is { } difference)
                found.Add(At(state.Case, DivergenceCodes.StateDiffers, $"The stored state differs from what the entries add up to at {difference}."));
        }
        found.AddRange(left.Keys.Select(name => At(name, DivergenceCodes.StateMissing, "The entries add up to a state that is not stored.")));
        return [.. found.OrderBy(divergence => divergence.Case, StringComparer.Ordinal)];
    }

    /// <summary>Cases whose stored state <see cref="Compare"/> found to be later than this log: they went on since, and are to be compared with a later one.</summary>
    public IReadOnlyList<string> Later => later;

    private Divergence At(string name, string code, string explanation) =>
        trails.TryGetValue(name, out var trail) ? new Divergence(trail.Index, name, trail.CaseSeq, code, explanation) : new Divergence(-1, name, 0, code, explanation);

    /// <summary>
    /// Counts the annual report anew from the same entries, given a second time: the full edition for the days from From to To, both inclusive, with the
    /// settings of the rule set in force at the end of the period, or at <paramref name="at"/> if that is earlier. Null when no rulebook was adopted.
    /// </summary>
    public AnnualReport? Recount(IEnumerable<LoggedEntry> again, DateOnly from, DateOnly to, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(again);
        if (world.Book is not { } book)
            return null;
        var lastInstant = Jst.EndOf(to).AddMilliseconds(-1);
        var rules = book.Law.InForceAt(lastInstant < at ? lastInstant : at);
        var counting = new ReportCounting(from, to, new ReportSettings(rules.CountRefusedAtIntake.Value, rules.SmallNumberBelow.Value));
        var reading = new Findings();
        foreach (var entry in again)
            if (EntryDocument.Read(entry.Bytes) is { Header.Case: var name, Type: var type } && ReportedEntry.IsCounted(name, type)
                && Reported(reading, name, entry) is { } reported)
                counting.Add(reported);
        return counting.Total();
    }

    private static ReportedEntry? Reported(Findings reading, string name, LoggedEntry entry)
    {
        var spot = new Spot(entry.Index, "", 0);
        return name != Registers.Registers.Agreements.Register.Case
            ? reading.Read(spot, entry, RequestEntries.Read) is { } decoded ? new ReportedEntry(decoded.Header, decoded.Event) : null
            : reading.Read(spot, entry, Registers.Registers.Agreements.Register.Read) is { Event: AgreementInspected inspected } told
                ? new ReportedEntry(told.Header, inspected) : null;
    }
}
