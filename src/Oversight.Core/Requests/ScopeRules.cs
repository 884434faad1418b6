using Oversight.Core.Law;

namespace Oversight.Core.Requests;

/// <summary>Whether one scope item lies within another (A7 invariant 4).</summary>
public static class ScopeRules
{
    /// <summary>True when everything <paramref name="inner"/> permits, <paramref name="outer"/> permits too.</summary>
    public static bool IsWithin(ScopeItem inner, ScopeItem outer) =>
        AreWithin(inner.Sources, outer.Sources)
        && AreWithin(inner.Destinations, outer.Destinations)
        && AreWithin(inner.Targets, outer.Targets)
        && (inner.Direction == outer.Direction || outer.Direction == Direction.BothWays)
        && (inner.Protocol == outer.Protocol || outer.Protocol == Protocol.Any)
        && (outer.Ports.Count == 0 || (inner.Ports.Count > 0 && inner.Ports.All(port => outer.Ports.Any(wider => wider.Contains(port)))))
        && inner.DataTypes.All(outer.DataTypes.Contains)
        && inner.Selectors.All(outer.Selectors.Contains)
        && (outer.Selectors.Count == 0 || inner.Selectors.Count > 0)
        && inner.Actions.All(outer.Actions.Contains)
        && outer.Excluded.All(inner.Excluded.Contains);

    private static bool AreWithin(IReadOnlyList<AddressRange> inner, IReadOnlyList<AddressRange> outer) =>
        inner.Count == 0 == (outer.Count == 0) && inner.All(range => outer.Any(wider => wider.Contains(range)));
}
