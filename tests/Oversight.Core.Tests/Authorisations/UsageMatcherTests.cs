using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Authorisations.Uses;

namespace Oversight.Core.Tests.Authorisations;

public sealed class UsageMatcherTests
{
    private static readonly DateTimeOffset Noon = At("2028-03-04T12:00+09:00");

    [Fact]
    public void What_the_authorisation_permits_is_no_finding()
    {
        Assert.Equal(FindingKinds.None, Match(C03, OfItem1));
        Assert.Equal(FindingKinds.None, Match(C03, OfItem2));
        Assert.Equal(FindingKinds.None, Match(Neutralisation, OfNeutralisation));
    }

    [Fact]
    public void Every_kind_is_found_alone()
    {
        Assert.Equal(FindingKinds.OutOfCidr, Match(C03, OfItem1 with { Destination = Address("198.51.100.18") }));
        Assert.Equal(FindingKinds.OutOfCidr, Match(C03, OfItem1 with { Destination = Address("203.0.113.76") }));
        Assert.Equal(FindingKinds.OutOfPort, Match(C03, OfItem1 with { Port = 8443 }));
        Assert.Equal(FindingKinds.OutOfPort, Match(C03, OfItem1 with { Protocol = Protocol.Udp }));
        Assert.Equal(FindingKinds.OutOfPeriod, Match(C03, OfItem2 with { Time = At("2028-05-10T00:00+09:00") }));
        Assert.Equal(FindingKinds.OutOfWindow, Match(C03, OfItem1 with { Time = At("2028-03-05T00:00+09:00") }));
        Assert.Equal(FindingKinds.WrongFlow, Match(C03 with { Route = Route.R2 }, OfItem2));
        Assert.Equal(FindingKinds.DomesticOnly, Match(C03, OfItem1 with { Destination = Address("192.0.2.140") }));
        Assert.Equal(FindingKinds.UnlistedDataType, Match(C03, OfItem1 with { DataType = DataType.Subject }));
        Assert.Equal(FindingKinds.UnlistedOperator, Match(C03, OfItem1 with { Operator = "CAO-op-01" }));
        Assert.Equal(FindingKinds.UnlistedAction, Match(Neutralisation, OfNeutralisation with { Action = "delete file" }));
        Assert.Equal(FindingKinds.UnmetCondition, Match(C03 with { Holds = [new("a", HoldKind.Unmet, C03.Start)] }, OfItem1));
        Assert.Equal(FindingKinds.BreachedCondition, Match(C03 with { Holds = [new("b", HoldKind.Breached, C03.Start)] }, OfItem1));
        Assert.Equal(FindingKinds.NotActive, Match(C03 with { Inactive = [new(C03.Start)] }, OfItem1));
    }

    [Fact]
    public void Kinds_add_up()
    {
        var history = C03 with { Holds = [new("a", HoldKind.Unmet, C03.Start), new("b", HoldKind.Breached, C03.Start)], Inactive = [new(C03.Start)] };
        var use = OfItem1 with { Time = At("2028-03-05T00:07+09:00"), DataType = null, Operator = "x", Port = 80 };

        Assert.Equal(
            ["outOfPort", "outOfWindow", "unlistedDataType", "unlistedOperator", "unmetCondition", "breachedCondition", "notActive"],
            FindingKindNames.Of(Match(history, use)));
        Assert.Equal(
            "outOfCidr+wrongFlow", FindingKindNames.Joined(Match(C03, OfItem1 with { Source = Address("198.51.100.17"), Destination = Address("192.0.2.10") })));
    }

    [Fact]
    public void The_start_belongs_to_the_period_and_the_end_does_not()
    {
        Assert.Equal(FindingKinds.None, Match(C03, OfItem2 with { Time = C03.Start }));
        Assert.Equal(FindingKinds.OutOfPeriod, Match(C03, OfItem2 with { Time = C03.Start.AddTicks(-1) }));
        Assert.Equal(FindingKinds.None, Match(C03, OfItem2 with { Time = C03.End.AddTicks(-1) }));
        Assert.Equal(FindingKinds.OutOfPeriod, Match(C03, OfItem2 with { Time = C03.End }));
    }

    [Fact]
    public void Outside_the_period_neither_window_nor_suspension_is_told() =>
        Assert.Equal(FindingKinds.OutOfPeriod, Match(C03 with { Inactive = [new(C03.Start)] }, OfItem1 with { Time = C03.End }));

    [Fact]
    public void The_start_belongs_to_a_window_and_the_end_does_not()
    {
        var (start, end) = (C03.Windows[0].Start, C03.Windows[0].End);

        Assert.Equal(FindingKinds.None, Match(C03, OfItem1 with { Time = start }));
        Assert.Equal(FindingKinds.OutOfWindow, Match(C03, OfItem1 with { Time = start.AddTicks(-1) }));
        Assert.Equal(FindingKinds.None, Match(C03, OfItem1 with { Time = end.AddTicks(-1) }));
        Assert.Equal(FindingKinds.OutOfWindow, Match(C03, OfItem1 with { Time = end }));
        Assert.Equal(FindingKinds.None, Match(C03, OfItem2 with { Time = end }));
    }

    [Fact]
    public void One_of_several_windows_is_enough_and_a_window_without_an_item_is_every_items()
    {
        var both = C03 with { Windows = [.. C03.Windows, new UseWindow(C03.End.AddHours(-1), C03.End)] };

        Assert.Equal(FindingKinds.None, Match(both, OfItem1));
        Assert.Equal(FindingKinds.None, Match(both, OfItem1 with { Time = C03.End.AddMinutes(-1) }));
        Assert.Equal(FindingKinds.OutOfWindow, Match(both, OfItem2));
    }

    [Fact]
    public void A_suspension_begins_with_its_instant_and_is_over_at_its_end()
    {
        var history = C03 with { Inactive = [new(Noon, Noon.AddHours(1)), new(Noon.AddHours(2))] };

        Assert.Equal(
            [FindingKinds.None, FindingKinds.NotActive, FindingKinds.NotActive, FindingKinds.None, FindingKinds.None, FindingKinds.NotActive, FindingKinds.NotActive],
            new[] { Noon.AddTicks(-1), Noon, Noon.AddHours(1).AddTicks(-1), Noon.AddHours(1), Noon.AddHours(2).AddTicks(-1), Noon.AddHours(2), Noon.AddHours(9) }
                .Select(time => Match(history, OfItem2 with { Time = time })));
    }

    [Fact]
    public void The_scope_in_force_at_the_time_of_the_use_counts()
    {
        var narrowed = C03 with { Scopes = [C03.Scopes[0], new GrantedScope(Noon, new Dictionary<string, ScopeItem> { ["2"] = C03.Scopes[0].Items["2"] })] };

        Assert.Equal(FindingKinds.None, Match(narrowed, OfItem1 with { Time = Noon.AddTicks(-1) }));
        Assert.Equal(FindingKinds.OutOfCidr, Match(narrowed, OfItem1 with { Time = Noon }));
        Assert.Equal(FindingKinds.None, Match(narrowed, OfItem2 with { Time = Noon }));
        Assert.Equal(FindingKinds.OutOfCidr, Match(C03 with { Scopes = [Granted("2028-02-10T00:00+09:00")] }, OfItem2));
        Assert.Equal(FindingKinds.OutOfCidr, Match(C03 with { Scopes = [] }, OfItem2));
    }

    [Fact]
    public void What_is_narrowed_to_nothing_permits_nothing()
    {
        static AuthorisationHistory Narrowed(AuthorisationHistory history, Func<ScopeItem, ScopeItem> narrow) => history with
        {
            Scopes = [new GrantedScope(history.Start, history.Scopes[0].Items.ToDictionary(item => item.Key, item => narrow(item.Value)))],
        };

        Assert.Equal(FindingKinds.UnlistedDataType, Match(Narrowed(C03, item => item with { DataTypes = [] }), OfItem1));
        Assert.Equal(FindingKinds.UnlistedAction, Match(Narrowed(Neutralisation, item => item with { Actions = [] }), OfNeutralisation));
    }

    [Fact]
    public void A_condition_on_items_concerns_uses_that_lie_wholly_in_one_of_them()
    {
        var history = C03 with { Holds = [new("a", HoldKind.Unmet, C03.Start, null, ["2"])] };

        Assert.Equal(FindingKinds.None, Match(history, OfItem1));
        Assert.Equal(FindingKinds.UnmetCondition, Match(history, OfItem2));
        Assert.Equal(FindingKinds.OutOfPort, Match(history, OfItem2 with { Port = 1 }));
        Assert.Equal(FindingKinds.OutOfCidr, Match(history, OfItem2 with { Destination = Address("203.0.113.78") }));
    }

    [Fact]
    public void A_condition_on_ports_concerns_uses_of_these_ports()
    {
        var history = C03 with { Holds = [new("b", HoldKind.Breached, C03.Start, Noon, null, [new PortRange(8000, 9000)])] };

        Assert.Equal(FindingKinds.None, Match(history, OfItem1));
        Assert.Equal(FindingKinds.BreachedCondition, Match(history, OfItem2));
        Assert.Equal(FindingKinds.None, Match(history, OfItem2 with { Time = Noon }));
    }

    [Fact]
    public void A_use_that_two_items_cover_is_free_of_what_only_one_of_them_forbids()
    {
        var history = C03 with
        {
            Scopes = [new GrantedScope(C03.Start, new Dictionary<string, ScopeItem> { ["10"] = C03.Scopes[0].Items["1"], ["1"] = C03.Scopes[0].Items["1"] })],
            Holds = [new("a", HoldKind.Unmet, C03.Start, null, ["10"])],
        };

        Assert.Equal(FindingKinds.None, Match(history, OfItem1));
        Assert.Equal(FindingKinds.UnmetCondition, Match(history with { Holds = [new("a", HoldKind.Unmet, C03.Start, null, ["1", "10"])] }, OfItem1));
    }

    [Fact]
    public void Of_items_offended_in_equally_many_ways_the_lowest_number_counts()
    {
        var item = C03.Scopes[0].Items["1"];
        var history = C03 with
        {
            Scopes = [new GrantedScope(C03.Start, new Dictionary<string, ScopeItem> { ["10"] = item with { DataTypes = [DataType.Port] }, ["2"] = item })],
            Windows = [new UseWindow(Noon, Noon.AddHours(1), 2)],
        };

        Assert.Equal(FindingKinds.OutOfWindow, Match(history, OfItem1));
    }

    [Fact]
    public void IPv6_is_matched_and_never_taken_for_IPv4()
    {
        var item = new ScopeItem
        {
            Sources = [AddressRange.Parse("2001:db8:a:10::/64")],
            Destinations = [AddressRange.Parse("2001:db8:b:20::/64")],
            Protocol = Protocol.Tcp,
            DataTypes = [DataType.CommandInformation],
        };
        var history = C03 with { Route = Route.R1, Windows = [], Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item))] };
        var use = OfItem1 with { Source = Address("2001:db8:a:10::1"), Destination = Address("2001:db8:b:20:ffff:ffff:ffff:ffff") };

        Assert.Equal(FindingKinds.None, Match(history, use));
        Assert.Equal(FindingKinds.OutOfCidr, Match(history, use with { Destination = Address("2001:db8:b:21::") }));
        Assert.Equal(FindingKinds.None, Match(Neutralisation, OfNeutralisation with { Destination = Address("2001:db8:b::1") }));
        Assert.Equal(FindingKinds.OutOfCidr, Match(Neutralisation, OfNeutralisation with { Destination = new Address(OfNeutralisation.Destination.Value, IsIPv6: true) }));
    }

    [Fact]
    public void An_item_of_both_ways_is_matched_either_way()
    {
        var item = C03.Scopes[0].Items["1"] with { Sources = [AddressRange.Parse("203.0.113.0/25")] };
        var history = C03 with { Route = Route.R1, Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item))] };
        var there = OfItem1 with { Source = Address("203.0.113.1") };
        var back = there with { Source = there.Destination, Destination = Address("203.0.113.1") };

        Assert.Equal(FindingKinds.None, Match(history, there));
        Assert.Equal(FindingKinds.OutOfCidr, Match(history, back));
        var both = history with { Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item with { Direction = Direction.BothWays }))] };
        Assert.Equal(FindingKinds.None, Match(both, there));
        Assert.Equal(FindingKinds.None, Match(both, back));
    }

    [Fact]
    public void A_place_nobody_knows_is_the_wrong_flow_unless_the_panel_granted_the_addresses()
    {
        var unknown = OfItem1 with { Destination = Address("198.51.101.1") };
        var item = C03.Scopes[0].Items["1"] with { Destinations = [AddressRange.Parse("198.51.101.0/24")] };
        var history = C03 with { Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item))] };

        Assert.Equal(FindingKinds.OutOfCidr | FindingKinds.WrongFlow, Match(C03, unknown));
        Assert.Equal(FindingKinds.None, Match(history, unknown));
        Assert.Equal(FindingKinds.OutOfPort, Match(history, unknown with { Port = 444 }));
        Assert.Equal(FindingKinds.OutOfCidr | FindingKinds.WrongFlow, Match(C03, OfItem1 with { Source = null }));
    }

    [Fact]
    public void Domestic_traffic_is_a_finding_of_acquisition_even_inside_an_item_and_none_of_neutralisation()
    {
        var item = C03.Scopes[0].Items["1"] with { Destinations = [AddressRange.Parse("192.0.2.128/25")] };
        var history = C03 with { Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item))] };
        var target = Neutralisation.Scopes[0].Items["1"] with { Targets = [AddressRange.Parse("192.0.2.201/32")] };

        Assert.Equal(FindingKinds.DomesticOnly, Match(history, OfItem1 with { Destination = Address("192.0.2.140") }));
        Assert.Equal(FindingKinds.None, Match(
            Neutralisation with { Scopes = [Granted("2026-12-10T08:00+09:00", ("1", target))] },
            OfNeutralisation with { Source = Address("192.0.2.1"), Destination = Address("192.0.2.201") }));
    }

    [Fact]
    public void A_message_without_a_port_fits_items_that_name_none()
    {
        var item = C03.Scopes[0].Items["1"] with { Protocol = Protocol.Any, Ports = [] };
        var any = C03 with { Scopes = [Granted("2028-02-10T00:00+09:00", ("1", item))] };
        var ping = OfItem1 with { Protocol = Protocol.Icmp, Port = null };

        Assert.Equal(FindingKinds.None, Match(any, ping));
        Assert.Equal(FindingKinds.OutOfPort, Match(C03, ping));
        Assert.Equal(FindingKinds.None, Match(any with { Holds = [new("a", HoldKind.Unmet, C03.Start, null, null, [new PortRange(0, 65_535)])] }, ping with { Port = 0 }));
    }

    [Fact]
    public void An_extension_is_held_against_the_route_it_extends() =>
        Assert.Throws<ArgumentException>(() => new UsageMatcher(C03 with { Route = Route.R4 }, NetworkMap.Demo));

    [Fact]
    public void Every_kind_has_one_name_and_the_names_are_those_of_the_enum()
    {
        var kinds = Enum.GetValues<FindingKinds>().Where(kind => kind != FindingKinds.None).ToList();

        Assert.Equal(kinds.Select(kind => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString())), FindingKindNames.All);
        Assert.Equal(FindingKindNames.All, kinds.SelectMany(FindingKindNames.Of));
        Assert.Equal(FindingKindNames.All, FindingKindNames.Of(kinds.Aggregate((set, kind) => set | kind)));
        Assert.Equal([], FindingKindNames.Of(FindingKinds.None));
    }
}
