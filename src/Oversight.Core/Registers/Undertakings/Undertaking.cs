using System.Diagnostics;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Undertakings;

/// <summary>What was promised, in the order it was recorded.</summary>
public sealed record UndertakingsRegister(IReadOnlyList<Undertaking> Undertakings)
{
    /// <summary>None yet.</summary>
    public static UndertakingsRegister Empty { get; } = new([]);

    /// <summary>The undertaking of this id, null if there is none.</summary>
    public Undertaking? Find(string undertaking) => Undertakings.SingleOrDefault(u => u.Id == undertaking);

    /// <summary>The register after <paramref name="happened"/>.</summary>
    public UndertakingsRegister Apply(UndertakingEvent happened) => happened switch
    {
        UndertakingRecorded e => new([.. Undertakings, new Undertaking(e.Undertaking, e.Request, e.PromisedBy, e.Text, e.DueOn, null, null)]),
        UndertakingClosed e => new([.. Undertakings.Select(u => u.Id == e.Undertaking ? u with { Outcome = e.Outcome, Closing = e.Text } : u)]),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A promise made in an answer or a hearing.</summary>
/// <param name="Request">Number of the request it was made in, null for none.</param>
/// <param name="DueOn">Last day on which it can be kept, inclusive, Japanese date; null for none.</param>
/// <param name="Outcome">What became of it; null while it is open.</param>
public sealed record Undertaking(
    string Id, string? Request, string? PromisedBy, Bilingual? Text, DateOnly? DueOn, UndertakingOutcome? Outcome, string? Closing)
{
    /// <summary>Whether it is open after its last day.</summary>
    public bool IsOverdueOn(DateOnly day) => Outcome is null && DueOn < day;
}

/// <summary>What becomes of a promise.</summary>
[CamelCaseNames]
public enum UndertakingOutcome { Kept, Broken, Released }

/// <summary>What happened to a promise.</summary>
public abstract record UndertakingEvent
{
    private protected UndertakingEvent(string undertaking) => Undertaking = undertaking;

    /// <summary>The undertaking's id, <c>UT-1</c>.</summary>
    public string Undertaking { get; init; }
}

/// <summary>A promise was recorded.</summary>
public sealed record UndertakingRecorded(
    string Undertaking, string? Request, DateOnly? DueOn, [property: Part] string? PromisedBy, [property: Part] Bilingual? Text) : UndertakingEvent(Undertaking);

/// <summary>It was settled what became of a promise.</summary>
public sealed record UndertakingClosed(string Undertaking, UndertakingOutcome Outcome, [property: Part] string? Text) : UndertakingEvent(Undertaking);
