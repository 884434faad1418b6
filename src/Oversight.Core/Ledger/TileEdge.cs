namespace Oversight.Core.Ledger;

/// <summary>A tile that became full, and the root over its hashes.</summary>
public sealed record FullTile(int Level, long Number, byte[] Hashes, TreeHash Root);

/// <summary>The right edge of a growing log: of each level the hashes of the tile that is not full yet. What was closed is handed out and forgotten.</summary>
public sealed class TileEdge
{
    private readonly List<TreeHash>[] levels = [.. Enumerable.Range(0, Tile.MaximumLevel + 1).Select(_ => new List<TreeHash>())];

    /// <summary>The edge of a log of this size; the function gives the hashes of a level's partial tile, from its first, exactly as many as there are.</summary>
    public TileEdge(long size, Func<Tile, IReadOnlyList<TreeHash>> partial)
    {
        ArgumentNullException.ThrowIfNull(partial);
        Size = size;
        for (var level = 0; level <= Tile.MaximumLevel; level++)
        {
            var count = Tile.HashesAt(level, size);
            var width = (int)(count % Tile.FullWidth);
            if (width == 0)
            {
                continue;
            }

            levels[level].AddRange(partial(new Tile(level, count / Tile.FullWidth, width)));
            if (levels[level].Count != width)
            {
                throw new LogFormatException("BadTile", $"The log of {size} entries lacks hashes of level {level}.");
            }
        }
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf; gives the tiles it fills, lowest level first.</summary>
    public IReadOnlyList<FullTile> Add(TreeHash leaf)
    {
        var full = new List<FullTile>();
        levels[0].Add(leaf);
        Size++;
        for (var level = 0; level < Tile.MaximumLevel && levels[level].Count == Tile.FullWidth; level++)
        {
            var hashes = new byte[Tile.FullWidth * TreeHash.Size];
            for (var i = 0; i < Tile.FullWidth; i++)
            {
                levels[level][i].CopyTo(hashes.AsSpan(i * TreeHash.Size));
            }

            var tile = new FullTile(level, (Tile.HashesAt(level, Size) / Tile.FullWidth) - 1, hashes, Tile.Fold(hashes));
            full.Add(tile);
            levels[level].Clear();
            levels[level + 1].Add(tile.Root);
        }

        return full;
    }

    /// <summary>The root, from the tiles of the edge alone.</summary>
    public TreeHash Root()
    {
        TreeHash? root = null;
        for (var level = 0; level <= Tile.MaximumLevel; level++)
        {
            var hashes = levels[level];
            for (var (end, bit) = (hashes.Count, 1); end > 0; bit <<= 1)
            {
                if ((end & bit) == 0)
                {
                    continue;
                }

                var peak = Fold(hashes.GetRange(end - bit, bit));
                root = root is { } right ? TreeHash.OfNode(peak, right) : peak;
                end -= bit;
            }
        }

        return root ?? TreeHash.Empty;
    }

    private static TreeHash Fold(List<TreeHash> hashes) => hashes.Count == 1
        ? hashes[0]
        : TreeHash.OfNode(Fold(hashes.GetRange(0, hashes.Count / 2)), Fold(hashes.GetRange(hashes.Count / 2, hashes.Count / 2)));
}
