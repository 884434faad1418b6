using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Server.Hosting;
using Oversight.Server.OperatorReports;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.OperatorReports;

/// <summary>Files one report by hand.</summary>
public sealed class NewPage(Desk desk, RegisterBooks books, FormState form, ReportBooks reports) : RegisterFormPage(desk, books, form)
{
    protected override bool May(Caller caller) => OperatorReportRules.MayFile(caller.Actor);

    protected override async Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var report = new OperatorReport(
            answers.Required("operator"), answers.Required("sector"), answers.Required("reference"), answers.RequiredMoment("occurredAt"),
            answers.RequiredMoment("reportedAt"), answers.Required("summary"), answers.Required("digest"));
        if (!answers.IsReadable)
            return Desk.Unreadable(this);
        var outcome = await reports.FileAsync(report, Desk.IntentOf(report, isNew: true), Ct);
        return Desk.Answer(this, outcome, "done.fileReport", "/operatorReports");
    }
}

/// <summary>Files the reports of a file and shows what became of its lines.</summary>
public sealed class ImportPage(Desk desk, RegisterBooks books, FormState form, ReportBooks reports) : RegisterFormPage(desk, books, form)
{
    private readonly FormState form = form;

    /// <summary>What became of the lines; null before a file was sent.</summary>
    public ImportAnswer? Answer { get; private set; }

    protected override bool May(Caller caller) => OperatorReportRules.MayFile(caller.Actor);

    protected override async Task<IActionResult> SendAsync(FormAnswers answers)
    {
        if (await LinesAsync(Request.Form.Files["file"]) is not { } lines)
            return Desk.Unreadable(this);
        var outcome = await reports.ImportAsync(lines, Desk.IntentOf(lines, isNew: true), Ct);
        return Desk.Answer(this, outcome, written =>
        {
            Answer = JsonSerializer.Deserialize<ImportAnswer>(written.Body, ApiJson.Options);
            return Page();
        });
    }

    private async Task<IReadOnlyList<ReportLine>?> LinesAsync(IFormFile? file)
    {
        if (file is not { Length: > 0 })
            form.Add("file", "FileEmpty");
        else if (file.Length > ReportFile.Largest)
            form.Add("file", "ImportTooLarge");
        if (form.Errors.Count > 0)
            return null;
        using var buffer = new MemoryStream();
        await file!.CopyToAsync(buffer, Ct);
        if (ReportFile.Read(buffer.ToArray()) is { } lines)
            return lines;
        form.Add("file", "TooManyLines");
        return null;
    }
}
