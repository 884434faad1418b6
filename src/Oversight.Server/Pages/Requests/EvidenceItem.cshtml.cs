using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>One piece of evidence: added, changed or removed, with its file.</summary>
public sealed class EvidenceItemPage(Desk desk, FormState form) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public Evidence? Item { get; private set; }

    /// <summary>The next free number.</summary>
    public string Suggested => Enumerable.Range(1, int.MaxValue).Select(i => string.Create(CultureInfo.InvariantCulture, $"E{i}"))
        .First(id => State.Content.Evidence?.Any(evidence => evidence.Id == id) != true);

    private int Number { get; set; }

    public async Task<IActionResult> OnGetAsync(string number, int item) => await OpenAsync(number, item) ?? Page();

    /// <summary>The file is attached first and the content revised after it, on the version the attachment made.</summary>
    public async Task<IActionResult> OnPostAsync(string number, int item, IFormFile? file)
    {
        if (await OpenAsync(number, item) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var evidence = new Evidence(answers.Required("id"), answers.RequiredPair("title"), answers.Choice<EvidenceGrade>("grade"), answers.Text("digest"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        int? version = null;
        if (file is { Length: > 0 })
        {
            var (attached, failed) = await desk.AttachAsync(this, State, file);
            if (attached is null)
                return failed!;
            (evidence, version) = (evidence with { Digest = attached.Digest }, attached.Version);
        }
        List<Evidence> all = [.. State.Content.Evidence ?? []];
        if (item > all.Count)
            all.Add(evidence);
        else
            all[item - 1] = evidence;
        return await SaveAsync(all, version);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string number, int item)
    {
        if (await OpenAsync(number, item) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        return await SaveAsync([.. (State.Content.Evidence ?? []).Where((_, i) => i != item - 1)], null);
    }

    private Task<IActionResult> SaveAsync(IReadOnlyList<Evidence> evidence, int? version) => desk.SendAsync(
        this, State.Id, new Revise(State.Content with { Evidence = evidence.Count == 0 ? null : evidence }), number => $"/requests/{number}/form/evidence",
        $"/evidence/{Number - 1}", version: version);

    private async Task<IActionResult?> OpenAsync(string number, int item)
    {
        if (await desk.OpenAsync(number) is not { } state || item < 1 || item > (state.Content.Evidence?.Count ?? 0) + 1)
            return NotFound();
        (State, Number, Item) = (state, item, state.Content.Evidence?.ElementAtOrDefault(item - 1));
        return Revising.IsOpen(state, desk) ? null : StatusCode(StatusCodes.Status409Conflict);
    }
}
