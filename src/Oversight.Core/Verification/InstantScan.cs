namespace Oversight.Core.Verification;

/// <summary>The two spellings of an instant in an entry, compared without making text of them.</summary>
internal static class InstantScan
{
    private const int Length = 24;
    private static readonly long Japan = TimeSpan.FromHours(9).Ticks;

    /// <summary>Whether the first is <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> and the second the same instant as <c>yyyy-MM-ddTHH:mm:ss.fff+09:00</c>.</summary>
    public static bool IsSame(ReadOnlySpan<byte> at, ReadOnlySpan<byte> atJst) =>
        at.Length == Length && at[^1] == 'Z' && atJst.Length == Length + 5 && atJst[^6..].SequenceEqual("+09:00"u8)
        && Ticks(at) is >= 0 and var utc && Ticks(atJst) is >= 0 and var jst && utc + Japan == jst;

    /// <summary>Ticks of the date and time, or -1.</summary>
    private static long Ticks(ReadOnlySpan<byte> text)
    {
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.')
        {
            return -1;
        }

        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute, second, millisecond) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]), Digits(text[20..23]));
        var isInstant = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60 && millisecond >= 0;
        return isInstant ? new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Unspecified).Ticks : -1;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + (c - '0');
        }

        return number;
    }
}
