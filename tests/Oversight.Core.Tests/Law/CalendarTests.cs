using System.Globalization;
using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class CalendarTests
{
    private static readonly WorkingCalendar Japan = WorkingCalendar.Japan;

    [Theory]
    [InlineData("2028-02-13T14:59:59.999Z", "2028-02-13")]
    [InlineData("2028-02-13T15:00:00.000Z", "2028-02-14")]
    [InlineData("2028-02-28T15:00:00.000Z", "2028-02-29")]
    [InlineData("2027-12-31T15:00:00.000Z", "2028-01-01")]
    [InlineData("2028-02-13T23:59:59.999-05:00", "2028-02-14")]
    public void The_day_changes_at_midnight_in_Japan(string instant, string day) =>
        Assert.Equal(Day(day), Jst.DateOf(At(instant)));

    [Fact]
    public void A_day_runs_from_0_to_24_hours_JST_in_UTC()
    {
        Assert.Equal(At("2028-02-28T15:00:00Z"), Jst.StartOf(Day("2028-02-29")));
        Assert.Equal(At("2028-02-29T15:00:00Z"), Jst.EndOf(Day("2028-02-29")));
        Assert.Equal(TimeSpan.Zero, Jst.StartOf(Day("2028-02-29")).Offset);
        Assert.Equal("2028-02-14T09:00:00.000+09:00", Jst.Format(At("2028-02-14T00:00:00Z")));
        Assert.Equal("2028-02-14T00:00:00.007+09:00", Jst.Format(At("2028-02-13T15:00:00.007Z")));
    }

    [Theory]
    [InlineData("2028-02-14", true)]
    [InlineData("2028-02-12", false)] // Saturday
    [InlineData("2028-02-13", false)] // Sunday
    [InlineData("2028-02-11", false)] // National Foundation Day
    [InlineData("2027-12-28", true)]
    [InlineData("2027-12-29", false)]
    [InlineData("2027-12-31", false)]
    [InlineData("2028-01-03", false)]
    [InlineData("2028-01-04", true)]
    [InlineData("2019-01-04", true)]
    [InlineData("2035-12-28", true)]
    public void Offices_close_on_weekends_holidays_and_around_New_Year(string day, bool isWorkingDay) =>
        Assert.Equal(isWorkingDay, Japan.IsWorkingDay(Day(day)));

    [Theory]
    [InlineData("2027-12-27", 1, "2027-12-28")]
    [InlineData("2027-12-28", 1, "2028-01-04")]
    [InlineData("2027-12-30", 3, "2028-01-06")]
    [InlineData("2028-04-28", 1, "2028-05-01")]
    [InlineData("2028-04-28", 3, "2028-05-08")]
    [InlineData("2026-05-01", 1, "2026-05-07")]
    [InlineData("2028-02-14", 10, "2028-02-29")] // 23 February is a holiday
    [InlineData("2018-12-31", 1, "2019-01-04")]
    public void Working_days_are_counted_from_the_day_after(string day, int count, string expected) =>
        Assert.Equal(Day(expected), Japan.AddWorkingDays(Day(day), count));

    [Theory]
    [InlineData("2018-12-28")]
    [InlineData("2036-01-05")]
    public void A_year_the_list_does_not_cover_is_an_error_even_on_a_weekend(string day)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => Japan.IsWorkingDay(Day(day)));
        Assert.Contains("covers 2019-2035", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_stops_at_the_end_of_the_list()
    {
        Assert.Equal(Day("2035-12-28"), Japan.AddWorkingDays(Day("2035-12-27"), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Japan.AddWorkingDays(Day("2035-12-27"), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Japan.AddWorkingDays(Day("2028-02-14"), 0));
    }

    [Theory]
    [InlineData("", "line 1: the header")]
    [InlineData("date;ja;en\n", "line 1: the header")]
    [InlineData("date,ja,en\n", "line 1: no holiday")]
    [InlineData("date,ja,en\n2026-01-01,元日\n", "line 2: expected 3 fields, found 2")]
    [InlineData("date,ja,en\n2026-01-01,元日,New Year's Day\n2026/01/12,成人の日,Coming of Age Day", "line 3: the date")]
    [InlineData("date,ja,en\n2026-02-29,元日,New Year's Day", "line 2: the date")]
    [InlineData("date,ja,en\n2026-01-01, ,New Year's Day", "line 2: both names")]
    [InlineData("date,ja,en\n2026-01-01,元日,a\n2026-01-01,元日,a", "line 3: dates must ascend")]
    [InlineData("date,ja,en\n2026-01-01,元日,a\n2028-01-01,元日,a", "line 3: the year 2027")]
    [InlineData("date,ja,en\n\n2026-01-01,元日,a", "line 2: expected 3 fields, found 1")]
    public void A_malformed_list_is_refused_with_line_and_reason(string csv, string reason)
    {
        var thrown = Assert.Throws<FormatException>(() => WorkingCalendar.Parse("x", csv));
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_named_by_its_digest()
    {
        var list = WorkingCalendar.Parse("one day", "date,ja,en\r\n2026-01-01,元日,New Year's Day\r\n");

        Assert.Equal("one day", list.Name);
        Assert.Equal("967b7f1e7f82e9b0a77e548e6961451a84e9221ad26ce140be9a333b22685c49", list.Hash);
        Assert.Equal("37885ed28d1a724a487e60672f6233cd7e6eaed1e1a4f60e8d14a79469acd1dc", Japan.Hash);
        Assert.Equal((2019, 2035), (Japan.FirstYear, Japan.LastYear));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
