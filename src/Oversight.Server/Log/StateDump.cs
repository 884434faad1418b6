using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>
/// The tables as they stand at one moment, for an auditor who replays the log: the published head, the entries beyond it with their parts, every stored state, and
/// every row that follows from entries (<see cref="ServerDump"/>). Nothing in it rests on an entry the auditor does not get.
/// </summary>
public sealed class StateDump(OversightDbContext db, LogReading log)
{
    /// <summary>Writes the dump, line by line, from one snapshot of the database.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken ct)
    {
        await using var snapshot = await SnapshotAsync(ct);
        var size = (await log.PublishedAsync(ct))?.Size ?? 0;
        var beyond = await BeyondAsync(size, ct);
        await stream.WriteAsync(ServerDump.First(size, beyond.Count), ct);
        foreach (var entry in beyond)
        {
            var parts = await db.Parts.AsNoTracking().Where(part => part.Case == entry.Case && part.CaseSeq == entry.CaseSeq).ToListAsync(ct);
            await stream.WriteAsync(ServerDump.Of(entry.Bytes, parts.Select(part => KeyValuePair.Create(part.Name, part.Disclosure))), ct);
        }
        var (states, rows) = (0, 0);
        await foreach (var state in StatesAsync(ct))
        {
            await stream.WriteAsync(ServerDump.Of(state), ct);
            states++;
        }
        await foreach (var row in RowsAsync(ct))
        {
            await stream.WriteAsync(ServerDump.Of(row), ct);
            rows++;
        }
        await stream.WriteAsync(ServerDump.Last(states, rows), ct);
    }

    /// <summary>All of it is one moment's. On SQLite a transaction that only reads takes no writer's lock.</summary>
    private async Task<IDbContextTransaction> SnapshotAsync(CancellationToken ct)
    {
        if (db is PostgresOversightDbContext)
            return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await db.Database.OpenConnectionAsync(ct);
        var reading = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await db.Database.UseTransactionAsync(reading, ct))!;
    }

    /// <summary>First those that have their place in the log already, in its order, then those that wait for one.</summary>
    private async Task<List<EntryRow>> BeyondAsync(long size, CancellationToken ct) =>
    [
        .. await (
            from leaf in db.LeafIndexes.AsNoTracking()
            where leaf.LeafIndex >= size
            join entry in db.Entries.AsNoTracking() on leaf.EntryId equals entry.Id
            orderby leaf.LeafIndex
            select entry).ToListAsync(ct),
        .. await db.Entries.AsNoTracking().Where(entry => !db.LeafIndexes.Any(leaf => leaf.EntryId == entry.Id)).OrderBy(entry => entry.Id).ToListAsync(ct),
    ];

    private async IAsyncEnumerable<StoredState> StatesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var requests = db.Requests.AsNoTracking().OrderBy(row => row.Id).Select(row => new { row.Id, row.Content, row.Snapshot, row.CaseSeq }).AsAsyncEnumerable();
        await foreach (var row in requests.WithCancellation(ct))
            yield return StoredState.Of(row.Id, new RequestSnapshot(row.Content, row.Snapshot)) with { CaseSeq = row.CaseSeq };
        var registers = db.Registers.AsNoTracking().OrderBy(row => row.Case).Select(row => new { row.Case, row.Snapshot, row.CaseSeq }).AsAsyncEnumerable();
        await foreach (var row in registers.WithCancellation(ct))
            yield return new StoredState(row.Case, row.Snapshot, row.CaseSeq);
    }

    private async IAsyncEnumerable<StoredRow> RowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // The texts of requests are in the states already.
        var requests = db.Requests.AsNoTracking().OrderBy(r => r.Id).Select(r => new
        {
            r.Id,
            Columns = new RequestColumns(
                r.Agency, r.Route, r.State, r.Decision, r.Close, r.DraftedAt, r.FiledAt, r.DecidedAt, r.ClosedAt, r.MeasuredAt, r.MeasureRecordedAt, r.UpdatedAt, r.Version, r.LastLeaf),
        });
        await foreach (var row in requests.AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.Request(row.Id, row.Columns);
        await foreach (var row in db.Authorisations.AsNoTracking().OrderBy(a => a.StatusIndex).AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.Authorisation(row.RequestId, row.IssuedAt, row.Start, row.End, row.EndsAt, row.State, row.WithdrawnAt);
        await foreach (var row in db.Ballots.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.Ballot(row.RequestId, row.Round, row.Member, row.BallotNo);
        await foreach (var row in db.Recusals.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.Recusal(row.RequestId, row.Member);
        await foreach (var row in db.Timers.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.Timer(row.RequestId, row.Name, row.DueAt);
        await foreach (var row in db.WorkItems.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
            yield return StoredRow.WorkItem(row.RequestId, row.Audience, row.Command, row.DueAt);
    }
}
