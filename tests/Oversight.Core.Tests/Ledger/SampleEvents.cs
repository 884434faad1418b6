using System.Text.Json.Serialization;
using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

/// <summary>A small family of events with every shape a part may have.</summary>
public abstract record SampleEvent
{
    private SampleEvent()
    {
    }

    public sealed record Noted(string Subject, bool Urgent, [property: Part] string? Text, string? Place = null) : SampleEvent;

    public sealed record DraftedEvent(int Version, SampleContent Content, SampleChoice Choice, DateTimeOffset DueAt, DateOnly Day, IReadOnlyDictionary<string, int> Counts) : SampleEvent
    {
        public bool IsFirst => Version == 1;
    }

    public sealed record Weighed([property: Part] int? Grams, int? Count, SamplePair? Pair) : SampleEvent;
}

public sealed record SampleContent(string Route, [property: Part] IReadOnlyList<string>? Scope, [property: Part] SampleRisk? Risk);

public readonly record struct SamplePair(string Left, [property: Part] string? Right);

public sealed record SampleRisk(int Threat, string Reason);

public enum SampleChoice
{
    Approve,
    Refuse,
}

/// <summary>A family whose content would end up in the header for ever, if the codec let it.</summary>
public abstract record LeakyEvent
{
    public sealed record Listed(IReadOnlyList<Item> Items) : LeakyEvent;

    public sealed record Item([property: Part] string? Secret);
}

public abstract record LeakyMapEvent
{
    public sealed record Mapped(IReadOnlyDictionary<string, LeakyEvent.Item[]> Items) : LeakyMapEvent;
}

public abstract record LeakyTreeEvent
{
    public sealed record Grown(Node Root) : LeakyTreeEvent;

    public sealed record Node([property: Part] string? Secret, Node? Child);
}

public abstract record LeakySubtypeEvent
{
    public sealed record Held(Shape Outline) : LeakySubtypeEvent;

    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Square([property: Part] string? Secret) : Shape;
}

public abstract record UnerasableEvent
{
    public sealed record Kept([property: Part] string Secret) : UnerasableEvent;
}

public abstract record FractionEvent
{
    public sealed record Measured(double Share) : FractionEvent;
}

internal static class Samples
{
    public static readonly EventCodec<SampleEvent> Codec = new();

    public static readonly DateTimeOffset At = new(2028, 2, 14, 0, 0, 0, 123, TimeSpan.Zero);

    public static readonly SampleEvent.Noted Noted = new("件名", true, "秘密の \"text\"\n");

    public static readonly SampleEvent.DraftedEvent Drafted = new(
        1,
        new("R1", ["203.0.113.0/24", "2001:db8::/32"], new(20, "botnet")),
        SampleChoice.Approve,
        new(2028, 2, 29, 15, 0, 0, TimeSpan.Zero),
        new(2028, 2, 29),
        new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 });

    public static EntryHeader Header(int caseSeq = 1, string prev = "") =>
        new("oversight.example/2028", "2028-0001", caseSeq, prev, At, "cao.drafter", "drafter", "CAO", "R1", "", "act-2027@" + new string('a', 64));

    /// <summary>Salts 00…, 01…, 02… in the order they are asked for.</summary>
    public static SaltSource Salts()
    {
        byte next = 0;
        return () => [.. Enumerable.Repeat(next++, Part.SaltBytes)];
    }

    public static Entry Encode(SampleEvent @event, EntryHeader? header = null) => Codec.Encode(header ?? Header(), @event, Salts());

    public static Dictionary<string, string> Disclosures(Entry entry) => entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure);
}
