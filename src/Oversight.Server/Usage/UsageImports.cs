using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Usage;

/// <summary>One file to be matched against the state its sender read. Key names the import: the same file sent again under it goes on where it was cut.</summary>
/// <param name="Digest">SHA-256 in lower-case hex, as the sender says it; what comes must have it.</param>
public sealed record UsageFile(RequestState State, Caller Caller, IdempotencyKey Key, string Name, UsageFormat Format, long? TotalBytes, string Digest);

/// <summary>What became of a file.</summary>
public abstract record UsageOutcome
{
    private UsageOutcome() { }

    /// <summary>Matched to its end and on record, now or before under the same key.</summary>
    public sealed record Filed(string Import) : UsageOutcome;

    /// <summary>Refused; nothing of it is on record.</summary>
    public sealed record Refused(Refusal Refusal) : UsageOutcome;
}

/// <summary>
/// Streams a usage file through the matcher. Findings and malformed lines are committed batch by batch with the place reached; the entry that
/// puts the file on record comes last. A file cut off is sent again: what is stored is checked against its digest and not stored twice.
/// </summary>
public sealed class UsageImports(Transactions transactions, RequestStore store, Rules rules, BusinessClock clock, RandomSource random, OversightOptions options)
{
    private const int ChunkBytes = 128 * 1024;

    /// <summary>A file with more lines than this that are no records is no file of records.</summary>
    private const long MostMalformed = 1_000_000;

    /// <summary>Reads the file to its end.</summary>
    public async Task<UsageOutcome> ImportAsync(UsageFile file, Stream body, CancellationToken ct)
    {
        var (import, answer) = await BeginAsync(file, ct);
        if (answer is not null)
            return answer;
        using var matching = new Matching(file, import!, rules.Book.Map);
        if (await MatchAsync(import!, matching, body, ct) is { } refused)
            return refused;
        if (Fault(file, matching) is { } fault)
        {
            await ForgetAsync(import!);
            return Refused(RefusalKind.Invalid, fault);
        }
        return await StoreAsync(import!, matching, ct) ? await FileAsync(file, import!, matching, ct) : Refused(RefusalKind.Conflict, "UsageImportRunning");
    }

    /// <summary>Why a file read to its end is not put on record; null for one that is. A file that says nothing of any use would pass for a report of none.</summary>
    private static string? Fault(UsageFile file, Matching matching) => matching switch
    {
        { Bytes: 0 } => "FileEmpty",
        _ when matching.Digest != file.Digest => "ContentDigestMismatch",
        { IsHeaderUnreadable: true } => "UsageHeaderUnreadable",
        _ when matching.Result.Records == 0 => "UsageRecordsMissing",
        _ => null,
    };

    /// <summary>The import of that key, new, or as it was cut, or begun anew when the case moved on since; or the answer, where there is one already.</summary>
    private Task<(UsageImportRow? Import, UsageOutcome? Answer)> BeginAsync(UsageFile file, CancellationToken ct) =>
        transactions.RunAsync<(UsageImportRow?, UsageOutcome?)>(async db =>
        {
            var (actor, key) = (file.Caller.Actor.Id, file.Key.Value);
            var row = await db.UsageImports.SingleOrDefaultAsync(i => i.RequestId == file.State.Id.Value && i.Actor == actor && i.Key == key, ct);
            var before = await IdempotencyKeys.FindAsync(db, actor, file.Key, ct);
            if (before is Outcome.Written && row is not null)
                return (null, new UsageOutcome.Filed(row.Id));
            if (before is not null || (row is not null && (row.Name != file.Name || row.Format != NameOf(file.Format))))
                return (null, Refused(RefusalKind.Invalid, "IdempotencyKeyReused"));
            if (file.State.Monitoring.Imports.Any(import => import.Digest == file.Digest))
                return (null, Refused(RefusalKind.Conflict, "UsageFiledAlready"));
            if (row is null)
                db.UsageImports.Add(row = NewRow(file));
            else if (row.CaseSeq != file.State.CaseSeq || row.IsExpired(clock.Now, options.UnfinishedUsageKeptFor))
                await StartOverAsync(db, row, file, ct);
            row.TotalBytes = file.TotalBytes;
            await db.SaveChangesAsync(ct);
            return (row, null);
        }, ct);

    /// <summary>
    /// Forgets what is stored of files that were cut and not sent again in time, and gives their ids. The import itself stays, so that the agency sees what
    /// became of it, and begins anew when it is sent again.
    /// </summary>
    public async Task<IReadOnlyList<string>> ExpireAsync(CancellationToken ct)
    {
        if (options.UnfinishedUsageKeptFor <= TimeSpan.Zero)
            return [];
        var limit = clock.Now - options.UnfinishedUsageKeptFor;
        var due = await transactions.RunAsync(db => db.UsageImports.AsNoTracking()
            .Where(i => i.Number == null && i.UpdatedAt <= limit && (i.Lines > 0 || i.PrefixBytes > 0)).OrderBy(i => i.Id).Select(i => i.Id).ToListAsync(ct), ct);
        var expired = new List<string>();
        foreach (var id in due)
            if (await transactions.RunAsync(db => ExpireAsync(db, id, limit, ct), ct))
                expired.Add(id);
        if (expired.Count > 0)
            await transactions.SweepAsync(ct);
        return expired;
    }

    /// <summary>The place reached goes first and by itself: a call that stores a batch just now finds another one and loses, or is seen here and wins.</summary>
    private static async Task<bool> ExpireAsync(OversightDbContext db, string import, DateTimeOffset limit, CancellationToken ct)
    {
        var changed = await db.UsageImports.Where(i => i.Id == import && i.Number == null && i.UpdatedAt <= limit).ExecuteUpdateAsync(
            row => row.SetProperty(i => i.Lines, 0).SetProperty(i => i.PrefixBytes, 0).SetProperty(i => i.PrefixDigest, "")
                .SetProperty(i => i.Findings, 0).SetProperty(i => i.Malformed, 0), ct);
        if (changed == 1)
            await ForgetLinesAsync(db, import, ct);
        return changed == 1;
    }

    private UsageImportRow NewRow(UsageFile file) => new()
    {
        Id = Convert.ToHexStringLower(random.Bytes(8)),
        RequestId = file.State.Id.Value,
        Actor = file.Caller.Actor.Id,
        Key = file.Key.Value,
        Name = file.Name,
        Format = NameOf(file.Format),
        StartedAt = clock.Now,
        CaseSeq = file.State.CaseSeq,
        Lines = 0,
        PrefixBytes = 0,
        PrefixDigest = "",
        Findings = 0,
        Malformed = 0,
        UpdatedAt = clock.Now,
    };

    private async Task StartOverAsync(OversightDbContext db, UsageImportRow row, UsageFile file, CancellationToken ct)
    {
        await ForgetLinesAsync(db, row.Id, ct);
        (row.StartedAt, row.UpdatedAt, row.CaseSeq) = (clock.Now, clock.Now, file.State.CaseSeq);
        (row.Lines, row.PrefixBytes, row.PrefixDigest, row.Findings, row.Malformed) = (0, 0, "", 0, 0);
    }

    /// <summary>Reads to the end of the body and stores all batches but the last; or says why not.</summary>
    private async Task<UsageOutcome?> MatchAsync(UsageImportRow import, Matching matching, Stream body, CancellationToken ct)
    {
        var chunk = new byte[ChunkBytes];
        while (true)
        {
            int read;
            try
            {
                read = await body.ReadAsync(chunk, ct);
            }
            catch (Exception cut) when (cut is IOException or OperationCanceledException)
            {
                // Whoever sends the file again need not wait for what is known already.
                await StoreAsync(import, matching, CancellationToken.None);
                throw;
            }
            if (read == 0)
                return matching.Finish() ? null : Refused(RefusalKind.Conflict, "UsageFileChanged");
            if (!matching.Take(chunk.AsSpan(0, read)))
                return Refused(RefusalKind.Conflict, "UsageFileChanged");
            if (matching.IsHeaderUnreadable || matching.Lines > ContentRules.MostRecords || matching.Malformed > MostMalformed)
            {
                await ForgetAsync(import);
                return Refused(RefusalKind.Invalid, matching.IsHeaderUnreadable ? "UsageHeaderUnreadable" : "TooManyElements");
            }
            if (matching.IsBatchDue && !await StoreAsync(import, matching, ct))
                return Refused(RefusalKind.Conflict, "UsageImportRunning");
        }
    }

    /// <summary>Commits a batch with the place it reaches; false when another call moved this import on meanwhile.</summary>
    private async Task<bool> StoreAsync(UsageImportRow import, Matching matching, CancellationToken ct)
    {
        // A last line without a line end adds a line and no byte.
        if (matching.Bytes < import.PrefixBytes || (matching.Bytes == import.PrefixBytes && matching.Lines <= import.Lines))
            return true;
        var batch = matching.TakeBatch();
        var isStored = await transactions.RunAsync(async db =>
        {
            var row = await db.UsageImports.SingleOrDefaultAsync(i => i.Id == import.Id, ct);
            if (row is null || (row.PrefixBytes, row.Lines) != (import.PrefixBytes, import.Lines) || row.CaseSeq != import.CaseSeq || row.Number is not null)
                return false;
            db.UsageFindings.AddRange(batch.Findings);
            db.UsageMalformed.AddRange(batch.Malformed);
            (row.Lines, row.PrefixBytes, row.PrefixDigest) = (batch.Lines, batch.Bytes, batch.Digest);
            (row.Findings, row.Malformed, row.UpdatedAt) = (batch.FindingCount, batch.MalformedCount, clock.Now);
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);
        (import.Lines, import.PrefixBytes) = (batch.Lines, batch.Bytes);
        return isStored;
    }

    /// <summary>The entry. What else happened in the case meanwhile does not matter, unless it changed what uses are held against.</summary>
    private async Task<UsageOutcome> FileAsync(UsageFile file, UsageImportRow import, Matching matching, CancellationToken ct)
    {
        var result = matching.Result;
        var command = new FileUsage(matching.Digest, import.Format, result.Records, result.Malformed, result.ByKinds, result.FindingsDigest, file.Name);
        for (var state = file.State; ;)
        {
            switch (await store.TransactAsync(new Intent(state.Id, command, file.Caller, state.Version, file.Key, UsageImport: import), ct))
            {
                case Outcome.Written:
                    return new UsageOutcome.Filed(import.Id);
                case Outcome.Stale:
                    state = await StateAsync(state.Id, ct);
                    if (HistoryOf(state) != HistoryOf(file.State))
                        return Refused(RefusalKind.Conflict, "UsageCaseMoved");
                    break;
                case Outcome.Refused refused:
                    await ForgetAsync(import);
                    return new UsageOutcome.Refused(refused.Refusal);
                case Outcome.KeyReused:
                    await ForgetAsync(import);
                    return Refused(RefusalKind.Invalid, "IdempotencyKeyReused");
            }
        }
    }

    private Task<RequestState> StateAsync(RequestId id, CancellationToken ct) => transactions.RunAsync(async db =>
    {
        var row = await db.Requests.AsNoTracking().Where(r => r.Id == id.Value).Select(r => new { r.Content, r.Snapshot }).SingleAsync(ct);
        return new RequestSnapshot(row.Content, row.Snapshot).Read();
    }, ct);

    private static string HistoryOf(RequestState state) => JsonSerializer.Serialize(AuthorisationHistory.Of(state), OversightJson.Options);

    /// <summary>What is refused leaves nothing behind.</summary>
    private Task<int> ForgetAsync(UsageImportRow import) => transactions.RunAsync(async db =>
    {
        // Another call may have put the file on record, or moved on with it: then it is that call's.
        var forgotten = await db.UsageImports.Where(i => i.Id == import.Id && i.Number == null && i.CaseSeq == import.CaseSeq
            && i.Lines == import.Lines && i.PrefixBytes == import.PrefixBytes).ExecuteDeleteAsync();
        if (forgotten > 0)
            await ForgetLinesAsync(db, import.Id, CancellationToken.None);
        return forgotten;
    }, CancellationToken.None);

    private static async Task ForgetLinesAsync(OversightDbContext db, string import, CancellationToken ct)
    {
        await db.UsageFindings.Where(f => f.ImportId == import).ExecuteDeleteAsync(ct);
        await db.UsageMalformed.Where(m => m.ImportId == import).ExecuteDeleteAsync(ct);
    }

    private static string NameOf(UsageFormat format) => format == UsageFormat.Csv ? "csv" : "ndjson";

    private static UsageOutcome.Refused Refused(RefusalKind kind, string code) => new(new Refusal(kind, code));
}
