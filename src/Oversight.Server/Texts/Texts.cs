using System.Globalization;
using System.Text.Json;
using Oversight.Core.Requests;

namespace Oversight.Server.Texts;

/// <summary>The languages of the interface; the statute's own language is Japanese, the English is unofficial.</summary>
public enum Language { En, Ja }

/// <summary>Every text of the program in both languages, by key. A key without a text is a broken build, never an empty label.</summary>
public sealed class Wordbook
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    private readonly Dictionary<string, Bilingual> texts;

    private Wordbook(Dictionary<string, Bilingual> texts) => this.texts = texts;

    /// <summary>The texts shipped with the program.</summary>
    public static Wordbook Shipped { get; } = Load(Path.Combine(AppContext.BaseDirectory, "Texts", "texts.json"));

    /// <summary>Every key.</summary>
    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <summary>The text of a key; throws for a key that has none.</summary>
    public string this[Language language, string key] => Find(language, key) ?? throw new KeyNotFoundException($"No text for '{key}'.");

    /// <summary>The text of a key, or null.</summary>
    public string? Find(Language language, string key) => texts.TryGetValue(key, out var text) ? text.In(CodeOf(language)) : null;

    /// <summary>The language's code in HTML and HTTP.</summary>
    public static string CodeOf(Language language) => language == Language.Ja ? "ja" : "en";

    private static Wordbook Load(string file)
    {
        var read = JsonSerializer.Deserialize<Dictionary<string, Bilingual>>(File.ReadAllText(file), Strict)!;
        var half = read.Where(text => string.IsNullOrWhiteSpace(text.Value.En) || string.IsNullOrWhiteSpace(text.Value.Ja)).Select(text => text.Key).ToList();
        return half.Count == 0 ? new Wordbook(read) : throw new InvalidDataException($"{file}: not in both languages: {string.Join(", ", half)}");
    }
}

/// <summary>The texts in the reader's language, with dates and names written as that language writes them.</summary>
public sealed class Words(Wordbook book, Language language)
{
    /// <summary>The reader's language.</summary>
    public Language Language { get; } = language;

    /// <summary>`en` or `ja`.</summary>
    public string Code => Wordbook.CodeOf(Language);

    /// <summary>The text of a key.</summary>
    public string this[string key] => book[Language, key];

    /// <summary>The text of a key with its places `{0}`, `{1}` … filled.</summary>
    public string this[string key, params object[] fill] => string.Format(CultureInfo.InvariantCulture, book[Language, key], fill);

    /// <summary>The name of an enum's value.</summary>
    public string Of<T>(T value) where T : struct, Enum => this[$"{typeof(T).Name}.{value}"];

    /// <summary>The text of a stable code; a code without one is shown as it is.</summary>
    public string OfCode(string code) => book.Find(Language, $"code.{code}") ?? code;

    /// <summary>The text a key has, or the fallback.</summary>
    public string Or(string key, string fallback) => book.Find(Language, key) ?? fallback;

    /// <summary>The text of the first key that has one; one of them must.</summary>
    public string First(params string[] keys) => keys.Select(key => book.Find(Language, key)).FirstOrDefault(text => text is not null) ?? this[keys[^1]];

    /// <summary>What somebody wrote, in the reader's language if it was given in it.</summary>
    public string Of(Bilingual? text) => text?.In(Code) ?? "";

    /// <summary>A name kept in both languages.</summary>
    public string Of(string english, string japanese) => Language == Language.Ja ? japanese : english;

    /// <summary>A day: 14 February 2028, 令和10年2月14日（月）.</summary>
    public string Day(DateOnly day) => Language == Language.Ja ? Dates.Japanese(day) : Dates.English(day);

    /// <summary>A day without its year, for a scale: 14 Feb, 2月14日; the first of a year names it.</summary>
    public string ShortDay(DateOnly day) => day is { Month: 1, Day: 1 }
        ? day.Year.ToString(CultureInfo.InvariantCulture)
        : Language == Language.Ja ? $"{day.Month}月{day.Day}日" : day.ToString("d MMM", CultureInfo.InvariantCulture);

    /// <summary>An instant in Japanese time, to the minute.</summary>
    public string Time(DateTimeOffset at) => Language == Language.Ja ? Dates.JapaneseTime(at) : Dates.EnglishTime(at);

    /// <summary>An exclusive end: midnight is said as 24:00 of the day before.</summary>
    public string End(DateTimeOffset at) => Language == Language.Ja ? Dates.JapaneseEnd(at) : Dates.EnglishEnd(at);

    /// <summary>A length of time from now, in days and hours or hours and minutes.</summary>
    public string Span(TimeSpan span)
    {
        var length = span.Duration();
        return length.TotalDays >= 1 ? this["time.daysHours", (int)length.TotalDays, length.Hours] : this["time.hoursMinutes", length.Hours, length.Minutes];
    }
}
