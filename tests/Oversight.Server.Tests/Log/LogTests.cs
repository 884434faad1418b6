using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Log;

/// <summary>The log as it is sequenced, signed and served, on both databases.</summary>
public sealed class LogTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_entry_gets_one_place_and_what_is_served_makes_the_signed_root(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Anonymous.GetAsync("/log/checkpoint")).StatusCode);
        await server.PublishLogAsync();
        var first = await CheckpointAsync(server);
        await Scene.InAsync(server, RequestStatus.InForce);
        await server.PublishLogAsync();
        await server.PublishLogAsync();

        var checkpoint = await CheckpointAsync(server);
        var entries = await server.ReadAsync(db => db.Entries.OrderBy(entry => entry.Id).ToListAsync());
        Assert.Equal(entries.Count, checkpoint.Size);
        Assert.InRange(first.Size, 1, checkpoint.Size - 1);
        var auditor = server.ClientFor("auditor");
        var bundle = await auditor.GetByteArrayAsync($"/log/{Tile.EntriesPath(0, (int)checkpoint.Size)}");
        var served = EntryBundle.Read(bundle, (int)checkpoint.Size).Select(range => bundle[range]).ToList();
        Assert.Equal(entries.Select(entry => entry.Bytes), served);
        var tiles = new Dictionary<(int, long), byte[]> { [(0, 0)] = await server.Anonymous.GetByteArrayAsync($"/log/{new Tile(0, 0, (int)checkpoint.Size).Path}") };
        Assert.Equal(served.SelectMany(entry => TreeHash.OfLeaf(entry).ToArray()), tiles[(0, 0)]);
        Assert.Equal(checkpoint.Root, MerkleTree.Root(checkpoint.Size, Tile.Reader(tiles)));
        Assert.Equal(first.Root, MerkleTree.Root(first.Size, Tile.Reader(tiles)));
    }

    [Fact]
    public async Task Hashes_are_for_everybody_and_entries_and_parts_for_auditors_alone()
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishLogAsync();
        var size = (int)(await CheckpointAsync(server)).Size;
        string[] open = ["checkpoint", "keys", $"checkpoints/{size}", $"tile/0/000.p/{size}", "tile/0/000.p/1"];
        string[] closed = [$"tile/entries/000.p/{size}", $"parts/000.p/{size}", "documents", "cases/panel"];
        string[] missing = [$"tile/0/000.p/{size + 1}", "tile/0/000", "tile/1/000.p/1", "tile/0/000.p/0", "tile/0/x000/000.p/1", "checkpoints/1", "checkpoints/x", "cases/nothing", "documents/00"];
        foreach (var path in open)
            Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.GetAsync($"/log/{path}")).StatusCode);
        foreach (var path in closed)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.ClientFor("auditor").GetAsync($"/log/{path}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").GetAsync($"/log/{path}")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.GetAsync($"/log/{path}")).StatusCode);
        }
        foreach (var path in missing)
            Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("auditor").GetAsync($"/log/{path}")).StatusCode);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_receipt_proves_the_entry_and_waits_for_publication_when_asked(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var address = $"{scene.Address}/entries/3/receipt";
        Assert.Equal("NotYetPublished", (await server.ClientFor("kuze").ReadAsync(address)).Code);
        Assert.Equal("WaitOutOfRange", (await server.ClientFor("kuze").ReadAsync($"{address}?wait=31")).Code);
        var waiting = server.ClientFor("kuze").GetStringAsync($"{address}?wait=20");
        await server.PublishLogAsync();
        var receipt = TlogProof.Parse(await waiting);
        var bytes = await server.ReadAsync(db => db.Entries.Where(entry => entry.Case == scene.Number && entry.CaseSeq == 3).Select(entry => entry.Bytes).SingleAsync());
        Assert.True(receipt.Includes(bytes));
        var keys = (await server.Anonymous.GetStringAsync("/log/keys")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NoteKey.Parse).ToArray();
        Assert.Equal([NoteKeyType.Ed25519, NoteKeyType.Ecdsa], keys.Select(key => key.Type));
        Assert.True(LogPolicy.Of(keys).Judge(receipt.Checkpoint).IsQuorum);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("npa.drafter").GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").GetAsync($"{scene.Address}/entries/9999/receipt")).StatusCode);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Whoever_gave_a_command_on_a_register_has_its_receipt_and_nobody_else_but_auditors(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var version = (int)(await server.ClientFor("admin").PostAsync("/api/v1/signing-keys", "{}", null)).Succeeded().Json["version"]!;
        var entry = $"/api/v1/registers/keys/entries/{version}";
        Assert.Equal("NotYetPublished", (await server.ClientFor("admin").ReadAsync($"{entry}/receipt")).Code);
        await server.PublishLogAsync();

        foreach (var account in new[] { "admin", "auditor" })
            Assert.True(TlogProof.Parse(await server.ClientFor(account).GetStringAsync($"{entry}/receipt?wait=5")).Includes(await server.ClientFor(account).GetByteArrayAsync(entry)));
        foreach (var path in new[] { entry, $"{entry}/receipt" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").GetAsync(path)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.GetAsync(path)).StatusCode);
        }
        foreach (var register in new[] { "keys/entries/9999", "treasury/entries/1", "2028-AAAA-AAAA/entries/1" })
            Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("auditor").GetAsync($"/api/v1/registers/{register}")).StatusCode);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_sequencers_give_every_entry_one_place(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var one = await TestServer.StartOnAsync(database);
        await using var two = await TestServer.StartOnAsync(database);
        var stop = false;
        var loops = new[] { one, two }.Select(server => Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
                await server.PublishLogAsync();
        })).ToList();
        for (var i = 0; i < 6; i++)
            await Task.WhenAll(Scene.InAsync(one, RequestStatus.UnderExamination), Scene.InAsync(two, RequestStatus.AwaitingSignature));
        Volatile.Write(ref stop, true);
        await Task.WhenAll(loops);
        await one.PublishLogAsync();
        var ids = await one.ReadAsync(db => db.LeafIndexes.OrderBy(leaf => leaf.LeafIndex).Select(leaf => leaf.EntryId).ToListAsync());
        Assert.Equal(await one.ReadAsync(db => db.Entries.CountAsync()), ids.Distinct().Count());
        Assert.Equal(ids.Count, (await CheckpointAsync(two)).Size);
    }

    [Fact]
    public async Task An_entry_that_was_changed_gets_no_place_and_nothing_is_signed_over_it()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = await TestServer.StartOnAsync(database);
        await server.PublishLogAsync();
        var before = await CheckpointAsync(server);
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        await database.TamperAsync($"UPDATE Entries SET Bytes = CAST(REPLACE(CAST(Bytes AS TEXT), 'cao', 'npa') AS BLOB) WHERE \"Case\" = '{scene.Number}'");
        Assert.Equal("LeafHashWrong", (await Assert.ThrowsAsync<LogBrokenException>(server.PublishLogAsync)).Code);
        Assert.Equal(before, await CheckpointAsync(server));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_head_that_was_set_back_is_not_signed_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var server = await TestServer.StartOnAsync(database))
        {
            await Scene.InAsync(server, RequestStatus.Draft);
            await server.PublishLogAsync();
            await database.TamperAsync(
                """DELETE FROM "LeafIndexes";""", """DELETE FROM "LogHead";""", """DELETE FROM "Checkpoints";""",
                """DELETE FROM "Entries" WHERE "Id" = (SELECT MAX("Id") FROM "Entries")""");
        }
        await using var again = await TestServer.StartOnAsync(database);
        Assert.Equal("SignerIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(again.PublishLogAsync)).Code);
    }

    [Fact]
    public async Task With_the_gate_an_authorisation_takes_effect_once_it_is_published()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:Log:EffectiveOnlyWhenPublished=true");
        await server.PublishLogAsync();
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var document = $"/api/v1/authorisations/{scene.Number}/document";
        Assert.Equal("NotYetEffective", (await server.ClientFor("cao.officer").ReadAsync(document)).Code);
        await server.PublishLogAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.ClientFor("cao.officer").GetAsync(document)).StatusCode);
    }

    [Fact]
    public async Task Beyond_so_many_that_wait_for_a_receipt_the_next_is_answered_at_once_until_one_leaves()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:Log:MostWaiting=1");
        await server.PublishLogAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        var (address, kuze) = ($"{scene.Address}/entries/1/receipt", server.ClientFor("cao.drafter"));
        Assert.Equal("NotYetPublished", (await kuze.ReadAsync(address)).Code);
        var first = kuze.GetStringAsync($"{address}?wait=30");
        await Task.Delay(500);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var refused = await kuze.GetAsync($"{address}?wait=30");
        Assert.Equal((HttpStatusCode.Conflict, "1"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"It took {clock.Elapsed}.");
        Assert.False(first.IsCompleted);

        await server.PublishLogAsync();
        Assert.StartsWith("c2sp.org/tlog-proof@v1", await first, StringComparison.Ordinal);
        // The place is free again, and what is published already needs none.
        var other = await Scene.InAsync(server, RequestStatus.Draft);
        var second = kuze.GetStringAsync($"{other.Address}/entries/1/receipt?wait=30");
        await Task.Delay(500);
        Assert.False(second.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await kuze.GetAsync($"{address}?wait=30")).StatusCode);
        await server.PublishLogAsync();
        Assert.StartsWith("c2sp.org/tlog-proof@v1", await second, StringComparison.Ordinal);
    }

    internal static async Task<Checkpoint> CheckpointAsync(TestServer server)
    {
        var note = SignedNote.Parse(await server.Anonymous.GetStringAsync("/log/checkpoint"));
        var keys = await server.Services.GetRequiredService<LogSigner>().KeysAsync(CancellationToken.None);
        return LogPolicy.Of(keys).Judge(note).Checkpoint;
    }
}
