using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>
/// An entry of a case as this caller may see it. Withheld entries keep number, time and leaf hash, so that the chain stays whole; header holds
/// the very JSON that is hashed, bytes the same in base64.
/// </summary>
public sealed record EntryView(
    int CaseSeq, DateTimeOffset At, string AtJst, string LeafHash, string Prev, bool Withheld, string? Type, string? Actor, string? Role, JsonNode? Header,
    IReadOnlyList<PartView>? Parts, string? Bytes);

/// <summary>A content part: its digest in the entry, whether it is still kept, and then its value; where it is not, the number of the order it was erased under.</summary>
public sealed record PartView(string Name, string Digest, PartStanding Standing, int? Order, JsonNode? Value);

/// <summary>What became of a content part.</summary>
[CamelCaseNames]
public enum PartStanding
{
    /// <summary>Kept; its value opens the digest.</summary>
    Open,

    /// <summary>Deleted under an order that is itself an entry.</summary>
    Erased,

    /// <summary>Not there, and no order says why.</summary>
    Withheld,
}

/// <summary>Reads the entries of a case.</summary>
public static class EntryReading
{
    /// <summary>Entries after a number, in order, at most <paramref name="limit"/>.</summary>
    public static async Task<IReadOnlyList<EntryView>> ReadAsync(
        OversightDbContext db, RequestState state, Actor actor, int after, int limit, CancellationToken ct)
    {
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == state.Id.Value && e.CaseSeq > after).OrderBy(e => e.CaseSeq).Take(limit).ToListAsync(ct);
        if (rows.Count == 0)
            return [];
        int first = rows[0].CaseSeq, last = rows[^1].CaseSeq;
        var parts = await db.Parts.AsNoTracking().Where(p => p.Case == state.Id.Value && p.CaseSeq >= first && p.CaseSeq <= last).ToListAsync(ct);
        var bySeq = parts.ToLookup(part => part.CaseSeq);
        return [.. rows.Select(row => Of(row, bySeq[row.CaseSeq].ToDictionary(part => part.Name, part => part.Disclosure), state, actor))];
    }

    private static EntryView Of(EntryRow row, Dictionary<string, string> parts, RequestState state, Actor actor)
    {
        var document = EntryDocument.Read(row.Bytes);
        var decoded = RequestEntries.Read(new StoredEntry(row.Bytes, parts));
        var leaf = Convert.ToHexStringLower(row.LeafHash);
        var header = document.Header;
        if (!Reading.MaySeeEntry(state, decoded.Event, actor))
            return new EntryView(row.CaseSeq, header.At, CanonicalInstant.FormatJst(header.At), leaf, header.Prev, true, null, null, null, null, null, null);
        return new EntryView(
            row.CaseSeq, header.At, CanonicalInstant.FormatJst(header.At), leaf, header.Prev, false, document.Type, header.Actor, header.Role,
            JsonNode.Parse(row.Bytes),
            [.. document.Parts.Select(part => PartOf(part, parts.GetValueOrDefault(part.Name), ErasureRules.OrderOf(state, new PartPlace(row.CaseSeq, part.Name))))],
            Convert.ToBase64String(row.Bytes));
    }

    /// <summary>What an order erased is not shown even where a restored database has it again.</summary>
    private static PartView PartOf(PartDigest part, string? disclosure, int? order) =>
        order is not null ? new PartView(part.Name, part.Digest, PartStanding.Erased, order, null)
        : disclosure is null ? new PartView(part.Name, part.Digest, PartStanding.Withheld, null, null)
        : new PartView(part.Name, part.Digest, PartStanding.Open, null, Part.Open(part, disclosure));
}
