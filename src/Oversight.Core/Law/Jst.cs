using System.Globalization;

namespace Oversight.Core.Law;

/// <summary>Japanese standard time, a fixed nine hours ahead of UTC without daylight saving.</summary>
public static class Jst
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    /// <summary>The date on Japanese calendars at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>00:00 JST of a date, in UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => At(date, TimeOnly.MinValue);

    /// <summary>24:00 JST of a date, in UTC; the same instant as the start of the next day.</summary>
    public static DateTimeOffset EndOf(DateOnly date) => StartOf(date).AddDays(1);

    /// <summary>The instant in Japanese time with milliseconds, <c>2028-02-14T09:00:00.000+09:00</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    internal static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    internal static DateTimeOffset At(DateOnly date, TimeOnly time) =>
        new DateTimeOffset(date.ToDateTime(time), Offset).ToUniversalTime();
}
