using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Usage;

/// <summary>Reads the imports of a request that the caller was found to be allowed to read.</summary>
public sealed class UsageReading(OversightDbContext db, BusinessClock clock, OversightOptions options)
{
    /// <summary>Every import, the first one begun first.</summary>
    public async Task<IReadOnlyList<UsageImportView>> ListAsync(RequestState state, CancellationToken ct)
    {
        var rows = await Of(state).OrderBy(row => row.StartedAt).ThenBy(row => row.Id).ToListAsync(ct);
        return [.. rows.Select(row => View(row, state))];
    }

    /// <summary>An import by its id; null where the request has none of it.</summary>
    public async Task<UsageImportView?> FindAsync(RequestState state, string import, CancellationToken ct) =>
        await Of(state).SingleOrDefaultAsync(row => row.Id == import, ct) is { } row ? View(row, state) : null;

    /// <summary>The caller's own import under a key; null before it began.</summary>
    public async Task<UsageImportView?> UnderKeyAsync(RequestState state, string actor, string key, CancellationToken ct) =>
        await Of(state).SingleOrDefaultAsync(row => row.Actor == actor && row.Key == key, ct) is { } row ? View(row, state) : null;

    /// <summary>What is recorded when the lines of an import are opened.</summary>
    public static ContentRead Opened(UsageImportView import) => new(ReadKind.Usage, Digest: import.Digest, Of: import.Id);

    /// <summary>Findings after a line, in the file's order; with kinds those of exactly that set, joined by +.</summary>
    public async IAsyncEnumerable<UsageFindingView> FindingsAsync(string import, string? kinds = null, long after = 0, int most = int.MaxValue)
    {
        // What no column can hold is found nowhere; PostgreSQL would call a zero character an error.
        kinds = kinds is null || TextRules.IsAcceptable(kinds) ? kinds : "-";
        var rows = db.UsageFindings.AsNoTracking().Where(row => row.ImportId == import && row.Line > after && (kinds == null || row.Kinds == kinds));
        await foreach (var row in rows.OrderBy(row => row.Line).Take(most).AsAsyncEnumerable())
        {
            var stored = row.Text.Length == 0 ? null : JsonSerializer.Deserialize<StoredFinding>(row.Text, OversightJson.Options)!;
            yield return new UsageFindingView(row.Line, row.Kinds.Split('+'), stored?.Record ?? FoundRecord.None, stored?.Conditions ?? []) { IsErased = stored is null };
        }
    }

    /// <summary>Malformed lines after a line, in the file's order.</summary>
    public IAsyncEnumerable<MalformedLineView> MalformedAsync(string import, long after = 0, int most = int.MaxValue) => db.UsageMalformed.AsNoTracking()
        .Where(row => row.ImportId == import && row.Line > after).OrderBy(row => row.Line).Take(most)
        .Select(row => new MalformedLineView(row.Line, row.Reason)).AsAsyncEnumerable();

    private UsageImportView View(UsageImportRow row, RequestState state) =>
        UsageImportView.Of(row, state) with { IsExpired = row.IsExpired(clock.Now, options.UnfinishedUsageKeptFor) };

    private IQueryable<UsageImportRow> Of(RequestState state) => db.UsageImports.AsNoTracking().Where(row => row.RequestId == state.Id.Value);
}

/// <summary>An import: how far it is, counting what is stored for good; and once it is on record, its number there and what it came to.</summary>
/// <param name="Name">Null where it was erased.</param>
public sealed record UsageImportView(
    string Id, string? Name, string Format, bool IsFiled, int? Number, long Lines, long Bytes, long? TotalBytes, long Findings, long Malformed,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>True for a file that was cut and not sent again in time: nothing of it is stored any more, and sent again it begins anew.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Records matched, once it is on record.</summary>
    public long? Records { get; init; }

    /// <summary>Records inside the authorisation, once it is on record.</summary>
    public long? Unflagged { get; init; }

    /// <summary>The findings by their set of kinds, once it is on record.</summary>
    public IReadOnlyList<FindingCount>? Kinds { get; init; }

    /// <summary>SHA-256 of the file in lower-case hex, once it is on record.</summary>
    public string? Digest { get; init; }

    /// <summary>SHA-256 of the findings' lines (number, tab, kinds joined by +, line feed), once it is on record.</summary>
    public string? FindingsDigest { get; init; }

    internal static UsageImportView Of(UsageImportRow row, RequestState state)
    {
        var entry = state.Monitoring.Imports.FirstOrDefault(import => import.Number == row.Number);
        return new(
            row.Id, entry is null ? row.Name : entry.Name, row.Format, entry is not null, entry?.Number, row.Lines, row.PrefixBytes, row.TotalBytes, row.Findings,
            row.Malformed, row.StartedAt, row.UpdatedAt)
        {
            Records = entry?.Records,
            Unflagged = entry?.Unflagged,
            Kinds = entry?.Findings,
            Digest = entry?.Digest,
            FindingsDigest = entry?.FindingsDigest,
        };
    }
}

/// <summary>A record outside the authorisation. Conditions are the ids of those not met or breached. </summary>
public sealed record UsageFindingView(long Line, IReadOnlyList<string> Kinds, FoundRecord Record, IReadOnlyList<string> Conditions)
{
    /// <summary>True once the record was erased with the file's name; what stands in its place says nothing.</summary>
    public bool IsErased { get; init; }
}

/// <summary>A line that is no record.</summary>
public sealed record MalformedLineView(long Line, string Reason);
