using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Law;

/// <summary>
/// The days on which offices work: not Saturdays, Sundays, listed public holidays or 29 December to 3 January.
/// It knows only the years its list covers.
/// </summary>
public sealed class WorkingCalendar
{
    private const string Header = "date,ja,en";

    private readonly FrozenSet<DateOnly> holidays;

    private WorkingCalendar(string name, string csv, FrozenSet<DateOnly> holidays)
    {
        (Name, Text) = (name, csv);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(csv)));
        this.holidays = holidays;
        FirstYear = holidays.Min().Year;
        LastYear = holidays.Max().Year;
    }

    /// <summary>The calendar that ships with the program, 2019–2035; a deployment loads the current official list.</summary>
    public static WorkingCalendar Japan { get; } = ReadShippedList();

    /// <summary>The name by which rules refer to this calendar.</summary>
    public string Name { get; }

    /// <summary>The list as it was read.</summary>
    public string Text { get; }

    /// <summary>Lower-case hex SHA-256 of <see cref="Text"/> in UTF-8.</summary>
    public string Hash { get; }

    /// <summary>The first year the list covers.</summary>
    public int FirstYear { get; }

    /// <summary>The last year the list covers.</summary>
    public int LastYear { get; }

    /// <summary>
    /// Reads a list with the header <c>date,ja,en</c> and one holiday a line, ascending, no year left out;
    /// throws <see cref="FormatException"/> with line and reason.
    /// </summary>
    public static WorkingCalendar Parse(string name, string csv)
    {
        var lines = csv.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0 || lines[0] != Header)
            throw Malformed(name, 1, $"the header must be \"{Header}\"");
        if (lines.Count == 1)
            throw Malformed(name, 1, "no holiday follows the header");

        var dates = new List<DateOnly>(lines.Count);
        for (var i = 1; i < lines.Count; i++)
        {
            var date = ParseLine(name, lines[i], i + 1);
            if (dates.Count > 0 && date <= dates[^1])
                throw Malformed(name, i + 1, "dates must ascend without repetition");
            if (dates.Count > 0 && date.Year > dates[^1].Year + 1)
                throw Malformed(name, i + 1, $"the year {dates[^1].Year + 1} has no holiday");
            dates.Add(date);
        }

        return new(name, csv, dates.ToFrozenSet());
    }

    /// <summary>Whether offices work on the date; throws <see cref="ArgumentOutOfRangeException"/> outside the covered years.</summary>
    public bool IsWorkingDay(DateOnly date)
    {
        if (date.Year < FirstYear || date.Year > LastYear)
        {
            throw new ArgumentOutOfRangeException(
                nameof(date),
                date,
                $"The calendar \"{Name}\" covers {FirstYear}-{LastYear}; load a list that covers {date.Year}.");
        }

        return date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
            && !holidays.Contains(date)
            && date is not ({ Month: 12, Day: >= 29 } or { Month: 1, Day: <= 3 });
    }

    /// <summary>
    /// The n-th working day after the date, which itself is not counted; throws <see cref="ArgumentOutOfRangeException"/>
    /// below 1 and outside the covered years.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly date, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (count > 0)
        {
            date = date.AddDays(1);
            if (IsWorkingDay(date))
                count--;
        }

        return date;
    }

    private static DateOnly ParseLine(string name, string line, int number)
    {
        var fields = line.Split(',');
        if (fields.Length != 3)
            throw Malformed(name, number, $"expected 3 fields, found {fields.Length}");
        if (!DateOnly.TryParseExact(fields[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw Malformed(name, number, "the date must be a day of the calendar written yyyy-MM-dd");
        if (string.IsNullOrWhiteSpace(fields[1]) || string.IsNullOrWhiteSpace(fields[2]))
            throw Malformed(name, number, "both names are needed");
        return date;
    }

    private static FormatException Malformed(string name, int line, string reason) =>
        new($"Holiday list \"{name}\", line {line}: {reason}.");

    private static WorkingCalendar ReadShippedList()
    {
        using var stream = typeof(WorkingCalendar).Assembly.GetManifestResourceStream("holidays-jp.csv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse("japan", reader.ReadToEnd());
    }
}
