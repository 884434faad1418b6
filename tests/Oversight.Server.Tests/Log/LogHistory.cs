using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Tests.Log;

/// <summary>
/// Every tree head anybody ever signed, cosigned or served, and the log as it is checked against them: grown by what is new each time, so that a thousand
/// looks cost no more than one.
/// </summary>
public sealed class LogHistory
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, TreeHash> heads = [];
    private readonly HashSet<long> placed = [];
    private readonly TreeFrontier tree = new();
    private readonly Queue<long> unchecked_ = [];

    /// <summary>How many different heads there were.</summary>
    public int Count => heads.Count;

    /// <summary>The root of a size that was vouched for.</summary>
    public TreeHash RootAt(long size) => heads[size];

    /// <summary>Notes a head; two roots of one size are a fork.</summary>
    public void Note(Checkpoint head)
    {
        lock (gate)
        {
            if (heads.TryGetValue(head.Size, out var known))
                Assert.True(known == head.Root, $"Two trees of {head.Size} entries were vouched for.");
            else if (heads.TryAdd(head.Size, head.Root))
                unchecked_.Enqueue(head.Size);
        }
    }

    /// <summary>
    /// Every entry has one place, places are dense, tiles and head are those of the entries, what is served has its quorum and covers them all, and
    /// every head noted is the beginning of the tree.
    /// </summary>
    public async Task VerifyAsync(OversightDbContext db, LogPolicy policy)
    {
        var log = new LogReading(db);
        var (size, root) = await log.HeadAsync(default);
        var from = tree.Size;
        foreach (var (index, entry) in await log.EntriesAsync(from, checked((int)(size - from)), default))
        {
            Assert.Equal(tree.Size, index);
            Assert.True(placed.Add(entry.Id), $"Entry {entry.Id} has two places.");
            tree.Add(TreeHash.OfLeaf(entry.Bytes));
            lock (gate)
                if (heads.TryGetValue(tree.Size, out var head))
                    Assert.True(head == tree.Root(), $"The head of {tree.Size} entries that was vouched for is not that of the log.");
        }
        Assert.Equal((size, root), (tree.Size, tree.Root()));
        Assert.Equal(await db.Entries.LongCountAsync(), size);
        await VerifyTilesAsync(log, from, size, root);
        var served = Assert.IsType<CheckpointRow>(await log.PublishedAsync(default));
        var verdict = policy.Judge(SignedNote.Parse(served.Published!));
        Assert.True(verdict.IsQuorum);
        Assert.Equal((size, root), (verdict.Checkpoint.Size, verdict.Checkpoint.Root));
        Note(verdict.Checkpoint);
        // The same by the proofs a stranger would ask for.
        while (unchecked_.TryDequeue(out var older))
        {
            Assert.InRange(older, 1, size);
            Assert.True(MerkleTree.VerifyConsistency(older, size, heads[older], root, await log.ConsistencyAsync(older, size, default)), $"{older} of {size}");
        }
    }

    /// <summary>What is served, if anything, is noted while the log is still on its way.</summary>
    public async Task NoteServedAsync(OversightDbContext db, LogPolicy policy)
    {
        if (await new LogReading(db).PublishedAsync(default) is not { Published: { } note })
            return;
        var verdict = policy.Judge(SignedNote.Parse(note));
        Assert.True(verdict.IsQuorum, "What is served lacks its quorum.");
        Note(verdict.Checkpoint);
    }

    private static async Task VerifyTilesAsync(LogReading log, long from, long size, TreeHash root)
    {
        var tiles = new Dictionary<(int, long), byte[]>();
        foreach (var tile in Tile.All(size))
            if (tile.Level > 0 || tile.Number >= from / Tile.FullWidth || !tile.IsFull)
                tiles[(tile.Level, tile.Number)] = Assert.IsType<byte[]>(await log.TileAsync(tile, default));
        Assert.Equal(root, MerkleTree.Root(size, Tile.Reader(tiles)));
    }
}
