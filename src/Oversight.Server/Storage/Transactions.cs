using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Oversight.Server.Storage;

/// <summary>
/// Runs units of work, each all or nothing. The work saves at most once and is run again from the start when another commit came first; what it
/// returns is handed on only after the commit.
/// </summary>
public abstract class Transactions
{
    private const int Tries = 6;

    /// <summary>Runs one unit of work, told which attempt this is (from 1), and answers after its commit.</summary>
    public async Task<T> RunAsync<T>(Func<OversightDbContext, int, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(db => work(db, attempt), ct);
            }
            catch (Exception fault) when (attempt < Tries && IsRace(fault))
            {
                if (attempt > 1)
                    await Task.Delay(attempt * 5, ct);
            }
        }
    }

    /// <summary>Runs a unit of work that does not care which attempt it is.</summary>
    public Task<T> RunAsync<T>(Func<OversightDbContext, Task<T>> work, CancellationToken ct) => RunAsync((db, _) => work(db), ct);

    /// <summary>After something was erased: what the database keeps of it in its log goes as far as it can go now. Failing is no failure; the next one, or the next start, does it.</summary>
    public virtual Task SweepAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>One attempt: begin, work, commit.</summary>
    protected abstract Task<T> OnceAsync<T>(Func<OversightDbContext, Task<T>> work, CancellationToken ct);

    /// <summary>A lost race: a unique key taken by another commit, a row changed under us, a serialisation fault or a deadlock.</summary>
    /// <remarks>Entity Framework wraps what it calls transient once or twice, so the cause is looked for all the way down.</remarks>
    private static bool IsRace(Exception? fault) => fault is not null
        && (fault is DbUpdateConcurrencyException or Npgsql.PostgresException { SqlState: "23505" or "40001" or "40P01" } or SqliteException { SqliteErrorCode: 19 }
            || IsRace(fault.InnerException));
}

/// <summary>PostgreSQL: one transaction each, in parallel; row locks serialise a case.</summary>
public sealed class PostgresTransactions(IDbContextFactory<PostgresOversightDbContext> contexts) : Transactions
{
    protected override async Task<T> OnceAsync<T>(Func<OversightDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db);
        await transaction.CommitAsync(ct);
        return result;
    }
}

/// <summary>SQLite: a queue in front of the one write connection; everything that waits is committed with one sync.</summary>
public sealed class SqliteTransactions : Transactions, IAsyncDisposable
{
    private const int MostAtOnce = 64;

    private readonly Channel<Unit> queue = Channel.CreateBounded<Unit>(4096);
    private readonly string connectionString;
    private readonly Task writer;

    public SqliteTransactions(string connectionString)
    {
        this.connectionString = connectionString;
        writer = Task.Run(WriteAllAsync);
    }

    protected override async Task<T> OnceAsync<T>(Func<OversightDbContext, Task<T>> work, CancellationToken ct)
    {
        var unit = new Unit<T>(work);
        await queue.Writer.WriteAsync(unit, ct);
        // Should the writer itself ever end, nobody waits for it in vain.
        if (await Task.WhenAny(unit.Answer, writer) == writer && !unit.Answer.IsCompleted)
            throw new InvalidOperationException("The database's writer has ended; restart the server.", writer.Exception);
        return await unit.Answer;
    }

    /// <summary>Old pages stay readable in the write-ahead log until it is written back and cut; a reader that is still at work keeps it from that.</summary>
    public override async Task SweepAsync(CancellationToken ct)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 1000; PRAGMA wal_checkpoint(TRUNCATE);";
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer;
    }

    private async Task WriteAllAsync()
    {
        await using var connection = new SqliteConnection(connectionString);
        // One context for all units: making one costs as much as deciding. What a unit tracked is forgotten when it ends.
        await using var db = new SqliteOversightDbContext(new DbContextOptionsBuilder<SqliteOversightDbContext>().UseSqlite(connection).Options);
        db.Database.AutoSavepointsEnabled = false;
        var batch = new List<Unit>(MostAtOnce);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && queue.Reader.TryRead(out var unit))
                batch.Add(unit);
            await CommitAsync(connection, db, batch);
            batch.Clear();
        }
    }

    private static async Task CommitAsync(SqliteConnection connection, SqliteOversightDbContext db, List<Unit> batch)
    {
        try
        {
            if (connection.State != System.Data.ConnectionState.Open)
            {
                await connection.OpenAsync();
                await SqlitePragmas.ApplyAsync(connection);
            }
            await using var transaction = connection.BeginTransaction(deferred: false);
            await db.Database.UseTransactionAsync(transaction);
            foreach (var unit in batch)
                await unit.RunAsync(db, transaction);
            await transaction.CommitAsync();
        }
        catch (Exception fault)
        {
            // Nothing of the batch was committed; every caller is told, and the next batch starts on a new connection.
            foreach (var unit in batch)
                unit.Fail(fault);
            await connection.CloseAsync();
            return;
        }
        finally
        {
            await db.Database.UseTransactionAsync(null);
        }
        foreach (var unit in batch)
            unit.Complete();
    }

    private abstract class Unit
    {
        public abstract Task RunAsync(SqliteOversightDbContext db, SqliteTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Unit<T>(Func<OversightDbContext, Task<T>> work) : Unit
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? failure;

        public Task<T> Answer => answer.Task;

        /// <summary>Runs the work inside a savepoint of its own, so that a unit that fails leaves its neighbours alone.</summary>
        public override async Task RunAsync(SqliteOversightDbContext db, SqliteTransaction transaction)
        {
            const string Savepoint = "unit";
            await transaction.SaveAsync(Savepoint);
            try
            {
                result = await work(db);
                await transaction.ReleaseAsync(Savepoint);
            }
            catch (Exception fault)
            {
                // Whatever went wrong in one unit is answered to its caller; the others still commit.
                failure = fault;
                await transaction.RollbackAsync(Savepoint);
                await transaction.ReleaseAsync(Savepoint);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }

        public override void Complete()
        {
            if (failure is null)
                answer.SetResult(result!);
            else
                answer.SetException(failure);
        }

        public override void Fail(Exception fault) => answer.TrySetException(failure ?? fault);
    }
}
