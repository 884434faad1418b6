using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Usage;

namespace Oversight.Server.Pages.UsageFiles;

/// <summary>Every usage file of a request, on record or on its way.</summary>
public sealed class ImportsPage(Desk desk, UsageReading usage) : PageModel
{
    public RequestState State { get; private set; } = null!;

    public IReadOnlyList<UsageImportView> Imports { get; private set; } = [];

    public bool MayFile { get; private set; }

    public async Task<IActionResult> OnGetAsync(string number)
    {
        if (await desk.FindAsync(number) is not { } state)
            return NotFound();
        State = state;
        Imports = await usage.ListAsync(state, HttpContext.RequestAborted);
        MayFile = CommandRules.All.First(rule => rule.Command == typeof(FileUsage)).IsOpenTo(state, desk.Facts);
        return Page();
    }
}
