using Oversight.Core.Ledger;
using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>
/// A measure taken without approval was put on record (R5–R8); the definition is pinned and every clock runs from MeasuredAt, whether or not a
/// notice comes. From WarnAt on a missing notice is warned of.
/// </summary>
public sealed record MeasureRecorded(
    string Definition, string DefinitionId, int DefinitionVersion, DateTimeOffset MeasuredAt, DateTimeOffset WarnAt,
    [property: Part] MeasureText? Text) : RequestEvent;

/// <summary>The authorising officer signed the notice of a measure (Police Duties Execution Act Art 6-2(9)); this files it.</summary>
public sealed record MeasureNotified(int ContentVersion, DateTimeOffset? DecisionDueAt) : RequestEvent;

/// <summary>The one presiding let the agency record its next measure although this one was never reviewed.</summary>
public sealed record InterlockOverridden(MemberId Member, [property: Part] string? Reason) : RequestEvent;

/// <summary>What was done in an emergency, in the words of whoever did it.</summary>
public sealed record MeasureText(string Action, Bilingual? Text = null);

/// <summary>A measure taken without approval.</summary>
public sealed record Measure(DateTimeOffset MeasuredAt, DateTimeOffset WarnAt, DateTimeOffset RecordedAt, MeasureText? Text)
{
    /// <summary>When the notice was signed, or null.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When the interlock was overridden for the agency's next measure, or null.</summary>
    public DateTimeOffset? OverriddenAt { get; init; }
}
