using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>
/// A tile of the log (C2SP tlog-tiles): hash i of tile n at level l is the hash over leaves [(n·256+i)·256^l, (n·256+i+1)·256^l). Width counts
/// its hashes, 1 to 256; a tile of 256 is full and never changes.
/// </summary>
public readonly record struct Tile(int Level, long Number, int Width)
{
    /// <summary>Hashes of a full tile, and entries of a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>Levels of the binary tree one tile holds.</summary>
    public const int Height = 8;

    /// <summary>Highest level there can be below size 2^63.</summary>
    public const int MaximumLevel = 7;

    /// <summary>Whether the tile is full.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>Path below the log's prefix: <c>tile/0/x001/234.p/5</c>.</summary>
    public string Path => $"tile/{Level}/{NumberPath(Number, Width)}";

    /// <summary>Path of the bundle of entries with the same place as a level-0 tile.</summary>
    public static string EntriesPath(long number, int width) => $"tile/entries/{NumberPath(number, width)}";

    /// <summary>The tile a path names, or null when the path is not exactly what <see cref="Path"/> gives for one.</summary>
    public static Tile? Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/', 3);
        return parts is ["tile", [>= '0' and <= '7'] level, var rest] && ParseNumber(rest) is var (number, width)
            && new Tile(level[0] - '0', number, width) is var tile && tile.Path == path ? tile : null;
    }

    /// <summary>The bundle a path names, as number and width; null for any other path.</summary>
    public static (long Number, int Width)? ParseEntries(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        const string Prefix = "tile/entries/";
        return path.StartsWith(Prefix, StringComparison.Ordinal) && ParseNumber(path[Prefix.Length..]) is var (number, width)
            && EntriesPath(number, width) == path ? (number, width) : null;
    }

    /// <summary>How many hashes of a level a tree of this size has in all.</summary>
    public static long HashesAt(int level, long size) => level * Height >= 63 ? 0 : size >> (level * Height);

    /// <summary>The tile of this place as a tree of the size has it; width 0 when it has none.</summary>
    public static Tile At(int level, long number, long size) =>
        new(level, number, (int)Math.Clamp(HashesAt(level, size) - (number * FullWidth), 0, FullWidth));

    /// <summary>Every tile of a tree of the size, level by level; no empty ones.</summary>
    public static IEnumerable<Tile> All(long size)
    {
        for (var level = 0; level <= MaximumLevel && HashesAt(level, size) > 0; level++)
        {
            for (var number = 0L; number * FullWidth < HashesAt(level, size); number++)
            {
                yield return At(level, number, size);
            }
        }
    }

    /// <summary>The tiles any proof about leaf <paramref name="index"/> or about size index+1 in a tree of the size is made of; at most two a level.</summary>
    public static IReadOnlyList<Tile> ForProof(long index, long size)
    {
        var tiles = new List<Tile>();
        for (var level = 0; level <= MaximumLevel && HashesAt(level, size) > 0; level++)
        {
            var last = (HashesAt(level, size) - 1) / FullWidth;
            var own = index >> ((level + 1) * Height);
            tiles.Add(At(level, last, size));
            if (own < last)
            {
                tiles.Add(At(level, own, size));
            }
        }

        return tiles;
    }

    /// <summary>Reads subtree hashes out of loaded tiles; asking for one outside them throws <see cref="KeyNotFoundException"/>.</summary>
    public static SubtreeHash Reader(IReadOnlyDictionary<(int Level, long Number), byte[]> tiles) => (level, index) =>
    {
        var (tileLevel, above) = Math.DivRem(level, Height);
        var first = index << above;
        var hashes = tiles[(tileLevel, first / FullWidth)].AsSpan();
        return Fold(hashes.Slice((int)(first % FullWidth) * TreeHash.Size, TreeHash.Size << above));
    };

    /// <summary>The root over the hashes of a full tile or an aligned power of two of them, 32 bytes each.</summary>
    public static TreeHash Fold(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == TreeHash.Size)
        {
            return new TreeHash(hashes);
        }

        var half = hashes.Length / 2;
        return TreeHash.OfNode(Fold(hashes[..half]), Fold(hashes[half..]));
    }

    private static string NumberPath(long number, int width)
    {
        var path = new StringBuilder($"{number % 1000:000}");
        for (var rest = number / 1000; rest > 0; rest /= 1000)
        {
            path.Insert(0, $"x{rest % 1000:000}/");
        }

        return width == FullWidth ? path.ToString() : path.Append(System.Globalization.CultureInfo.InvariantCulture, $".p/{width}").ToString();
    }

    private static (long Number, int Width)? ParseNumber(string path)
    {
        var width = FullWidth;
        if (path.IndexOf(".p/", StringComparison.Ordinal) is var at and >= 0)
        {
            if (!TryDigits(path[(at + 3)..], 3, out width) || width is < 1 or >= FullWidth)
            {
                return null;
            }

            path = path[..at];
        }

        var number = 0L;
        var groups = path.Split('/');
        for (var i = 0; i < groups.Length; i++)
        {
            var digits = i < groups.Length - 1 && groups[i].StartsWith('x') ? groups[i][1..] : groups[i];
            if (groups.Length > 6 || digits.Length != 3 || !TryDigits(digits, 3, out var group))
            {
                return null;
            }

            number = (number * 1000) + group;
        }

        return (number, width);
    }

    private static bool TryDigits(string text, int most, out int number)
    {
        number = 0;
        return text.Length >= 1 && text.Length <= most && text.All(char.IsAsciiDigit) && int.TryParse(text, out number);
    }
}
