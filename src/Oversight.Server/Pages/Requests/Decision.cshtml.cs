using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Requests;

namespace Oversight.Server.Pages.Requests;

/// <summary>What the panel decided, as a document to read and to print; the last closed round unless another is asked for.</summary>
public sealed class DecisionPage(Desk desk, Names names) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public RoundView Round { get; private set; } = null!;

    /// <summary>Seats held when the round opened.</summary>
    public int Seats { get; private set; }

    /// <summary>The decision the round made, as far as it is the one that stands.</summary>
    public Decision? Outcome { get; private set; }

    public async Task<IActionResult> OnGetAsync(string number, int? round)
    {
        if (await desk.FindAsync(number) is not { } state)
            return NotFound();
        var closed = state.Rounds.Where(r => r is { ClosedAt: not null, IsVoid: false } && (round is null || r.Number == round)).ToList();
        if (closed.Count == 0)
            return NotFound();
        State = state;
        Round = RequestView.Of(state, desk.Facts).Rounds.Single(view => view.Number == closed[^1].Number);
        Seats = closed[^1].Panel.Seats.Count;
        Outcome = closed[^1] == state.Rounds.Last(r => r is { ClosedAt: not null, IsVoid: false }) ? state.Decision : null;
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
