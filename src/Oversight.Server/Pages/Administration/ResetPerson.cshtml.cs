using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Registers;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>Takes a password away and shows the link for the next one, once.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class ResetPersonPage(Desk desk, AccountChanges changes, RegisterReading reading) : PersonPage(reading)
{
    /// <summary>Shown in place of the form once the password is gone.</summary>
    public OneTimeLink? Link { get; private set; }

    public async Task<IActionResult> OnPostAsync(string id)
    {
        if (await OpenAsync(id) is { } elsewhere)
            return elsewhere;
        var command = new ResetPassword(id);
        var (outcome, token) = await changes.ResetPasswordAsync(command, desk.IntentOf(command), HttpContext.RequestAborted);
        return desk.Answer(this, outcome, written =>
        {
            Link = OneTimeLink.Of(Request, written, token, id, "done.resetPassword");
            return Page();
        });
    }
}
