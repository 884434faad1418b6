using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>
/// Gives entries their place in the log: dense, once, in the order of their ids. On PostgreSQL the node that holds the lock does it, on SQLite the
/// writer; either way the head moves by compare-and-swap, so a second sequencer changes nothing.
/// </summary>
public sealed class Sequencer(Transactions transactions, TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 1024;

    /// <summary>
    /// Ids become visible out of order on PostgreSQL: so far behind the newest indexed entry each round looks. What was open even longer is found by the
    /// round over everything.
    /// </summary>
    private const long Window = 8192;

    /// <summary>`pg_try_advisory_xact_lock` of the sequencer: "oversigh".</summary>
    private const long LockKey = 0x6f76657273696768;

    private static readonly TimeSpan EverythingEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim one = new(1, 1);
    private Tree? tree;
    private long from;
    private DateTimeOffset lookedAtAllAt;

    /// <summary>Indexes what is pending, at most a thousand entries, in one transaction; how many it were.</summary>
    public async Task<int> SequenceAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var round = await transactions.RunAsync(db => OnceAsync(db, ct), ct);
            (tree, from, lookedAtAllAt) = (round.Tree ?? tree, Math.Max(from, round.From), round.LookedAtAll ? time.GetUtcNow() : lookedAtAllAt);
            return round.Count;
        }
        catch
        {
            // What was computed and not committed is forgotten.
            tree = null;
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Whether an entry waits for its place, as far as a look without a lock can tell.</summary>
    public async Task<bool> HasPendingAsync(OversightDbContext db, CancellationToken ct) =>
        LooksAtAll(db) || await Pending(db, from).AnyAsync(ct);

    public void Dispose() => one.Dispose();

    private static IQueryable<EntryRow> Pending(OversightDbContext db, long from) =>
        db.Entries.AsNoTracking().Where(entry => entry.Id > from && !db.LeafIndexes.Any(leaf => leaf.EntryId == entry.Id)).OrderBy(entry => entry.Id);

    /// <summary>SQLite's writer gives ids in the order of its commits: after the first look nothing can turn up behind.</summary>
    private bool LooksAtAll(OversightDbContext db) =>
        lookedAtAllAt == default || (db is PostgresOversightDbContext && time.GetUtcNow() - lookedAtAllAt > EverythingEvery);

    /// <summary>What it learns is kept by the caller, after the commit.</summary>
    private async Task<Round> OnceAsync(OversightDbContext db, CancellationToken ct)
    {
        if (db is PostgresOversightDbContext && !(await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({LockKey}) AS \"Value\"").ToListAsync(ct)).Single())
            return new Round(0, null, 0, false);
        var isEverything = LooksAtAll(db);
        var pending = await Pending(db, isEverything ? 0 : from).Take(MostAtOnce).ToListAsync(ct);
        var lookedAtAll = isEverything && pending.Count < MostAtOnce;
        if (pending.Count == 0)
            return new Round(0, null, 0, lookedAtAll);
        var head = await db.LogHead.SingleOrDefaultAsync(ct);
        if (head is null)
            db.LogHead.Add(head = new LogHeadRow { Id = 1, Size = 0, Root = TreeHash.Empty.ToArray() });
        var grown = tree is { } kept && kept.Size == head.Size && kept.Root() == new TreeHash(head.Root) ? kept : await Tree.LoadAsync(new LogReading(db), head, ct);
        foreach (var entry in pending)
            Append(db, grown, entry);
        (head.Size, head.Root) = (grown.Size, grown.Root().ToArray());
        await db.SaveChangesAsync(ct);
        return new Round(pending.Count, grown, pending[^1].Id - (db is PostgresOversightDbContext ? Window : 0), lookedAtAll);
    }

    /// <summary>The leaf is hashed again from the entry's bytes: what does not agree with the stored hash never gets a place.</summary>
    private static void Append(OversightDbContext db, Tree tree, EntryRow entry)
    {
        var leaf = TreeHash.OfLeaf(entry.Bytes);
        if (!leaf.ToArray().AsSpan().SequenceEqual(entry.LeafHash))
            throw new LogBrokenException("LeafHashWrong", $"Entry {entry.CaseSeq} of {entry.Case} is not what was hashed when it was written.");
        db.LeafIndexes.Add(new LeafIndexRow { LeafIndex = tree.Size, EntryId = entry.Id, LeafHash = entry.LeafHash });
        foreach (var full in tree.Add(leaf))
            db.LogTiles.Add(new LogTileRow { Level = full.Level, Number = full.Number, Hashes = full.Hashes, Root = full.Root.ToArray() });
    }

    private sealed record Round(int Count, Tree? Tree, long From, bool LookedAtAll);

    /// <summary>The tree kept twice, by its peaks and by its tiles: a bit that flips in memory shows before it is for ever.</summary>
    private sealed class Tree(TreeFrontier frontier, TileEdge edge)
    {
        public long Size => frontier.Size;

        public static async Task<Tree> LoadAsync(LogReading log, LogHeadRow head, CancellationToken ct)
        {
            var hashes = new Dictionary<int, IReadOnlyList<TreeHash>>();
            for (var level = 0; level <= Tile.MaximumLevel; level++)
                if ((int)(Tile.HashesAt(level, head.Size) % Tile.FullWidth) is var width and > 0)
                    hashes[level] = await log.HashesAsync(new Tile(level, Tile.HashesAt(level, head.Size) / Tile.FullWidth, width), ct);
            var edge = new TileEdge(head.Size, tile => hashes[tile.Level]);
            var bytes = hashes.ToDictionary(
                pair => (pair.Key, Tile.HashesAt(pair.Key, head.Size) / Tile.FullWidth), pair => pair.Value.SelectMany(hash => hash.ToArray()).ToArray());
            var loaded = new Tree(new TreeFrontier(head.Size, Tile.Reader(bytes)), edge);
            return loaded.Root() == new TreeHash(head.Root) ? loaded
                : throw new LogBrokenException("HeadWrong", $"The stored tiles do not make the stored head of {head.Size} entries.");
        }

        public IReadOnlyList<FullTile> Add(TreeHash leaf)
        {
            frontier.Add(leaf);
            return edge.Add(leaf);
        }

        public TreeHash Root()
        {
            var root = frontier.Root();
            return root == edge.Root() ? root : throw new LogBrokenException("RootWrong", "Two ways to compute the root disagree.");
        }
    }
}

/// <summary>The stored log is not what it must be; nothing is sequenced, signed or published until somebody has looked.</summary>
public sealed class LogBrokenException(string code, string message) : Exception(message)
{
    /// <summary>Stable code, shown by readiness.</summary>
    public string Code { get; } = code;
}
