using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Server.Storage;

/// <summary>What the start found that orders had erased before: a database, or tables of it, came back from a backup.</summary>
public sealed class ErasedAgain
{
    private readonly HashSet<string> unreadable = [];

    /// <summary>Parts and copies erased again at this start.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Cases under an order of which an entry cannot be read, or whose entries are no whole chain that adds up to a state. What can be named of them is erased; what else an
    /// order may have named nobody can say, so nothing of them is shown or decided until they are repaired and the server starts again.
    /// </summary>
    public IReadOnlySet<string> Unreadable => unreadable;

    /// <summary>Applies every order on record again, before anybody is answered.</summary>
    public async Task RunAsync(Transactions transactions, Rules rules, ILogger logger, CancellationToken ct)
    {
        var cases = await transactions.RunAsync(db => db.Entries.AsNoTracking().Where(e => e.Type == nameof(PartsErased)).Select(e => e.Case)
            .Union(db.ErasedParts.AsNoTracking().Select(p => p.Case)).OrderBy(c => c).ToListAsync(ct), ct);
        foreach (var number in cases)
        {
            var (gone, isReadable) = await transactions.RunAsync(db => ApplyAsync(db, number, rules.Book.Definitions, ct), ct);
            Count += gone;
            if (gone > 0)
                Messages.ErasedAgain(logger, gone, number, null);
            if (!isReadable && unreadable.Add(number))
                Messages.CaseUnreadable(logger, number, null);
        }
        if (cases.Count > 0)
            await transactions.SweepAsync(ct);
    }

    private static async Task<(int Gone, bool IsReadable)> ApplyAsync(OversightDbContext db, string number, DefinitionSet definitions, CancellationToken ct)
    {
        if (await db.LockRequestAsync(number, ct) is not { } row)
            return (0, true);
        var found = await StoredTrail.ReadAsync(db, number, ct);
        var events = found.Entries.Select(entry => Erasing.EventIn(entry.Bytes)).ToList();
        var orders = events.Index().Where(it => it.Item is PartsErased).Select(it => (Seq: it.Index + 1, ((PartsErased)it.Item!).Erased)).ToList();
        var isReadable = !events.Contains(null);
        if (!isReadable)
            orders = [.. orders, .. await KnownAsync(db, number, ct)];
        // An order that cannot be read has its place all the same.
        var last = await db.Entries.Where(e => e.Case == number && e.Type == nameof(PartsErased)).MaxAsync(e => (int?)e.CaseSeq, ct) ?? 0;
        var gone = 0;
        foreach (var (seq, erased) in orders)
            gone += await Erasing.DeleteAsync(db, number, seq, erased, ct);
        if (isReadable && gone == 0 && row.CaseSeq >= last)
            return (0, true);
        var left = await StoredTrail.ReadAsync(db, number, ct);
        if (left.IsWhole && left.TryRebuild(definitions) is { } state)
            gone += Restate(row, found, left, state, last, definitions);
        else
            (gone, isReadable) = (gone + StepBack(db, row, left, last, definitions), false);
        await db.SaveChangesAsync(ct);
        return (gone, isReadable);
    }

    /// <summary>What orders named when they were given, an order's own entry apart.</summary>
    private static async Task<IEnumerable<(int Seq, IReadOnlyList<PartPlace> Erased)>> KnownAsync(OversightDbContext db, string number, CancellationToken ct) =>
        (await db.ErasedParts.AsNoTracking().Where(p => p.Case == number).ToListAsync(ct))
            .GroupBy(p => p.OrderSeq, (seq, parts) => (seq, (IReadOnlyList<PartPlace>)[.. parts.Select(p => new PartPlace(p.CaseSeq, p.Name))]));

    /// <summary>A row that follows from neither was changed by hand: it stays as evidence, and nothing is authorised on it.</summary>
    private static int Restate(RequestRow row, StoredTrail found, StoredTrail left, RequestState state, int last, DefinitionSet definitions)
    {
        var stored = new RequestSnapshot(row.Content, row.Snapshot);
        if (stored == RequestSnapshot.Of(state)
            || (row.CaseSeq >= last && (found.TryRebuild(definitions) is not { } before || stored != RequestSnapshot.Of(before))))
            return 0;
        RequestRows.Place(row, null, state, left.LastLeaf, row.UpdatedAt);
        return 1;
    }

    /// <summary>A row from before the last order holds what was erased since: it goes back to what the entries before the first bad one add up to, and where that is nothing it goes.</summary>
    private static int StepBack(OversightDbContext db, RequestRow row, StoredTrail left, int last, DefinitionSet definitions)
    {
        if (row.CaseSeq >= last)
            return 0;
        for (var count = left.Entries.Count - 1; count > 0; count--)
        {
            var some = left.First(count);
            if (!some.IsWhole || some.TryRebuild(definitions) is not { } state)
                continue;
            if (RequestSnapshot.Of(state) == new RequestSnapshot(row.Content, row.Snapshot))
                return 0;
            RequestRows.Place(row, null, state, some.LastLeaf, row.UpdatedAt);
            return 1;
        }
        db.Requests.Remove(row);
        return 1;
    }

    private static class Messages
    {
        public static readonly Action<ILogger, int, string, Exception?> ErasedAgain = LoggerMessage.Define<int, string>(
            LogLevel.Warning, new EventId(1, nameof(ErasedAgain)), "Erased again {Count} parts and copies of {Case}: what orders had erased came back with a restored database.");

        public static readonly Action<ILogger, string, Exception?> CaseUnreadable = LoggerMessage.Define<string>(
            LogLevel.Error, new EventId(2, nameof(CaseUnreadable)),
            "{Case} is under an erasure order and its entries cannot be read: what can be named of it is erased, and it is closed to everybody. Restore its entries from a backup and start again.");
    }
}
