using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Replay;
using Oversight.Server.Log;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Replay;

/// <summary>All entries of a server's database, as an export has them, with the documents they name.</summary>
internal sealed record WholeLog(IReadOnlyList<LoggedEntry> Entries, IReadOnlyDictionary<string, byte[]> Documents, ServerDump Dump)
{
    public IReadOnlyList<StoredState> States => Dump.States;

    public static async Task<WholeLog> OfAsync(TestServer server)
    {
        var (entries, documents) = await server.ReadAsync(async db =>
            (await EntriesAsync(db), await db.Documents.AsNoTracking().ToDictionaryAsync(document => document.Hash, document => document.Bytes)));
        await using var scope = server.Services.CreateAsyncScope();
        using var dump = new MemoryStream();
        await scope.ServiceProvider.GetRequiredService<StateDump>().WriteAsync(dump, CancellationToken.None);
        return new WholeLog(entries, documents, ServerDump.Read(Encoding.UTF8.GetString(dump.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>A replay of all entries.</summary>
    public Replayer Replayed()
    {
        var replayer = new Replayer(Documents.GetValueOrDefault) { Dump = Dump };
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
        var compared = replayer.Compare();
        Assert.Empty(compared.Divergences);
        Assert.Empty(compared.NotCompared);
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
