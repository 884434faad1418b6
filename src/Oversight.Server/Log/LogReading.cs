using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>Tiles above the lowest as they were read once: a tile of a level, number and width never changes, and every proof needs the same few.</summary>
public sealed class KnownTiles
{
    private const int Most = 512;

    private readonly ConcurrentDictionary<Tile, byte[]> tiles = new();

    public byte[]? Find(Tile tile) => tiles.GetValueOrDefault(tile);

    public void Add(Tile tile, byte[] bytes)
    {
        if (tiles.Count >= Most)
            tiles.Clear();
        tiles[tile] = bytes;
    }
}

/// <summary>The log as it is stored: tiles, bundles, heads and proofs.</summary>
public sealed class LogReading(OversightDbContext db, KnownTiles? known = null)
{
    /// <summary>The newest checkpoint that is served; null before the first.</summary>
    public Task<CheckpointRow?> PublishedAsync(CancellationToken ct) =>
        db.Checkpoints.AsNoTracking().Where(row => row.Published != null).OrderByDescending(row => row.Size).FirstOrDefaultAsync(ct);

    /// <summary>The head as far as it is sequenced.</summary>
    public async Task<(long Size, TreeHash Root)> HeadAsync(CancellationToken ct) =>
        await db.LogHead.AsNoTracking().SingleOrDefaultAsync(ct) is { } head ? (head.Size, new TreeHash(head.Root)) : (0, TreeHash.Empty);

    /// <summary>The first hashes of a tile, as many as its width; fewer where there are none.</summary>
    public async Task<IReadOnlyList<TreeHash>> HashesAsync(Tile tile, CancellationToken ct)
    {
        // What lies in a full tile lies one by one below it too: a partial one needs no look for the row of a full one.
        if (tile.IsFull && await db.LogTiles.AsNoTracking().Where(row => row.Level == tile.Level && row.Number == tile.Number).Select(row => row.Hashes).SingleOrDefaultAsync(ct) is { } full)
            return [.. full.Chunk(TreeHash.Size).Take(tile.Width).Select(hash => new TreeHash(hash))];
        var (from, to) = (tile.Number * Tile.FullWidth, (tile.Number * Tile.FullWidth) + tile.Width);
        var hashes = tile.Level == 0
            ? await db.LeafIndexes.AsNoTracking().Where(leaf => leaf.LeafIndex >= from && leaf.LeafIndex < to).OrderBy(leaf => leaf.LeafIndex).Select(leaf => leaf.LeafHash).ToListAsync(ct)
            : await db.LogTiles.AsNoTracking().Where(row => row.Level == tile.Level - 1 && row.Number >= from && row.Number < to)
                .OrderBy(row => row.Number).Select(row => row.Root).ToListAsync(ct);
        return [.. hashes.Select(hash => new TreeHash(hash))];
    }

    /// <summary>A tile's bytes; null when the log has not that many hashes there.</summary>
    public async Task<byte[]?> TileAsync(Tile tile, CancellationToken ct)
    {
        if (known?.Find(tile) is { } kept)
            return kept;
        var hashes = await HashesAsync(tile, ct);
        if (hashes.Count != tile.Width)
            return null;
        var bytes = new byte[hashes.Count * TreeHash.Size];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].CopyTo(bytes.AsSpan(i * TreeHash.Size));
        if (tile.Level > 0)
            known?.Add(tile, bytes);
        return bytes;
    }

    /// <summary>The audit path of an entry in the tree of a size.</summary>
    public async Task<IReadOnlyList<TreeHash>> InclusionAsync(long index, long size, CancellationToken ct) =>
        MerkleTree.InclusionProof(index, size, await SubtreesAsync(index, size, ct));

    /// <summary>Shows that the tree of the smaller size, above 0, is the beginning of the larger.</summary>
    public async Task<IReadOnlyList<TreeHash>> ConsistencyAsync(long smaller, long larger, CancellationToken ct) =>
        smaller == larger ? [] : MerkleTree.ConsistencyProof(smaller, larger, await SubtreesAsync(smaller - 1, larger, ct));

    /// <summary>The entries of a bundle, oldest first.</summary>
    public async Task<IReadOnlyList<(long Index, EntryRow Entry)>> EntriesAsync(long first, int count, CancellationToken ct)
    {
        var rows = await (
            from leaf in db.LeafIndexes.AsNoTracking()
            where leaf.LeafIndex >= first && leaf.LeafIndex < first + count
            join entry in db.Entries.AsNoTracking() on leaf.EntryId equals entry.Id
            orderby leaf.LeafIndex
            select new { leaf.LeafIndex, entry }).ToListAsync(ct);
        return [.. rows.Select(row => (row.LeafIndex, row.entry))];
    }

    private async Task<SubtreeHash> SubtreesAsync(long index, long size, CancellationToken ct)
    {
        var tiles = new Dictionary<(int, long), byte[]>();
        foreach (var tile in Tile.ForProof(index, size))
            tiles[(tile.Level, tile.Number)] = await TileAsync(tile, ct) ?? throw new LogFormatException("BadTile", $"{tile.Path} is missing.");
        return Tile.Reader(tiles);
    }
}
