using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Reads;
using Oversight.Server.Requests;

namespace Oversight.Server.Usage;

/// <summary>`POST /requests/{id}/usageRecords?name=` with a raw file of any length; its imports, findings and malformed lines.</summary>
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

    private static async Task<IResult> FileAsync(
        HttpContext http, string id, string? name, UsageImports imports, RequestReading reading, UsageReading usage)
    {
        var caller = http.Caller();
        if (await reading.FindAsync(id, caller, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var rule = CommandRules.All.First(rule => rule.Command == typeof(FileUsage));
        if (caller.Actor.Role != rule.Role)
            return Problems.Result(http, StatusCodes.Status403Forbidden, "NotYourCommand");
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return noKey;
        if (TextRules.Normalise(name ?? "") is not { } fileName || ContentRules.IsBadName(fileName))
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "FileNameMissing");
        if (FormatOf(http) is not { } format)
            return Problems.Result(http, StatusCodes.Status415UnsupportedMediaType, "UsageFormatExpected");
        if (http.Request.ContentLength > LargestFile)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "UsageFileTooLarge");
        if (Sha256Of(http) is not { } digest)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "ContentDigestRequired");
        if (rule.Barred(state, reading.FactsFor(caller)) is { } bar)
            return Problems.Result(http, StatusCodes.Status409Conflict, bar);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestFile;
        var key = CommandEndpoints.KeyOf(http, Convert.FromHexString(digest));
        var file = new UsageFile(state, caller, key, fileName, format, http.Request.ContentLength, digest);
        return await imports.ImportAsync(file, http.Request.Body, http.RequestAborted) switch
        {
            UsageOutcome.Filed filed => await ReadAsync(http, id, filed.Import, reading, usage),
            UsageOutcome.Refused { Refusal: var refusal } => Problems.Result(http, refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

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
            .FirstOrDefault(digest => digest.StartsWith("sha-256=:", StringComparison.Ordinal) && digest.EndsWith(':') && digest.Length > 10);
        Span<byte> bytes = stackalloc byte[33];
        return said is not null && Convert.TryFromBase64String(said[9..^1], bytes, out var count) && count == 32 ? Convert.ToHexStringLower(bytes[..32]) : null;
    }

    private static async Task<IResult> ListAsync(HttpContext http, string id, RequestReading reading, UsageReading usage) =>
        await reading.FindAsync(id, http.Caller(), http.RequestAborted) is { } state
            ? Results.Json(new Page<UsageImportView>(await usage.ListAsync(state, http.RequestAborted), null), ApiJson.Options)
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");

    private static async Task<IResult> ReadAsync(HttpContext http, string id, string import, RequestReading reading, UsageReading usage)
    {
        var state = await reading.FindAsync(id, http.Caller(), http.RequestAborted);
        return Results.Json(await usage.FindAsync(state!, import, http.RequestAborted), ApiJson.Options);
    }

    private static Task<IResult> FindingsAsync(HttpContext http, string id, string import, string? kinds, string? cursor, RequestReading reading, UsageReading usage, ReadLog reads) =>
        LinesAsync(http, id, import, cursor, reading, usage, reads, after => usage.FindingsAsync(import, kinds, after, PageSize + 1), finding => finding.Line);

    private static Task<IResult> MalformedAsync(HttpContext http, string id, string import, string? cursor, RequestReading reading, UsageReading usage, ReadLog reads) =>
        LinesAsync(http, id, import, cursor, reading, usage, reads, after => usage.MalformedAsync(import, after, PageSize + 1), line => line.Line);

    private static async Task<IResult> LinesAsync<T>(
        HttpContext http, string id, string import, string? cursor, RequestReading reading, UsageReading usage, ReadLog reads, Func<long, IAsyncEnumerable<T>> read, Func<T, long> place)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state
            || await usage.FindAsync(state, import, http.RequestAborted) is not { } view)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        await reads.RecordAsync(state, http.Caller().Actor, UsageReading.Opened(view), http.RequestAborted);
        var lines = await read(after).ToListAsync(http.RequestAborted);
        var next = lines.Count > PageSize ? place(lines[PageSize - 1]).ToString(CultureInfo.InvariantCulture) : null;
        return Results.Json(new Page<T>([.. lines.Take(PageSize)], next), ApiJson.Options);
    }
}
