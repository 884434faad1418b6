using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>One entry as a forger sees it: what it says, and the openings of its parts.</summary>
internal sealed record Written(EntryDocument Document, IReadOnlyDictionary<string, string> Parts)
{
    public string Type => Document.Type;

    public Written With(Func<EntryHeader, EntryHeader> change) => this with { Document = Document with { Header = change(Document.Header) } };
}

/// <summary>A whole log: what there is before the first request, and the entries of requests. Every case is chained anew when it is read, whatever was done to it.</summary>
internal sealed class Log
{
    public const string Origin = "oversight.test";

    private static readonly IReadOnlyDictionary<string, byte[]> Documents = RulebookDocuments.Of(Scenario.Rules).ToDictionary(document => document.Hash, document => document.Bytes);

    private static readonly DateTimeOffset SetUpAt = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly List<Written> SetUp =
    [
        Of(Core.Registers.Registers.Rulebook, AdoptedRulebook.Of(Scenario.Rules).Adoption()),
        .. new[] { Cao, Npa, Pref, Sdf }.Select(agency => Of<AccountsRegister, AccountEvent>(Core.Registers.Registers.Accounts, new AgencyRegistered(agency.Id, agency.Kind, agency.Id, agency.Id))),
        .. Everyone.Where(actor => actor.Role != Role.System)
            .Select(actor => Of<AccountsRegister, AccountEvent>(Core.Registers.Registers.Accounts, new AccountOpened(actor.Id, actor.Role, actor.Agency?.Id))),
        Of(Core.Registers.Registers.Panel, (PanelEvent)new PanelEstablished(5)),
        .. People.Panel.Seats.Select(seat => Of(Core.Registers.Registers.Panel, (PanelEvent)new SeatFilled(seat.Number, seat.Holder!))),
        Of(Core.Registers.Registers.Panel, (PanelEvent)new ActingChairNamed(Id(Saegusa))),
    ];

    private readonly List<Written> entries;

    private Log(IEnumerable<Written> entries) => this.entries = [.. entries];

    /// <summary>Entries before the first request.</summary>
    public static int Before => SetUp.Count;

    public IReadOnlyList<Written> Entries => entries;

    /// <summary>The documents the replay is given.</summary>
    public Func<string, byte[]?> Given { get; init; } = Documents.GetValueOrDefault;

    /// <summary>A log with the entries of one request after what there is at the start.</summary>
    public static Log Of(Scenario scenario) => Of(scenario.Entries);

    public static Log Of(IEnumerable<StoredEntry> entries) =>
        new(SetUp.Concat(entries.Select(stored => new Written(EntryDocument.Read(stored.Bytes), stored.Parts))));

    /// <summary>The log with something else in the place of some entries; leaf indexes count from 0.</summary>
    public Log Forged(Func<IReadOnlyList<Written>, IEnumerable<Written>> forge) => new(forge(entries)) { Given = Given };

    public Log Without(int index) => Forged(all => all.Where((_, i) => i != index));

    public Log With(int index, Func<Written, Written> change) => Forged(all => all.Select((entry, i) => i == index ? change(entry) : entry));

    public Log After(int index, Written entry) => Forged(all => [.. all.Take(index + 1), entry, .. all.Skip(index + 1)]);

    /// <summary>The log whose reader has other documents.</summary>
    public Log With(Func<string, byte[]?> given) => new(entries) { Given = given };

    /// <summary>Index of the entry of this type; of several the one given, from 0.</summary>
    public int IndexOf(string type, int which = 0) =>
        entries.Select((entry, i) => (entry.Type, i)).Where(it => it.Type == type && it.i >= Before).ElementAt(which).i;

    /// <summary>The entries as they would stand in the log, with chains that hold.</summary>
    public IEnumerable<LoggedEntry> Chained()
    {
        var last = new Dictionary<string, (int Seq, string Leaf)>();
        foreach (var (i, entry) in entries.Index())
        {
            var (seq, leaf) = last.GetValueOrDefault(entry.Document.Header.Case, (0, ""));
            var header = entry.Document.Header with { CaseSeq = seq + 1, Prev = leaf };
            var bytes = (entry.Document with { Header = header }).ToBytes();
            last[header.Case] = (seq + 1, LeafHash.HexOf(bytes));
            yield return new LoggedEntry(i, bytes, entry.Parts);
        }
    }

    public ReplayResult Replayed() => Replayed(Chained());

    public ReplayResult Replayed(IEnumerable<LoggedEntry> chained)
    {
        var replayer = new Replayer(Given);
        foreach (var entry in chained)
            replayer.Add(entry);
        return replayer.Finish();
    }

    /// <summary>The one divergence there is.</summary>
    public Divergence Found() => Assert.Single(Replayed().Divergences);

    /// <summary>The one divergence there is has this code and index.</summary>
    public Divergence AssertFound(string code, int index)
    {
        var found = Found();
        Assert.Equal((code, (long)index), (found.Code, found.Index));
        return found;
    }

    /// <summary>The first divergence there is has this code and index; a forged case can lead another one astray.</summary>
    public Divergence AssertFoundFirst(string code, int index)
    {
        var found = Replayed().Divergences[0];
        Assert.Equal((code, (long)index), (found.Code, found.Index));
        return found;
    }

    /// <summary>An entry of a register, or of a request, by anybody.</summary>
    public static Written Of<TState, TEvent>(Register<TState, TEvent> register, TEvent happened, Actor? actor = null, DateTimeOffset? at = null)
        where TState : class
        where TEvent : class
    {
        var entry = register.Encode(Origin, new RegisterPlace(1, "", at ?? SetUpAt), actor ?? Actor.System, happened, () => new byte[Part.SaltBytes]);
        return new Written(EntryDocument.Read(entry.Bytes), entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure));
    }

    /// <summary>Another event in the entry's place, its header unchanged.</summary>
    public static Written Saying(Written entry, RequestEvent happened, Actor? actor = null)
    {
        var header = entry.Document.Header;
        if (actor is not null)
            header = header with { Actor = actor.Id, Role = RequestEntries.RoleName(actor.Role) };
        var encoded = new EventCodec<RequestEvent>().Encode(header, happened, () => new byte[Part.SaltBytes]);
        return new Written(EntryDocument.Read(encoded.Bytes), encoded.Parts.ToDictionary(part => part.Name, part => part.Disclosure));
    }

    /// <summary>The entry with its event changed.</summary>
    public static Written Changed<T>(Written entry, Func<T, T> change) where T : RequestEvent =>
        Saying(entry, change((T)RequestEntries.Read(new StoredEntry(entry.Document.ToBytes(), entry.Parts)).Event));
}
