using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>All answers once more before they are handed to the authorising officer.</summary>
public sealed class CheckPage(Desk desk, FormState form) : PageModel
{
    public RequestState State { get; private set; } = null!;

    /// <summary>A correction is not submitted but countersigned.</summary>
    public bool MaySubmit => CommandRules.OpenTo(State, desk.Facts).Any(rule => rule.Command == typeof(Submit));

    /// <summary>A measure already taken is recorded, not submitted.</summary>
    public bool MayRecord => CommandRules.OpenTo(State, desk.Facts).Any(rule => rule.Command == typeof(RecordMeasure));

    public async Task<IActionResult> OnGetAsync(string number) => await OpenAsync(number) ?? Page();

    public async Task<IActionResult> OnPostAsync(string number)
    {
        if (await OpenAsync(number) is { } elsewhere)
            return elsewhere;
        var answer = await desk.SendAsync(this, State.Id, new Submit(), id => $"/requests/{id}");
        form.Rename(SectionOf);
        return answer;
    }

    private async Task<IActionResult?> OpenAsync(string number)
    {
        if (await desk.OpenAsync(number) is not { } state)
            return NotFound();
        State = state;
        return Revising.IsOpen(state, desk) ? null : StatusCode(StatusCodes.Status409Conflict);
    }

    /// <summary>What is missing leads to the section that asks for it.</summary>
    private static string SectionOf(string field) => field.Split('.')[0] switch
    {
        "scope" => "content-scope",
        "period" => "content-basics",
        "evidence" => "content-evidence",
        _ => "",
    };
}
