using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>A page about one open account: who it is, and the version of the register that was read.</summary>
public abstract class PersonPage(RegisterReading reading) : PageModel
{
    public AccountView Person { get; private set; } = null!;

    public int Version { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id) => await OpenAsync(id) ?? Page();

    /// <summary>Null when the account is there, else what is shown in place of the page.</summary>
    protected async Task<IActionResult?> OpenAsync(string id)
    {
        var accounts = await reading.AccountsAsync(HttpContext.RequestAborted);
        if (accounts.Items.SingleOrDefault(account => account.UserName == id) is not { } person)
            return NotFound();
        (Person, Version) = (person, accounts.Version);
        return person.IsClosed ? StatusCode(StatusCodes.Status409Conflict) : null;
    }
}
