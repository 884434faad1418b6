using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Administration;
using Oversight.Server.Requests;
using Oversight.Server.Sittings;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages;

/// <summary>The work list: what waits for the caller, and every request the caller may read; for an administrator, people, agencies and seats.</summary>
public sealed class HomePage(Desk desk, RequestReading reading, RegisterReading registers, Names names, SittingReading sittings, BusinessClock clock) : PageModel
{
    public Role Role => desk.Caller.Actor.Role;

    public DateTimeOffset Now { get; } = clock.Now;

    public IReadOnlyList<WaitingLine> Waiting { get; private set; } = [];

    public Page<RequestLine> Requests { get; private set; } = new([], null);

    public string? State { get; private set; }

    public string? Route { get; private set; }

    /// <summary>The sitting that is open or comes next, for those who read sittings.</summary>
    public SittingSummary? Sitting { get; private set; }

    /// <summary>What an administrator looks after; null for everybody else.</summary>
    public Overview? Overview { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? state, string? route, string? cursor)
    {
        if (Role == Role.Administrator)
        {
            Overview = await Overview.ReadAsync(registers, HttpContext.RequestAborted);
            return Page();
        }
        (State, Route) = (Blank(state), Blank(route));
        var page = await reading.ListAsync(desk.Caller, new RequestFilter(State, Route, null, null, Blank(cursor), null), HttpContext.RequestAborted);
        if (page is null)
            return StatusCode(StatusCodes.Status400BadRequest);
        Requests = page;
        Waiting = await reading.WaitingAsync(desk.Caller, HttpContext.RequestAborted);
        if (SittingRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            Sitting = (await sittings.ListAsync(HttpContext.RequestAborted)).Items.FirstOrDefault(line => line.State is SittingState.Called or SittingState.Open);
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }

    private static string? Blank(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
