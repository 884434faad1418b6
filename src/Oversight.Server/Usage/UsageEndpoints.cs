using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Usage;

/// <summary>`POST /requests/{id}/usageRecords` with a raw file of any length; its imports, findings and malformed lines.</summary>
public static class UsageEndpoints
{
    /// <summary>Largest file, in bytes.</summary>
    public const long LargestFile = 8L << 30;

    private const int PageSize = 500;

    public static void Map(RouteGroupBuilder requests)
    {
        CommandEndpoints.Segments["fileUsage"] = "usageRecords";
        requests.MapPost("/{id}/usageRecords", FileAsync).WithName("fileUsage").Produces<UsageImportView>().ProducesCommandProblems();
        requests.MapGet("/{id}/usageImports", ListAsync).WithName("listUsageImports").Produces<Page<UsageImportView>>();
        requests.MapGet("/{id}/usageImports/{import}/findings", FindingsAsync).WithName("listUsageFindings").Produces<Page<UsageFindingView>>();
        requests.MapGet("/{id}/usageImports/{import}/malformed", MalformedAsync).WithName("listMalformedLines").Produces<Page<MalformedLineView>>();
    }

    private static async Task<IResult> FileAsync(HttpContext http, string id, string? name, UsageImports imports, RequestReading reading, OversightDbContext db)
    {
        var caller = http.Caller();
        if (await reading.FindAsync(id, caller, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (CommandRules.All.First(rule => rule.Command == typeof(FileUsage)) is var rule && caller.Actor.Role != rule.Role)
            return Problems.Result(http, StatusCodes.Status403Forbidden, "NotYourCommand");
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return noKey;
        if (TextRules.Normalise(name ?? "") is not { Length: > 0 and <= 200 } fileName)
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "FileNameMissing");
        if (FormatOf(http) is not { } format)
            return Problems.Result(http, StatusCodes.Status415UnsupportedMediaType, "UsageFormatExpected");
        if (http.Request.ContentLength > LargestFile)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "FileTooLarge");
        if (Sha256Of(http) is not { } digest)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "ContentDigestRequired");
        var key = CommandEndpoints.KeyOf(http, Convert.FromHexString(digest));
        if (await IdempotencyKeys.FindAsync(db, caller.Actor.Id, key, http.RequestAborted) is { } before)
            return before is Outcome.Written
                ? await FoundAsync(http, db, state, caller.Actor.Id, key.Value)
                : Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "IdempotencyKeyReused");
        if (rule.Barred(state, reading.FactsFor(caller)) is { } bar)
            return Problems.Result(http, StatusCodes.Status409Conflict, bar);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestFile;
        var file = new UsageFile(state, caller, key, fileName, format, http.Request.ContentLength, digest);
        return await imports.ImportAsync(file, http.Request.Body, http.RequestAborted) switch
        {
            UsageOutcome.Filed filed => Results.Json(UsageImportView.Of(filed.Import, state), ApiJson.Options),
            UsageOutcome.Refused { Code: "ContentDigestMismatch" } => Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "ContentDigestMismatch"),
            UsageOutcome.Refused refused => Problems.Result(http, StatusCodes.Status409Conflict, refused.Code),
            UsageOutcome.ByRules { Outcome: Outcome.Refused byRules } => Problems.Result(http, byRules.Refusal),
            _ => Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "IdempotencyKeyReused"),
        };
    }

    private static async Task<IResult> FoundAsync(HttpContext http, OversightDbContext db, RequestState state, string actor, string key) =>
        await db.UsageImports.AsNoTracking().SingleOrDefaultAsync(i => i.RequestId == state.Id.Value && i.Actor == actor && i.Key == key) is { } import
            ? Results.Json(UsageImportView.Of(import, state), ApiJson.Options)
            : Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "IdempotencyKeyReused");

    private static UsageFormat? FormatOf(HttpContext http) =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            ? type.MediaType.Value?.ToLowerInvariant() switch
            {
                "text/csv" => UsageFormat.Csv,
                "application/x-ndjson" => UsageFormat.Ndjson,
                _ => null,
            }
            : null;

    /// <summary>RFC 9530: `Content-Digest: sha-256=:base64:` as lower-case hex; null when it is missing or unreadable.</summary>
    private static string? Sha256Of(HttpContext http)
    {
        var said = http.Request.Headers["Content-Digest"].ToString().Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(digest => digest.StartsWith("sha-256=:", StringComparison.Ordinal) && digest.EndsWith(':'));
        Span<byte> bytes = stackalloc byte[33];
        return said is not null && Convert.TryFromBase64String(said[9..^1], bytes, out var count) && count == 32 ? Convert.ToHexStringLower(bytes[..32]) : null;
    }

    private static async Task<IResult> ListAsync(HttpContext http, string id, RequestReading reading, OversightDbContext db)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var rows = await db.UsageImports.AsNoTracking().Where(i => i.RequestId == state.Id.Value).OrderBy(i => i.StartedAt).ThenBy(i => i.Id).ToListAsync(http.RequestAborted);
        return Results.Json(new Page<UsageImportView>([.. rows.Select(row => UsageImportView.Of(row, state))], null), ApiJson.Options);
    }

    private static Task<IResult> FindingsAsync(HttpContext http, string id, string import, string? cursor, RequestReading reading, OversightDbContext db) =>
        LinesAsync(http, id, import, cursor, reading, db, (row, after) => db.UsageFindings.AsNoTracking()
            .Where(f => f.ImportId == row && f.Line > after).OrderBy(f => f.Line).Take(PageSize)
            .Select(f => new UsageFindingView(f.Line, f.Kinds.Split('+', StringSplitOptions.None), JsonSerializer.Deserialize<JsonElement>(f.Text, (JsonSerializerOptions?)null))).ToListAsync(),
            line => line.Line);

    private static Task<IResult> MalformedAsync(HttpContext http, string id, string import, string? cursor, RequestReading reading, OversightDbContext db) =>
        LinesAsync(http, id, import, cursor, reading, db, (row, after) => db.UsageMalformed.AsNoTracking()
            .Where(m => m.ImportId == row && m.Line > after).OrderBy(m => m.Line).Take(PageSize)
            .Select(m => new MalformedLineView(m.Line, m.Reason)).ToListAsync(),
            line => line.Line);

    private static async Task<IResult> LinesAsync<T>(
        HttpContext http, string id, string import, string? cursor, RequestReading reading, OversightDbContext db, Func<string, long, Task<List<T>>> read, Func<T, long> place)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state
            || !await db.UsageImports.AnyAsync(i => i.Id == import && i.RequestId == state.Id.Value, http.RequestAborted))
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        var lines = await read(import, after);
        return Results.Json(
            new Page<T>(lines, lines.Count == PageSize ? place(lines[^1]).ToString(CultureInfo.InvariantCulture) : null), ApiJson.Options);
    }
}

/// <summary>An import: how far it is, and once it is on record its number and what was found. Lines are those stored for good.</summary>
public sealed record UsageImportView(
    string Id, string Name, string Format, bool IsFiled, int? Number, long Lines, long Bytes, long? TotalBytes, long Findings, long Malformed,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Records matched, once it is on record.</summary>
    public long? Records { get; init; }

    /// <summary>Records inside the authorisation, once it is on record.</summary>
    public long? Unflagged { get; init; }

    internal static UsageImportView Of(UsageImportRow row, RequestState state)
    {
        var onRecord = state.Monitoring.Imports.FirstOrDefault(import => import.Number == row.Number);
        return new(row.Id, row.Name, row.Format, row.Number is not null, row.Number, row.Lines, row.PrefixBytes, row.TotalBytes, row.Findings, row.Malformed,
            row.StartedAt, row.UpdatedAt) { Records = onRecord?.Records, Unflagged = onRecord?.Unflagged };
    }
}

/// <summary>A record outside the authorisation.</summary>
public sealed record UsageFindingView(long Line, IReadOnlyList<string> Kinds, JsonElement Record);

/// <summary>A line that is no record.</summary>
public sealed record MalformedLineView(long Line, string Reason);
