using System.Globalization;

namespace Oversight.Core.Ledger;

/// <summary>Instants as the ledger writes them: UTC with whole milliseconds, and the same instant in Japanese time (+09:00, no summer time).</summary>
public static class CanonicalInstant
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fff";
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>The instant in UTC, cut down to the millisecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary><c>yyyy-MM-ddTHH:mm:ss.fffZ</c>; a fraction of a millisecond throws <see cref="FormatException"/> because it would be lost.</summary>
    public static string Format(DateTimeOffset instant) => Whole(instant).UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture) + "Z";

    /// <summary><c>yyyy-MM-ddTHH:mm:ss.fff+09:00</c>.</summary>
    public static string FormatJst(DateTimeOffset instant) => Whole(instant).ToOffset(Japan).ToString(Pattern, CultureInfo.InvariantCulture) + "+09:00";

    /// <summary>The inverse of <see cref="Format"/>; any other spelling throws <see cref="FormatException"/>.</summary>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Pattern + "'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static DateTimeOffset Whole(DateTimeOffset instant) =>
        instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? instant : throw new FormatException("An instant holds whole milliseconds only.");
}
