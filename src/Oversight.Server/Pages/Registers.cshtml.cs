using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Registers.Undertakings;
using Oversight.Server.Rosters;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages;

/// <summary>The registers that are open to the reader.</summary>
public sealed class RegistersPage(Desk desk, QuorumReading quorum, BusinessClock clock) : PageModel
{
    /// <summary>Address and text of each.</summary>
    public IReadOnlyList<(string Address, string Key)> Open { get; private set; } = [];

    /// <summary>Whether no quorum is found in the time an urgent matter leaves; false for whoever may not read the roster.</summary>
    public bool Alarm { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var (actor, panel) = (desk.Caller.Actor, desk.Caller.Panel);
        var readsRoster = RosterRules.MayRead(actor, panel);
        (string Address, string Key, bool MayRead)[] all =
        [
            ("/agreements", "agreements", AgreementRules.MayRead(actor, panel)), ("/undertakings", "undertakings", UndertakingRules.MayRead(actor, panel)),
            ("/operatorReports", "operatorReports", OperatorReportRules.MayRead(actor, panel)), ("/roster", "roster", readsRoster),
        ];
        Open = [.. all.Where(register => register.MayRead).Select(register => (register.Address, register.Key))];
        if (Open.Count == 0)
            return StatusCode(StatusCodes.Status403Forbidden);
        Alarm = readsRoster && (await quorum.FindAsync(desk.Caller, clock.Now, TimeSpan.Zero, null, HttpContext.RequestAborted)).Finding!.Alarm;
        return Page();
    }
}
