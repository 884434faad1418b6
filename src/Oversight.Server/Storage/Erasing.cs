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
                await DeleteAsync(db, number, before.CaseSeq + 1 + i, order, ct);
        var left = (await StoredTrail.ReadAsync(db, number, ct)).Rebuild(facts.Rules.Definitions);
        foreach (var happened in accepted.Events)
            left = RequestFold.Apply(left, before.Id, happened, new Stamp(left!.CaseSeq + 1, facts.Now, facts.Actor.Id), facts.Rules.Definitions);
        return left!;
    }

    /// <summary>Deletes what an order names where it is still there, and gives how many parts and copies that were.</summary>
    public static async Task<int> DeleteAsync(OversightDbContext db, string number, int orderSeq, PartsErased order, CancellationToken ct)
    {
        var known = (await db.ErasedParts.AsNoTracking().Where(p => p.Case == number).ToListAsync(ct)).Select(p => new PartPlace(p.CaseSeq, p.Name)).ToHashSet();
        // Named first: only then do the triggers let a part go.
        foreach (var part in order.Erased.Where(part => !known.Contains(part)))
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "ErasedParts" ("Case", "CaseSeq", "Name", "OrderCase", "OrderSeq") VALUES ({number}, {part.CaseSeq}, {part.Name}, {number}, {orderSeq})""", ct);
        var gone = 0;
        foreach (var entry in order.Erased.GroupBy(part => part.CaseSeq, part => part.Name))
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
        switch (RequestEntries.Read(new StoredEntry(bytes, new Dictionary<string, string>())).Event)
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
}

/// <summary>What the start found that orders had erased before: a database, or tables of it, came back from a backup.</summary>
public sealed class ErasedAgain
{
    /// <summary>Parts and copies erased again at this start.</summary>
    public int Count { get; private set; }

    /// <summary>Applies every order on record again, before anybody is answered.</summary>
    public async Task RunAsync(Transactions transactions, Rules rules, ILogger logger, CancellationToken ct)
    {
        var cases = await transactions.RunAsync(db => db.Entries.AsNoTracking().Where(e => e.Type == nameof(PartsErased)).Select(e => e.Case).Distinct().OrderBy(c => c).ToListAsync(ct), ct);
        foreach (var number in cases)
        {
            var gone = await transactions.RunAsync(db => ApplyAsync(db, number, rules, ct), ct);
            Count += gone;
            if (gone > 0)
                Messages.ErasedAgain(logger, gone, number, null);
        }
        if (cases.Count > 0)
            await transactions.SweepAsync(ct);
    }

    private static async Task<int> ApplyAsync(OversightDbContext db, string number, Rules rules, CancellationToken ct)
    {
        if (await db.LockRequestAsync(number, ct) is not { } row)
            return 0;
        var found = await StoredTrail.ReadAsync(db, number, ct);
        var definitions = rules.Book.Definitions;
        var (gone, last) = (0, 0);
        for (var i = 0; i < found.Entries.Count; i++)
            if (EntryDocument.Read(found.Entries[i].Bytes).Type == nameof(PartsErased))
                (gone, last) = (gone + await Erasing.DeleteAsync(db, number, i + 1, (PartsErased)RequestEntries.Read(found.Entries[i]).Event, ct), i + 1);
        if (gone == 0 && row.CaseSeq >= last)
            return 0;
        var left = await StoredTrail.ReadAsync(db, number, ct);
        var (stored, state) = (new RequestSnapshot(row.Content, row.Snapshot), left.Rebuild(definitions)!);
        // A row that follows from neither was changed by hand: it stays as evidence, and nothing is authorised on it.
        if (left.IsWhole && stored != RequestSnapshot.Of(state) && (row.CaseSeq < last || stored == RequestSnapshot.Of(found.Rebuild(definitions)!)))
        {
            RequestRows.Place(row, null, state, left.LastLeaf, row.UpdatedAt);
            gone++;
        }
        await db.SaveChangesAsync(ct);
        return gone;
    }

    private static class Messages
    {
        public static readonly Action<ILogger, int, string, Exception?> ErasedAgain = LoggerMessage.Define<int, string>(
            LogLevel.Warning, new EventId(1, nameof(ErasedAgain)), "Erased again {Count} parts and copies of {Case}: what orders had erased came back with a restored database.");
    }
}
