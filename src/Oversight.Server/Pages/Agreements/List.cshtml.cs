using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.Agreements;
using Oversight.Server.Agreements;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Agreements;

/// <summary>The agreements the reader sees.</summary>
public sealed class ListPage(Desk desk, RegisterBooks books, BusinessClock clock) : PageModel
{
    public IReadOnlyList<AgreementView> Agreements { get; private set; } = [];

    public bool MayKeep => AgreementRules.MayKeep(desk.Caller.Actor);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!AgreementRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        Agreements = (await AgreementEndpoints.ReadAsync(books, desk.Caller, clock.Now, HttpContext.RequestAborted)).Items;
        return Page();
    }
}
