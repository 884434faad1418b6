using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Sittings;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Sittings;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Sittings;

/// <summary>Calls a sitting with its agenda.</summary>
public sealed class CallPage(Desk desk, SittingBooks books, AgendaForm agenda, FormState form, Names names, BusinessClock clock) : PageModel
{
    public IReadOnlyList<AgendaRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await OpenAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await OpenAsync() is { } bar)
            return bar;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var call = new CallSitting(answers.RequiredMoment("startsAt"), answers.Required("place"), AgendaForm.Read(answers, Rows));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var outcome = await books.ChangeAsync(call, desk.Caller, desk.IntentOf(call, isNew: true), HttpContext.RequestAborted);
        var answer = desk.Answer(this, outcome, "done.callSitting", "/sittings");
        form.Rename(field => AgendaForm.FieldOf(field, answers, Rows));
        return answer;
    }

    private async Task<IActionResult?> OpenAsync()
    {
        if (!SittingRules.MayCall(desk.Caller.Actor, desk.Caller.Panel, clock.Now))
            return StatusCode(StatusCodes.Status403Forbidden);
        Rows = await agenda.RowsAsync([], desk.Caller, HttpContext.RequestAborted);
        await names.ReadAsync(HttpContext.RequestAborted);
        return null;
    }
}
