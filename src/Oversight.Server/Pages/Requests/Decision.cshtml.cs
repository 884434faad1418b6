using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>The decision document (議決書) to read and to print; the last decision unless another round's is asked for.</summary>
public sealed class DecisionPage(Desk desk, OversightDbContext db, Names names, ErasedTexts erased) : PageModel
{
    public DecisionView Decision { get; private set; } = null!;

    /// <summary>Rounds with a document of their own besides this one, with what they decided; null for a resolution.</summary>
    public IReadOnlyList<(int Round, Core.Requests.Decision? Decision)> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string number, int? round)
    {
        if (await desk.FindAsync(number) is not { } state
            || await DecisionReading.ReadAsync(db, state, desk.Facts.Actor, round, HttpContext.RequestAborted) is not { } decision)
            return NotFound();
        await desk.RecordAsync(state, DecisionReading.Opened(state, decision));
        await erased.ReadAsync(state, HttpContext.RequestAborted);
        Decision = decision;
        Others = [.. from other in state.Rounds where other.Number != decision.Round && HasDocument(state, other) select (other.Number, other.Decided())];
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }

    /// <summary>True for a round that decided something or adopted a resolution.</summary>
    public static bool HasDocument(RequestState state, Round round) =>
        round.Decided() is not null || state.Monitoring.Resolutions.Any(resolution => resolution.Round == round.Number);

    /// <summary>A member under the name of the panel's register.</summary>
    public string Person(Words words, string member) =>
        Decision.Panel.FirstOrDefault(seat => seat.Member == member) is { } seat ? words.Of(seat.NameEn, seat.NameJa) : names.Person(words, member);
}
