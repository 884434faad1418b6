using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Makes the tiles above level 0 from the hashes over bundles and holds the log's own files against them.</summary>
internal sealed class UpperTiles(Func<string, byte[]?> files, long size)
{
    private readonly List<List<byte>> levels = [];
    private readonly List<long> counts = [];
    private Fault? missing;

    /// <summary>Goes on with the hash over the next full bundle; the fault when a tile that is now full differs.</summary>
    public Fault? Add(TreeHash hash) => Add(1, hash);

    /// <summary>Compares what is not full; also says which tile was missing first.</summary>
    public Fault? Finish()
    {
        for (var level = 1; level <= levels.Count; level++)
        {
            if (levels[level - 1].Count > 0 && Compare(Tile.At(level, counts[level - 1], size), [.. levels[level - 1]]) is { } fault)
            {
                return fault;
            }
        }

        return missing;
    }

    private Fault? Add(int level, TreeHash hash)
    {
        if (level > levels.Count)
        {
            levels.Add([]);
            counts.Add(0);
        }

        var hashes = levels[level - 1];
        hashes.AddRange(hash.ToArray());
        if (hashes.Count < Tile.FullWidth * TreeHash.Size)
        {
            return null;
        }

        byte[] full = [.. hashes];
        hashes.Clear();
        return Compare(new Tile(level, counts[level - 1]++, Tile.FullWidth), full) ?? Add(level + 1, Tile.Fold(full));
    }

    private Fault? Compare(Tile tile, byte[] hashes)
    {
        if (files(tile.Path) is not { } file)
        {
            missing ??= new Fault(Verdict.Incomplete, "FileMissing", $"The file {tile.Path} is missing.");
            return null;
        }

        return file.AsSpan().SequenceEqual(hashes) ? null : new Fault(Verdict.Invalid, "BadTile", $"The file {tile.Path} does not hold the hashes over the entries.");
    }
}
