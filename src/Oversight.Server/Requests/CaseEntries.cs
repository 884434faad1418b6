using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>An entry of a case read back, with its leaf hash in lower-case hex.</summary>
public sealed record ReadEntry(DecodedEntry<RequestEvent> Decoded, string LeafHash);

/// <summary>Entries of a case by type, whoever asks; the caller leaves out what is not for the reader.</summary>
public static class CaseEntries
{
    /// <summary>Entries of these types in order, with the parts that are still kept.</summary>
    public static async Task<IReadOnlyList<ReadEntry>> OfTypesAsync(OversightDbContext db, RequestId id, IReadOnlyList<string> types, CancellationToken ct)
    {
        var number = id.Value;
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == number && types.Contains(e.Type)).OrderBy(e => e.CaseSeq).ToListAsync(ct);
        var seqs = rows.Select(row => row.CaseSeq).ToList();
        var parts = (await db.Parts.AsNoTracking().Where(p => p.Case == number && seqs.Contains(p.CaseSeq)).ToListAsync(ct)).ToLookup(part => part.CaseSeq);
        return [.. rows.Select(row => new ReadEntry(
            RequestEntries.Read(new StoredEntry(row.Bytes, parts[row.CaseSeq].ToDictionary(part => part.Name, part => part.Disclosure))),
            Convert.ToHexStringLower(row.LeafHash)))];
    }

    /// <summary>The content versions the reader may see, in order.</summary>
    public static async Task<IReadOnlyList<ContentVersion>> VersionsAsync(OversightDbContext db, RequestState state, Actor actor, CancellationToken ct)
    {
        var entries = await OfTypesAsync(db, state.Id, ContentVersions.Types, ct);
        return [.. ContentVersions.Of(entries.Select(entry => entry.Decoded)).Where(version => Reading.MaySeeVersion(state, version.Number, actor))];
    }
}
