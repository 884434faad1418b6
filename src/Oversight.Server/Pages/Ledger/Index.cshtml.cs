using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Ledger;

/// <summary>A witness, when it last cosigned what is served, and when it answered this node.</summary>
public sealed record WitnessLine(string Name, DateTimeOffset? CosignedAt);

/// <summary>How the audit trail stands: how far it is recorded, indexed, signed and served, who cosigned, what is wrong, and how to check it oneself.</summary>
public sealed class LedgerPage(OversightDbContext db, LogReading log, LogSigner signer, Witnesses witnesses, LogState state, OversightOptions options, TimeProvider time) : PageModel
{
    public long Recorded { get; private set; }

    public long Indexed { get; private set; }

    public long Signed { get; private set; }

    public Checkpoint? Served { get; private set; }

    public string Note { get; private set; } = "";

    public DateTimeOffset? ServedAt { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<NoteKey> Keys { get; private set; } = [];

    public IReadOnlyList<WitnessLine> Witnesses { get; private set; } = [];

    public IReadOnlyList<LogAlarm> Alarms => state.Alarms;

    public string Address => $"{options.AddressOf(Request)}/log/";

    public async Task OnGetAsync()
    {
        var ct = HttpContext.RequestAborted;
        Recorded = await db.Entries.LongCountAsync(ct);
        Indexed = (await log.HeadAsync(ct)).Size;
        Signed = await db.Checkpoints.MaxAsync(row => (long?)row.Size, ct) ?? 0;
        if (await log.PublishedAsync(ct) is { Published: { } note } served)
            (Note, ServedAt, Served) = (note, served.PublishedAt, Checkpoint.Parse(SignedNote.Parse(note).Text));
        try
        {
            Keys = await signer.KeysAsync(ct);
        }
        catch (Exception fault) when (fault is HttpRequestException or LogBrokenException)
        {
            // The alarms say that the signer cannot be asked.
        }
        var cosigned = Note.Length == 0 ? [] : SignedNote.Parse(Note).Verify((witnesses.Policy?.Witnesses ?? []).Select(witness => witness.Key));
        Witnesses = [.. (witnesses.Policy?.Witnesses ?? []).Select(witness => new WitnessLine(witness.Name, cosigned.FirstOrDefault(signature => signature.Key == witness.Key)?.At))];
    }

    /// <summary>Whether the reader has an account that may read entries as an auditor.</summary>
    public bool IsAuditor => User.IsInRole(RequestEntries.RoleName(Role.Auditor));
}
