using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>One section of the form; saving it is a revision of the content, so that nothing is lost.</summary>
public sealed class SectionPage(Desk desk, FormState form) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public FormSection Section { get; private set; } = null!;

    public SectionView View => new(State.Content, NewPage.RoutesOf(State.Agency), State, desk.Facts.Rules.Map);

    public async Task<IActionResult> OnGetAsync(string number, string section) => await OpenAsync(number, section) ?? Page();

    public async Task<IActionResult> OnPostAsync(string number, string section)
    {
        if (await OpenAsync(number, section) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var content = Section.Read(State.Content, answers);
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var answer = await desk.SendAsync(this, State.Id, new Revise(content), _ => $"/requests/{number}/form");
        form.Rename(field => ByCriterion(field, content));
        return answer;
    }

    private async Task<IActionResult?> OpenAsync(string number, string name)
    {
        if (await desk.OpenAsync(number) is not { } state || FormSections.AskedBy(state.Content).FirstOrDefault(section => section.Name == name) is not { } section)
            return NotFound();
        (State, Section) = (state, section);
        return Revising.IsOpen(state, desk) ? null : StatusCode(StatusCodes.Status409Conflict);
    }

    /// <summary>The rules count the answers, the form names them: `criteria.3.text` is the field of the fourth criterion answered.</summary>
    private static string ByCriterion(string field, RequestContent content)
    {
        var parts = field.Split('.');
        return parts is ["criteria", var index, .. var rest] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
            ? string.Join('.', ["criteria", $"{content.Criteria![i].Criterion}", .. rest])
            : field;
    }
}
