using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Law;

/// <summary>What a duration counts.</summary>
public enum DurationUnit
{
    /// <summary>Hours of sixty minutes.</summary>
    Hours,

    /// <summary>Calendar days.</summary>
    Days,

    /// <summary>Days on which offices work, by a named calendar.</summary>
    WorkingDays,

    /// <summary>Calendar months.</summary>
    Months,
}

/// <summary>A typed length of time, at least one unit; written <c>3 months</c> or <c>10 workingDays</c>.</summary>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly record struct Duration
{
    /// <summary>A length of <paramref name="count"/> units; throws <see cref="ArgumentOutOfRangeException"/> below 1.</summary>
    public Duration(DurationUnit unit, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Unit = unit;
        Count = count;
    }

    /// <summary>What is counted.</summary>
    public DurationUnit Unit { get; }

    /// <summary>How many, at least 1.</summary>
    public int Count { get; }

    /// <summary>
    /// The exclusive end of a deadline that starts at an instant: hours are exact, all else ends at 24:00 JST
    /// with the first day not counted (Civil Code Art 140, 141, 143).
    /// </summary>
    public DateTimeOffset DueFrom(DateTimeOffset start, WorkingCalendar calendar)
    {
        var day = Jst.DateOf(start);
        return Unit switch
        {
            DurationUnit.Hours => start.ToUniversalTime().AddHours(Count),
            DurationUnit.Days => Jst.EndOf(day.AddDays(Count)),
            DurationUnit.WorkingDays => Jst.EndOf(calendar.AddWorkingDays(day, Count)),
            DurationUnit.Months => Periods.LatestEnd(Jst.EndOf(day), this),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count} {JsonNamingPolicy.CamelCase.ConvertName(Unit.ToString())}");
}

/// <summary>Maximum periods of a measure, which are exact to the instant, unlike deadlines.</summary>
public static class Periods
{
    /// <summary>
    /// The latest exclusive end of a period: the same Japanese time n months on, or 00:00 of the first of the next month
    /// where that day is missing; hours and days are exact. Throws <see cref="ArgumentException"/> for working days.
    /// </summary>
    public static DateTimeOffset LatestEnd(DateTimeOffset start, Duration max) => max.Unit switch
    {
        DurationUnit.Hours => start.ToUniversalTime().AddHours(max.Count),
        DurationUnit.Days => start.ToUniversalTime().AddDays(max.Count),
        DurationUnit.Months => MonthsOn(start, max.Count),
        _ => throw new ArgumentException("A maximum period is never counted in working days.", nameof(max)),
    };

    private static DateTimeOffset MonthsOn(DateTimeOffset start, int months)
    {
        var day = Jst.DateOf(start);
        var end = day.AddMonths(months);
        return end.Day == day.Day ? Jst.At(end, Jst.TimeOf(start)) : Jst.EndOf(end);
    }
}

internal sealed class DurationJsonConverter : JsonConverter<Duration>
{
    private static readonly DurationUnit[] Units = Enum.GetValues<DurationUnit>();

    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        var number = text.Split(' ')[0];
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1)
        {
            foreach (var duration in Units.Select(unit => new Duration(unit, count)))
            {
                if (duration.ToString() == text)
                    return duration;
            }
        }

        throw new JsonException("a duration is written like \"10 workingDays\": a number of 1 or more, a space, "
            + "and hours, days, workingDays or months");
    }

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
