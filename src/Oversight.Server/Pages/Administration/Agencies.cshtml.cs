using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>The agencies that may ask.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class AgenciesPage(RegisterReading reading) : PageModel
{
    public IReadOnlyList<AgencyBody> Agencies { get; private set; } = [];

    public async Task OnGetAsync() => Agencies = (await reading.AgenciesAsync(HttpContext.RequestAborted)).Items;
}
