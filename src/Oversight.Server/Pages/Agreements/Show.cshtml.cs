using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.Agreements;
using Oversight.Server.Agreements;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Agreements;

/// <summary>One agreement with its figures and inspections.</summary>
public sealed class ShowPage(Desk desk, RegisterBooks books, Names names, BusinessClock clock) : PageModel
{
    public AgreementView Agreement { get; private set; } = null!;

    /// <summary>What the reader can do here.</summary>
    public IReadOnlyList<string> Actions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string id)
    {
        var (actor, panel) = (desk.Caller.Actor, desk.Caller.Panel);
        if (!AgreementRules.MayRead(actor, panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        var listing = await AgreementEndpoints.ReadAsync(books, desk.Caller, clock.Now, HttpContext.RequestAborted);
        if (listing.Items.SingleOrDefault(agreement => agreement.Id == id) is not { } found)
            return NotFound();
        Agreement = found;
        Actions = AgreementRules.MayInspect(actor) ? ["inspect"]
            : !AgreementRules.MayKeep(actor) ? []
            : found.EndedOn is null ? ["figures", "change", "end"]
            : ["figures"];
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
