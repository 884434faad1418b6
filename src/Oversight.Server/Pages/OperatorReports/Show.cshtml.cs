using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Server.OperatorReports;

namespace Oversight.Server.Pages.OperatorReports;

/// <summary>One report.</summary>
public sealed class ShowPage(Desk desk, ReportBooks books) : PageModel
{
    public ReportView Report { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id)
    {
        if (!OperatorReportRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        if (await books.FindAsync(id, HttpContext.RequestAborted) is not { } report)
            return NotFound();
        Report = report;
        return Page();
    }
}
