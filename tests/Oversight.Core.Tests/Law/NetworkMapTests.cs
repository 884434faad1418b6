using System.Diagnostics;
using System.IO.Compression;
using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class NetworkMapTests
{
    private static readonly Lazy<DelegationFile> Registry = new(ReadRegistry);

    [Theory]
    [InlineData("192.0.2.0/25", Place.Domestic)]
    [InlineData("192.0.2.128/25", Place.Domestic)]
    [InlineData("192.0.2.0/24", Place.Domestic)]
    [InlineData("198.51.100.0/24", Place.Foreign)]
    [InlineData("198.51.100.17/32", Place.Foreign)]
    [InlineData("203.0.113.255", Place.Foreign)]
    [InlineData("2001:db8:a::/48", Place.Foreign)]
    [InlineData("2001:db8:a:10::/64", Place.Foreign)]
    [InlineData("2001:db8:a::/47", Place.Foreign)]
    [InlineData("2001:db8:81::/48", Place.Domestic)]
    [InlineData("2001:db8:80::/47", Place.Straddles)]
    [InlineData("198.51.100.0/23", Place.Straddles)]
    [InlineData("192.0.2.0/23", Place.Straddles)]
    [InlineData("192.0.0.0/8", Place.Straddles)]
    [InlineData("0.0.0.0/0", Place.Straddles)]
    [InlineData("2001:db8::/32", Place.Straddles)]
    [InlineData("198.51.101.0/24", Place.Unknown)]
    [InlineData("8.8.8.8", Place.Unknown)]
    [InlineData("255.255.255.255", Place.Unknown)]
    [InlineData("10.0.0.0/8", Place.Unknown)]
    [InlineData("2001:db8:c::/48", Place.Unknown)]
    [InlineData("::/128", Place.Unknown)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Place.Unknown)]
    public void The_demo_map_places_documentation_ranges(string range, Place place) =>
        Assert.Equal(place, NetworkMap.Demo.PlaceOf(AddressRange.Parse(range)));

    [Theory]
    [InlineData("198.51.100.0/26", "203.0.113.0/25", FlowClass.ForeignToForeign, FlowClass.ForeignToForeign)]
    [InlineData("203.0.113.40/29", "192.0.2.64/27", FlowClass.ForeignToDomestic, FlowClass.DomesticToForeign)]
    [InlineData("192.0.2.0/25", "192.0.2.128/25", FlowClass.DomesticOnly, FlowClass.DomesticOnly)]
    [InlineData("192.0.2.0/24", "198.51.100.0/23", FlowClass.Unclear, FlowClass.Unclear)]
    [InlineData("192.0.2.0/25", "8.8.8.0/24", FlowClass.Unclear, FlowClass.Unclear)]
    [InlineData("8.8.8.0/24", "10.0.0.0/8", FlowClass.Unclear, FlowClass.Unclear)]
    [InlineData("2001:db8:a:10::/64", "2001:db8:b:20::/64", FlowClass.ForeignToForeign, FlowClass.ForeignToForeign)]
    [InlineData("2001:db8:a::/48", "2001:db8:81::/64", FlowClass.ForeignToDomestic, FlowClass.DomesticToForeign)]
    [InlineData("2001:db8:81::/49", "2001:db8:81:8000::/49", FlowClass.DomesticOnly, FlowClass.DomesticOnly)]
    [InlineData("2001:db8:80::/47", "2001:db8:b::/48", FlowClass.Unclear, FlowClass.Unclear)]
    public void Flows_are_told_apart_both_ways(string one, string other, FlowClass there, FlowClass back)
    {
        var (a, b) = (AddressRange.Parse(one), AddressRange.Parse(other));

        Assert.Equal(there, NetworkMap.Demo.FlowOf(a, b));
        Assert.Equal(back, NetworkMap.Demo.FlowOf(b, a));
    }

    [Theory]
    [InlineData("1.0.16.0/20", Place.Domestic)] // apnic|JP|ipv4|1.0.16.0|4096
    [InlineData("1.0.15.255", Place.Foreign)]
    [InlineData("1.0.16.0", Place.Domestic)]
    [InlineData("1.0.31.255", Place.Domestic)]
    [InlineData("1.0.32.0", Place.Foreign)]
    [InlineData("1.0.0.0/19", Place.Straddles)]
    [InlineData("240f::/24", Place.Domestic)]
    [InlineData("240f:8000::/24", Place.Foreign)]
    [InlineData("240f::/16", Place.Straddles)]
    [InlineData("2401:4601::/32", Place.Unknown)] // the one row without a country
    [InlineData("8.8.8.8", Place.Unknown)]
    [InlineData("192.0.2.0/25", Place.Domestic)]
    [InlineData("192.168.0.0/16", Place.Unknown)]
    public void A_registry_file_places_what_it_lists(string range, Place place)
    {
        var map = new NetworkMap([Registry.Value], NetworkMap.DemoOverrides, outsideJapanIsForeign: false);

        Assert.Equal(place, map.PlaceOf(AddressRange.Parse(range)));
        Assert.Empty(map.Warnings);
    }

    [Theory]
    [InlineData("8.8.8.8", Place.Foreign)]
    [InlineData("2401:4601::/32", Place.Foreign)]
    [InlineData("2a00::/16", Place.Foreign)]
    [InlineData("1.0.16.0/20", Place.Domestic)]
    [InlineData("0.0.0.0", Place.Unknown)]
    [InlineData("10.1.2.3", Place.Unknown)]
    [InlineData("100.64.0.0/10", Place.Unknown)]
    [InlineData("100.0.0.0/8", Place.Straddles)]
    [InlineData("127.0.0.1", Place.Unknown)]
    [InlineData("169.254.1.1", Place.Unknown)]
    [InlineData("172.31.255.255", Place.Unknown)]
    [InlineData("172.32.0.0/16", Place.Foreign)]
    [InlineData("192.88.99.0/24", Place.Unknown)]
    [InlineData("198.18.0.0/15", Place.Unknown)]
    [InlineData("203.0.113.0/24", Place.Unknown)]
    [InlineData("224.0.0.1", Place.Unknown)]
    [InlineData("255.255.255.255", Place.Unknown)]
    [InlineData("::1", Place.Unknown)]
    [InlineData("64:ff9b::/96", Place.Unknown)]
    [InlineData("2001::/32", Place.Unknown)]
    [InlineData("2001:db8:a::/48", Place.Unknown)]
    [InlineData("2002::/16", Place.Unknown)]
    [InlineData("3fff::/20", Place.Unknown)]
    [InlineData("fc00::/7", Place.Unknown)]
    [InlineData("fe80::/10", Place.Unknown)]
    [InlineData("ff02::1", Place.Unknown)]
    public void Outside_Japan_may_count_as_foreign_but_never_special_purpose_ranges(string range, Place place)
    {
        var map = new NetworkMap([Registry.Value], [], outsideJapanIsForeign: true);

        Assert.Equal(place, map.PlaceOf(AddressRange.Parse(range)));
    }

    [Fact]
    public void Every_allocation_of_the_registry_is_placed_and_none_overlaps_another()
    {
        var map = new NetworkMap([Registry.Value], [], outsideJapanIsForeign: false);

        Assert.Equal(39_492 + 7_789, Registry.Value.Ranges.Count);
        foreach (var (range, country) in Registry.Value.Ranges)
            Assert.Equal(country switch { "JP" => Place.Domestic, null => Place.Unknown, _ => Place.Foreign }, map.PlaceOf(range));
    }

    [Fact]
    public void Half_a_million_lookups_among_40_000_ranges_take_less_than_five_seconds()
    {
        var map = new NetworkMap([Registry.Value], NetworkMap.DemoOverrides, outsideJapanIsForeign: true);
        var known = 0;

        var clock = Stopwatch.StartNew();
        for (uint i = 0; i < 500_000; i++)
        {
            var address = (UInt128)unchecked(i * 2_654_435_761);
            known += map.PlaceOf(AddressRange.Between(address, address, isIPv6: false)) == Place.Unknown ? 0 : 1;
        }

        Assert.InRange(known, 400_000, 450_000);
        Assert.InRange(clock.Elapsed.TotalMicroseconds / 500_000, 0, 10);
    }

    [Fact]
    public void Overrides_win_for_the_part_they_cover_and_the_narrower_wins_among_them()
    {
        var map = new NetworkMap(
            [Registry.Value],
            [
                new(AddressRange.Parse("1.0.16.16/28"), Place.Unknown, "leased abroad, not shown where"),
                new(AddressRange.Parse("1.0.16.0/24"), Place.Foreign, "used abroad"),
                new(AddressRange.Parse("10.0.0.0/8"), Place.Domestic, "our own"),
            ],
            outsideJapanIsForeign: true);

        Assert.Equal(Place.Foreign, map.PlaceOf(AddressRange.Parse("1.0.16.0/28")));
        Assert.Equal(Place.Unknown, map.PlaceOf(AddressRange.Parse("1.0.16.16/28")));
        Assert.Equal(Place.Foreign, map.PlaceOf(AddressRange.Parse("1.0.16.32/28")));
        Assert.Equal(Place.Domestic, map.PlaceOf(AddressRange.Parse("1.0.17.0/24")));
        Assert.Equal(Place.Straddles, map.PlaceOf(AddressRange.Parse("1.0.16.0/20")));
        Assert.Equal(Place.Domestic, map.PlaceOf(AddressRange.Parse("10.0.0.0/8")));
        Assert.Throws<ArgumentException>(() => new NetworkMap([], [new(AddressRange.Parse("::/0"), Place.Straddles, "")], false));
    }

    [Fact]
    public void Counts_that_are_no_power_of_two_end_where_they_end()
    {
        var file = DelegationFile.Parse("x|JP|ipv4|20.0.0.0|300|20180101|allocated\nx|US|ipv4|20.0.1.44|84|20180101|assigned");
        var map = new NetworkMap([file], [], outsideJapanIsForeign: false);

        Assert.Equal("20.0.0.0-20.0.1.43", file.Ranges[0].Range.ToString());
        Assert.Equal(Place.Domestic, map.PlaceOf(AddressRange.Parse("20.0.1.0/27")));
        Assert.Equal(Place.Domestic, map.PlaceOf(AddressRange.Parse("20.0.1.43")));
        Assert.Equal(Place.Foreign, map.PlaceOf(AddressRange.Parse("20.0.1.44")));
        Assert.Equal(Place.Straddles, map.PlaceOf(AddressRange.Parse("20.0.1.32/27")));
        Assert.Equal(Place.Unknown, map.PlaceOf(AddressRange.Parse("20.0.1.128")));
    }

    [Fact]
    public void What_two_registries_give_to_Japan_and_another_country_is_unknown_and_warned_of()
    {
        var map = new NetworkMap(
            [
                DelegationFile.Parse("x|JP|ipv4|20.0.0.0|512|20180101|allocated\nx|JP|ipv6|2400::|32|20180101|allocated"),
                DelegationFile.Parse("y|US|ipv4|20.0.1.0|512|20180101|allocated"),
            ],
            [],
            outsideJapanIsForeign: true);

        Assert.Equal(Place.Domestic, map.PlaceOf(AddressRange.Parse("20.0.0.0/24")));
        Assert.Equal(Place.Unknown, map.PlaceOf(AddressRange.Parse("20.0.1.0/24")));
        Assert.Equal(Place.Foreign, map.PlaceOf(AddressRange.Parse("20.0.2.0/24")));
        Assert.StartsWith("ContestedRange:", Assert.Single(map.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_Japanese_allocation_nothing_unlisted_is_foreign()
    {
        var file = DelegationFile.Parse("y|US|ipv4|20.0.1.0|512|20180101|allocated");
        var map = new NetworkMap([file], [], outsideJapanIsForeign: true);
        var bare = new NetworkMap([], [], outsideJapanIsForeign: true);

        Assert.Equal(Place.Foreign, map.PlaceOf(AddressRange.Parse("20.0.1.0/24")));
        Assert.Equal(Place.Unknown, map.PlaceOf(AddressRange.Parse("20.0.0.0/24")));
        Assert.All(map.Warnings, warning => Assert.StartsWith("NoJapaneseAllocation:", warning, StringComparison.Ordinal));
        Assert.Equal(2, map.Warnings.Count);
        Assert.Equal(Place.Unknown, bare.PlaceOf(AddressRange.Parse("0.0.0.0/0")));
        Assert.StartsWith("NoDelegationFile:", Assert.Single(bare.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_that_answer_alike_have_one_hash()
    {
        var halves = new NetworkMap([], [.. NetworkMap.DemoOverrides.Reverse()], outsideJapanIsForeign: true);
        var fewer = new NetworkMap([], [.. NetworkMap.DemoOverrides.Skip(1)], outsideJapanIsForeign: false);

        Assert.Equal(NetworkMap.Demo.Hash, halves.Hash);
        Assert.NotEqual(NetworkMap.Demo.Hash, fewer.Hash);
        Assert.Matches("^[0-9a-f]{64}$", fewer.Hash);
    }

    private static DelegationFile ReadRegistry()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data", "delegated-apnic-20180525.txt.gz");
        using var unzipped = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return DelegationFile.Parse(unzipped);
    }
}
