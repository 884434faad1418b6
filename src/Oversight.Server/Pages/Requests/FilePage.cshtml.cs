using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers.Reads;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Requests;

/// <summary>An attached file, always to be saved and never shown by the browser, whatever the agency says it is.</summary>
public sealed class FilePage(Desk desk, OversightDbContext db) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string number, string digest)
    {
        if (await desk.FindAsync(number) is not { } state
            || state.Attachments.FirstOrDefault(file => file.Digest == digest) is not { } attached
            || await db.Attachments.AsNoTracking().SingleOrDefaultAsync(a => a.RequestId == state.Id.Value && a.Digest == digest) is not { } row)
            return NotFound();
        await desk.RecordAsync(state, new ContentRead(ReadKind.Attachment, Digest: digest));
        return File(row.Bytes, "application/octet-stream", attached.Name ?? digest);
    }
}
