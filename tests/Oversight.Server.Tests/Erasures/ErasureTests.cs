using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Storage;

namespace Oversight.Server.Tests.Erasures;

public sealed class ErasureTests
{
    internal const string Secret = "Quince heron 4711";

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task What_is_ordered_erased_is_in_no_row_any_more_and_every_proof_holds(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await RefusedAsync(server);
        var before = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        Assert.Contains(Secret, before.Row.Content, StringComparison.Ordinal);

        await EraseAsync(scene, (1, "content.statement"), (1, "content.scope"));

        var after = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        after.AssertFollowsFromEntries(Book(server));
        Assert.DoesNotContain(Secret, after.Row.Content + after.Row.Snapshot + string.Concat(after.Disclosures), StringComparison.Ordinal);
        Assert.Equal(before.Entries.Select(e => Convert.ToHexString(e.LeafHash)), after.Entries.Take(before.Entries.Count).Select(e => Convert.ToHexString(e.LeafHash)));
        Assert.Equal(before.Parts.Count - 2 + 4, after.Parts.Count);
        Assert.Equal([(1, "content.scope", after.Row.CaseSeq), (1, "content.statement", after.Row.CaseSeq)], await server.ReadAsync(async db =>
            (await db.ErasedParts.Where(p => p.Case == scene.Number).OrderBy(p => p.Name).ToListAsync()).Select(p => (p.CaseSeq, p.Name, p.OrderSeq)).ToList()));
        Assert.Contains("content.criteria", after.Parts.Select(part => part.Name));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Request_decision_changes_entries_report_and_export_go_on_and_say_under_which_order(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await RefusedAsync(server);
        await EraseAsync(scene, (1, "content.statement"));
        var auditor = server.ClientFor("auditor");

        var request = await scene.AuditedAsync();
        Assert.Null(request["content"]!["statement"]);
        Assert.Equal(1, (int)request["erasureProposals"]![0]!["order"]!["number"]!);
        Assert.Equal("kuze", (string?)request["erasureProposals"]![0]!["order"]!["orderedBy"]);
        var entries = (await auditor.ReadAsync($"{scene.Address}/entries")).Succeeded().Json["items"]!.AsArray();
        var parts = entries[0]!["parts"]!.AsArray().ToDictionary(part => (string)part!["name"]!, part => part!);
        Assert.Equal(("erased", 1, null), ((string?)parts["content.statement"]["standing"], (int?)parts["content.statement"]["order"], parts["content.statement"]["value"]));
        Assert.Equal("open", (string?)parts["content.scope"]["standing"]);
        Assert.NotNull(parts["content.scope"]["value"]);
        var decision = (await auditor.ReadAsync($"{scene.Address}/decision")).Succeeded().Json;
        Assert.Equal(["statement"], decision["erased"]!.AsArray().Select(part => (string?)part));
        foreach (var path in new[] { "/versions", "/entries", "/usageImports" })
            Assert.DoesNotContain(Secret, (await auditor.ReadAsync(scene.Address + path)).Succeeded().Text, StringComparison.Ordinal);
        (await auditor.ReadAsync("/api/v1/reports/annual?from=2028-01-01&to=2028-12-31&edition=full")).Succeeded();
        Assert.Contains("PartsErased", Decoded((await auditor.ReadAsync("/api/v1/entries/export")).Succeeded().Text), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_file_goes_with_its_name_and_no_hash_of_what_was_sent_stays(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.DraftAsync(server);
        (await server.ClientFor("cao.drafter").AttachAsync(scene.Number, Secret, scene.ETag, "the-key")).Succeeded();
        await (await (await scene.ReadAsync()).FileAsync()).DoAsync("cao.officer", "withdraw", Bodies.Reason);
        var digest = await server.ReadAsync(db => db.Attachments.Where(a => a.RequestId == scene.Number).Select(a => a.Digest).SingleAsync());

        await EraseAsync(scene, (2, "name"));

        Assert.Equal(0, await server.ReadAsync(db => db.Attachments.CountAsync(a => a.RequestId == scene.Number)));
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/attachments/{digest}")).Status);
        var file = (await scene.AuditedAsync())["attachments"]![0]!;
        Assert.Equal((digest, null), ((string?)file["digest"], (string?)file["name"]));
        Assert.Equal("", await server.ReadAsync(db => db.IdempotencyKeys.Where(k => k.Key == "the-key").Select(k => k.Fingerprint).SingleAsync()));
        Assert.NotEqual("", await server.ReadAsync(db => db.IdempotencyKeys.OrderByDescending(k => k.Version).Select(k => k.Fingerprint).FirstAsync()));
    }

    [Fact]
    public async Task The_bytes_are_gone_from_the_database_file_too()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        string[] traces;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            var scene = await RefusedAsync(server);
            (await server.ClientFor("cao.drafter").ReadAsync(scene.Address)).Succeeded();
            var disclosure = await server.ReadAsync(db => db.Parts.Where(p => p.Case == scene.Number && p.Name == "content.statement").Select(p => p.Disclosure).SingleAsync());
            traces = [Secret, disclosure[50..]];
            Assert.All(traces, trace => Assert.True(Holds(database, trace)));

            await EraseAsync(scene, (1, "content.statement"));

            Assert.All(traces, trace => Assert.False(Holds(database, trace), trace));
        }
        SqliteConnection.ClearAllPools();
        Assert.All(traces, trace => Assert.False(Holds(database, trace), trace));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Parts_that_come_back_with_a_backup_are_erased_again_before_the_doors_open(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Scene scene;
        List<PartRow> kept;
        RequestRow row;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            scene = await RefusedAsync(server);
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
            (kept, row) = ([.. stored.Parts.Where(part => part.Name is "content.statement" or "content.scope" && part.CaseSeq == 1)], stored.Row);
            await EraseAsync(scene, (1, "content.statement"), (1, "content.scope"));
            Assert.Equal(0, (int)(await server.Anonymous.ReadAsync("/health/ready")).Json["erasedAgain"]!);
        }
        await RestoreAsync(database, kept, row);

        await using var again = await TestServer.StartOnAsync(database);
        Assert.Equal(3, (int)(await again.Anonymous.ReadAsync("/health/ready")).Json["erasedAgain"]!);
        var after = await again.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        after.AssertFollowsFromEntries(Book(again));
        Assert.DoesNotContain(Secret, after.Row.Content + after.Row.Snapshot + string.Concat(after.Disclosures), StringComparison.Ordinal);
        await using var third = await TestServer.StartOnAsync(database);
        Assert.Equal(0, (int)(await third.Anonymous.ReadAsync("/health/ready")).Json["erasedAgain"]!);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_part_that_is_missing_without_an_order_is_withheld_and_nothing_is_erased_over_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var scene = await RefusedAsync(server);
        await RunAsync(database, kind == DatabaseKind.Sqlite
            ? """DROP TRIGGER parts_deleted_under_an_order; DELETE FROM "Parts" WHERE "Name" = 'content.risk';"""
            : """ALTER TABLE "Parts" DISABLE TRIGGER USER; DELETE FROM "Parts" WHERE "Name" = 'content.risk'; ALTER TABLE "Parts" ENABLE TRIGGER USER;""");

        var entry = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/entries")).Succeeded().Json["items"]![0]!;
        var part = entry["parts"]!.AsArray().Single(part => (string?)part!["name"] == "content.risk")!;
        Assert.Equal(("withheld", null), ((string?)part["standing"], (int?)part["order"]));
        await scene.DoAsync("examiner1", "proposeErasure", Proposal((1, "content.statement")));
        Assert.Equal(HttpStatusCode.InternalServerError, (await scene.TryAsync("kuze", "orderErasure", new JsonObject { ["proposal"] = 1 })).Status);
        Assert.Contains("content.statement", (await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number))).Parts.Select(p => p.Name));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Of_two_who_order_at_once_one_does(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await RefusedAsync(server);
        await scene.DoAsync("examiner1", "proposeErasure", Proposal((1, "content.statement")));

        var replies = await Task.WhenAll(new[] { "kuze", "saegusa" }.Select(member => scene.TryAsync(member, "orderErasure", new JsonObject { ["proposal"] = 1 })));

        Assert.Equal(1, replies.Count(reply => reply.IsSuccess));
        Assert.Contains(replies.Single(reply => !reply.IsSuccess).Code, (string[])["Stale", "NothingProposed"]);
        (await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number))).AssertFollowsFromEntries(Book(server));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Without_an_order_no_part_can_be_deleted_and_what_was_ordered_is_never_changed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var scene = await RefusedAsync(server);
        await EraseAsync(scene, (1, "content.statement"));

        foreach (var change in new[]
        {
            """DELETE FROM "Parts" WHERE "Name" = 'content.scope'""", """UPDATE "ErasedParts" SET "Name" = 'content.scope'""", """DELETE FROM "ErasedParts" """,
        })
            await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(database.Connection, change));
    }

    [Fact]
    public async Task A_case_that_is_not_over_is_refused_with_what_to_wait_for()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.InForce);

        var reply = await scene.TryAsync("examiner1", "proposeErasure", Proposal((1, "content.statement")));

        Assert.Equal((HttpStatusCode.Conflict, "CaseNotOver"), (reply.Status, reply.Code));
        var unknown = await (await RefusedAsync(server)).TryAsync("examiner1", "proposeErasure", Proposal((1, "content.nothing")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "NoSuchPart", "/parts/0"), (unknown.Status, unknown.Code, (string?)unknown.Json["errors"]![0]!["pointer"]));
    }

    [Fact]
    public async Task Pages_offer_the_parts_and_say_under_which_order_a_text_was_erased()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await RefusedAsync(server);
        var page = $"/requests/{scene.Number}";
        Assert.Contains("value=\"1:content.statement\"", await Reads.ReadLogTests.PageAsync(server, "examiner1", $"{page}/act/proposeErasure"), StringComparison.Ordinal);
        await scene.DoAsync("examiner1", "proposeErasure", Proposal((1, "content.statement"), (1, "content.handling")));
        Assert.Contains("Board of archives", await Reads.ReadLogTests.PageAsync(server, "kuze", $"{page}/act/orderErasure"), StringComparison.Ordinal);
        Assert.Contains("Act on archives", await Reads.ReadLogTests.PageAsync(server, "kuze", $"{page}/act/refuseErasureProposal"), StringComparison.Ordinal);
        Assert.Contains(Secret, await Reads.ReadLogTests.PageAsync(server, "auditor", page), StringComparison.Ordinal);
        await scene.DoAsync("kuze", "orderErasure", new JsonObject { ["proposal"] = 1 });

        foreach (var account in new[] { "auditor", "cao.officer", "nasu" })
        {
            var shown = await Reads.ReadLogTests.PageAsync(server, account, page);
            Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
            Assert.Contains("<p class=\"govuk-body ov-muted\">erased under order 1</p>", shown, StringComparison.Ordinal);
            Assert.Contains("id=\"erasureOrders\"", shown, StringComparison.Ordinal);
            Assert.Contains("erased under order 1", await Reads.ReadLogTests.PageAsync(server, account, $"{page}/decision"), StringComparison.Ordinal);
        }
    }

    internal static JsonObject Proposal(params (int Seq, string Name)[] parts) => new()
    {
        ["parts"] = new JsonArray([.. parts.Select(part => new JsonObject { ["caseSeq"] = part.Seq, ["name"] = part.Name })]),
        ["ground"] = Bodies.Text("Act on archives, Art 9."),
        ["authority"] = Bodies.Text("Board of archives"),
    };

    /// <summary>The secretariat proposes, the chair orders.</summary>
    internal static async Task EraseAsync(Scene scene, params (int Seq, string Name)[] parts)
    {
        await scene.DoAsync("examiner1", "proposeErasure", Proposal(parts));
        await scene.DoAsync("kuze", "orderErasure", new JsonObject { ["proposal"] = 1 });
    }

    /// <summary>A request with the secret in its statement, refused by the panel and so over.</summary>
    internal static async Task<Scene> RefusedAsync(TestServer server)
    {
        var content = Bodies.Acquisition;
        content["statement"] = Bodies.Text(Secret);
        var scene = await Scene.DraftAsync(server, content);
        await (await scene.ToPanelAsync()).OpenRoundAsync();
        return await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "no"))]);
    }

    private static Rulebook Book(TestServer server) => ((Rules)server.Services.GetService(typeof(Rules))!).Book;

    private static string Decoded(string export) => string.Concat(export.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars((string)JsonNode.Parse(line)!["entry"]!))));

    /// <summary>Whether the file, or its write-ahead log, holds these bytes anywhere.</summary>
    private static bool Holds(TestDatabase database, string trace)
    {
        var path = new SqliteConnectionStringBuilder(database.Connection).DataSource;
        return new[] { path, path + "-wal" }.Where(File.Exists).Any(file => Bytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace)) >= 0);
    }

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var buffer = new MemoryStream();
        file.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>As if two tables had come back from a backup of before the order: behind the triggers.</summary>
    internal static async Task RestoreAsync(TestDatabase database, List<PartRow> parts, RequestRow row)
    {
        var (lift, put) = database.Kind == DatabaseKind.Sqlite
            ? ("""DROP TRIGGER IF EXISTS parts_never_inserted; """, "")
            : ("""ALTER TABLE "Parts" DISABLE TRIGGER USER; """, """ALTER TABLE "Parts" ENABLE TRIGGER USER;""");
        var rows = parts.Select(part => $"""INSERT INTO "Parts" ("Case", "CaseSeq", "Name", "Disclosure") VALUES ('{part.Case}', {part.CaseSeq}, '{part.Name}', '{part.Disclosure}');""");
        var old = $"""UPDATE "Requests" SET "Content" = '{Quoted(row.Content)}', "Snapshot" = '{Quoted(row.Snapshot)}', "CaseSeq" = {row.CaseSeq}, "Version" = {row.Version}, "LastLeaf" = '{row.LastLeaf}' WHERE "Id" = '{row.Id}';""";
        await RunAsync(database, lift + string.Concat(rows) + old + put);
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    internal static Task RunAsync(TestDatabase database, string statements) =>
        RunAsync(database.OwnerConnection.Length > 0 ? database.OwnerConnection : database.Connection, statements);

    private static async Task RunAsync(string connectionString, string statements)
    {
        await using DbConnection connection = connectionString.Contains("Host=", StringComparison.Ordinal)
            ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written above.
        command.CommandText = statements;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
