using System.Globalization;

namespace Oversight.Core.Law;

/// <summary>One allocation of addresses.</summary>
/// <param name="Range">The addresses.</param>
/// <param name="Country">The two-letter code of the country; null where the registry names none.</param>
public readonly record struct Delegation(AddressRange Range, string? Country);

/// <summary>
/// The addresses of a regional registry's statistics file (<c>registry|cc|type|start|value|date|status[|…]</c>, RIR statistics
/// exchange format 2). It says where a range was allocated, not where it is in use.
/// </summary>
public sealed class DelegationFile
{
    // Codes a registry uses where it knows a region, or nothing, but no country.
    private static readonly string[] NoCountry = ["", "AP", "EU", "ZZ"];

    private DelegationFile(IReadOnlyList<Delegation> ranges) => Ranges = ranges;

    /// <summary>The IPv4 and IPv6 allocations in the order of the file.</summary>
    public IReadOnlyList<Delegation> Ranges { get; }

    /// <summary>Reads a file's text; throws <see cref="FormatException"/> naming line and reason.</summary>
    public static DelegationFile Parse(string text)
    {
        using var reader = new StringReader(text);
        return Parse(reader);
    }

    /// <summary>
    /// Reads a file; throws <see cref="FormatException"/> naming line and reason, also when fewer records follow than the
    /// version line announces: a truncated file would move Japanese addresses abroad.
    /// </summary>
    public static DelegationFile Parse(TextReader reader)
    {
        var ranges = new List<Delegation>();
        var (number, recordCount, announced) = (0, 0, 0);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;

            var fields = line.Split('|');
            if (char.IsAsciiDigit(line[0]))
            {
                announced = ReadAnnouncedCount(fields, number);
            }
            else if (fields[^1] != "summary")
            {
                recordCount++;
                if (ReadRecord(fields, number) is { } delegation)
                    ranges.Add(delegation);
            }
        }

        if (recordCount < announced)
            throw Malformed(number, $"the file ends after {recordCount} of {announced} records");
        return new(ranges);
    }

    private static int ReadAnnouncedCount(string[] fields, int line)
    {
        if (fields.Length < 4 || !(fields[0] == "2" || fields[0].StartsWith("2.", StringComparison.Ordinal)))
            throw Malformed(line, "expected the version line of format 2");
        return TryParseNumber(fields[3], out var count) && count <= int.MaxValue
            ? (int)count
            : throw Malformed(line, "the record count is not a number");
    }

    private static Delegation? ReadRecord(string[] fields, int line)
    {
        if (fields.Length < 7)
            throw Malformed(line, $"expected 7 fields, found {fields.Length}");

        var (country, type, start, value, status) = (fields[1], fields[2], fields[3], fields[4], fields[6]);
        if (country.Length != 0 && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
            throw Malformed(line, "the country is two capital letters or nothing");
        if (status is not ("allocated" or "assigned" or "available" or "reserved"))
            throw Malformed(line, "unknown status");

        var isKnown = status is "allocated" or "assigned" && !NoCountry.Contains(country);
        AddressRange? range = type switch
        {
            "ipv4" => ReadIPv4(start, value, line),
            "ipv6" => ReadIPv6(start, value, line),
            "asn" => null,
            _ => throw Malformed(line, "unknown type"),
        };
        return range is null ? null : new(range.Value, isKnown ? country : null);
    }

    // The value is a count of addresses, which need not be a power of two.
    private static AddressRange ReadIPv4(string start, string value, int line)
    {
        if (!AddressText.TryParse(start, isIPv6: false, out var first, out var reason))
            throw Malformed(line, reason);
        if (!TryParseNumber(value, out var count) || count == 0)
            throw Malformed(line, "the address count must be a number of 1 or more");
        if (first + count - 1 > uint.MaxValue)
            throw Malformed(line, "the range runs past 255.255.255.255");
        return AddressRange.Between(first, first + count - 1, isIPv6: false);
    }

    private static AddressRange ReadIPv6(string start, string value, int line)
    {
        if (!start.Contains(':', StringComparison.Ordinal))
            throw Malformed(line, "expected an IPv6 address");
        return AddressRange.TryParse($"{start}/{value}", out var range, out var reason) ? range : throw Malformed(line, reason);
    }

    private static bool TryParseNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static FormatException Malformed(int line, string reason) => new($"Delegation file, line {line}: {reason}.");
}
