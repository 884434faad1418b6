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
