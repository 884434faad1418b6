using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;

namespace Oversight.Server.Pages.Requests;

/// <summary>The task list of a request that is being drafted or corrected.</summary>
public sealed class FormPage(Desk desk) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public IReadOnlyList<(FormSection Section, SectionStatus Status)> Sections { get; private set; } = [];

    public int DoneCount => Sections.Count(section => section.Status == SectionStatus.Done);

    /// <summary>The measure comes first: its record needs none of these answers, and the time for the notice is running.</summary>
    public bool MayRecord => CommandRules.OpenTo(State, desk.Facts).Any(rule => rule.Command == typeof(RecordMeasure));

    public async Task<IActionResult> OnGetAsync(string number)
    {
        if (await desk.OpenAsync(number) is not { } state)
            return NotFound();
        if (!Revising.IsOpen(state, desk))
            return Redirect($"/requests/{number}");
        State = state;
        Sections = [.. FormSections.AskedBy(state.Content).Select(section => (section, section.Status(state.Content, desk.Facts.Rules.Map)))];
        return Page();
    }
}

/// <summary>Whether the caller may change the content now.</summary>
public static class Revising
{
    /// <summary>True when `revise` is open to the caller.</summary>
    public static bool IsOpen(RequestState state, Desk desk) => CommandRules.OpenTo(state, desk.Facts).Any(rule => rule.Command == typeof(Revise));
}
