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
/// server refused. What another commit of the same moment (one minute, by the instants of the two entries and of all between them) changed may or may not have been seen by a decision:
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
    private readonly List<long> datedBack = [];
    private readonly Dictionary<string, DerivedRows> rows = [];
    private readonly DumpComparison? comparison;

    /// <summary>What the server's tables hold, to be given before the first entry and compared by <see cref="Compare()"/>; null for nothing.</summary>
    public ServerDump? Dump
    {
        get;
        init
        {
            field = value;
            comparison = value is null ? null : new DumpComparison(value);
        }
    }

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
        comparison?.Before(spot, entry, document, Derived);
        if (!trails.TryGetValue(header.Case, out var trail))
            trails[header.Case] = trail = new Trail(isRequest ? TimeSpan.Zero : Trail.BackAtMost);
        if (trail.Take(header, entry, log ??= header.Log) is { } broken)
            findings.Diverge(spot, broken);
        if (lastAt - header.At > DatedBackBy)
            datedBack.Add(entry.Index);
        lastAt = header.At > lastAt ? header.At : lastAt;
        if (isRequest)
            AddRequest(id, spot, entry, document);
        else
            AddRegister(spot, entry);
        world.Pass(new Change(entry.Index, header.At));
    }

    private void AddRequest(RequestId id, Spot spot, LoggedEntry entry, EntryDocument document)
    {
        if (!world.Requests.TryGetValue(id.Value, out var request))
            world.Requests[id.Value] = request = new RequestReplay(world, findings, id);
        if (findings.Read(spot, entry, RequestEntries.Read) is { } decoded)
        {
            var before = request.State;
            request.Add(spot, decoded);
            if (decoded.Event is RoundClosed closed && LawChecks.Of(closed) is { } unlawful)
                findings.Diverge(spot, unlawful);
            if (comparison is not null)
                RowsOf(id.Value).Note(before, request.State, decoded);
        }
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
        if (register is not null && spot.Case == Registers.Registers.Rulebook.Case)
            foreach (var unlawful in world.Book?.Definitions.Offered.Select(LawChecks.Of).OfType<Fault>().Take(1) ?? [])
                findings.Diverge(spot, unlawful);
    }

    /// <summary>What the entries so far come to, taken as the whole log: what follows from the last commands must be there too.</summary>
    public ReplayResult Finish()
    {
        FindWhatIsMissing();
        return new ReplayResult(entries, world.Requests.Count, findings.Decisions, findings.Authorisations, findings.Divergences, findings.Withheld)
        {
            Erased = findings.Erased,
            Commands = findings.Commands,
            NotDerivable = findings.NotDerivable,
            Rulebooks = [.. world.Adopted],
            DatedBackAt = [.. datedBack],
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

    private void FindWhatIsMissing()
    {
        foreach (var (number, request) in world.Requests)
            if (request is { IsBlind: false, Awaited: { } awaited })
                findings.Diverge(
                    new Spot(trails[number].Index, number, trails[number].CaseSeq),
                    new Fault(DivergenceCodes.ConsequenceMissing, $"From the last command {EventText.NameOf(awaited)} follows, and is not recorded."));
        foreach (var (parent, granted) in world.Granted)
            findings.Diverge(granted.Spot, new Fault(DivergenceCodes.ConsequenceMissing, $"The extension is not noted on {parent}."));
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

    /// <summary>The rows of every request that follow from its entries so far; only with a <see cref="Dump"/>, which they are there for.</summary>
    public IReadOnlyList<StoredRow> Rows => [.. world.Requests.Keys.SelectMany(name => Derived(name)!.Rows)];

    /// <summary>
    /// Compares stored states with <see cref="States"/>, each as all entries add up to it: what was changed, put in or taken out beside the entries, by case. A
    /// case with a withheld part is not compared.
    /// </summary>
    public IReadOnlyList<Divergence> Compare(IEnumerable<StoredState> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var (withheld, given) = (WithheldCases, stored.ToLookup(state => state.Case));
        return [.. given.Select(states => states.Key).Union(trails.Keys).Where(name => !withheld.Contains(name)).Order(StringComparer.Ordinal)
            .SelectMany(name => DumpComparison.Judge(name, [.. given[name]], Derived(name)))];
    }

    /// <summary>
    /// Compares <see cref="Dump"/> with the log, states and rows. The entries it has beyond the log are taken like the log's own first, so it comes after
    /// <see cref="Finish"/>, and once. Nothing is compared with a log that ends before the dump's head.
    /// </summary>
    public DumpFindings Compare()
    {
        if (comparison is null || Dump is null)
            return DumpFindings.None;
        if (entries < Dump.Size)
            return new DumpFindings([], [$"everything: the dump was made when the log had {Dump.Size} entries, and this one has {entries}; take the log again."], 0);
        var (known, beyond) = (findings.Divergences.ToHashSet(), comparison.NotInTheLog);
        foreach (var entry in beyond)
        {
            var document = EntryDocument.Read(entry.Bytes);
            comparison.NoteErasure(document.Header.Case, document);
            Add(entry with { Index = entries });
        }
        FindWhatIsMissing();
        var (found, notCompared) = comparison.Compare(trails.Keys, Derived, WithheldCases);
        return new DumpFindings([.. findings.Divergences.Where(divergence => !known.Contains(divergence)), .. found], notCompared, beyond.Count);
    }

    private HashSet<string> WithheldCases => [.. findings.Withheld.Select(part => part.Case)];

    private DerivedRows RowsOf(string request) => rows.TryGetValue(request, out var known) ? known : rows[request] = new DerivedRows(request);

    /// <summary>The case as its entries add up to it so far; null where there are none.</summary>
    private DerivedCase? Derived(string name)
    {
        if (!trails.TryGetValue(name, out var trail))
            return null;
        if (!world.Requests.TryGetValue(name, out var request))
            return new DerivedCase(trail.Index, trail.CaseSeq, registers.GetValueOrDefault(name)?.Snapshot, []);
        return request.IsBroken
            ? new DerivedCase(trail.Index, trail.CaseSeq, null, [])
            : new DerivedCase(trail.Index, trail.CaseSeq, StoredState.Of(name, RequestSnapshot.Of(request.State!)).Json, RowsOf(name, request.State!, trail));
    }

    /// <summary>None where the rules cannot be applied to a state of forged entries: then whatever is stored follows from nothing.</summary>
    private IReadOnlyList<StoredRow> RowsOf(string name, RequestState state, Trail trail)
    {
        try
        {
            return comparison is null ? [] : RowsOf(name).Of(state, world.Book!.Definitions, trail.Leaf);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return [];
        }
    }

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
