using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Registers;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Administration;

/// <summary>Closes an account for ever.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class ClosePersonPage(Desk desk, AccountChanges changes, RegisterReading reading, FormState form) : PersonPage(reading)
{
    public async Task<IActionResult> OnPostAsync(string id)
    {
        if (await OpenAsync(id) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var command = new CloseAccount(id, answers.Required("reason"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        return desk.Answer(this, await changes.CloseAsync(command, desk.IntentOf(command), HttpContext.RequestAborted), "done.closeAccount", "/people");
    }
}
