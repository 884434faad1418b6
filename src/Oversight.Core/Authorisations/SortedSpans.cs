using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>Which numbers are in a set of spans, by binary search: addresses of one family, ports, or ticks of time.</summary>
internal sealed class SortedSpans
{
    private readonly UInt128[] first;
    private readonly UInt128[] last;

    /// <summary>Of spans with both ends inclusive; those that overlap become one, those that end before they start none.</summary>
    private SortedSpans(IEnumerable<(UInt128 First, UInt128 Last)> spans)
    {
        var merged = new List<(UInt128 First, UInt128 Last)>();
        foreach (var span in spans.Where(span => span.First <= span.Last).OrderBy(span => span.First))
            if (merged.Count > 0 && span.First <= merged[^1].Last)
                merged[^1] = (merged[^1].First, UInt128.Max(merged[^1].Last, span.Last));
            else
                merged.Add(span);
        first = [.. merged.Select(span => span.First)];
        last = [.. merged.Select(span => span.Last)];
    }

    public bool IsEmpty => first.Length == 0;

    public static SortedSpans OfAddresses(IEnumerable<AddressRange> ranges, bool isIPv6) =>
        new(ranges.Where(range => range.IsIPv6 == isIPv6).Select(range => (range.First, range.Last)));

    public static SortedSpans OfPorts(IEnumerable<PortRange> ports) => new(ports.Select(port => ((UInt128)port.First, (UInt128)port.Last)));

    /// <summary>Of times with their start inclusive and their end exclusive; a null end is never reached.</summary>
    public static SortedSpans OfTimes(IEnumerable<(DateTimeOffset From, DateTimeOffset? To)> times) =>
        new(times.Where(time => time.To is null || time.From < time.To).Select(time =>
            ((UInt128)time.From.UtcTicks, time.To is { } to ? (UInt128)(to.UtcTicks - 1) : UInt128.MaxValue)));

    public bool Contains(UInt128 value)
    {
        var (low, high) = (0, first.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (value < first[middle])
                high = middle - 1;
            else if (value > last[middle])
                low = middle + 1;
            else
                return true;
        }

        return false;
    }

    public bool Contains(DateTimeOffset time) => !IsEmpty && Contains((UInt128)time.UtcTicks);
}
