using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class DelegationFileTests
{
    [Fact]
    public void Comments_the_version_line_summaries_and_numbers_of_networks_are_passed_over()
    {
        var file = DelegationFile.Parse(
            """
            # a comment
            2.3|apnic|20180525|4|19830613|20180525|+1000
            apnic|*|ipv4|*|2|summary

            apnic|JP|asn|173|1|20020801|allocated
            apnic|JP|ipv4|1.0.16.0|4096|20110412|allocated
            apnic||ipv6|2401:4601::|32|20170103|allocated
            apnic|US|ipv4|3.0.0.0|256|20110412|assigned|e-stats|opaque-id
            """);

        Assert.Equal(
            [
                new(AddressRange.Parse("1.0.16.0/20"), "JP"),
                new(AddressRange.Parse("2401:4601::/32"), null),
                new(AddressRange.Parse("3.0.0.0/24"), "US"),
            ],
            file.Ranges);
    }

    [Theory]
    [InlineData("x|AP|ipv4|20.0.0.0|256|20180101|allocated")]
    [InlineData("x|EU|ipv4|20.0.0.0|256|20180101|allocated")]
    [InlineData("x|ZZ|ipv4|20.0.0.0|256|20180101|allocated")]
    [InlineData("x||ipv4|20.0.0.0|256||available|")]
    [InlineData("x|JP|ipv4|20.0.0.0|256|20180101|reserved")]
    public void A_region_or_a_range_not_given_out_is_no_country(string row) =>
        Assert.Null(Assert.Single(DelegationFile.Parse(row).Ranges).Country);

    [Theory]
    [InlineData("x|JP|ipv4|20.0.0.0|256|20180101", "expected 7 fields, found 6")]
    [InlineData("<html>", "expected 7 fields, found 1")]
    [InlineData("x|jp|ipv4|20.0.0.0|256|20180101|allocated", "country")]
    [InlineData("x|JPN|ipv4|20.0.0.0|256|20180101|allocated", "country")]
    [InlineData("x|JP|ipv5|20.0.0.0|256|20180101|allocated", "unknown type")]
    [InlineData("x|JP|ipv4|20.0.0|256|20180101|allocated", "four numbers")]
    [InlineData("x|JP|ipv4|20.0.0.0|0|20180101|allocated", "address count")]
    [InlineData("x|JP|ipv4|20.0.0.0|-1|20180101|allocated", "address count")]
    [InlineData("x|JP|ipv4|20.0.0.0|many|20180101|allocated", "address count")]
    [InlineData("x|JP|ipv4|255.255.255.0|257|20180101|allocated", "runs past")]
    [InlineData("x|JP|ipv4|255.255.255.0|4294967295|20180101|allocated", "runs past")]
    [InlineData("x|JP|ipv6|20.0.0.0|24|20180101|allocated", "IPv6")]
    [InlineData("x|JP|ipv6|2400::|129|20180101|allocated", "at most 128")]
    [InlineData("x|JP|ipv6|2400::1|32|20180101|allocated", "bits behind the prefix")]
    [InlineData("x|JP|ipv6|2400:::|32|20180101|allocated", "eight groups")]
    [InlineData("x|JP|ipv4|20.0.0.0|256|20180101|lost", "unknown status")]
    [InlineData("3|apnic|20180525|1|19830613|20180525|+1000", "format 2")]
    [InlineData("2|apnic|20180525|many|19830613|20180525|+1000", "record count")]
    public void A_malformed_row_is_refused_with_line_and_reason(string row, string reason)
    {
        var thrown = Assert.Throws<FormatException>(() => DelegationFile.Parse($"# head\n\n{row}\n"));

        Assert.StartsWith("Delegation file, line 3: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        const string Text = "2|apnic|20180525|2|19830613|20180525|+1000\nx|JP|ipv4|20.0.0.0|256|20180101|allocated\n";

        var thrown = Assert.Throws<FormatException>(() => DelegationFile.Parse(Text));

        Assert.Contains("after 1 of 2 records", thrown.Message, StringComparison.Ordinal);
    }
}
