using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Sittings;
using Oversight.Server.Sittings;

namespace Oversight.Server.Pages.Sittings;

/// <summary>One sitting: who is there, whether the quorum stands, and what is before it.</summary>
public sealed class ShowPage(Desk desk, SittingReading reading, Names names) : PageModel
{
    public SittingView Sitting { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(int number)
    {
        if (!SittingRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        if ((await reading.FindAsync(number, desk.Caller, HttpContext.RequestAborted)).View is not { } sitting)
            return NotFound();
        Sitting = sitting;
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
