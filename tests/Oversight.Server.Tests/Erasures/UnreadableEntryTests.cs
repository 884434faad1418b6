using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Storage;

namespace Oversight.Server.Tests.Erasures;

/// <summary>A case under an erasure order of which an entry cannot be read any more: that case is closed to everybody, and the server starts.</summary>
public sealed class UnreadableEntryTests
{
    /// <summary>Which entry of the case is spoilt: the draft whose parts the order names, one in the middle, the order itself.</summary>
    public enum Spoilt { Draft, Middle, Order }

    public static MatrixTheoryData<DatabaseKind, Spoilt> Cases => new(TestDatabase.Kinds.Select(row => row.Data), Enum.GetValues<Spoilt>());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_can_be_named_is_erased_the_case_is_closed_and_every_other_one_is_served(DatabaseKind kind, Spoilt spoilt)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Scene broken, healthy;
        List<PartRow> kept = [];
        List<(RequestRow Row, List<PartRow> Parts)> old = [];
        await using (var server = await TestServer.StartOnAsync(database))
        {
            (broken, healthy) = (await ErasureTests.RefusedAsync(server), await ErasureTests.RefusedAsync(server));
            foreach (var scene in new[] { broken, healthy })
            {
                var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
                old.Add((stored.Row, [.. stored.Parts.Where(part => part is { Name: "content.statement", CaseSeq: 1 })]));
                await ErasureTests.EraseAsync(scene, (1, "content.statement"));
            }
        }
        foreach (var (row, parts) in old)
            await ErasureTests.RestoreAsync(database, parts, row);
        var order = """(SELECT MAX("CaseSeq") FROM "Entries" WHERE "Type" = 'PartsErased')""";
        await database.TamperAsync(
            $"""UPDATE "Entries" SET "Bytes" = {(kind == DatabaseKind.Sqlite ? "X'7b7d'" : @"'\x7b7d'")} WHERE "Case" = '{broken.Number}' AND "CaseSeq" = {spoilt switch { Spoilt.Draft => "1", Spoilt.Middle => "3", _ => order }}""");

        await using var again = await TestServer.StartOnAsync(database);

        var ready = await again.Anonymous.ReadAsync("/health/ready");
        Assert.Equal((HttpStatusCode.OK, 1), (ready.Status, (int)ready.Json["unreadableCases"]!));
        Assert.Contains("CaseUnreadable", ready.Json["warnings"]!.AsArray().Select(warning => (string?)warning));
        Assert.DoesNotContain(broken.Number, ready.Text, StringComparison.Ordinal);
        Assert.Equal(0, await again.ReadAsync(db => db.Parts.CountAsync(p => p.Name == "content.statement" && p.CaseSeq == 1)));

        (await again.ReadAsync(db => StoredCase.ReadAsync(db, healthy.Number))).AssertFollowsFromEntries(((Rules)again.Services.GetService(typeof(Rules))!).Book);
        (await again.ClientFor("auditor").ReadAsync(healthy.Address)).Succeeded();
        await AssertClosedAsync(again, broken);
        await AssertSecretNowhereAsync(again, broken);
    }

    [Fact]
    public async Task A_case_that_is_repaired_is_open_again_at_the_next_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        Scene scene;
        await using (var server = await TestServer.StartOnAsync(database))
            await ErasureTests.EraseAsync(scene = await ErasureTests.RefusedAsync(server), (1, "content.statement"));
        await database.TamperAsync(
            "CREATE TABLE Kept AS SELECT Id, Bytes FROM Entries", $"UPDATE Entries SET Bytes = X'7b7d' WHERE \"Case\" = '{scene.Number}' AND CaseSeq = 3");
        await using (var server = await TestServer.StartOnAsync(database))
            await AssertClosedAsync(server, scene);
        await database.TamperAsync("UPDATE Entries SET Bytes = (SELECT Bytes FROM Kept WHERE Kept.Id = Entries.Id)");

        await using var again = await TestServer.StartOnAsync(database);
        Assert.Equal(0, (int)(await again.Anonymous.ReadAsync("/health/ready")).Json["unreadableCases"]!);
        var tag = (await again.ClientFor("auditor").ReadAsync(scene.Address)).Succeeded().ETag;
        (await again.ClientFor("examiner1").CommandAsync(scene.Number, "proposeErasure", ErasureTests.Proposal((1, "content.scope")), tag)).Succeeded();
    }

    /// <summary>Whoever may read it is told nothing of it, and no command on it is taken.</summary>
    private static async Task AssertClosedAsync(TestServer server, Scene scene)
    {
        foreach (var path in new[] { "", "/entries", "/decision", "/versions" })
            Assert.Contains((await server.ClientFor("auditor").ReadAsync(scene.Address + path)).Status, (HttpStatusCode[])[HttpStatusCode.InternalServerError, HttpStatusCode.NotFound]);
        var before = await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == scene.Number));
        var reply = await server.ClientFor("examiner1").CommandAsync(scene.Number, "proposeErasure", ErasureTests.Proposal((1, "content.scope")), scene.ETag);
        Assert.False(reply.IsSuccess, reply.ToString());
        Assert.Equal(before, await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == scene.Number)));
    }

    private static async Task AssertSecretNowhereAsync(TestServer server, Scene scene)
    {
        await Swallow(server.PublishLogAsync());
        var rows = await server.ReadAsync(db => db.Requests.Where(r => r.Id == scene.Number).Select(r => r.Content + r.Snapshot).ToListAsync());
        Assert.DoesNotContain(ErasureTests.Secret, string.Concat(rows), StringComparison.Ordinal);
        var parts = await server.ReadAsync(db => db.Parts.Where(p => p.Case == scene.Number).Select(p => p.Disclosure).ToListAsync());
        Assert.All(parts, part => Assert.DoesNotContain(ErasureTests.Secret, Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part)), StringComparison.Ordinal));
        foreach (var path in new[] { "/log/state", "/api/v1/entries/export", "/api/v1/requests" })
            Assert.DoesNotContain(ErasureTests.Secret, await server.ClientFor("auditor").GetStringAsync(path), StringComparison.Ordinal);
    }

    /// <summary>Over an entry that was spoilt the log signs nothing.</summary>
    private static async Task Swallow(Task publishing)
    {
        try
        {
            await publishing;
        }
        catch (Oversight.Server.Log.LogBrokenException)
        {
            // Expected.
        }
    }
}
