using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Authorisations.Uses;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>The matcher against a slow one that says the rule in the plainest words.</summary>
public sealed class MatcherPropertyTests
{
    private static readonly string[] Ranges =
    [
        "192.0.2.0/25", "192.0.2.8/29", "192.0.2.128/25", "198.51.100.0/24", "198.51.100.17/32", "203.0.113.0/24", "198.51.101.0/24",
        "2001:db8:a::/48", "2001:db8:b:20::/64", "2001:db8:81::/48", "::c000:20a/128",
    ];

    private static readonly string[] Addresses =
    [
        "192.0.2.0", "192.0.2.10", "192.0.2.15", "192.0.2.16", "192.0.2.140", "198.51.100.17", "198.51.100.18", "203.0.113.255", "198.51.101.1",
        "2001:db8:a::1", "2001:db8:b:20::", "2001:db8:81::1", "2001:db8:c::1",
    ];

    private static readonly DateTimeOffset Start = At("2028-02-10T00:00+09:00");

    // Few of each, so that boundaries meet.
    private static readonly Gen<DateTimeOffset> Times = from hours in Gen.Choose(-2, 10) from ticks in Gen.Choose(-1, 1) select Start.AddHours(hours).AddTicks(ticks);
    private static readonly Gen<DateTimeOffset> Hours = Gen.Choose(-2, 10).Select(hours => Start.AddHours(hours));
    private static readonly Gen<PortRange> PortRanges = from first in Gen.Choose(1, 6) from more in Gen.Choose(0, 2) select new PortRange(first, first + more);
    private static readonly Gen<AddressRange> AddressRanges = Gen.Elements(Ranges).Select(AddressRange.Parse);
    private static readonly Gen<Protocol> Protocols = Gen.Elements(Protocol.Tcp, Protocol.Udp, Protocol.Icmp);

    private static readonly Gen<ScopeItem> Items =
        from sources in Several(AddressRanges, 3)
        from destinations in Several(AddressRanges, 3)
        from bothWays in Gen.Elements(true, false)
        from protocol in Gen.Elements(Enum.GetValues<Protocol>())
        from ports in Several(PortRanges, 2)
        from types in Several(Gen.Elements(DataType.IpAddress, DataType.Body), 2)
        from actions in Several(Gen.Elements("copy", "stop"), 2)
        select new ScopeItem
        {
            Sources = sources,
            Destinations = destinations,
            Targets = destinations,
            Direction = bothWays ? Direction.BothWays : Direction.OneWay,
            Protocol = protocol,
            Ports = ports,
            DataTypes = types,
            Actions = actions,
        };

    private static readonly Gen<GrantedScope> Scopes =
        from at in Hours
        from items in Several(Items, 4)
        select new GrantedScope(at, items.Index().ToDictionary(item => ItemNames.Of(item.Index * 9 + 1), item => item.Item));

    private static readonly Gen<ConditionHold> Holds =
        from kind in Gen.Elements(HoldKind.Unmet, HoldKind.Breached)
        from at in Hours
        from to in Perhaps(Hours)
        from items in Several(Gen.Elements("1", "10", "19"), 2)
        from ports in Several(PortRanges, 2)
        from isLimited in Gen.Choose(0, 3)
        select new ConditionHold($"c{(int)kind}", kind, at, to, (isLimited & 1) != 0 ? items : null, (isLimited & 2) != 0 ? ports : null);

    private static readonly Gen<AuthorisationHistory> Histories =
        from route in Gen.Elements(Route.R1, Route.R2, Route.R3, Route.R5)
        from hours in Gen.Choose(5, 11)
        from scopes in Several(Scopes, 3)
        from operators in Several(Gen.Elements("a", "b"), 2)
        from windows in Several(from at in Hours from to in Hours from item in Perhaps(Gen.Elements(1, 10, 19)) select new UseWindow(at, to, item), 3)
        from holds in Several(Holds, 2)
        from inactive in Several(from at in Hours from to in Perhaps(Hours) select new InactiveSpan(at, to), 2)
        select new AuthorisationHistory
        {
            Route = route, Start = Start, End = Start.AddHours(hours), Scopes = scopes, Operators = operators, Windows = windows, Holds = holds, Inactive = inactive,
        };

    private static readonly Gen<UsageRecord> Records =
        from time in Times
        from source in Perhaps(Gen.Elements(Addresses))
        from destination in Gen.Elements(Addresses)
        from protocol in Protocols
        from port in Perhaps(Gen.Choose(0, 9))
        from type in Perhaps(Gen.Elements(DataType.IpAddress, DataType.Time, DataType.Body))
        from who in Gen.Elements("a", "b", "c")
        from action in Gen.Elements("copy", "stop", "Copy")
        select new UsageRecord(time, source is null ? null : Address(source), Address(destination), protocol, port, type, who, action);

    private static readonly Gen<(AuthorisationHistory History, UsageRecord Use)> Plays =
        from history in Histories from use in Gen.OneOf(Records, Aimed(history)) select (history, use);

    [Fact]
    public void The_matcher_agrees_with_the_rule_in_plain_words() => Prop.ForAll(
        Arb.From(Plays),
        play => new UsageMatcher(play.History, NetworkMap.Demo).Match(play.Use) == Plain(play.History, play.Use))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void The_random_uses_meet_every_kind_and_the_authorised()
    {
        var met = from play in Gen.Sample(Plays, 5_000, new Rnd(1), 50)
                  let kinds = Plain(play.History, play.Use)
                  from name in kinds == FindingKinds.None ? ["none"] : FindingKindNames.Of(kinds)
                  select name;

        var counts = met.CountBy(name => name).ToDictionary();
        Assert.All(FindingKindNames.All.Append("none"), name => Assert.InRange(counts.GetValueOrDefault(name), 20, 5_000));
    }

    /// <summary>A use that one of the items covers, if there is one.</summary>
    private static Gen<UsageRecord> Aimed(AuthorisationHistory history)
    {
        var items = history.Scopes.SelectMany(scope => scope.Items.Values).Where(item => item.Sources.Count > 0 && item.Destinations.Count > 0).ToList();
        return items.Count == 0 ? Records :
            from use in Records
            from item in Gen.Elements<ScopeItem>(items)
            from isTurned in Gen.Choose(0, 3)
            let source = new Address(item.Sources[0].First, item.Sources[0].IsIPv6)
            let destination = new Address(item.Destinations[0].Last, item.Destinations[0].IsIPv6)
            select use with
            {
                Source = isTurned == 0 ? destination : source,
                Destination = isTurned == 0 ? source : destination,
                Protocol = item.Protocol == Protocol.Any ? use.Protocol : item.Protocol,
                Port = item.Ports.Count > 0 ? item.Ports[0].Last : use.Port,
                DataType = item.DataTypes.Count > 0 ? item.DataTypes[0] : use.DataType,
                Action = item.Actions.Count > 0 ? item.Actions[0] : use.Action,
                Operator = history.Operators.Count > 0 ? history.Operators[0] : use.Operator,
            };
    }

    private static FindingKinds Plain(AuthorisationHistory history, UsageRecord use)
    {
        var isIn = history.Start <= use.Time && use.Time < history.End;
        var scope = history.Scopes.OrderBy(s => s.From).LastOrDefault(s => s.From <= use.Time) ?? history.Scopes.MinBy(s => s.From);
        var offers = (scope?.Items ?? new Dictionary<string, ScopeItem>()).OrderBy(item => int.Parse(item.Key))
            .Select(item => (Reach: Reach(history.Route, item.Value, use), Kinds: OfItem(history, item.Key, item.Value, use, isIn)))
            .Append((Reach: 3, Kinds: FindingKinds.OutOfCidr | OfHolds(history, use, null)));
        var (reach, kinds) = offers.OrderBy(offer => offer.Reach).ThenBy(offer => FindingKindNames.Of(offer.Kinds).Count).First();

        if (!isIn)
            kinds |= FindingKinds.OutOfPeriod;
        if (isIn && history.Inactive.Any(span => IsWithin(use.Time, span.From, span.To)))
            kinds |= FindingKinds.NotActive;
        if (history.Operators.Count > 0 && !history.Operators.Contains(use.Operator))
            kinds |= FindingKinds.UnlistedOperator;
        if (history.Route == Route.R5)
            return kinds;

        var flow = use.Source is { } source ? NetworkMap.Demo.FlowOf(source.Range, use.Destination.Range) : FlowClass.Unclear;
        if (flow == FlowClass.DomesticOnly)
            return (kinds | FindingKinds.DomesticOnly) & ~FindingKinds.OutOfCidr;
        return flow == Routes.RequiredFlow(history.Route) || (flow == FlowClass.Unclear && reach < 2) ? kinds : kinds | FindingKinds.WrongFlow;
    }

    private static FindingKinds OfItem(AuthorisationHistory history, string name, ScopeItem item, UsageRecord use, bool isIn)
    {
        var reach = Reach(history.Route, item, use);
        var windows = history.Windows.Where(window => window.Item is null || window.Item == int.Parse(name)).ToList();
        var kinds = reach == 2 ? FindingKinds.OutOfCidr : reach == 1 ? FindingKinds.OutOfPort : FindingKinds.None;
        if (isIn && windows.Count > 0 && !windows.Any(window => IsWithin(use.Time, window.Start, window.End)))
            kinds |= FindingKinds.OutOfWindow;
        if ((history.Route != Route.R5 || item.DataTypes.Count > 0) && !item.DataTypes.Any(type => type == use.DataType))
            kinds |= FindingKinds.UnlistedDataType;
        if ((history.Route == Route.R5 || item.Actions.Count > 0) && !item.Actions.Contains(use.Action))
            kinds |= FindingKinds.UnlistedAction;
        return kinds | OfHolds(history, use, reach == 0 ? name : null);
    }

    private static FindingKinds OfHolds(AuthorisationHistory history, UsageRecord use, string? item) => history.Holds
        .Where(hold => IsWithin(use.Time, hold.From, hold.To))
        .Where(hold => hold.Items is not { Count: > 0 } || (item is not null && hold.Items.Contains(item)))
        .Where(hold => hold.Ports is not { Count: > 0 } || (PortOf(use) is { } port && hold.Ports.Any(range => range.First <= port && port <= range.Last)))
        .Aggregate(FindingKinds.None, (kinds, hold) => kinds | (hold.Kind == HoldKind.Unmet ? FindingKinds.UnmetCondition : FindingKinds.BreachedCondition));

    /// <summary>0 when the item covers addresses and port, 1 the addresses only, 2 neither.</summary>
    private static int Reach(Route route, ScopeItem item, UsageRecord use)
    {
        bool Covers(Address? source, Address? destination) =>
            item.Sources.Any(range => source is { } one && range.Contains(one.Range)) && item.Destinations.Any(range => destination is { } one && range.Contains(one.Range));
        var isThere = route == Route.R5
            ? item.Targets.Any(range => range.Contains(use.Destination.Range))
            : Covers(use.Source, use.Destination) || (item.Direction == Direction.BothWays && Covers(use.Destination, use.Source));
        if (!isThere)
            return 2;
        var fits = (item.Protocol == Protocol.Any || item.Protocol == use.Protocol)
            && (item.Ports.Count == 0 || item.Ports.Any(range => PortOf(use) is { } port && range.First <= port && port <= range.Last));
        return fits ? 0 : 1;
    }

    private static int? PortOf(UsageRecord use) => use.Protocol == Protocol.Icmp ? null : use.Port;

    private static bool IsWithin(DateTimeOffset time, DateTimeOffset from, DateTimeOffset? to) => from <= time && (to is null || time < to);

    private static Gen<IReadOnlyList<T>> Several<T>(Gen<T> of, int most) =>
        from count in Gen.Choose(0, most) from some in Gen.ArrayOf(of, count) select (IReadOnlyList<T>)some;

    private static Gen<T?> Perhaps<T>(Gen<T> of) where T : struct => Gen.OneOf(of.Select(value => (T?)value), Gen.Constant((T?)null));

    private static Gen<string?> Perhaps(Gen<string> of) => Gen.OneOf(of.Select(value => (string?)value), Gen.Constant((string?)null));
}
