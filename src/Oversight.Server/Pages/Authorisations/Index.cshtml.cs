using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Authorisations;
using Oversight.Server.Requests;

namespace Oversight.Server.Pages.Authorisations;

/// <summary>The authorisations whose requests the caller may read, the latest first, each as it stands now.</summary>
public sealed class AuthorisationsPage(Desk desk, AuthorisationReading reading, Names names) : PageModel
{
    public Page<AuthorisationLine> Authorisations { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor)
    {
        if (await reading.ListAsync(desk.Caller, string.IsNullOrEmpty(cursor) ? null : cursor, null, HttpContext.RequestAborted) is not { } page)
            return StatusCode(StatusCodes.Status400BadRequest);
        Authorisations = page;
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
