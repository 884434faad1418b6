using System.Globalization;
using Oversight.Core.Law;

namespace Oversight.Server.Texts;

/// <summary>Dates as people read them. The eras are written out here because platforms differ on them (JIS X 0301).</summary>
public static class Dates
{
    private static readonly (DateOnly From, string Name)[] Eras = [(new(2019, 5, 1), "令和"), (new(1989, 1, 8), "平成"), (new(1926, 12, 25), "昭和")];

    private const string Weekdays = "日月火水木金土";

    /// <summary>令和10年2月14日（月）; the first year of an era is 元年; a day before the known eras is written in the common era.</summary>
    public static string Japanese(DateOnly day)
    {
        var era = Eras.FirstOrDefault(era => day >= era.From);
        var year = era.Name is null ? $"{day.Year}" : era.Name + (day.Year == era.From.Year ? "元" : $"{day.Year - era.From.Year + 1}");
        return $"{year}年{day.Month}月{day.Day}日（{Weekdays[(int)day.DayOfWeek]}）";
    }

    /// <summary>14 February 2028.</summary>
    public static string English(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>令和10年2月14日（月）9時03分.</summary>
    public static string JapaneseTime(DateTimeOffset at) => $"{Japanese(Jst.DateOf(at))}{Hour(at).Hour}時{Hour(at).Minute:00}分";

    /// <summary>14 February 2028, 09:03 JST.</summary>
    public static string EnglishTime(DateTimeOffset at) => $"{English(Jst.DateOf(at))}, {Clock(at)} JST";

    /// <summary>An exclusive end; 00:00 is said as 24時 of the day before.</summary>
    public static string JapaneseEnd(DateTimeOffset at) => IsMidnight(at) ? $"{Japanese(Jst.DateOf(at).AddDays(-1))}24時" : JapaneseTime(at);

    /// <summary>An exclusive end; 00:00 is said as 24:00 of the day before.</summary>
    public static string EnglishEnd(DateTimeOffset at) => IsMidnight(at) ? $"{English(Jst.DateOf(at).AddDays(-1))}, 24:00 JST" : EnglishTime(at);

    /// <summary>09:03 in Japanese time.</summary>
    public static string Clock(DateTimeOffset at) => Hour(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly Hour(DateTimeOffset at) => TimeOnly.FromDateTime(at.ToOffset(TimeSpan.FromHours(9)).DateTime);

    private static bool IsMidnight(DateTimeOffset at) => Jst.StartOf(Jst.DateOf(at)) == at;
}
