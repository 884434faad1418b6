using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Administration;

/// <summary>Records whom the panel chose to act for the chair.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class ActingChairPage(Desk desk, PanelChanges changes, RegisterReading reading, FormState form, BusinessClock clock) : PageModel
{
    public PanelView Panel { get; private set; } = null!;

    /// <summary>Full-time members whose term has begun.</summary>
    public IReadOnlyList<SeatHolder> Candidates =>
        [.. Panel.Seats.Where(seat => seat.MayAct && seat.Holder!.TermStart <= Jst.DateOf(clock.Now)).Select(seat => seat.Holder!)];

    public async Task OnGetAsync() => Panel = await reading.PanelAsync(HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var command = new NameActingChair(new MemberId(answers.Chosen("member")));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        return desk.Answer(this, await changes.ChangeAsync(command, desk.IntentOf(command), HttpContext.RequestAborted), "done.nameActingChair", "/panel");
    }
}
