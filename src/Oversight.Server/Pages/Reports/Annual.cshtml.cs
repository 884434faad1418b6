using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Reports;
using Oversight.Server.Reports;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Reports;

/// <summary>One report, to read and to print; by default the widest edition the reader may have.</summary>
public sealed class AnnualReportPage(Desk desk, ReportReading reading) : PageModel
{
    public AnnualReport Report { get; private set; } = null!;

    public RuleSet RuleSet { get; private set; } = null!;

    /// <summary>Whether a number in a list leads to its request.</summary>
    public bool MayOpen(string number) => !unreadable.Contains(number);

    /// <summary>The page of what was counted: a request, or the agreement that was inspected.</summary>
    public string HrefOf(CountedEntry entry) => Core.Requests.RequestId.TryParse(entry.Number, out _) ? $"/requests/{entry.Number}" : $"/agreements/{entry.Number}";

    /// <summary>Whether the other edition is one the reader may have too.</summary>
    public bool MayReadFull { get; private set; }

    public RouteBars Bars { get; private set; } = null!;

    private IReadOnlySet<string> unreadable = new HashSet<string>();

    public async Task<IActionResult> OnGetAsync(string? from, string? to, string? edition, string? format)
    {
        var caller = desk.Caller;
        MayReadFull = Editions.MayRead(Edition.Full, caller.Actor, caller.Panel);
        var wanted = string.IsNullOrEmpty(edition) ? (MayReadFull ? Edition.Full : Edition.Public) : ReportEndpoints.EditionIn(edition);
        if (wanted is null || ReportEndpoints.DayIn(from) is not { } first || ReportEndpoints.DayIn(to) is not { } last || last < first)
            return StatusCode(StatusCodes.Status400BadRequest);
        if (!Editions.MayRead(wanted.Value, caller.Actor, caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        (Report, RuleSet, unreadable) = await reading.ReadAsync(first, last, wanted.Value, caller, HttpContext.RequestAborted);
        if (format == "csv")
        {
            var csv = ReportCsv.FileOf(Report, HttpContext.Words());
            return File(csv.Bytes, csv.ContentType, csv.Name);
        }
        Bars = RouteBars.Of(Report);
        return Page();
    }

    /// <summary>The address of this report in an edition or as a file.</summary>
    public string Href(string query) => $"/reports/annual?from={Report.From:yyyy-MM-dd}&to={Report.To:yyyy-MM-dd}&{query}";
}
