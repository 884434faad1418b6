using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Server.Tests.Hosting;

/// <summary>What is stored of a register follows from its entries alone.</summary>
internal static class Rebuilding
{
    /// <summary>The entries of a register in order, as stored.</summary>
    public static async Task<IReadOnlyList<StoredEntry>> EntriesOfAsync(this TestServer server, string register)
    {
        var entries = await server.ReadAsync(db => db.Entries.Where(e => e.Case == register).OrderBy(e => e.CaseSeq).ToListAsync());
        var parts = (await server.ReadAsync(db => db.Parts.Where(p => p.Case == register).ToListAsync())).ToLookup(p => p.CaseSeq);
        return [.. entries.Select(e => new StoredEntry(e.Bytes, parts[e.CaseSeq].ToDictionary(p => p.Name, p => p.Disclosure)))];
    }

    /// <summary>The chain holds, and the state rebuilt from it is the stored one.</summary>
    public static async Task AssertRebuiltAsync<TState, TEvent>(this TestServer server, Register<TState, TEvent> register)
        where TState : class
        where TEvent : class
    {
        var entries = await server.EntriesOfAsync(register.Case);
        var row = await server.ReadAsync(db => db.Registers.SingleAsync(r => r.Case == register.Case));
        Assert.Null(CaseChain.Verify(entries.Select(e => e.Bytes)));
        Assert.Equal(row.CaseSeq, entries.Count);
        Assert.Equal(row.LastLeaf, LeafHash.HexOf(entries[^1].Bytes));
        Assert.Equal(row.Snapshot, register.Write(register.Rebuild(entries)!));
    }
}
