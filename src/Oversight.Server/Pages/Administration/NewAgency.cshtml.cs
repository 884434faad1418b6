using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Administration;

/// <summary>Enters an agency.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class NewAgencyPage(Desk desk, AccountChanges changes, FormState form) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var command = new RegisterAgency(
            answers.Required("id"), answers.RequiredChoice<AgencyKind>("kind"), answers.Required("nameEn"), answers.Required("nameJa"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var outcome = await changes.RegisterAgencyAsync(command, desk.IntentOf(command, isNew: true), HttpContext.RequestAborted);
        return desk.Answer(this, outcome, "done.registerAgency", "/agencies");
    }
}
