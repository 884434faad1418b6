namespace Oversight.Core.Authorisations;

/// <summary>Addresses from UTF-8 without allocating; takes exactly what AddressRange takes for a single address.</summary>
internal static class AddressBytes
{
    private const int GroupCount = 8;

    public static bool TryParse(ReadOnlySpan<byte> text, out Address address)
    {
        if (text.Contains((byte)':'))
        {
            var isRead = TryParseIPv6(text, out var value);
            address = new(value, IsIPv6: true);
            return isRead;
        }

        var isQuad = TryParseQuad(text, out var quad);
        address = new(quad, IsIPv6: false);
        return isQuad;
    }

    /// <summary>Four numbers from 0 to 255 without leading zeros.</summary>
    private static bool TryParseQuad(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        var at = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (at == text.Length || text[at++] != '.'))
                return false;

            var (start, octet) = (at, 0u);
            while (at < text.Length && at - start < 3 && char.IsAsciiDigit((char)text[at]))
                octet = octet * 10 + text[at++] - '0';
            if (at == start || octet > 255 || (at - start > 1 && text[start] == '0'))
                return false;
            value = value << 8 | octet;
        }

        return at == text.Length;
    }

    // RFC 4291 §2.2: eight groups of one to four hex digits; "::" once, for one group of zeros or more;
    // the last two groups may be a dotted quad.
    private static bool TryParseIPv6(ReadOnlySpan<byte> text, out UInt128 value)
    {
        value = 0;
        Span<ushort> groups = stackalloc ushort[GroupCount];
        if (!TryParseGroups(text, groups, out var count, out var gap) || (gap < 0 ? count != GroupCount : count == GroupCount))
            return false;
        value = Join(groups[..count], gap);
        return value >> 32 != 0xFFFF;
    }

    /// <summary>The groups that are written, and how many of them stand before "::", or -1 without one.</summary>
    private static bool TryParseGroups(ReadOnlySpan<byte> text, Span<ushort> groups, out int count, out int gap)
    {
        (count, gap) = (0, -1);
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            if (count == GroupCount || !TryParseGroup(text, out groups[count], out var length))
                return false;
            var rest = text[length..];
            if (rest is [(byte)'.', ..])
                return TryAddQuad(text, groups, ref count);
            count++;
            if (rest.IsEmpty)
                return true;
            if (rest[0] != ':' || rest.Length == 1)
                return false;
            text = rest[1..];
            if (text[0] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = count;
            text = text[1..];
        }

        return true;
    }

    private static bool TryAddQuad(ReadOnlySpan<byte> text, Span<ushort> groups, ref int count)
    {
        if (count > GroupCount - 2 || !TryParseQuad(text, out var quad))
            return false;
        (groups[count], groups[count + 1]) = ((ushort)(quad >> 16), (ushort)(quad & 0xFFFF));
        count += 2;
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, out ushort group, out int length)
    {
        var value = 0;
        for (length = 0; length < 4 && length < text.Length && char.IsAsciiHexDigit((char)text[length]); length++)
            value = value << 4 | (text[length] <= '9' ? text[length] - '0' : (text[length] | 0x20) - 'a' + 10);
        group = (ushort)value;
        return length > 0;
    }

    private static UInt128 Join(ReadOnlySpan<ushort> groups, int gap)
    {
        UInt128 value = 0;
        for (var i = 0; i <= groups.Length; i++)
        {
            if (i == gap)
                value <<= 16 * (GroupCount - groups.Length);
            if (i < groups.Length)
                value = value << 16 | groups[i];
        }

        return value;
    }
}
