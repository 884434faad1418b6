using System.Globalization;

namespace Oversight.Core.Ledger;

/// <summary>Sizes and indexes as the log's files write them: decimal, no sign, no leading zeros, below 2^63.</summary>
public static class DecimalText
{
    /// <summary>The number, or <see cref="LogFormatException"/>.</summary>
    public static long Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Format(number) == text
            ? number
            : throw new LogFormatException("BadNumber", $"'{(text is { Length: > 24 } ? text[..24] : text)}' is not a number without leading zeros below 2^63.");

    /// <summary>The number's text.</summary>
    public static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);
}
