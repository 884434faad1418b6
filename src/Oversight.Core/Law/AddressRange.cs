using System.Globalization;

namespace Oversight.Core.Law;

/// <summary>An unbroken run of IPv4 or IPv6 addresses, as a scope names it in CIDR notation.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(AddressRangeConverter))]
public readonly record struct AddressRange
{
    // The longest form is an IPv6 address with a dotted tail and a three-digit prefix.
    private const int LongestText = 49;

    private AddressRange(UInt128 first, UInt128 last, bool isIPv6)
    {
        First = first;
        Last = last;
        IsIPv6 = isIPv6;
    }

    /// <summary>The lowest address; an IPv4 address is its 32-bit value.</summary>
    public UInt128 First { get; }

    /// <summary>The highest address, inclusive.</summary>
    public UInt128 Last { get; }

    /// <summary>True for IPv6, false for IPv4; the two never overlap.</summary>
    public bool IsIPv6 { get; }

    /// <summary>How many addresses the range holds; the whole of IPv6 saturates at <see cref="UInt128.MaxValue"/>.</summary>
    public UInt128 AddressCount => Last - First == UInt128.MaxValue ? UInt128.MaxValue : Last - First + 1;

    /// <summary>The highest address of a family.</summary>
    public static UInt128 Highest(bool isIPv6) => isIPv6 ? UInt128.MaxValue : uint.MaxValue;

    /// <summary>The range between two addresses, both inclusive; throws <see cref="ArgumentOutOfRangeException"/> unless first ≤ last within the family.</summary>
    public static AddressRange Between(UInt128 first, UInt128 last, bool isIPv6)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, Highest(isIPv6));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        return new(first, last, isIPv6);
    }

    /// <summary>
    /// Reads an address or CIDR block strictly: dotted quads without leading zeros, RFC 4291 §2.2 text without a zone,
    /// no IPv4-mapped IPv6, all bits behind the prefix zero. A bare address is one address. On false, the reason is a
    /// phrase for the person who wrote it.
    /// </summary>
    public static bool TryParse(string? cidr, out AddressRange range, out string reason)
    {
        range = default;
        if (string.IsNullOrEmpty(cidr))
            return Refuse("the address is missing", out reason);
        if (cidr.Length > LongestText)
            return Refuse("the text is too long for an address", out reason);

        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? cidr : cidr[..slash];
        var isIPv6 = address.Contains(':', StringComparison.Ordinal);
        var width = isIPv6 ? 128 : 32;
        if (!AddressText.TryParse(address, isIPv6, out var first, out reason))
            return false;

        var prefix = width;
        if (slash >= 0 && !TryParsePrefix(cidr[(slash + 1)..], width, out prefix, out reason))
            return false;

        var hostBits = HostBits(width - prefix);
        if ((first & hostBits) != 0)
            return Refuse($"bits behind the prefix are set: the block /{prefix} starts at {AddressText.Format(first & ~hostBits, isIPv6)}", out reason);
        if (isIPv6 && first >> 32 == 0xFFFF)
            return Refuse("write an IPv4-mapped address as IPv4", out reason);

        range = new(first, first | hostBits, isIPv6);
        return true;
    }

    /// <summary>Reads a block known to be well formed; throws <see cref="FormatException"/> with the reason otherwise.</summary>
    public static AddressRange Parse(string cidr) =>
        TryParse(cidr, out var range, out var reason) ? range : throw new FormatException($"{cidr}: {reason}.");

    /// <summary>True if the two share an address.</summary>
    public bool Overlaps(AddressRange other) => IsIPv6 == other.IsIPv6 && First <= other.Last && other.First <= Last;

    /// <summary>True if every address of the other is in this range.</summary>
    public bool Contains(AddressRange other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    /// <summary>The canonical text (RFC 5952): a block with its prefix, or <c>first-last</c> where no prefix fits.</summary>
    public override string ToString()
    {
        var hostBits = First ^ Last;
        var size = 128 - (int)UInt128.LeadingZeroCount(hostBits);
        var first = AddressText.Format(First, IsIPv6);
        return hostBits == HostBits(size) && (First & hostBits) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{first}/{(IsIPv6 ? 128 : 32) - size}")
            : $"{first}-{AddressText.Format(Last, IsIPv6)}";
    }

    internal static UInt128 HostBits(int count) => count == 0 ? UInt128.Zero : UInt128.MaxValue >> (128 - count);

    private static bool TryParsePrefix(string text, int width, out int prefix, out string reason)
    {
        reason = "";
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix);
        if (!isNumber || text.Length > 3 || (text.Length > 1 && text[0] == '0'))
            return Refuse("the prefix length must be a plain number", out reason);
        return prefix <= width || Refuse($"the prefix length is at most {width}", out reason);
    }

    private static bool Refuse(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
