using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Tests.Registers;
using Oversight.Core.Tests.Requests;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Core.Tests.Sittings;

/// <summary>Sittings with the requests before them; every accepted command is written to entries and the register read back from them.</summary>
internal sealed class Hall
{
    /// <summary>A day after the requests of the Cabinet Office are filed in their scenarios.</summary>
    public static readonly DateTimeOffset Start = Books.Jst("2028-01-06 10:00");

    private readonly Dictionary<Scenario, RequestState> known = [];
    private byte salt;

    public DateTimeOffset Now { get; set; } = Start;

    public IReadOnlyList<string> Ended { get; set; } = [];

    public SittingsRegister Register { get; private set; } = SittingsRegister.Empty;

    public List<StoredEntry> Entries { get; } = [];

    /// <summary>The sitting called last of those not over.</summary>
    public Sitting Sitting => Register.Current[^1];

    public IEnumerable<DecodedEntry<SittingEvent>> Read => Entries.Select(Book.Sittings.Read);

    /// <summary>Lets the request be known as it stands now, under a number of its own, and gives the number.</summary>
    public string With(Scenario scenario)
    {
        var id = known.TryGetValue(scenario, out var before) ? before.Id : RequestId.Of(2028, [0, 0, 0, 0, (byte)known.Count]);
        known[scenario] = scenario.State with { Id = id };
        return id.Value;
    }

    public RegisterVerdict<SittingEvent> Try(Actor actor, SittingCommand command) =>
        SittingRules.Decide(Register, command, new SittingFacts(actor, People.Panel, Now, known.Values.ToDictionary(request => request.Id.Value), Ended));

    public Hall Do(Actor actor, SittingCommand command)
    {
        if (Try(actor, command) is not RegisterVerdict<SittingEvent>.Accepted accepted)
        {
            Assert.Fail(((RegisterVerdict<SittingEvent>.Refused)Try(actor, command)).Refusal.ToString());
            return this;
        }
        Register = Register.Apply(accepted.Event, Now);
        var last = Entries.Count == 0 ? "" : LeafHash.HexOf(Entries[^1].Bytes);
        var entry = Book.Sittings.Encode(
            "oversight.test", new RegisterPlace(Entries.Count + 1, last, Now), actor, accepted.Event, () => [.. Enumerable.Repeat(salt++, Part.SaltBytes)]);
        Entries.Add(new StoredEntry(entry.Bytes, entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure)));
        Assert.Equal(Book.Sittings.Write(Register), Book.Sittings.Write(Book.Sittings.Rebuild(Entries)!));
        Assert.Equal(Book.Sittings.Write(Register), Book.Sittings.Write(Book.Sittings.Parse(Book.Sittings.Write(Register))));
        return this;
    }
}
