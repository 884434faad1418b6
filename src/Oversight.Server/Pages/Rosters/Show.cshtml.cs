using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.Rosters;
using Oversight.Server.Rosters;
using Oversight.Server.Storage;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Server.Pages.Rosters;

/// <summary>The duty roster and the quorum it holds, for any matter or for one request.</summary>
public sealed class ShowPage(Desk desk, RegisterBooks books, QuorumReading quorum, Names names, BusinessClock clock) : PageModel
{
    private const int Usual = 2;

    /// <summary>Hours that can be asked for.</summary>
    public static IReadOnlyList<int> Waits { get; } = [1, Usual, 4, 12, 24, 48];

    public QuorumFinding Finding { get; private set; } = null!;

    /// <summary>Periods that are not over.</summary>
    public IReadOnlyList<Availability> Periods { get; private set; } = [];

    public int Within { get; private set; }

    /// <summary>The request looked at, null for any matter.</summary>
    public string? Wanted { get; private set; }

    public bool MayRecord => RosterRules.MayRecord(desk.Caller.Actor, desk.Caller.Panel);

    public async Task<IActionResult> OnGetAsync(int? within, string? request)
    {
        if (!RosterRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        Within = within is { } hours && Waits.Contains(hours) ? hours : Usual;
        Wanted = string.IsNullOrWhiteSpace(request) ? null : request.Trim();
        var (_, finding) = await quorum.FindAsync(desk.Caller, clock.Now, TimeSpan.FromHours(Within), Wanted, HttpContext.RequestAborted);
        if (finding is null)
            return NotFound();
        Finding = finding;
        var (_, roster) = await books.ReadAsync(Book.Roster, HttpContext.RequestAborted);
        Periods = RosterEndpoints.Coming(roster, clock.Now);
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
