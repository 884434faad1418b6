using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>
/// Holds uses against one authorisation (domain A9, settled 17). Made once for many uses; it has no state of its own and may be
/// shared. Of the items in force at the time of a use, the one counts that the use lies furthest in, among those the one it
/// offends in the fewest ways, among those the lowest number.
/// </summary>
public sealed class UsageMatcher
{
    private readonly AuthorisationHistory history;
    private readonly NetworkMap map;
    private readonly FlowClass? requiredFlow;
    private readonly (DateTimeOffset From, GrantedItem[] Items)[] scopes;
    private readonly FrozenSet<string> operators;
    private readonly SortedSpans inactive;
    private readonly Hold[] holds;

    /// <summary>Throws <see cref="ArgumentException"/> for route R4, which has no flow of its own.</summary>
    public UsageMatcher(AuthorisationHistory history, NetworkMap map)
    {
        if (history.Route == Route.R4)
            throw new ArgumentException("An extension is held against the route it extends.", nameof(history));

        this.history = history;
        this.map = map;
        requiredFlow = Routes.RequiredFlow(history.Route);
        scopes = [.. history.Scopes.OrderBy(scope => scope.From).Select(scope => (scope.From, Items: Compile(scope, history)))];
        operators = history.Operators.ToFrozenSet(StringComparer.Ordinal);
        inactive = SortedSpans.OfTimes(history.Inactive.Select(span => (span.From, span.To)));
        holds = [.. history.Holds.Select(hold => new Hold(hold))];
    }

    /// <summary>In which ways the use lies outside the authorisation; none when it is authorised.</summary>
    public FindingKinds Match(in UsageRecord use)
    {
        var isInPeriod = IsInPeriod(use.Time);
        var (kinds, _, reach) = Nearest(use, isInPeriod);
        if (!isInPeriod)
            kinds |= FindingKinds.OutOfPeriod;
        else if (inactive.Contains(use.Time))
            kinds |= FindingKinds.NotActive;
        if (operators.Count > 0 && !operators.Contains(use.Operator))
            kinds |= FindingKinds.UnlistedOperator;
        return requiredFlow is { } required ? WithFlow(kinds, FlowOf(use), required, reach) : kinds;
    }

    /// <summary>
    /// The ids of the conditions behind <see cref="FindingKinds.UnmetCondition"/> and <see cref="FindingKinds.BreachedCondition"/>, each once, in
    /// the history's order.
    /// </summary>
    public IReadOnlyList<string> ConditionsAgainst(in UsageRecord use)
    {
        var (_, item, reach) = Nearest(use, IsInPeriod(use.Time));
        var conditions = new List<string>();
        foreach (var hold in holds)
            if (hold.Concerns(use, item, reach) && !conditions.Contains(hold.Condition))
                conditions.Add(hold.Condition);
        return conditions;
    }

    /// <summary>The item that counts and what it and the conditions leave; without any item, everything is outside.</summary>
    private (FindingKinds Kinds, GrantedItem? Item, Reach Reach) Nearest(in UsageRecord use, bool isInPeriod)
    {
        var nearest = (Kinds: FindingKinds.OutOfCidr | HoldsOn(use, null, Reach.Outside), Item: default(GrantedItem), Reach: Reach.Outside);
        foreach (var item in ItemsAt(use.Time))
        {
            var reach = item.ReachOf(use);
            if (reach > nearest.Reach)
                continue;

            var kinds = item.Judge(use, reach, isInPeriod) | HoldsOn(use, item, reach);
            if (nearest.Item is null || reach < nearest.Reach || Size(kinds) < Size(nearest.Kinds))
                nearest = (kinds, item, reach);
            if (kinds == FindingKinds.None)
                break;
        }

        return nearest;
    }

    private bool IsInPeriod(DateTimeOffset time) => history.Start <= time && time < history.End;

    private GrantedItem[] ItemsAt(DateTimeOffset time)
    {
        for (var i = scopes.Length - 1; i > 0; i--)
            if (scopes[i].From <= time)
                return scopes[i].Items;
        return scopes.Length == 0 ? [] : scopes[0].Items;
    }

    private FindingKinds HoldsOn(in UsageRecord use, GrantedItem? item, Reach reach)
    {
        var kinds = FindingKinds.None;
        foreach (var hold in holds)
            if (hold.Concerns(use, item, reach))
                kinds |= hold.Leaves;
        return kinds;
    }

    private FlowClass FlowOf(in UsageRecord use) =>
        use.Source is { } source ? map.FlowOf(source.Range, use.Destination.Range) : FlowClass.Unclear;

    /// <summary>Where the map knows no place, the panel's own grant of these addresses says enough.</summary>
    private static FindingKinds WithFlow(FindingKinds kinds, FlowClass flow, FlowClass required, Reach reach) => flow switch
    {
        FlowClass.DomesticOnly => (kinds & ~FindingKinds.OutOfCidr) | FindingKinds.DomesticOnly,
        FlowClass.Unclear when reach != Reach.Outside => kinds,
        _ when flow == required => kinds,
        _ => kinds | FindingKinds.WrongFlow,
    };

    private static int Size(FindingKinds kinds) => BitOperations.PopCount((uint)kinds);

    private static GrantedItem[] Compile(GrantedScope scope, AuthorisationHistory history) =>
    [
        .. scope.Items.OrderBy(item => int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue)
            .ThenBy(item => item.Key, StringComparer.Ordinal).Select(item => new GrantedItem(item.Key, item.Value, history)),
    ];

    private sealed class Hold(ConditionHold hold)
    {
        private readonly FrozenSet<string>? items = hold.Items is { Count: > 0 } named ? named.ToFrozenSet(StringComparer.Ordinal) : null;
        private readonly SortedSpans? ports = hold.Ports is { Count: > 0 } ports ? SortedSpans.OfPorts(ports) : null;

        public string Condition => hold.Condition;

        public FindingKinds Leaves { get; } = hold.Kind == HoldKind.Unmet ? FindingKinds.UnmetCondition : FindingKinds.BreachedCondition;

        /// <summary>A condition on certain items concerns uses that lie wholly in one of them.</summary>
        public bool Concerns(in UsageRecord use, GrantedItem? item, Reach reach) =>
            hold.From <= use.Time && (hold.To is null || use.Time < hold.To)
            && (items is null || (reach == Reach.Whole && items.Contains(item!.Name)))
            && (ports is null || (use.Port is { } port && use.Protocol != Protocol.Icmp && ports.Contains((UInt128)port)));
    }
}
