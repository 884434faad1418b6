using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Panels;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>A page about one seat of the panel, as the panel was read.</summary>
public abstract class SeatPage(RegisterReading reading) : PageModel
{
    protected RegisterReading Reading { get; } = reading;

    public PanelView Panel { get; private set; } = null!;

    public Seat Seat { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(int number) => await OpenAsync(number) ?? Page();

    /// <summary>Null when there is such a seat, else what is shown in place of the page.</summary>
    protected virtual async Task<IActionResult?> OpenAsync(int number)
    {
        Panel = await Reading.PanelAsync(HttpContext.RequestAborted);
        if (Panel.Seats.SingleOrDefault(seat => seat.Number == number) is not { } found)
            return NotFound();
        Seat = found;
        return null;
    }
}
