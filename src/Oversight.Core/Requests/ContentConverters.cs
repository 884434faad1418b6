using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>An inclusive range of ports 0–65535, written `443` or `1000-2000`.</summary>
[JsonConverter(typeof(PortRangeConverter))]
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>Parses `443` or `1000-2000`; false for anything else, including leading zeros and reversed ranges.</summary>
    public static bool TryParse(string text, out PortRange range)
    {
        range = default;
        var parts = text.Split('-');
        if (parts.Length > 2 || !TryPort(parts[0], out var first) || !TryPort(parts[^1], out var last) || last < first)
            return false;
        range = new PortRange(first, last);
        return parts.Length == 1 || first != last;
    }

    /// <summary>True when every port of <paramref name="other"/> is in this range.</summary>
    public bool Contains(PortRange other) => First <= other.First && other.Last <= Last;

    /// <inheritdoc/>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port <= 65_535 && (text.Length == 1 || text[0] != '0');
}

internal sealed class PortRangeConverter : JsonConverter<PortRange>
{
    public override PortRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PortRange.TryParse(ContentText.Of(ref reader), out var range)
            ? range
            : throw new JsonException("A port is written 443 or 1000-2000, between 0 and 65535.");

    public override void Write(Utf8JsonWriter writer, PortRange value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Reads an instant, or a date as 00:00 JST of that day.</summary>
public sealed class PeriodStartConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentText.InstantOrDate(ref reader, Jst.StartOf);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(CanonicalInstant.Format(value));
}

/// <summary>Reads an instant, or a date as 24:00 JST of that day (an exclusive end).</summary>
public sealed class PeriodEndConverter : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentText.InstantOrDate(ref reader, Jst.EndOf);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(CanonicalInstant.Format(value!.Value));
}

internal static class ContentText
{
    private const int FirstYear = 2019;
    private const int LastYear = 2099;

    public static string Of(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A string is expected.");

    public static DateTimeOffset InstantOrDate(ref Utf8JsonReader reader, Func<DateOnly, DateTimeOffset> ofDate)
    {
        var text = Of(ref reader);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date.Year is >= FirstYear and <= LastYear + 1 ? InYears(ofDate(date)) : throw OutOfYears();
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        if (!hasOffset || !DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            throw new JsonException("An instant is written 2028-02-14T09:00:00+09:00 (with its offset), a day 2028-02-14.");
        return InYears(at.ToUniversalTime());
    }

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"];

    /// <summary>By Japanese dates and with the end of the last day, so that what was read is read again once written in UTC.</summary>
    private static DateTimeOffset InYears(DateTimeOffset at) =>
        at >= Jst.StartOf(new DateOnly(FirstYear, 1, 1)) && at <= Jst.EndOf(new DateOnly(LastYear, 12, 31)) ? at : throw OutOfYears();

    private static JsonException OutOfYears() => new("Only the years 2019 to 2099 are accepted.");
}
