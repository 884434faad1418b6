using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Requests;

namespace Oversight.Server.Pages.Requests;

/// <summary>The receipt of an entry as a file; a page that says why not while no checkpoint covers it.</summary>
public sealed class ReceiptPage(Desk desk, RequestReading reading, IServiceScopeFactory scopes) : PageModel
{
    public string Number { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string number, int caseSeq)
    {
        if (await reading.FindAsync(number, desk.Caller, HttpContext.RequestAborted) is not { } request || caseSeq < 1 || caseSeq > request.CaseSeq)
            return NotFound();
        Number = request.Id.Value;
        return await ReceiptEndpoint.FindAsync(scopes, Number, caseSeq, HttpContext.RequestAborted) is { } proof
            ? File(Encoding.UTF8.GetBytes(proof.ToString()), "text/plain; charset=utf-8", $"{Number}-{caseSeq}{TlogProof.Extension}")
            : Page();
    }
}
