using Microsoft.EntityFrameworkCore;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Replay;

/// <summary>All entries of a server's database, as an export has them, with the documents they name.</summary>
internal sealed record WholeLog(IReadOnlyList<LoggedEntry> Entries, IReadOnlyDictionary<string, byte[]> Documents, IReadOnlyList<StoredState> States)
{
    public static Task<WholeLog> OfAsync(TestServer server) => server.ReadAsync(async db => new WholeLog(
        await EntriesAsync(db),
        await db.Documents.AsNoTracking().ToDictionaryAsync(document => document.Hash, document => document.Bytes),
        [
            .. (await db.Requests.AsNoTracking().ToListAsync()).Select(row => StoredState.Of(row.Id, new RequestSnapshot(row.Content, row.Snapshot))),
            .. (await db.Registers.AsNoTracking().ToListAsync()).Select(row => new StoredState(row.Case, row.Snapshot)),
        ]));

    /// <summary>A replay of all entries.</summary>
    public Replayer Replayed()
    {
        var replayer = new Replayer(Documents.GetValueOrDefault);
        foreach (var entry in Entries)
            replayer.Add(entry);
        return replayer;
    }

    /// <summary>Everything follows from the rules, and every stored state from the entries.</summary>
    public ReplayResult AssertFaithful()
    {
        var replayer = Replayed();
        var result = replayer.Finish();
        Assert.Empty(result.Divergences);
        Assert.Empty(result.Withheld);
        Assert.Equal(0, result.NotDerivable);
        Assert.Empty(replayer.Compare(States));
        Assert.Equal(Entries.Count, result.Entries);
        return result;
    }

    private static async Task<IReadOnlyList<LoggedEntry>> EntriesAsync(OversightDbContext db)
    {
        var parts = (await db.Parts.AsNoTracking().ToListAsync()).ToLookup(part => (part.Case, part.CaseSeq));
        var rows = await db.Entries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
        return [.. rows.Select((row, i) => new LoggedEntry(i, row.Bytes, parts[(row.Case, row.CaseSeq)].ToDictionary(part => part.Name, part => part.Disclosure)))];
    }
}
