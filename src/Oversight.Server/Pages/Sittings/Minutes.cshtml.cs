using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Sittings;
using Oversight.Server.Sittings;

namespace Oversight.Server.Pages.Sittings;

/// <summary>The minutes of a sitting, to read and to print.</summary>
public sealed class MinutesPage(Desk desk, MinutesReading reading, Names names) : PageModel
{
    public SittingMinutesView Minutes { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(int number)
    {
        if (!SittingRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        if ((await reading.FindAsync(number, desk.Caller, HttpContext.RequestAborted)).View is not { } minutes)
            return NotFound();
        Minutes = minutes;
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
