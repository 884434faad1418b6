using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Administration;

/// <summary>Opens an account and shows the link for its password, once.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class NewPersonPage(Desk desk, AccountChanges changes, RegisterReading reading, FormState form) : PageModel
{
    /// <summary>The roles people can have.</summary>
    public IReadOnlyList<Role> Roles { get; } = [.. Enum.GetValues<Role>().Where(role => role != Role.System)];

    public IReadOnlyList<AgencyBody> Agencies { get; private set; } = [];

    /// <summary>Shown in place of the form once the account is open.</summary>
    public OneTimeLink? Link { get; private set; }

    public async Task OnGetAsync() => Agencies = (await reading.AgenciesAsync(HttpContext.RequestAborted)).Items;

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var command = new OpenAccount(
            answers.Required("userName"), answers.RequiredChoice<Role>("role"), answers.Text("agency"), answers.Required("nameEn"), answers.Required("nameJa"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var (outcome, token) = await changes.OpenAsync(command, desk.IntentOf(command, isNew: true), HttpContext.RequestAborted);
        return desk.Answer(this, outcome, written =>
        {
            Link = OneTimeLink.Of(Request, written, token, command.Account, "done.openAccount");
            return Page();
        });
    }
}
