using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class AddressRangeTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("192.0.2.1/32", "192.0.2.1/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255", "255.255.255.255/32")]
    [InlineData("2001:DB8:A:10::/64", "2001:db8:a:10::/64")]
    [InlineData("2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:db8::ff00:42:8329/128")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1/128")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1/128")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1/128")]
    [InlineData("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1/128")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128")]
    [InlineData("::", "::/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::1", "::1/128")]
    [InlineData("fe80::/10", "fe80::/10")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221/128")]
    [InlineData("::13.1.68.3", "::d01:4403/128")]
    [InlineData("0:0:0:0:0:0:13.1.68.3", "::d01:4403/128")]
    public void Well_formed_text_is_written_back_canonically(string text, string canonical)
    {
        Assert.True(AddressRange.TryParse(text, out var range, out var reason), reason);
        Assert.Equal(canonical, range.ToString());
        Assert.True(AddressRange.TryParse(canonical, out var again, out _));
        Assert.Equal(range, again);
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData(" ", "four numbers")]
    [InlineData("192.0.2.0 /24", "four numbers")]
    [InlineData(" 192.0.2.0/24", "four numbers")]
    [InlineData("192.0.2.0/24\n", "plain number")]
    [InlineData("192.0.2", "four numbers")]
    [InlineData("192.0.2.0.0/24", "four numbers")]
    [InlineData("192.0.2.256", "four numbers")]
    [InlineData("192.0.02.0/24", "four numbers")]
    [InlineData("192.0.2.00/24", "four numbers")]
    [InlineData("0xC0.0.2.0/24", "four numbers")]
    [InlineData("3221225984", "four numbers")]
    [InlineData("192.0.2.-1", "four numbers")]
    [InlineData("192.0.2.+1", "four numbers")]
    [InlineData("192.0..2/24", "four numbers")]
    [InlineData("１９２.0.2.0/24", "four numbers")]
    [InlineData("example.jp", "four numbers")]
    [InlineData("192.0.2.0/", "plain number")]
    [InlineData("192.0.2.0/24/24", "plain number")]
    [InlineData("192.0.2.0/024", "plain number")]
    [InlineData("192.0.2.0/+24", "plain number")]
    [InlineData("192.0.2.0/-1", "plain number")]
    [InlineData("192.0.2.0/255.255.255.0", "plain number")]
    [InlineData("192.0.2.0/33", "at most 32")]
    [InlineData("192.0.2.0/99999999999", "plain number")]
    [InlineData("192.0.2.1/24", "starts at 192.0.2.0")]
    [InlineData("192.0.2.128/24", "starts at 192.0.2.0")]
    [InlineData("/24", "four numbers")]
    [InlineData("192.0.2.0-192.0.2.255", "four numbers")]
    [InlineData("2001:db8::/129", "at most 128")]
    [InlineData("2001:db8::1/64", "starts at 2001:db8::")]
    [InlineData("2001:db8::g", "eight groups")]
    [InlineData("2001:db8::00001", "eight groups")]
    [InlineData("2001::db8::1", "eight groups")]
    [InlineData(":::", "eight groups")]
    [InlineData(":1:2:3:4:5:6:7", "eight groups")]
    [InlineData("1:2:3:4:5:6:7:", "eight groups")]
    [InlineData("1:2:3:4:5:6:7", "eight groups")]
    [InlineData("1:2:3:4:5:6:7:8:9", "eight groups")]
    [InlineData("1:2:3:4::5:6:7:8", "eight groups")]
    [InlineData("fe80::1%eth0", "no zone")]
    [InlineData("[2001:db8::1]", "eight groups")]
    [InlineData("2001:db8::1.2.3", "eight groups")]
    [InlineData("2001:db8::1.2.3.04", "eight groups")]
    [InlineData("1.2.3.4::", "eight groups")]
    [InlineData("::ffff:192.0.2.1", "IPv4-mapped")]
    [InlineData("::ffff:c000:201", "IPv4-mapped")]
    [InlineData("::ffff:0:0/96", "IPv4-mapped")]
    public void Malformed_text_is_refused_with_a_reason(string? text, string reason)
    {
        Assert.False(AddressRange.TryParse(text, out _, out var actual));
        Assert.Contains(reason, actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_text_is_refused_before_it_is_read()
    {
        Assert.False(AddressRange.TryParse(new string('1', 2_000_000), out _, out var reason));
        Assert.Equal("the text is too long for an address", reason);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.128/25", true, true)]
    [InlineData("192.0.2.128/25", "192.0.2.0/24", true, false)]
    [InlineData("192.0.2.0/25", "192.0.2.128/25", false, false)]
    [InlineData("0.0.0.0/0", "::/0", false, false)]
    [InlineData("::/0", "2001:db8::1", true, true)]
    [InlineData("2001:db8::1", "2001:db8::1", true, true)]
    public void Ranges_overlap_and_contain_within_a_family(string one, string other, bool overlaps, bool contains)
    {
        var (a, b) = (AddressRange.Parse(one), AddressRange.Parse(other));

        Assert.Equal(overlaps, a.Overlaps(b));
        Assert.Equal(overlaps, b.Overlaps(a));
        Assert.Equal(contains, a.Contains(b));
    }

    [Fact]
    public void Addresses_are_counted_and_saturate()
    {
        Assert.Equal((UInt128)1, AddressRange.Parse("192.0.2.1").AddressCount);
        Assert.Equal((UInt128)4294967296, AddressRange.Parse("0.0.0.0/0").AddressCount);
        Assert.Equal(UInt128.One << 64, AddressRange.Parse("2001:db8::/64").AddressCount);
        Assert.Equal(UInt128.MaxValue, AddressRange.Parse("::/0").AddressCount);
    }

    [Fact]
    public void A_range_no_prefix_fits_is_written_as_two_addresses()
    {
        Assert.Equal("0.0.0.1-0.0.0.3", AddressRange.Between(1, 3, isIPv6: false).ToString());
        Assert.Equal("0.0.0.1-0.0.0.2", AddressRange.Between(1, 2, isIPv6: false).ToString());
        Assert.Equal("0.0.0.2/31", AddressRange.Between(2, 3, isIPv6: false).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.Between(3, 2, isIPv6: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.Between(0, UInt128.One << 32, isIPv6: false));
    }
}
