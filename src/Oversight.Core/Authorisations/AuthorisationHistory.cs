using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>What an authorisation permitted, and when: all that a use is held against.</summary>
public sealed record AuthorisationHistory
{
    /// <summary>The route; for an extension the one it extends, never R4.</summary>
    public required Route Route { get; init; }

    /// <summary>Start of the period, inclusive.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the period, exclusive; the actual end where it ended early.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The scope as issued, then as narrowed each time; before the first the first counts.</summary>
    public required IReadOnlyList<GrantedScope> Scopes { get; init; }

    /// <summary>Operators allowed to act; empty means any.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];

    /// <summary>Windows outside of which an item may not be used; an item without one may be used in the whole period.</summary>
    public IReadOnlyList<UseWindow> Windows { get; init; } = [];

    /// <summary>Times in which a condition stood in the way of a use.</summary>
    public IReadOnlyList<ConditionHold> Holds { get; init; } = [];

    /// <summary>Times in which the authorisation was suspended.</summary>
    public IReadOnlyList<InactiveSpan> Inactive { get; init; } = [];

    /// <summary>The history of a case's authorisation, which must have one. A scope whose part was erased permits nothing.</summary>
    public static AuthorisationHistory Of(RequestState s)
    {
        var a = s.Authorisation ?? throw new ArgumentException("The case has no authorisation.", nameof(s));
        var issued = a.Use?.Scope ?? new Dictionary<string, ScopeItem>();
        return new AuthorisationHistory
        {
            Route = s.Extends ?? s.Content.Route,
            Start = a.Start,
            End = a.EndedAt is { } ended && ended < a.EndsAt ? ended : a.EndsAt,
            Scopes =
            [
                new GrantedScope(a.IssuedAt, issued),
                .. a.Narrowings.Select(n => new GrantedScope(n.From, n.Scope ?? new Dictionary<string, ScopeItem>())),
            ],
            Operators = a.Use?.Operators ?? [],
            Windows = a.Use?.Windows ?? [],
            Holds = [.. a.Conditions.SelectMany(standing => HoldsOf(standing, a))],
            Inactive = [.. a.Suspensions.Select(suspension => new InactiveSpan(suspension.From, suspension.To))],
        };
    }

    private static IEnumerable<ConditionHold> HoldsOf(ConditionStanding standing, Authorisation a)
    {
        var condition = standing.Condition;
        if (condition.Kind == ConditionKind.Precedent)
            yield return new ConditionHold(condition.Id, HoldKind.Unmet, a.IssuedAt, standing.MetAt, condition.Items, condition.Ports);
        if (!standing.Suspends || standing.BreachedAt is not { } breached)
            yield break;
        // A breach stands open until the panel lets the authorisation go on.
        var resumed = a.Suspensions.Where(suspension => suspension.To is null || suspension.To > breached).Select(suspension => suspension.To).FirstOrDefault();
        yield return new ConditionHold(condition.Id, HoldKind.Breached, breached, resumed, condition.Items, condition.Ports);
        foreach (var again in a.Suspensions.Where(suspension => suspension.Condition == condition.Id && suspension.From > breached))
            yield return new ConditionHold(condition.Id, HoldKind.Breached, again.From, again.To, condition.Items, condition.Ports);
    }
}

/// <summary>The items granted from an instant on, by their number as text; inclusive, until the next scope's instant.</summary>
public sealed record GrantedScope(DateTimeOffset From, IReadOnlyDictionary<string, ScopeItem> Items);

/// <summary>Why a condition stands in the way.</summary>
[CamelCaseNames]
public enum HoldKind
{
    /// <summary>A precedent condition not met yet.</summary>
    Unmet,

    /// <summary>A condition breached, whose breach suspends.</summary>
    Breached,
}

/// <summary>A time in which a condition stood in the way. From is inclusive, To exclusive; null To means it still does.</summary>
/// <param name="Condition">The id of the condition.</param>
/// <param name="Items">Items whose use it stands in the way of; null means every use.</param>
/// <param name="Ports">Ports whose use it stands in the way of; null means every use, with or without a port.</param>
public sealed record ConditionHold(
    string Condition, HoldKind Kind, DateTimeOffset From, DateTimeOffset? To = null, IReadOnlyList<string>? Items = null, IReadOnlyList<PortRange>? Ports = null);

/// <summary>A suspension. From is inclusive, To exclusive; null To means it lasts.</summary>
public sealed record InactiveSpan(DateTimeOffset From, DateTimeOffset? To = null);
