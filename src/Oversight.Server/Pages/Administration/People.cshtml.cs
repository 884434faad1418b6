using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>Everybody who has or had an account.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class PeoplePage(Desk desk, RegisterReading reading, Names names, TimeProvider time) : PageModel
{
    private IReadOnlySet<string> locked = new HashSet<string>();

    public IReadOnlyList<AccountView> People { get; private set; } = [];

    /// <summary>The administrator's own account, which only another administrator closes.</summary>
    public string Self => desk.Caller.Actor.Id;

    public async Task OnGetAsync()
    {
        var ct = HttpContext.RequestAborted;
        locked = await reading.LockedAsync(time.GetUtcNow(), ct);
        People = [.. (await reading.AccountsAsync(ct)).Items.OrderBy(person => person.IsClosed)];
        await names.ReadAsync(ct);
    }

    /// <summary>Whether the person can sign in, and the colour it is shown in.</summary>
    public (string State, string Colour) StateOf(AccountView person) =>
        person.IsClosed ? ("closed", "grey")
        : !person.HasPassword ? ("noPassword", "yellow")
        : locked.Contains(person.UserName) ? ("locked", "red")
        : ("open", "green");
}
