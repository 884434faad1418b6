using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Usage;

/// <summary>One file to be matched. Key names the import: the same file sent again under it goes on where it was cut.</summary>
public sealed record UsageFile(RequestState State, Caller Caller, IdempotencyKey Key, string Name, UsageFormat Format, long? TotalBytes, string? Digest);

/// <summary>What became of a file.</summary>
public abstract record UsageOutcome
{
    private UsageOutcome() { }

    /// <summary>Matched to its end and on record.</summary>
    public sealed record Filed(UsageImportRow Import, Outcome.Written Written) : UsageOutcome;

    /// <summary>Refused; nothing of it is on record.</summary>
    public sealed record Refused(string Code) : UsageOutcome;

    /// <summary>Refused by the rules of the case.</summary>
    public sealed record ByRules(Outcome Outcome) : UsageOutcome;
}

/// <summary>
/// Streams a usage file through the matcher. Findings and malformed lines are committed batch by batch with the place reached; the entry that
/// puts the file on record comes last. A file cut off is sent again: what is stored is checked against its digest and not stored twice.
/// </summary>
public sealed class UsageImports(Transactions transactions, RequestStore store, Rules rules, BusinessClock clock, RandomSource random)
{
    private const int ChunkBytes = 256 * 1024;
    private const int BatchLines = 50_000;

    /// <summary>Reads the file to its end.</summary>
    public async Task<UsageOutcome> ImportAsync(UsageFile file, Stream body, CancellationToken ct)
    {
        var import = await BeginAsync(file, ct);
        if (import.Number is not null)
            return new UsageOutcome.Refused("UsageFiledAlready");
        using var matching = new Matching(file, import, rules.Book.Map);
        var chunk = new byte[ChunkBytes];
        for (int read; (read = await body.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, ct)) > 0;)
        {
            if (!matching.Take(chunk.AsSpan(0, read)))
                return new UsageOutcome.Refused("UsageFileChanged");
            if (matching.Pending >= BatchLines && !await StoreAsync(import, matching, ct))
                return new UsageOutcome.Refused("UsageImportRunning");
        }
        if (!matching.Finish())
            return new UsageOutcome.Refused("UsageFileChanged");
        if (file.Digest is { } said && said != matching.Digest)
            return new UsageOutcome.Refused("ContentDigestMismatch");
        return await StoreAsync(import, matching, ct) ? await FileAsync(file, import, matching, ct) : new UsageOutcome.Refused("UsageImportRunning");
    }

    /// <summary>The import of that key, new or as it was cut; begun anew when the case moved on since.</summary>
    private Task<UsageImportRow> BeginAsync(UsageFile file, CancellationToken ct) => transactions.RunAsync(async db =>
    {
        var (actor, key) = (file.Caller.Actor.Id, file.Key.Value);
        var row = await db.UsageImports.SingleOrDefaultAsync(i => i.RequestId == file.State.Id.Value && i.Actor == actor && i.Key == key, ct);
        if (row is { Number: null } && row.CaseSeq != file.State.CaseSeq)
        {
            await db.UsageFindings.Where(f => f.ImportId == row.Id).ExecuteDeleteAsync(ct);
            await db.UsageMalformed.Where(m => m.ImportId == row.Id).ExecuteDeleteAsync(ct);
            (row.StartedAt, row.CaseSeq, row.Lines, row.PrefixBytes, row.PrefixDigest, row.Findings, row.Malformed) =
                (clock.Now, file.State.CaseSeq, 0, 0, "", 0, 0);
        }
        if (row is null)
        {
            row = new UsageImportRow
            {
                Id = Convert.ToHexStringLower(random.Bytes(8)),
                RequestId = file.State.Id.Value,
                Actor = actor,
                Key = key,
                Name = file.Name,
                Format = file.Format == UsageFormat.Csv ? "csv" : "ndjson",
                StartedAt = clock.Now,
                CaseSeq = file.State.CaseSeq,
                Lines = 0,
                PrefixBytes = 0,
                PrefixDigest = "",
                Findings = 0,
                Malformed = 0,
                UpdatedAt = clock.Now,
            };
            db.UsageImports.Add(row);
        }
        row.TotalBytes = file.TotalBytes;
        await db.SaveChangesAsync(ct);
        return row;
    }, ct);

    /// <summary>Commits a batch with the place it reaches; false when another call moved this import on meanwhile.</summary>
    private async Task<bool> StoreAsync(UsageImportRow import, Matching matching, CancellationToken ct)
    {
        var batch = matching.TakeBatch();
        if (batch.Lines <= import.Lines)
            return true;
        var before = import.Lines;
        var isStored = await transactions.RunAsync(async db =>
        {
            var row = await db.UsageImports.SingleAsync(i => i.Id == import.Id, ct);
            if (row.Lines != before || row.Number is not null)
                return false;
            db.UsageFindings.AddRange(batch.Findings);
            db.UsageMalformed.AddRange(batch.Malformed);
            (row.Lines, row.PrefixBytes, row.PrefixDigest) = (batch.Lines, batch.Bytes, batch.Digest);
            (row.Findings, row.Malformed, row.UpdatedAt) = (batch.FindingCount, batch.MalformedCount, clock.Now);
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);
        import.Lines = batch.Lines;
        return isStored;
    }

    private async Task<UsageOutcome> FileAsync(UsageFile file, UsageImportRow import, Matching matching, CancellationToken ct)
    {
        var result = matching.Result;
        var command = new FileUsage(matching.Digest, import.Format, result.Records, result.Malformed, result.ByKinds, result.FindingsDigest, file.Name);
        var outcome = await store.TransactAsync(new Intent(file.State.Id, command, file.Caller, null, file.Key), ct);
        if (outcome is not Outcome.Written written)
            return new UsageOutcome.ByRules(outcome);
        var filed = await transactions.RunAsync(async db =>
        {
            var row = await db.UsageImports.SingleAsync(i => i.Id == import.Id, ct);
            row.Number = await NumberAsync(db, file.State.Id, matching.Digest, ct);
            row.UpdatedAt = clock.Now;
            await db.SaveChangesAsync(ct);
            return row;
        }, ct);
        return new UsageOutcome.Filed(filed, written);
    }

    private static async Task<int> NumberAsync(OversightDbContext db, RequestId id, string digest, CancellationToken ct)
    {
        var row = await db.Requests.AsNoTracking().Where(r => r.Id == id.Value).Select(r => new { r.Content, r.Snapshot }).SingleAsync(ct);
        return new RequestSnapshot(row.Content, row.Snapshot).Read().Monitoring.Imports.Single(import => import.Digest == digest).Number;
    }
}
