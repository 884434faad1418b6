using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.Undertakings;
using Oversight.Server.Undertakings;

namespace Oversight.Server.Pages.Undertakings;

/// <summary>The promises the reader sees, of all requests or of one.</summary>
public sealed class ListPage(Desk desk, UndertakingReading reading) : PageModel
{
    public IReadOnlyList<UndertakingView> Undertakings { get; private set; } = [];

    /// <summary>The request looked for, null for all.</summary>
    public string? Wanted { get; private set; }

    public bool MayRecord => UndertakingRules.MayRecord(desk.Caller.Actor);

    public bool MayClose => UndertakingRules.MayClose(desk.Caller.Actor);

    public async Task<IActionResult> OnGetAsync(string? request)
    {
        if (!UndertakingRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        Wanted = string.IsNullOrWhiteSpace(request) ? null : request.Trim();
        Undertakings = (await reading.ListAsync(desk.Caller, Wanted, HttpContext.RequestAborted)).Items;
        return Page();
    }
}
