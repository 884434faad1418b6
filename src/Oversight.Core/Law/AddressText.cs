using System.Globalization;

namespace Oversight.Core.Law;

/// <summary>Reads and writes single addresses; stricter than the platform's parser, which takes octal, short and zoned forms.</summary>
internal static class AddressText
{
    public static bool TryParse(string text, bool isIPv6, out UInt128 value, out string reason)
    {
        reason = "";
        if (isIPv6)
            return TryParseIPv6(text, out value, out reason);

        var isQuad = TryParseQuad(text, out var quad);
        value = quad;
        if (!isQuad)
            reason = "an IPv4 address is four numbers from 0 to 255 without leading zeros";
        return isQuad;
    }

    public static string Format(UInt128 value, bool isIPv6)
    {
        if (!isIPv6)
            return string.Join('.', Enumerable.Range(0, 4).Select(i => (byte)((value >> (24 - (8 * i))) & 0xFF)));

        var groups = Enumerable.Range(0, 8)
            .Select(i => (ushort)((value >> (112 - (16 * i))) & 0xFFFF))
            .ToArray();
        var (start, length) = LongestZeroRun(groups);
        var words = groups.Select(group => group.ToString("x", CultureInfo.InvariantCulture)).ToArray();
        return length < 2
            ? string.Join(':', words)
            : $"{string.Join(':', words[..start])}::{string.Join(':', words[(start + length)..])}";
    }

    private static bool TryParseQuad(string text, out uint value)
    {
        value = 0;
        var parts = text.Split('.');
        if (parts.Length != 4)
            return false;

        foreach (var part in parts)
        {
            var isNumber = byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet);
            if (!isNumber || part.Length > 3 || (part.Length > 1 && part[0] == '0'))
                return false;
            value = (value << 8) | octet;
        }

        return true;
    }

    // RFC 4291 §2.2: eight groups of one to four hex digits; "::" once, for one group of zeros or more;
    // the last two groups may be a dotted quad.
    private static bool TryParseIPv6(string text, out UInt128 value, out string reason)
    {
        value = 0;
        reason = "an IPv6 address is eight groups of up to four hex digits, with \"::\" at most once and no zone";
        var groups = new List<ushort>(8);
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            if (!TryParseGroups(text, mayEndDotted: true, groups) || groups.Count != 8)
                return false;
        }
        else
        {
            var tail = new List<ushort>(8);
            var isWellFormed = text.IndexOf("::", gap + 1, StringComparison.Ordinal) < 0
                && TryParseGroups(text[..gap], mayEndDotted: false, groups)
                && TryParseGroups(text[(gap + 2)..], mayEndDotted: true, tail);
            if (!isWellFormed || groups.Count + tail.Count > 7)
                return false;
            groups.AddRange(new ushort[8 - groups.Count - tail.Count]);
            groups.AddRange(tail);
        }

        foreach (var group in groups)
            value = (value << 16) | group;
        reason = "";
        return true;
    }

    private static bool TryParseGroups(string text, bool mayEndDotted, List<ushort> groups)
    {
        if (text.Length == 0)
            return true;

        var words = text.Split(':');
        for (var i = 0; i < words.Length; i++)
        {
            if (mayEndDotted && i == words.Length - 1 && TryParseQuad(words[i], out var quad))
            {
                groups.Add((ushort)(quad >> 16));
                groups.Add((ushort)(quad & 0xFFFF));
                continue;
            }

            var isHex = ushort.TryParse(words[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group);
            if (!isHex || words[i].Length > 4)
                return false;
            groups.Add(group);
        }

        return true;
    }

    // RFC 5952 §4.2: the longest run of two zero groups or more, the first of equals.
    private static (int Start, int Length) LongestZeroRun(ushort[] groups)
    {
        var best = (Start: 0, Length: 0);
        for (var start = 0; start < groups.Length; start++)
        {
            var length = groups.Skip(start).TakeWhile(group => group == 0).Count();
            if (length > best.Length)
                best = (start, length);
        }

        return best;
    }
}
