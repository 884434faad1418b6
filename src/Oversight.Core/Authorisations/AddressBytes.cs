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
        var (at, count, gap) = (0, 0, -1);
        if (text.StartsWith("::"u8))
            (at, gap) = (2, 0);
        while (at < text.Length)
        {
            if (count == GroupCount || !TryParseGroup(text[at..], out groups[count], out var length))
                return false;
            if (at + length < text.Length && text[at + length] == '.')
            {
                if (count > GroupCount - 2 || !TryParseQuad(text[at..], out var quad))
                    return false;
                (groups[count], groups[count + 1]) = ((ushort)(quad >> 16), (ushort)(quad & 0xFFFF));
                count += 2;
                break;
            }

            count++;
            at += length;
            if (at == text.Length)
                break;
            if (text[at] != ':' || ++at == text.Length)
                return false;
            if (text[at] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = count;
            at++;
        }

        if (gap < 0 ? count != GroupCount : count == GroupCount)
            return false;
        value = Join(groups[..count], gap);
        return value >> 32 != 0xFFFF;
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
