using System.Text;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Reads;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>
/// The log's files below `/log` (C2SP tlog-tiles): checkpoint and tiles for everybody, what holds entries and parts for auditors. What one may not see
/// is answered as if it were not there.
/// </summary>
public static class LogEndpoints
{
    private const string NoteMediaType = "text/plain; charset=utf-8";
    private const string BytesMediaType = "application/octet-stream";
    private const string LinesMediaType = "application/x-ndjson";

    public static void Map(WebApplication app)
    {
        var log = app.MapGroup("/log").ExcludeFromDescription();
        log.MapGet("/checkpoint", CheckpointAsync).AllowAnonymous();
        log.MapGet("/checkpoints/{size}", OlderAsync).AllowAnonymous();
        log.MapGet("/keys", KeysAsync).AllowAnonymous();
        log.MapGet("/tile/entries/{**rest}", BundleAsync).RequireAuthorization();
        log.MapGet("/tile/{**rest}", TileAsync).AllowAnonymous();
        log.MapGet("/parts/{**rest}", PartsAsync).RequireAuthorization();
        log.MapGet("/documents", DocumentsAsync).RequireAuthorization();
        log.MapGet("/documents/{hash}", DocumentAsync).RequireAuthorization();
        log.MapGet("/cases/{**name}", CaseAsync).RequireAuthorization();
        log.MapGet("/state", StateAsync).RequireAuthorization();
    }

    private static async Task<IResult> CheckpointAsync(HttpContext http, LogReading log)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return await log.PublishedAsync(http.RequestAborted) is { Published: { } note } ? Results.Text(note, NoteMediaType) : NotFound(http);
    }

    private static async Task<IResult> OlderAsync(HttpContext http, OversightDbContext db, string size) =>
        NumberIn(size) is { } number
        && await db.Checkpoints.AsNoTracking().Where(row => row.Size == number).Select(row => row.Published).SingleOrDefaultAsync(http.RequestAborted) is { } note
            ? Results.Text(note, NoteMediaType) : NotFound(http);

    /// <summary>For convenience when a policy is written; whoever judges the log takes keys from elsewhere.</summary>
    private static async Task<IResult> KeysAsync(HttpContext http, LogSigner signer) =>
        Results.Text(string.Concat((await signer.KeysAsync(http.RequestAborted)).Select(key => $"{key}\n")), NoteMediaType);

    private static async Task<IResult> TileAsync(HttpContext http, LogReading log, string rest)
    {
        if (Tile.Parse($"tile/{rest}") is not { } tile || !await IsPublishedAsync(log, tile, http.RequestAborted)
            || await log.TileAsync(tile, http.RequestAborted) is not { } bytes)
            return NotFound(http);
        NeverChanges(http);
        return Results.Bytes(bytes, BytesMediaType);
    }

    private static async Task<IResult> BundleAsync(HttpContext http, LogReading log, ReadLog reads, string rest)
    {
        if (!IsAuditor(http) || Tile.ParseEntries($"tile/entries/{rest}") is not var (number, width)
            || !await IsPublishedAsync(log, new Tile(0, number, width), http.RequestAborted))
            return NotFound(http);
        await RecordAsync(http, reads);
        var entries = await log.EntriesAsync(number * Tile.FullWidth, width, http.RequestAborted);
        return entries.Count == width ? Results.Bytes(EntryBundle.Of(entries.Select(entry => entry.Entry.Bytes)), BytesMediaType) : NotFound(http);
    }

    /// <summary>The parts still kept of a bundle's entries, one canonical line each; what was erased or is withheld has none.</summary>
    private static async Task<IResult> PartsAsync(HttpContext http, LogReading log, OversightDbContext db, ReadLog reads, string rest)
    {
        if (!IsAuditor(http) || Tile.ParseEntries($"tile/entries/{rest}") is not var (number, width)
            || !await IsPublishedAsync(log, new Tile(0, number, width), http.RequestAborted))
            return NotFound(http);
        await RecordAsync(http, reads);
        var first = number * Tile.FullWidth;
        return Results.Stream(
            async stream =>
            {
                var rows = (
                    from leaf in db.LeafIndexes.AsNoTracking()
                    where leaf.LeafIndex >= first && leaf.LeafIndex < first + width
                    join entry in db.Entries.AsNoTracking() on leaf.EntryId equals entry.Id
                    join part in db.Parts.AsNoTracking() on new { entry.Case, entry.CaseSeq } equals new { part.Case, part.CaseSeq }
                    orderby leaf.LeafIndex
                    select new { leaf.LeafIndex, part.Name, part.Disclosure }).AsAsyncEnumerable();
                // Names in ordinal order: a database's collation is its own.
                var gathered = new List<(long Index, string Name, string Disclosure)>();
                await foreach (var row in rows.WithCancellation(http.RequestAborted))
                {
                    if (gathered.Count > 0 && gathered[0].Index != row.LeafIndex)
                        await WriteAsync(stream, gathered, http.RequestAborted);
                    gathered.Add((row.LeafIndex, row.Name, row.Disclosure));
                }
                await WriteAsync(stream, gathered, http.RequestAborted);
            },
            LinesMediaType);
    }

    private static async Task WriteAsync(Stream stream, List<(long Index, string Name, string Disclosure)> parts, CancellationToken ct)
    {
        foreach (var (index, name, disclosure) in parts.OrderBy(part => part.Name, StringComparer.Ordinal))
        {
            var line = new System.Text.Json.Nodes.JsonObject { ["disclosure"] = disclosure, ["index"] = index, ["name"] = name };
            await stream.WriteAsync((byte[])[.. CanonicalJson.Write(line), (byte)'\n'], ct);
        }
        parts.Clear();
    }

    private static async Task<IResult> DocumentsAsync(HttpContext http, OversightDbContext db) => !IsAuditor(http)
        ? NotFound(http)
        : Results.Text(string.Concat((await db.Documents.AsNoTracking().OrderBy(row => row.Hash).Select(row => row.Hash).ToListAsync(http.RequestAborted)).Select(hash => $"{hash}\n")), NoteMediaType);

    private static async Task<IResult> DocumentAsync(HttpContext http, OversightDbContext db, string hash) =>
        IsAuditor(http) && await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, http.RequestAborted) is { } document
            ? Results.Bytes(document.Bytes, BytesMediaType) : NotFound(http);

    /// <summary>Where a case's entries are, as far as they are published.</summary>
    private static async Task<IResult> CaseAsync(HttpContext http, LogReading log, OversightDbContext db, string name)
    {
        if (!IsAuditor(http))
            return NotFound(http);
        var size = (await log.PublishedAsync(http.RequestAborted))?.Size ?? 0;
        var indexes = await (
            from entry in db.Entries.AsNoTracking()
            where entry.Case == name
            join leaf in db.LeafIndexes.AsNoTracking() on entry.Id equals leaf.EntryId
            where leaf.LeafIndex < size
            orderby entry.CaseSeq
            select leaf.LeafIndex).ToListAsync(http.RequestAborted);
        return indexes.Count == 0 ? NotFound(http) : Results.Text(indexes.Aggregate(new StringBuilder(), (text, index) => text.Append(DecimalText.Format(index)).Append('\n')).ToString(), NoteMediaType);
    }

    /// <summary>What the tables hold, with the entries that have no place under a published head yet: what a replay of the entries is compared with.</summary>
    private static async Task<IResult> StateAsync(HttpContext http, StateDump dump, ReadLog reads)
    {
        if (!IsAuditor(http))
            return NotFound(http);
        await RecordAsync(http, reads);
        return Results.Stream(stream => dump.WriteAsync(stream, http.RequestAborted), LinesMediaType);
    }

    /// <summary>Whoever takes entries and their content takes those of all cases; it is recorded before anything is handed out.</summary>
    private static Task RecordAsync(HttpContext http, ReadLog reads) => reads.RecordAsync(http.Caller().Actor, new ContentRead(ReadKind.Export), http.RequestAborted);

    private static async Task<bool> IsPublishedAsync(LogReading log, Tile tile, CancellationToken ct) =>
        await log.PublishedAsync(ct) is { } published && Tile.At(tile.Level, tile.Number, published.Size).Width >= tile.Width;

    private static void NeverChanges(HttpContext http) => http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";

    private static bool IsAuditor(HttpContext http) => http.Caller().Actor.Role == Role.Auditor;

    private static long? NumberIn(string text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult NotFound(HttpContext http) => Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
}
