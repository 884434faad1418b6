using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Reads;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Reports;

/// <summary>`GET` on the annual report, and the entries it is counted from.</summary>
public static class ReportEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/reports/annual", ReadAsync).WithName("getAnnualReport")
            .Produces<AnnualReport>(200, "application/json", ReportCsv.MediaType).ProducesReportProblems();
        api.MapGet("/entries/export", ExportAsync).WithName("exportEntries").Produces<ExportedEntry>(200, "application/x-ndjson").ProducesReportProblems();
    }

    private static void ProducesReportProblems(this RouteHandlerBuilder route)
    {
        foreach (var status in new[] { 400, 401, 403 })
            route.Produces<Problem>(status, Problems.MediaType);
    }

    /// <summary>A day as it stands in an address, 2028-01-01, in the years 2000 to 2099.</summary>
    public static DateOnly? DayIn(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2099 ? day : null;

    /// <summary>The edition of that name; the public one when none is named.</summary>
    public static Edition? EditionIn(string? text) => text switch
    {
        null or "public" => Edition.Public,
        "full" => Edition.Full,
        _ => null,
    };

    private static async Task<IResult> ReadAsync(HttpContext http, ReportReading reading, string? from, string? to, string? edition, string? format)
    {
        if (DayIn(from) is not { } first || DayIn(to) is not { } last || last < first)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "ReportPeriodInvalid");
        if (EditionIn(edition) is not { } wanted || format is not (null or "json" or "csv"))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        var caller = http.Caller();
        if (!Editions.MayRead(wanted, caller.Actor, caller.Panel))
            return Problems.Result(http, StatusCodes.Status403Forbidden, "Forbidden");
        var read = await reading.ReadAsync(first, last, wanted, caller, http.RequestAborted);
        http.Response.Headers.Vary = "Accept, Accept-Language";
        return IsCsv(http, format) ? ReportCsv.Result(read.Report, http.Words()) : Results.Json(read.Report, ApiJson.Options);
    }

    private static bool IsCsv(HttpContext http, string? format) =>
        format is null ? http.Request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) : format == "csv";

    /// <summary>One line per entry, in the order they were stored: whoever has them all can count again (docs/report.md).</summary>
    private static async Task<IResult> ExportAsync(HttpContext http, ReportReading reading, ReadLog reads)
    {
        if (http.Caller().Actor.Role != Role.Auditor)
            return Problems.Result(http, StatusCodes.Status403Forbidden, "Forbidden");
        await reads.RecordAsync(http.Caller().Actor, new ContentRead(ReadKind.Export), http.RequestAborted);
        return Results.Stream(
            async stream =>
            {
                await foreach (var entry in reading.AllAsync(http.RequestAborted))
                {
                    var line = new ExportedEntry(Base64Url.EncodeToString(entry.Bytes), Convert.ToHexStringLower(entry.LeafHash), entry.Parts);
                    await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Options), (byte)'\n'], http.RequestAborted);
                }
            },
            "application/x-ndjson");
    }
}

/// <summary>One entry: base64url of the bytes that are hashed, their leaf hash in lower-case hex, and the disclosures of the parts still kept.</summary>
public sealed record ExportedEntry(string Entry, string LeafHash, IReadOnlyDictionary<string, string> Parts);
