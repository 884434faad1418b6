using System.Globalization;
using System.Text;

namespace Oversight.Core.Law;

/// <summary>
/// Places along the addresses of one family: sorted, disjoint segments, neighbours of one place merged. So a range that is not
/// inside one segment touches two places.
/// </summary>
internal sealed class PlaceLine
{
    private readonly Segment[] segments;

    private PlaceLine(IEnumerable<Segment> pieces) => segments = Merge(pieces);

    public static PlaceLine Empty { get; } = new([]);

    public int Count => segments.Length;

    public static PlaceLine Of(IEnumerable<AddressRange> ranges, Place place) =>
        new(ranges.Select(range => new Segment(range.First, range.Last, place)));

    public static PlaceLine Whole(bool isIPv6, Place place) => new([new(0, AddressRange.Highest(isIPv6), place)]);

    /// <summary>A whole line as <see cref="ToString"/> writes it; anything else throws <see cref="FormatException"/>.</summary>
    public static PlaceLine Parse(string text, bool isIPv6)
    {
        var line = new PlaceLine(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseSegment));
        var isWhole = line.segments is [{ First: var first }, ..] && first == 0 && line.segments[^1].Last == AddressRange.Highest(isIPv6)
            && line.segments.Zip(line.segments.Skip(1)).All(pair => pair.First.Last + 1 == pair.Second.First);
        return isWhole ? line : throw new FormatException("Places along the addresses leave no gap.");
    }

    private static Segment ParseSegment(string written) =>
        written.Split('-', ' ') is [var first, var last, var place]
        && UInt128.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from)
        && UInt128.TryParse(last, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var to) && from <= to
        && Enum.TryParse<Place>(place, out var known)
            ? new(from, to, known)
            : throw new FormatException("A segment reads first-last place, in hexadecimal digits.");

    /// <summary>This line with the other painted over it.</summary>
    public PlaceLine Under(PlaceLine above) => new(Without(above).Concat(above.segments));

    /// <summary>What both lines cover, as unknown.</summary>
    public PlaceLine Both(PlaceLine other)
    {
        var shared = new List<Segment>();
        var (i, j) = (0, 0);
        while (i < segments.Length && j < other.segments.Length)
        {
            var (mine, theirs) = (segments[i], other.segments[j]);
            var (first, last) = (UInt128.Max(mine.First, theirs.First), UInt128.Min(mine.Last, theirs.Last));
            if (first <= last)
                shared.Add(new(first, last, Place.Unknown));
            if (mine.Last < theirs.Last)
                i++;
            else
                j++;
        }

        return new(shared);
    }

    /// <summary>The place of a range; the line must be whole.</summary>
    public Place PlaceOf(UInt128 first, UInt128 last)
    {
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].First <= first)
                low = middle;
            else
                high = middle - 1;
        }

        return last <= segments[low].Last ? segments[low].Place : Place.Straddles;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (first, last, place) in segments)
            text.Append(CultureInfo.InvariantCulture, $"{first:x}-{last:x} {place}\n");
        return text.ToString();
    }

    private IEnumerable<Segment> Without(PlaceLine above)
    {
        var next = 0;
        foreach (var (first, last, place) in segments)
        {
            var start = first;
            while (next < above.segments.Length && above.segments[next].Last < start)
                next++;

            var isCovered = false;
            while (!isCovered && next < above.segments.Length && above.segments[next].First <= last)
            {
                var cover = above.segments[next];
                if (cover.First > start)
                    yield return new(start, cover.First - 1, place);

                // A cover that reaches further stays the next one for the segment that follows.
                isCovered = cover.Last >= last;
                if (!isCovered)
                {
                    start = cover.Last + 1;
                    next++;
                }
            }

            if (!isCovered)
                yield return new(start, last, place);
        }
    }

    // Pieces overlap only where they are of one place.
    private static Segment[] Merge(IEnumerable<Segment> pieces)
    {
        var merged = new List<Segment>();
        foreach (var piece in pieces.OrderBy(piece => piece.First))
        {
            var touches = merged.Count > 0
                && merged[^1].Place == piece.Place
                && (piece.First <= merged[^1].Last || piece.First == merged[^1].Last + 1);
            if (touches)
                merged[^1] = merged[^1] with { Last = UInt128.Max(merged[^1].Last, piece.Last) };
            else
                merged.Add(piece);
        }

        return [.. merged];
    }

    private readonly record struct Segment(UInt128 First, UInt128 Last, Place Place);
}
