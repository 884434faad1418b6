using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using static Oversight.Core.Tests.Authorisations.Uses;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>Addresses of records and addresses of scopes are one language.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:DB8::8:800:200c:417a")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    [InlineData("64:ff9b::192.0.2.33")]
    [InlineData("1:2:3:4:5:6:1.2.3.4")]
    [InlineData("::1.2.3.4")]
    public void An_address_is_the_one_a_scope_would_name(string text)
    {
        var range = AddressRange.Parse(text);

        Assert.Equal(new Address(range.First, range.IsIPv6), Address(text));
        Assert.Equal(range, Address(text).Range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.")]
    [InlineData("192.0.2.1.")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.0001")]
    [InlineData("192.0..1")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1/32")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData(":::")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData("12345::")]
    [InlineData("::g")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("fe80::1%1")]
    public void What_is_no_single_address_is_refused(string text) =>
        Assert.False(Core.Authorisations.Address.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Addresses_are_read_exactly_as_scopes_read_them() => Prop.ForAll(
        Arb.From(Gen.ArrayOf(Gen.Elements("0", "1", "9", "25", "255", "a", "F00", "ffff", ".", ".", ":", ":", "::", "1.2.3.4")).Select(string.Concat)),
        text =>
        {
            var isRead = Core.Authorisations.Address.TryParse(Encoding.UTF8.GetBytes(text), out var address);
            return isRead == AddressRange.TryParse(text, out var range, out _) && (!isRead || address.Range == range);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
}
