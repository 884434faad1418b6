using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Route = Oversight.Core.Law.Route;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Requests;

/// <summary>What a section shows: the content so far (null before the draft) and the routes open to the agency.</summary>
public sealed record SectionView(RequestContent? Content, IReadOnlyList<Route> Routes, RequestState? State = null, NetworkMap? Map = null);

/// <summary>Begins a draft.</summary>
public sealed class NewPage(Desk desk, FormState form, RandomSource random, BusinessClock clock) : PageModel
{
    /// <summary>The routes the caller's agency may ask for.</summary>
    public IReadOnlyList<Route> Routes => RoutesOf(desk.Caller.Actor.Agency);

    public IActionResult OnGet() => desk.Caller.Actor.Role == Role.Drafter ? Page() : StatusCode(StatusCodes.Status403Forbidden);

    public async Task<IActionResult> OnPostAsync()
    {
        if (desk.Caller.Actor.Role != Role.Drafter)
            return StatusCode(StatusCodes.Status403Forbidden);
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var content = FormSections.Basics(new RequestContent { Route = default }, answers);
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var id = RequestId.Of(Jst.DateOf(clock.Now).Year, random.Bytes(5));
        return await desk.SendAsync(this, id, new DraftRequest(id, content), number => $"/requests/{number}/form");
    }

    /// <summary>Only what the rules would not refuse at once is offered.</summary>
    public static IReadOnlyList<Route> RoutesOf(Agency? agency) =>
        [.. Enum.GetValues<Route>().Where(route => Core.Law.Routes.IsAcquisition(route) == (agency?.Kind == AgencyKind.CabinetOffice))];
}
