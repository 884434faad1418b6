using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Panels;
using Oversight.Core.Sittings;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Sittings;

namespace Oversight.Server.Pages.Sittings;

/// <summary>One command on a sitting, with the form it needs.</summary>
public sealed class ActPage(Desk desk, SittingReading reading, SittingBooks books, AgendaForm agenda, FormState form, Names names) : PageModel
{
    private static readonly Dictionary<string, Func<ActPage, FormAnswers, SittingCommand>> Readers = new()
    {
        ["openSitting"] = (page, a) => new OpenSitting(page.Number, [.. a.RequiredTicked("present").Select(member => new MemberId(member))]),
        ["approveAgenda"] = (page, _) => new ApproveAgenda(page.Number),
        ["changeAgenda"] = (page, a) => new ChangeAgenda(page.Number, AgendaForm.Read(a, page.Rows)),
        ["recordArrival"] = (page, a) => new RecordPresence(page.Number, new MemberId(a.Chosen("member")), IsPresent: true),
        ["recordDeparture"] = (page, a) => new RecordPresence(page.Number, new MemberId(a.Chosen("member")), IsPresent: false),
        ["deferItem"] = (page, a) => new DeferItem(page.Number, int.TryParse(a.Chosen("item"), out var item) ? item : 0, a.Required("reason")),
        ["closeSitting"] = (page, _) => new CloseSitting(page.Number),
        ["cancelSitting"] = (page, a) => new CancelSitting(page.Number, a.Required("reason")),
    };

    public SittingView Sitting { get; private set; } = null!;

    public int Version { get; private set; }

    public string Command { get; private set; } = "";

    public IReadOnlyList<AgendaRow> Rows { get; private set; } = [];

    private int Number => Sitting.Number;

    public async Task<IActionResult> OnGetAsync(int number, string command) => await OpenAsync(number, command) ?? Page();

    public async Task<IActionResult> OnPostAsync(int number, string command)
    {
        if (await OpenAsync(number, command) is { } bar)
            return bar;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var read = Readers[command](this, answers);
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var outcome = await books.ChangeAsync(read, desk.Caller, desk.IntentOf(read), HttpContext.RequestAborted);
        var answer = desk.Answer(this, outcome, $"done.{command}", $"/sittings/{number}");
        form.Rename(field => AgendaForm.FieldOf(field, answers, Rows));
        return answer;
    }

    private async Task<IActionResult?> OpenAsync(int number, string command)
    {
        var caller = desk.Caller;
        if (!SittingRules.MayRead(caller.Actor, caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        var (version, sitting) = await reading.FindAsync(number, caller, HttpContext.RequestAborted);
        if (sitting is null || !Readers.ContainsKey(command))
            return NotFound();
        (Version, Sitting, Command) = (version, sitting, command);
        if (command == "changeAgenda")
            Rows = await agenda.RowsAsync([.. sitting.Items.Where(item => !item.IsListed)], caller, HttpContext.RequestAborted);
        await names.ReadAsync(HttpContext.RequestAborted);
        return sitting.Actions.Any(action => action.Name == command) ? null : StatusCode(StatusCodes.Status409Conflict);
    }
}
