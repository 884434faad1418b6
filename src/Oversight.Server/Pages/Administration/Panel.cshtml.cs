using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Administration;

/// <summary>The panel's composition, for everybody to read.</summary>
public sealed class PanelPage(Desk desk, RegisterReading reading, Names names, BusinessClock clock) : PageModel
{
    public PanelView Panel { get; private set; } = null!;

    /// <summary>The Japanese date.</summary>
    public DateOnly Today { get; } = Jst.DateOf(clock.Now);

    /// <summary>Whether the reader changes the composition.</summary>
    public bool MayChange => desk.Caller.Actor.Role == Role.Administrator;

    /// <summary>Whether anybody seated may act for the chair.</summary>
    public bool MayNameActingChair => Panel.Seats.Any(seat => seat.MayAct);

    public async Task OnGetAsync()
    {
        Panel = await reading.PanelAsync(HttpContext.RequestAborted);
        await names.ReadAsync(HttpContext.RequestAborted);
    }
}
