using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Sittings;
using Oversight.Server.Sittings;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Sittings;

/// <summary>The sittings, the next one first, and what waits for one that is not called yet.</summary>
public sealed class ListPage(Desk desk, SittingReading reading, BusinessClock clock) : PageModel
{
    public IReadOnlyList<SittingSummary> Items { get; private set; } = [];

    /// <summary>Number of the open sitting, else of the one to come.</summary>
    public int? Next { get; private set; }

    /// <summary>What the next sitting will list by itself while none is called.</summary>
    public IReadOnlyList<AgendaItemView> Due { get; private set; } = [];

    public bool MayCall => SittingRules.MayCall(desk.Caller.Actor, desk.Caller.Panel, clock.Now);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!SittingRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        Items = (await reading.ListAsync(HttpContext.RequestAborted)).Items;
        var next = (await reading.NextAgendaAsync(desk.Caller, HttpContext.RequestAborted)).View;
        Next = next.Sitting;
        Due = next.Sitting is null ? next.Items : [];
        return Page();
    }
}
