using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Sittings;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Requests;

/// <summary>One command on a request, with the form it needs.</summary>
public sealed class ActPage(Desk desk, FormState form, Names names, OversightDbContext db, SittingBooks sittings) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public CommandRule Rule { get; private set; } = null!;

    public Facts Facts => desk.Facts;

    /// <summary>For a ballot: what changed since the member last voted; for a countersignature: what is signed.</summary>
    public WhatChanged? Changes { get; private set; }

    /// <summary>For the opening of a round: who is in the room at the sitting that is open now; null while none is.</summary>
    public IReadOnlyList<MemberId>? AtSitting { get; private set; }

    /// <summary>For erasures: the content parts of the case's entries.</summary>
    public IReadOnlyList<PlacedPart> Parts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string number, string command) => await OpenAsync(number, command) ?? Page();

    public async Task<IActionResult> OnPostAsync(string number, string command, IFormFile? file)
    {
        if (await OpenAsync(number, command) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        if (Rule.Command == typeof(Attach))
            return await AttachAsync(file);
        var answers = new FormAnswers(Request.Form, form);
        var read = CommandForms.Read(Rule.Name, State, Facts, answers);
        return answers.IsReadable ? await desk.SendAsync(this, State.Id, read, id => $"/requests/{id}") : desk.Unreadable(this);
    }

    private async Task<IActionResult> AttachAsync(IFormFile? file)
    {
        if (file is not { Length: > 0 })
        {
            form.Add("file", "FileMissing");
            return desk.Unreadable(this);
        }
        var (attached, failed) = await desk.AttachAsync(this, State, file);
        return attached is null ? failed! : LocalRedirect($"/requests/{State.Id}");
    }

    private async Task<IActionResult?> OpenAsync(string number, string command)
    {
        if (await desk.OpenAsync(number) is not { } state
            || CommandRules.All.FirstOrDefault(rule => rule.Name == command && CommandForms.Has(rule.Name)) is not { } rule)
            return NotFound();
        (State, Rule) = (state, rule);
        await names.ReadAsync(HttpContext.RequestAborted);
        if (rule.Role != Facts.Actor.Role)
            return StatusCode(StatusCodes.Status403Forbidden);
        if (rule.Command == typeof(CastBallot) || rule.Command == typeof(Resubmit))
            Changes = await WhatChanged.ReadAsync(db, state, Facts.Actor, HttpContext.RequestAborted);
        if (rule.Command == typeof(ProposeErasure) || rule.Command == typeof(OrderErasure) || rule.Command == typeof(RefuseErasureProposal))
            Parts = await ErasureForms.PartsAsync(db, state, HttpContext.RequestAborted);
        if (rule.Command == typeof(OpenRound))
            AtSitting = (await sittings.ReadAsync(HttpContext.RequestAborted)).Register.Current.FirstOrDefault(sitting => sitting.IsOpen)?.Present;
        return rule.IsOpenTo(state, Facts) ? null : StatusCode(StatusCodes.Status409Conflict);
    }
}
