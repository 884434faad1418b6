using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Usage;

namespace Oversight.Server.Pages.UsageFiles;

/// <summary>One usage file: what it came to, its findings and malformed lines page by page, and both as files.</summary>
public sealed class ImportPage(Desk desk, UsageReading usage) : PageModel
{
    private const int LinesOnePage = 50;

    public RequestState State { get; private set; } = null!;

    public UsageImportView Import { get; private set; } = null!;

    /// <summary>Only findings of exactly this set of kinds are listed; null lists all.</summary>
    public string? Kinds { get; private set; }

    public IReadOnlyList<UsageFindingView> Findings { get; private set; } = [];

    /// <summary>The line after which the next page of findings begins, or null.</summary>
    public long? NextFinding { get; private set; }

    public IReadOnlyList<MalformedLineView> Malformed { get; private set; } = [];

    /// <summary>The line after which the next page of malformed lines begins, or null.</summary>
    public long? NextMalformed { get; private set; }

    public async Task<IActionResult> OnGetAsync(string number, string import, string? kinds, long after = 0, long malformedAfter = 0)
    {
        if (await OpenAsync(number, import) is { } elsewhere)
            return elsewhere;
        Kinds = string.IsNullOrEmpty(kinds) ? null : kinds;
        Findings = await usage.FindingsAsync(import, Kinds, after, LinesOnePage + 1).ToListAsync(HttpContext.RequestAborted);
        Malformed = await usage.MalformedAsync(import, malformedAfter, LinesOnePage + 1).ToListAsync(HttpContext.RequestAborted);
        if (Findings.Count > LinesOnePage)
            (Findings, NextFinding) = ([.. Findings.Take(LinesOnePage)], Findings[LinesOnePage - 1].Line);
        if (Malformed.Count > LinesOnePage)
            (Malformed, NextMalformed) = ([.. Malformed.Take(LinesOnePage)], Malformed[LinesOnePage - 1].Line);
        return Page();
    }

    public async Task<IActionResult> OnGetFindingsAsync(string number, string import) => await OpenAsync(number, import) ?? await SendAsync(
        "findings", "line,kinds,time,source,destination,protocol,port,dataType,operator,action,conditions",
        usage.FindingsAsync(import).Select(finding => Row(
            finding.Line, string.Join('+', finding.Kinds), finding.IsErased ? null : CanonicalInstant.Format(finding.Record.Time), finding.Record.Source,
            finding.Record.Destination, finding.Record.Protocol.ToString().ToLowerInvariant(), finding.Record.Port, NameOf(finding.Record.DataType),
            finding.Record.Operator, finding.Record.Action, string.Join('+', finding.Conditions))));

    public async Task<IActionResult> OnGetMalformedAsync(string number, string import) => await OpenAsync(number, import) ?? await SendAsync(
        "malformed", "line,reason", usage.MalformedAsync(import).Select(line => Row(line.Line, line.Reason)));

    private async Task<IActionResult?> OpenAsync(string number, string import)
    {
        if (await desk.FindAsync(number) is not { } state || await usage.FindAsync(state, import, HttpContext.RequestAborted) is not { } view)
            return NotFound();
        await desk.RecordAsync(state, UsageReading.Opened(view));
        (State, Import) = (state, view);
        return null;
    }

    private async Task<IActionResult> SendAsync(string what, string header, IAsyncEnumerable<string> rows)
    {
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{State.Id}-{Import.Id}-{what}.csv\"";
        await using var file = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        await file.WriteLineAsync(header);
        await foreach (var row in rows.WithCancellation(HttpContext.RequestAborted))
            await file.WriteLineAsync(row);
        return new EmptyResult();
    }

    private static string Row(params object?[] fields) => string.Join(',', fields.Select(field => Oversight.Server.Reports.ReportCsv.Cell(Convert.ToString(field, CultureInfo.InvariantCulture) ?? "")));

    private static string NameOf(DataType? type) => type is { } known ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : "";
}
