using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>
/// Carries erasure orders out: salt and value of the parts an order names go, with every row made of them. The entry of the order, and the entries it
/// speaks of, stay; so what follows from them is read from what is left.
/// </summary>
internal static class Erasing
{
    /// <summary>
    /// Deletes what an order being committed names and gives the state that is left: the fold over the entries with the parts that remain, and the
    /// order's own events. The caller saves.
    /// </summary>
    public static async Task<RequestState> CarryOutAsync(OversightDbContext db, RequestState before, Verdict.Accepted accepted, Facts facts, CancellationToken ct)
    {
        var number = before.Id.Value;
        for (var i = 0; i < accepted.Events.Count; i++)
            if (accepted.Events[i] is PartsErased order)
                await DeleteAsync(db, number, before.CaseSeq + 1 + i, order.Erased, ct);
        var left = (await StoredTrail.ReadAsync(db, number, ct)).Rebuild(facts.Rules.Definitions);
        foreach (var happened in accepted.Events)
            left = RequestFold.Apply(left, before.Id, happened, new Stamp(left!.CaseSeq + 1, facts.Now, facts.Actor.Id), facts.Rules.Definitions);
        return left!;
    }

    /// <summary>Deletes what an order names where it is still there, and gives how many parts and copies that were.</summary>
    public static async Task<int> DeleteAsync(OversightDbContext db, string number, int orderSeq, IReadOnlyList<PartPlace> erased, CancellationToken ct)
    {
        var known = (await db.ErasedParts.AsNoTracking().Where(p => p.Case == number).ToListAsync(ct)).Select(p => new PartPlace(p.CaseSeq, p.Name)).ToHashSet();
        // Named first: only then do the triggers let a part go.
        foreach (var part in erased.Where(part => !known.Contains(part)))
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "ErasedParts" ("Case", "CaseSeq", "Name", "OrderCase", "OrderSeq") VALUES ({number}, {part.CaseSeq}, {part.Name}, {number}, {orderSeq})""", ct);
        var gone = 0;
        foreach (var entry in erased.GroupBy(part => part.CaseSeq, part => part.Name))
        {
            var names = entry.ToList();
            gone += await db.Parts.Where(p => p.Case == number && p.CaseSeq == entry.Key && names.Contains(p.Name)).ExecuteDeleteAsync(ct);
            gone += await DeleteCopiesAsync(db, number, entry.Key, names, ct);
        }
        gone += await DeleteCutImportsAsync(db, number, ct);
        // A fingerprint is a hash without salt of what was sent: whoever guesses the text could tell by it.
        await db.IdempotencyKeys.Where(key => key.RequestId == number && key.Version < orderSeq && key.Fingerprint != "")
            .ExecuteUpdateAsync(key => key.SetProperty(k => k.Fingerprint, ""), ct);
        return gone;
    }

    /// <summary>Uploads that were cut and never put on record hold the same records, and no order could name them: a case that is over needs none.</summary>
    private static async Task<int> DeleteCutImportsAsync(OversightDbContext db, string number, CancellationToken ct)
    {
        var cut = db.UsageImports.Where(i => i.RequestId == number && i.Number == null);
        await db.UsageFindings.Where(f => cut.Any(i => i.Id == f.ImportId)).ExecuteDeleteAsync(ct);
        await db.UsageMalformed.Where(m => cut.Any(i => i.Id == m.ImportId)).ExecuteDeleteAsync(ct);
        return await cut.ExecuteDeleteAsync(ct);
    }

    /// <summary>A file goes with its name; of a usage file what is kept beside the entry: its name and the records found, not their lines and kinds.</summary>
    private static async Task<int> DeleteCopiesAsync(OversightDbContext db, string number, int caseSeq, List<string> names, CancellationToken ct)
    {
        if (!names.Contains("name")
            || await db.Entries.AsNoTracking().Where(e => e.Case == number && e.CaseSeq == caseSeq).Select(e => e.Bytes).SingleOrDefaultAsync(ct) is not { } bytes)
            return 0;
        switch (EventIn(bytes))
        {
            case AttachmentAdded file:
                return await db.Attachments.Where(a => a.RequestId == number && a.Digest == file.Digest).ExecuteDeleteAsync(ct);
            case UsageImported filed:
                var import = db.UsageImports.Where(i => i.RequestId == number && i.Number == filed.Import);
                var findings = await db.UsageFindings.Where(f => import.Any(i => i.Id == f.ImportId) && f.Text != "")
                    .ExecuteUpdateAsync(f => f.SetProperty(row => row.Text, ""), ct);
                return findings + await import.Where(i => i.Name != "").ExecuteUpdateAsync(i => i.SetProperty(row => row.Name, ""), ct);
            default:
                return 0;
        }
    }

    /// <summary>What an entry says openly; null where its bytes cannot be read any more, as only the start meets them.</summary>
    public static RequestEvent? EventIn(byte[] bytes)
    {
        try
        {
            return RequestEntries.Read(new StoredEntry(bytes, new Dictionary<string, string>())).Event;
        }
        catch (LedgerException)
        {
            return null;
        }
    }
}
