using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>Keeps the documents the server decides by and says in the audit trail which they are, so that every decision can be made again from the trail.</summary>
public sealed class RulebookBooks(Transactions transactions, RegisterStore registers, Rules rules, BusinessClock clock)
{
    /// <summary>
    /// Stores what is not stored yet and adopts the rulebook, unless it is the one adopted last. Nodes that start at once adopt it once: whoever comes
    /// second finds the register's row taken, and then finds the same rulebook in it.
    /// </summary>
    public Task<bool> AdoptAsync(CancellationToken ct) => transactions.RunAsync(async db =>
    {
        var row = await db.LockRegisterAsync(Registers.Rulebook.Case, ct);
        var documents = RulebookDocuments.Of(rules.Book).DistinctBy(document => document.Hash).ToList();
        var hashes = documents.Select(document => document.Hash).ToList();
        var known = await db.Documents.Where(document => hashes.Contains(document.Hash)).Select(document => document.Hash).ToListAsync(ct);
        db.Documents.AddRange(documents.Where(document => !known.Contains(document.Hash)).Select(RowOf));
        var adopted = AdoptedRulebook.Of(rules.Book);
        var isNew = row is null || !Registers.Rulebook.Parse(row.Snapshot).Equals(adopted);
        if (isNew)
            registers.Append(db, Registers.Rulebook, row, [adopted.Adoption()], Actor.System, await AfterLastAsync(db, ct));
        await db.SaveChangesAsync(ct);
        return isNew;
    }, ct);

    /// <summary>A clock that was set back does not date an adoption before the last one.</summary>
    private async Task<DateTimeOffset> AfterLastAsync(OversightDbContext db, CancellationToken ct)
    {
        var (name, now) = (Registers.Rulebook.Case, clock.Now);
        var last = await db.Entries.Where(entry => entry.Case == name).MaxAsync(entry => (DateTimeOffset?)entry.At, ct);
        return last > now ? last.Value : now;
    }

    private static DocumentRow RowOf(RuleDocument document) => new()
    {
        Hash = document.Hash,
        Kind = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(document.Kind.ToString()),
        Bytes = document.Bytes,
    };
}
