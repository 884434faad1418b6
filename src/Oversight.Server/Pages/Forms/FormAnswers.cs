using System.Globalization;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Server.Pages.Forms;

/// <summary>Reads typed values out of a form; whatever cannot be read becomes an error at its field, and reading goes on.</summary>
public sealed class FormAnswers(IFormCollection form, FormState state)
{
    /// <summary>True until something could not be read.</summary>
    public bool IsReadable => state.Errors.Count == 0;

    /// <summary>What was typed, in normalisation form C with single line feeds, or null when blank.</summary>
    public string? Text(string name)
    {
        var text = form[name].ToString().ReplaceLineEndings("\n").Trim();
        if (text.Length == 0)
            return null;
        return TextRules.Normalise(text) ?? Missing(name, "TextNotAcceptable", "");
    }

    /// <summary>What was typed; blank is an error.</summary>
    public string Required(string name) => Text(name) ?? Missing(name, "AnswerMissing", "");

    /// <summary>The English and Japanese fields of a name, or null when both are blank.</summary>
    public Bilingual? Pair(string name)
    {
        var (en, ja) = (Text($"{name}.en"), Text($"{name}.ja"));
        return en is null && ja is null ? null : new Bilingual(en, ja);
    }

    /// <summary>The English and Japanese fields; both blank is an error.</summary>
    public Bilingual RequiredPair(string name) => Pair(name) ?? Missing($"{name}.en", "AnswerMissing", new Bilingual(""));

    /// <summary>The lines that say something.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        Text(name)?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Address ranges, one a line.</summary>
    public IReadOnlyList<AddressRange> Ranges(string name) => Parsed<AddressRange>(
        name, "AddressMalformed", (string line, out AddressRange range) => AddressRange.TryParse(line, out range, out _));

    /// <summary>Ports or ranges of ports, one a line.</summary>
    public IReadOnlyList<PortRange> Ports(string name) => Parsed<PortRange>(name, "PortMalformed", PortRange.TryParse);

    /// <summary>The lines, each parsed; the first that cannot be is an error.</summary>
    public IReadOnlyList<T> Parsed<T>(string name, string code, TryParse<T> parse)
    {
        var values = new List<T>();
        foreach (var line in Lines(name))
        {
            if (parse(line, out var value))
                values.Add(value);
            else if (state.ErrorOf(name) is null)
                state.Add(name, code);
        }
        return values;
    }

    /// <summary>The chosen value, or null when none is.</summary>
    public T? Choice<T>(string name) where T : struct, Enum =>
        Enum.TryParse<T>(form[name], out var value) && Enum.IsDefined(value) && form[name] == value.ToString() ? value : null;

    /// <summary>The chosen value; none is an error.</summary>
    public T RequiredChoice<T>(string name) where T : struct, Enum => Choice<T>(name) ?? Missing(name, "ChoiceMissing", default(T));

    /// <summary>The chosen value of a list that is no enum; none is an error.</summary>
    public string Chosen(string name) => Text(name) ?? Missing(name, "ChoiceMissing", "");

    /// <summary>The chosen number of a list; none is an error.</summary>
    public int ChosenNumber(string name) => Text(name) is null ? Missing(name, "ChoiceMissing", 0) : Number(name);

    /// <summary>Every ticked value, in the order of the enum.</summary>
    public IReadOnlyList<T> Ticked<T>(string name) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(value => form[name].Contains(value.ToString()))];

    /// <summary>Every ticked value.</summary>
    public IReadOnlyList<string> Ticked(string name) => [.. form[name].OfType<string>().Where(value => value.Length > 0)];

    /// <summary>Every ticked value; none is an error.</summary>
    public IReadOnlyList<string> RequiredTicked(string name) => Ticked(name) is { Count: > 0 } ticked ? ticked : Missing<IReadOnlyList<string>>(name, "ChoiceMissing", []);

    /// <summary>True when any of these fields, or a field inside one of them, was filled in.</summary>
    public bool IsBegun(params IEnumerable<string> names) => names.Any(name =>
        form.Any(field => (field.Key == name || field.Key.StartsWith(name + ".", StringComparison.Ordinal)) && !string.IsNullOrWhiteSpace(field.Value.ToString())));

    /// <summary>A whole number; blank or unreadable is an error.</summary>
    public int Number(string name) => OptionalNumber(name) ?? Missing(name, "NumberMalformed", 0);

    /// <summary>A whole number, or null when blank.</summary>
    public int? OptionalNumber(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Missing(name, "NumberMalformed", 0);
    }

    /// <summary>A share such as 12.5 (percent), in tenths of a percent; blank or unreadable is an error.</summary>
    public int PerMille(string name) =>
        decimal.TryParse(Text(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100 && percent * 10 % 1 == 0
            ? (int)(percent * 10)
            : Missing(name, "ShareMalformed", 0);

    /// <summary>A count that may be large; blank or unreadable is an error.</summary>
    public long Count(string name) => OptionalCount(name) ?? Missing(name, "NumberMalformed", 0L);

    /// <summary>A count that may be large, or null when blank.</summary>
    public long? OptionalCount(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Missing(name, "NumberMalformed", 0L);
    }

    /// <summary>A day from its fields year, month and day, or null when all are blank.</summary>
    public DateOnly? Day(string name)
    {
        var parts = new[] { Text($"{name}.year"), Text($"{name}.month"), Text($"{name}.day") };
        if (parts.All(part => part is null))
            return null;
        var isDay = DateOnly.TryParseExact(
            string.Join('-', parts.Select(part => part?.PadLeft(2, '0'))), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        return isDay && day.Year is >= 2019 and <= 2099 ? day : Missing($"{name}.year", "DateMalformed", default(DateOnly));
    }

    /// <summary>A day; blank is an error.</summary>
    public DateOnly RequiredDay(string name) => Day(name) ?? Missing($"{name}.year", "DateMalformed", default(DateOnly));

    /// <summary>An instant in Japanese time; without a time it is 00:00 of the day, or 24:00 for an end.</summary>
    public DateTimeOffset? Moment(string name, bool isEnd = false)
    {
        if (Day(name) is not { } day)
            return null;
        if (Text($"{name}.time") is not { } time)
            return isEnd ? Jst.EndOf(day) : Jst.StartOf(day);
        return MomentOf(day, time) ?? Missing($"{name}.time", "TimeMalformed", default(DateTimeOffset));
    }

    /// <summary>An instant; a blank day is an error, a blank time only where the hour matters.</summary>
    public DateTimeOffset RequiredMoment(string name, bool isEnd = false, bool needsTime = false)
    {
        var day = RequiredDay(name);
        if (needsTime && Text($"{name}.time") is null)
            return Missing($"{name}.time", "TimeMalformed", default(DateTimeOffset));
        return IsReadable ? Moment(name, isEnd) ?? Jst.StartOf(day) : default;
    }

    /// <summary>A day and a time such as 09:00 or 24:00 in Japanese time; null when the time is none.</summary>
    public static DateTimeOffset? MomentOf(DateOnly day, string time)
    {
        if (time == "24:00")
            return Jst.EndOf(day);
        return TimeOnly.TryParseExact(time, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? Jst.StartOf(day).Add(clock.ToTimeSpan())
            : null;
    }

    private T Missing<T>(string name, string code, T placeholder)
    {
        if (state.ErrorOf(name) is null)
            state.Add(name, code);
        return placeholder;
    }
}

/// <summary>Parses one line; false when it cannot be.</summary>
public delegate bool TryParse<T>(string line, out T value);
