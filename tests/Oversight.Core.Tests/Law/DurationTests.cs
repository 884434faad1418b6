using System.Globalization;
using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class DurationTests
{
    [Theory]
    [InlineData("2028-02-14T10:30:00+09:00", DurationUnit.Hours, 24, "2028-02-15T10:30:00+09:00")]
    [InlineData("2028-02-28T23:30:00+09:00", DurationUnit.Hours, 1, "2028-02-29T00:30:00+09:00")]
    [InlineData("2028-02-14T10:30:00+09:00", DurationUnit.Days, 1, "2028-02-16T00:00:00+09:00")]
    [InlineData("2028-02-14T00:00:00+09:00", DurationUnit.Days, 1, "2028-02-16T00:00:00+09:00")]
    [InlineData("2028-02-13T23:59:59.999+09:00", DurationUnit.Days, 1, "2028-02-15T00:00:00+09:00")]
    [InlineData("2028-02-28T12:00:00+09:00", DurationUnit.Days, 1, "2028-03-01T00:00:00+09:00")]
    [InlineData("2027-12-28T17:00:00+09:00", DurationUnit.WorkingDays, 1, "2028-01-05T00:00:00+09:00")]
    [InlineData("2028-04-28T17:00:00+09:00", DurationUnit.WorkingDays, 3, "2028-05-09T00:00:00+09:00")]
    [InlineData("2028-01-15T17:00:00+09:00", DurationUnit.Months, 1, "2028-02-16T00:00:00+09:00")]
    [InlineData("2028-01-31T17:00:00+09:00", DurationUnit.Months, 1, "2028-03-01T00:00:00+09:00")]
    [InlineData("2028-01-30T17:00:00+09:00", DurationUnit.Months, 1, "2028-03-01T00:00:00+09:00")]
    [InlineData("2028-01-31T17:00:00+09:00", DurationUnit.Months, 3, "2028-05-01T00:00:00+09:00")]
    [InlineData("2027-11-30T17:00:00+09:00", DurationUnit.Months, 3, "2028-03-01T00:00:00+09:00")]
    [InlineData("2028-02-29T17:00:00+09:00", DurationUnit.Months, 12, "2029-03-01T00:00:00+09:00")]
    public void Deadlines_other_than_hours_end_at_24_00_JST_with_the_first_day_not_counted(
        string start, DurationUnit unit, int count, string due)
    {
        var actual = new Duration(unit, count).DueFrom(At(start), WorkingCalendar.Japan);

        Assert.Equal(At(due), actual);
        Assert.Equal(TimeSpan.Zero, actual.Offset);
    }

    // Counting begins with the first of March, so the month is March as a whole (Civil Code Art 143).
    [Fact]
    public void A_month_counted_from_the_first_of_a_month_is_that_month() => Assert.Equal(
        At("2028-04-01T00:00:00+09:00"),
        new Duration(DurationUnit.Months, 1).DueFrom(At("2028-02-29T17:00:00+09:00"), WorkingCalendar.Japan));

    [Theory]
    [InlineData("2028-03-01T00:00:00+09:00", DurationUnit.Months, 3, "2028-06-01T00:00:00+09:00")]
    [InlineData("2028-01-15T00:00:00+09:00", DurationUnit.Months, 6, "2028-07-15T00:00:00+09:00")]
    [InlineData("2028-01-15T10:20:30.400+09:00", DurationUnit.Months, 6, "2028-07-15T10:20:30.400+09:00")]
    [InlineData("2028-01-31T00:00:00+09:00", DurationUnit.Months, 3, "2028-05-01T00:00:00+09:00")]
    [InlineData("2028-01-31T18:00:00+09:00", DurationUnit.Months, 3, "2028-05-01T00:00:00+09:00")]
    [InlineData("2027-11-30T18:00:00+09:00", DurationUnit.Months, 3, "2028-03-01T00:00:00+09:00")]
    [InlineData("2027-11-29T18:00:00+09:00", DurationUnit.Months, 3, "2028-02-29T18:00:00+09:00")]
    [InlineData("2026-11-29T18:00:00+09:00", DurationUnit.Months, 3, "2027-03-01T00:00:00+09:00")]
    [InlineData("2028-02-29T18:00:00+09:00", DurationUnit.Months, 3, "2028-05-29T18:00:00+09:00")]
    [InlineData("2028-02-29T18:00:00+09:00", DurationUnit.Months, 12, "2029-03-01T00:00:00+09:00")]
    [InlineData("2028-01-30T15:30:00Z", DurationUnit.Months, 3, "2028-04-30T15:00:00Z")] // already the 31st in Japan
    [InlineData("2026-12-01T10:00:00+09:00", DurationUnit.Days, 30, "2026-12-31T10:00:00+09:00")]
    [InlineData("2026-12-01T10:00:00+09:00", DurationUnit.Hours, 36, "2026-12-02T22:00:00+09:00")]
    public void Maximum_periods_are_exact_in_Japanese_time(string start, DurationUnit unit, int count, string end)
    {
        var actual = Periods.LatestEnd(At(start), new Duration(unit, count));

        Assert.Equal(At(end), actual);
        Assert.Equal(TimeSpan.Zero, actual.Offset);
    }

    [Fact]
    public void A_maximum_period_is_never_counted_in_working_days() => Assert.Throws<ArgumentException>(
        () => Periods.LatestEnd(At("2028-01-31T00:00:00Z"), new Duration(DurationUnit.WorkingDays, 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_duration_is_at_least_one_unit(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Duration(DurationUnit.Days, count));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
