using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Server.Storage;

/// <summary>The entries of one case with the parts still kept, in order.</summary>
internal sealed record StoredTrail(IReadOnlyList<StoredEntry> Entries, IReadOnlyList<byte[]> LeafHashes)
{
    /// <summary>Leaf of the last entry in lower-case hex; empty for none.</summary>
    public string LastLeaf => LeafHashes.Count == 0 ? "" : Convert.ToHexStringLower(LeafHashes[^1]);

    /// <summary>Chain and leaf hashes hold.</summary>
    public bool IsWhole => CaseChain.Verify(Entries.Select(entry => entry.Bytes)) is null
        && Entries.Zip(LeafHashes).All(pair => LeafHash.Of(pair.First.Bytes).AsSpan().SequenceEqual(pair.Second));

    /// <summary>The state the entries add up to; null for none.</summary>
    public RequestState? Rebuild(DefinitionSet definitions) => RequestEntries.Rebuild(Entries, definitions);

    /// <summary>The same, or null where entries that cannot be read, or make no sense together, add up to nothing.</summary>
    public RequestState? TryRebuild(DefinitionSet definitions)
    {
        try
        {
            return Rebuild(definitions);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The fold was never made for what an honest server does not write; it touches no database, so whatever it throws is about these entries.
            return null;
        }
    }

    /// <summary>The first entries alone.</summary>
    public StoredTrail First(int count) => new([.. Entries.Take(count)], [.. LeafHashes.Take(count)]);

    public static async Task<StoredTrail> ReadAsync(OversightDbContext db, string number, CancellationToken ct)
    {
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == number).OrderBy(e => e.CaseSeq)
            .Select(e => new { e.CaseSeq, e.Bytes, e.LeafHash }).ToListAsync(ct);
        var parts = (await db.Parts.AsNoTracking().Where(p => p.Case == number).ToListAsync(ct)).ToLookup(p => p.CaseSeq);
        return new StoredTrail(
            [.. rows.Select(row => new StoredEntry(row.Bytes, parts[row.CaseSeq].ToDictionary(part => part.Name, part => part.Disclosure)))],
            [.. rows.Select(row => row.LeafHash)]);
    }
}
