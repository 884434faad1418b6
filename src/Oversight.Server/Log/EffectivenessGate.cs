using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>
/// With the setting on, an authorisation takes effect only when everything that granted it lies under a published checkpoint, with witnesses under one
/// they cosigned: what nobody outside has seen gives nobody leave to act.
/// </summary>
public sealed class EffectivenessGate(OversightDbContext db, OversightOptions options)
{
    /// <summary>Entries that give leave: the grant, a change of what is granted, the end of a suspension.</summary>
    private static readonly string[] Giving = [nameof(AuthorisationIssued), nameof(Core.Authorisations.AuthorisationNarrowed), nameof(Core.Authorisations.AuthorisationResumed)];

    /// <summary>Whether the authorisation of this request may be used as far as the log is concerned: its latest leave to act, and all before it.</summary>
    public async Task<bool> IsOpenAsync(RequestState request, CancellationToken ct)
    {
        if (!options.Log.EffectiveOnlyWhenPublished)
            return true;
        var number = request.Id.Value;
        var size = await db.Checkpoints.AsNoTracking().Where(row => row.Published != null).MaxAsync(row => (long?)row.Size, ct) ?? 0;
        var issued = await db.Entries.AsNoTracking().Where(entry => entry.Case == number && Giving.Contains(entry.Type)).MaxAsync(entry => (int?)entry.CaseSeq, ct) ?? 0;
        var covered = await (
            from entry in db.Entries.AsNoTracking()
            where entry.Case == number && entry.CaseSeq <= issued
            join leaf in db.LeafIndexes.AsNoTracking() on entry.Id equals leaf.EntryId
            where leaf.LeafIndex < size
            select entry.CaseSeq).CountAsync(ct);
        return issued > 0 && covered == issued;
    }
}
