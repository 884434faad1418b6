using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>A live permission. Start inclusive, End exclusive.</summary>
public sealed record Authorisation(
    int ContentVersion, AuthorisationState State, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Items, AuthorisedUse? Use,
    DateTimeOffset IssuedAt, DateTimeOffset? EndedAt = null)
{
    /// <summary>Where each condition stands, in the order of the motion.</summary>
    public IReadOnlyList<ConditionStanding> Conditions { get; init; } = [];

    /// <summary>Suspensions in order; the last one may still last.</summary>
    public IReadOnlyList<Suspension> Suspensions { get; init; } = [];

    /// <summary>Narrowings in order.</summary>
    public IReadOnlyList<Narrowing> Narrowings { get; init; } = [];

    /// <summary>Acts on record, in the order they were recorded.</summary>
    public IReadOnlyList<Act> Acts { get; init; } = [];

    /// <summary>The extension granted, or null.</summary>
    public GrantedExtension? Extension { get; init; }

    /// <summary>The instant at which the authorisation ends by itself: its End, or the start of the extension that takes its place.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset EndsAt => Extension is { } next && next.Start < End ? next.Start : End;

    /// <summary>True while it may still be used or suspended, not after its end.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsLive => State is AuthorisationState.Pending or AuthorisationState.Active or AuthorisationState.Suspended;

    /// <summary>What is permitted now, by item; empty once that part is erased.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, ScopeItem> Permitted =>
        (Narrowings.Count > 0 ? Narrowings[^1].Scope : Use?.Scope) ?? new Dictionary<string, ScopeItem>();

    /// <summary>Precedent conditions not met yet, in the order of the motion.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<Condition> Unmet =>
        [.. Conditions.Where(standing => standing.Condition.Kind == ConditionKind.Precedent && standing.MetAt is null).Select(standing => standing.Condition)];

    /// <summary>True while it may run and yet permits nothing at all, because every item waits for a precedent condition.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AwaitsCondition => IsLive && Items.All(Awaits);

    /// <summary>True while a precedent condition stands in the way of every use of the item; one that names ports stands in the way of those alone.</summary>
    public bool Awaits(string item) =>
        Unmet.Any(condition => condition.Ports is not { Count: > 0 } && (condition.Items is not { Count: > 0 } named || named.Contains(item)));

    /// <summary>The condition of that id, or null.</summary>
    public ConditionStanding? Find(string condition) => Conditions.FirstOrDefault(standing => standing.Condition.Id == condition);
}

/// <summary>A time in which the authorisation may not be used. From inclusive, To exclusive; null To while it lasts.</summary>
public sealed record Suspension(DateTimeOffset From, DateTimeOffset? To, string? Condition, int? Resolution);

/// <summary>What the authorisation permits from an instant on; null Scope once that part is erased.</summary>
public sealed record Narrowing(DateTimeOffset From, IReadOnlyList<string> Items, IReadOnlyDictionary<string, ScopeItem>? Scope, string? Reason);

/// <summary>An act under the authorisation.</summary>
public sealed record Act(DateTimeOffset ActedAt, Bilingual? Text, DateTimeOffset RecordedAt);

/// <summary>The extension that continues an authorisation. Start inclusive, End exclusive.</summary>
public sealed record GrantedExtension(string Number, DateTimeOffset Start, DateTimeOffset End);

/// <summary>States of a condition.</summary>
public enum ConditionState
{
    /// <summary>Owed, or watched while it stands.</summary>
    Open,

    /// <summary>Reported; the secretariat has not accepted the proof.</summary>
    Reported,

    /// <summary>Met for good.</summary>
    Met,

    /// <summary>Broken: as often missed or found broken as the condition allows, once where it says nothing.</summary>
    Breached,
}

/// <summary>A report on a condition; DueAt is the due instant it was for, or null.</summary>
public sealed record ConditionReport(DateTimeOffset At, DateTimeOffset? DueAt, Bilingual? Text, IReadOnlyList<string> Documents);

/// <summary>A condition as it stands.</summary>
/// <param name="Misses">Due instants missed and breaches found.</param>
/// <param name="Handled">Due instants that are past, met or missed.</param>
public sealed record ConditionStanding(Condition Condition, ConditionState State, int Misses = 0, int Handled = 0)
{
    /// <summary>Reports in order.</summary>
    public IReadOnlyList<ConditionReport> Reports { get; init; } = [];

    /// <summary>When it was met, or null.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>The due instant missed last, or when it was last found broken; null for never.</summary>
    public DateTimeOffset? MissedAt { get; init; }

    /// <summary>When it became breached, or null.</summary>
    public DateTimeOffset? BreachedAt { get; init; }

    /// <summary>True when a breach of it suspends the authorisation: only then is use of it an overrun (settled reading of A9).</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Suspends => Condition.SuspendsAfterMisses is not null;
}

/// <summary>When a condition is due: its instants follow from the condition and from what happened to the authorisation.</summary>
public static class ConditionDues
{
    /// <summary>Every due instant known so far, in order; a date means its 24:00 JST and is not due after the end. Standing conditions have none.</summary>
    public static IReadOnlyList<DateTimeOffset> Of(Condition condition, Authorisation authorisation) => condition.Due switch
    {
        { Kind: ConditionDueKind.At, At: { } at } => [at],
        { Kind: ConditionDueKind.AfterEvent, After: { } after, WithinHours: { } hours } =>
            Instant(after, authorisation) is { } from ? [from.AddHours(hours)] : [],
        { Kind: ConditionDueKind.Recurring, Dates: { } dates } =>
            [.. dates.Distinct().Order().Select(Jst.EndOf).Where(due => authorisation.EndedAt is not { } ended || due <= ended)],
        _ => [],
    };

    /// <summary>The next due instant that was neither met nor missed, or null.</summary>
    public static DateTimeOffset? Next(ConditionStanding standing, Authorisation authorisation) =>
        standing.State is ConditionState.Met || Of(standing.Condition, authorisation) is not { } dues || dues.Count <= standing.Handled
            ? null
            : dues[standing.Handled];

    /// <summary>
    /// True when the secretariat may accept it: a reported proof, or what it owes itself, which is what must come before use or a due instant. What
    /// only stands, and what nothing set off yet, has nothing to accept.
    /// </summary>
    public static bool IsAcceptable(ConditionStanding standing, Authorisation authorisation) =>
        standing.State == ConditionState.Reported
        || (standing.Condition.Owner == ConditionOwner.Secretariat && standing.State != ConditionState.Met
            && (standing.Condition.Kind == ConditionKind.Precedent || Next(standing, authorisation) is not null));

    private static DateTimeOffset? Instant(ConditionTrigger trigger, Authorisation authorisation) => trigger switch
    {
        // What ended before it began never started.
        ConditionTrigger.Start => authorisation.EndedAt <= authorisation.Start ? null : authorisation.Start,
        ConditionTrigger.Act => authorisation.Acts.Count == 0 ? null : authorisation.Acts.Min(act => act.ActedAt),
        ConditionTrigger.End => authorisation.EndedAt,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
