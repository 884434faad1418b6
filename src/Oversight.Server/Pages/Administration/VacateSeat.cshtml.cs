using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Panels;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Administration;

/// <summary>Records that a holder left the seat.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class VacateSeatPage(Desk desk, PanelChanges changes, RegisterReading reading, FormState form) : SeatPage(reading)
{
    public async Task<IActionResult> OnPostAsync(int number)
    {
        if (await OpenAsync(number) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var command = new VacateSeat(number, answers.Required("reason"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        return desk.Answer(this, await changes.ChangeAsync(command, desk.IntentOf(command), HttpContext.RequestAborted), "done.vacateSeat", "/panel");
    }
}
