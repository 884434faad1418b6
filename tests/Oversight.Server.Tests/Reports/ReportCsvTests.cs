using Oversight.Core.Law;
using Oversight.Core.Reports;
using Oversight.Server.Reports;
using Oversight.Server.Texts;

namespace Oversight.Server.Tests.Reports;

/// <summary>The report as a table, and its words.</summary>
public sealed class ReportCsvTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("a,b\r\nc", "\"a,b\r\nc\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    public void A_cell_is_quoted_and_never_a_formula(string text, string cell) => Assert.Equal(cell, ReportCsv.Cell(text));

    [Fact]
    public void The_origins_of_the_settings_shipped_are_said_in_Japanese_and_others_as_they_are_written()
    {
        var set = LegalCalendar.Japan.InForceAt(new DateTimeOffset(2028, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var words = new Words(Wordbook.Shipped, Language.Ja);

        Assert.Equal("統計上の慣行。第61条第2項の件数自体は秘匿しない。", ReportText.Source(words, "report.source.smallNumberBelow", set.SmallNumberBelow));
        Assert.StartsWith("第61条第2項", ReportText.Source(words, "report.source.countRefusedAtIntake", set.CountRefusedAtIntake), StringComparison.Ordinal);
        Assert.Equal("Our own.", ReportText.Source(words, "report.source.smallNumberBelow", set.SmallNumberBelow with { Source = "Our own." }));
    }

    [Fact]
    public void Everything_the_report_shows_has_a_name_in_both_languages()
    {
        var report = AnnualReport.Of([], new(2028, 1, 1), new(2028, 12, 31), new ReportSettings(true, 5));
        foreach (var words in new[] { new Words(Wordbook.Shipped, Language.En), new Words(Wordbook.Shipped, Language.Ja) })
        {
            Assert.NotEmpty(ReportCsv.Of(report, words));
            foreach (var item in report.Items.Keys)
                Assert.NotEqual(words[$"report.numeral.{item}"], words[$"report.item.{item}"]);
            foreach (var group in report.Extended.Groups.Keys.Append("durations").Append("shares"))
                Assert.NotEmpty(words[$"report.group.{group}"]);
        }
    }
}
