using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Tests.Erasures;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Reads;

/// <summary>Who opened what is on record before it is handed out.</summary>
public sealed partial class ReadLogTests
{
    /// <summary>Addresses that hand out content of a request, with what is recorded.</summary>
    private static readonly (string Path, ReadKind What)[] Opening =
    [
        ("/api/v1/requests/{id}", ReadKind.Request), ("/api/v1/requests/{id}/changes", ReadKind.Changes), ("/api/v1/requests/{id}/decision", ReadKind.Decision),
        ("/api/v1/requests/{id}/entries", ReadKind.Entries), ("/api/v1/requests/{id}/attachments/{digest}", ReadKind.Attachment),
        ("/api/v1/authorisations/{number}", ReadKind.Document), ("/api/v1/authorisations/{number}/document", ReadKind.Document),
        ("/requests/{id}", ReadKind.Request), ("/requests/{id}/decision", ReadKind.Decision), ("/requests/{id}/files/{digest}", ReadKind.Attachment),
        ("/authorisations/{number}", ReadKind.Document),
    ];

    /// <summary>Addresses about a request that hand out none, or are tested with the usage files; and those open to nobody who may not change the request.</summary>
    private static readonly string[] NotOpening =
    [
        "/api/v1/requests/{id}/versions", "/api/v1/requests/{id}/entries/{caseSeq}/receipt", "/api/v1/requests/{id}/reads", "/api/v1/requests/{id}/usageImports",
        "/api/v1/requests/{id}/usageImports/{import}/findings", "/api/v1/requests/{id}/usageImports/{import}/malformed",
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Whatever_hands_out_content_is_on_record_once_an_hour_and_leaves_the_version_alone(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (scene, digest) = await GrantedAsync(server);
        var tag = scene.ETag;
        foreach (var (path, what) in Opening)
        {
            var address = path.Replace("{id}", scene.Number, StringComparison.Ordinal).Replace("{number}", scene.Number, StringComparison.Ordinal).Replace("{digest}", digest, StringComparison.Ordinal);
            server.SetClock(server.Now.AddHours(2));
            var before = await CountAsync(server, scene.Number);

            Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "kuze", address));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "kuze", address));
            Assert.True(before + 1 == await CountAsync(server, scene.Number), address);
            var entries = await server.EntriesOfAsync($"reads/{scene.Number}");
            var (header, _, happened, _) = ReadRegisters.All.Read(entries[^1]);
            Assert.Equal(("kuze", "panelMember", what), (header.Actor, header.Role, ((ContentRead)happened).What));
            Assert.Equal(what == ReadKind.Attachment ? digest : null, ((ContentRead)happened).Digest);

            server.SetClock(server.Now.AddMinutes(61));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "kuze", address));
            Assert.True(before + 2 == await CountAsync(server, scene.Number), address);
        }
        Assert.Equal(tag, (await scene.ReadAsync()).ETag);
        await server.AssertRebuiltAsync(ReadRegisters.Of(RequestIdOf(scene)));
    }

    [Fact]
    public async Task Every_address_about_one_request_is_known_to_open_it_or_not()
    {
        await using var server = await TestServer.StartAsync();
        var gets = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path.StartsWith("/api/v1/requests/{id}", StringComparison.Ordinal) || path.StartsWith("/api/v1/authorisations/{", StringComparison.Ordinal));

        Assert.Equal(Opening.Select(open => open.Path).Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).Concat(NotOpening).Order(), gets.Order());
    }

    [Fact]
    public async Task Usage_records_a_full_report_and_the_export_are_on_record_too()
    {
        await using var scene = await Usage.UsageScene.StartAsync();
        var server = scene.Server;
        var import = (string)(await scene.FileAsync(Usage.UsageScene.Csv(2000), "a-key")).Succeeded().Json["id"]!;
        var before = await CountAsync(server, scene.Number);
        foreach (var path in new[] { $"{scene.Address}/usageImports/{import}/findings", $"{scene.Address}/usageImports/{import}/malformed", $"{scene.Address}/usageImports" })
            (await server.ClientFor("inspector").ReadAsync(path)).Succeeded();
        Assert.Equal(before + 1, await CountAsync(server, scene.Number));

        var auditor = server.ClientFor("auditor");
        foreach (var path in new[] { "/api/v1/reports/annual?from=2028-01-01&to=2028-12-31&edition=full", "/api/v1/entries/export", "/api/v1/reports/annual?from=2028-01-01&to=2028-12-31" })
            (await auditor.ReadAsync(path)).Succeeded();
        var all = (await auditor.ReadAsync("/api/v1/reads")).Succeeded().Json["items"]!.AsArray();
        Assert.Equal([("export", null), ("report", "2028-01-01/2028-12-31")], all.Select(read => ((string?)read!["what"], (string?)read["of"])));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.ClientFor("inspector").ReadAsync("/api/v1/reads")).Status);
    }

    [Fact]
    public async Task The_export_holds_requests_alone_and_the_logs_files_the_readings_too()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        (await server.ClientFor("nasu").ReadAsync(scene.Address)).Succeeded();
        await server.PublishLogAsync();
        var auditor = server.ClientFor("auditor");

        var exported = (await auditor.ReadAsync("/api/v1/entries/export")).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Buffers.Text.Base64Url.DecodeFromChars((string)System.Text.Json.Nodes.JsonNode.Parse(line)!["entry"]!));
        Assert.All(exported, bytes => Assert.Equal(scene.Number, Core.Ledger.EntryDocument.Read(bytes).Header.Case));
        var places = await auditor.GetStringAsync($"/log/cases/reads/{scene.Number}");
        Assert.Equal(await CountAsync(server, scene.Number), places.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Whoever_may_not_read_leaves_no_entry_and_a_drafter_none_in_his_own_draft()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.DraftAsync(server);
        foreach (var account in new[] { "npa.officer", "kuze", "admin", "examiner1" })
            Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor(account).ReadAsync(scene.Address)).Status);
        (await server.ClientFor("cao.drafter").ReadAsync(scene.Address)).Succeeded();
        Assert.Equal(0, await CountAsync(server, scene.Number));

        (await server.ClientFor("cao.officer").ReadAsync(scene.Address)).Succeeded();
        Assert.Equal(1, await CountAsync(server, scene.Number));
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/decision")).Status);
        Assert.Equal(1, await CountAsync(server, scene.Number));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Readers_at_once_on_two_nodes_leave_one_entry_each_and_one_chain(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var one = await TestServer.StartOnAsync(database);
        await using var other = await TestServer.StartOnAsync(database);
        var scene = await Scene.InAsync(one, RequestStatus.BeforePanel);
        var before = await CountAsync(one, scene.Number);

        var replies = await Task.WhenAll(Bodies.Panel.SelectMany(member => Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : other).ClientFor(member).ReadAsync(scene.Address))));

        Assert.All(replies, reply => reply.Succeeded());
        Assert.Equal(before + 5, await CountAsync(one, scene.Number));
        await one.AssertRebuiltAsync(ReadRegisters.Of(RequestIdOf(scene)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Without_a_record_nothing_is_handed_out(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var (scene, digest) = await GrantedAsync(server);
        await ErasureTests.RunAsync(database, kind == DatabaseKind.Sqlite
            ? """CREATE TRIGGER no_reads BEFORE INSERT ON "Entries" WHEN NEW."Case" LIKE 'reads/%' BEGIN SELECT RAISE(ABORT, 'full'); END;"""
            : """ALTER TABLE "Entries" ADD CONSTRAINT no_reads CHECK ("Case" NOT LIKE 'reads/%') NOT VALID;""");

        foreach (var (path, _) in Opening)
        {
            var address = path.Replace("{id}", scene.Number, StringComparison.Ordinal).Replace("{number}", scene.Number, StringComparison.Ordinal).Replace("{digest}", digest, StringComparison.Ordinal);
            Assert.True(HttpStatusCode.InternalServerError == await GetAsync(server, "ayabe", address), address);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Readers_and_an_order_at_once_all_get_their_answer(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await ErasureTests.RefusedAsync(server);
        await scene.DoAsync("examiner1", "proposeErasure", ErasureTests.Proposal((1, "content.statement")));

        var readers = Bodies.Panel.Concat(["auditor", "inspector", "cao.officer"]).Select(account => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
                (await server.ClientFor(account).ReadAsync($"{scene.Address}{(i % 2 == 0 ? "" : "/entries")}")).Succeeded();
        })).ToList();
        await scene.DoAsync("kuze", "orderErasure", new System.Text.Json.Nodes.JsonObject { ["proposal"] = 1 });
        await Task.WhenAll(readers);

        Assert.DoesNotContain("Quince heron", (await scene.AuditedAsync()).ToJsonString(), StringComparison.Ordinal);
        await server.AssertRebuiltAsync(ReadRegisters.Of(RequestIdOf(scene)));
    }

    [Fact]
    public async Task A_deployment_may_record_every_opening()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:ReadsMergedFor=00:00:00");
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var before = await CountAsync(server, scene.Number);
        for (var i = 0; i < 3; i++)
            (await server.ClientFor("kuze").ReadAsync(scene.Address)).Succeeded();

        Assert.Equal(before + 3, await CountAsync(server, scene.Number));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task What_was_not_there_at_the_earlier_reading_is_another_one_though_the_version_is_the_same(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        await using var other = await TestServer.StartOnAsync(database);
        var scene = await Scene.InAsync(server, RequestStatus.Voting);
        (await server.ClientFor("nasu").ReadAsync(scene.Address)).Succeeded();
        var (before, tag) = (await CountAsync(server, scene.Number), scene.ETag);

        await scene.DoAsync("kuze", "castBallot", Bodies.Ballot(scene));
        foreach (var node in new[] { server, other, server })
            (await node.ClientFor("nasu").ReadAsync(scene.Address)).Succeeded();

        Assert.Equal(tag, scene.ETag);
        Assert.Equal(before + 1, await CountAsync(server, scene.Number));
        var entries = await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == scene.Number));
        var last = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/reads")).Succeeded().Json["items"]![0]!;
        Assert.Equal(("nasu", entries), ((string)last["actor"]!, (int)last["seen"]!));
    }

    [Fact]
    public async Task Auditors_see_who_opened_it_on_the_page_and_by_the_API_and_others_do_not()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        (await server.ClientFor("nasu").ReadAsync(scene.Address)).Succeeded();

        var reads = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/reads")).Succeeded().Json["items"]!.AsArray();
        Assert.Contains(reads, read => ((string?)read!["actor"], (string?)read["what"]) == ("nasu", "request"));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.ClientFor("nasu").ReadAsync($"{scene.Address}/reads")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("npa.officer").ReadAsync($"{scene.Address}/reads")).Status);
        Assert.Contains("id=\"reads\"", await PageAsync(server, "auditor", $"/requests/{scene.Number}"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"reads\"", await PageAsync(server, "nasu", $"/requests/{scene.Number}"), StringComparison.Ordinal);
    }

    private static async Task<(Scene Scene, string Digest)> GrantedAsync(TestServer server)
    {
        var scene = await Scene.DraftAsync(server);
        (await server.ClientFor("cao.drafter").AttachAsync(scene.Number, "A report.", scene.ETag)).Succeeded();
        await (await scene.ReadAsync()).ToForceAsync();
        return (scene, await server.ReadAsync(db => db.Attachments.Where(a => a.RequestId == scene.Number).Select(a => a.Digest).SingleAsync()));
    }

    private static RequestId RequestIdOf(Scene scene) => RequestId.TryParse(scene.Number, out var id) ? id : throw new FormatException(scene.Number);

    private static Task<int> CountAsync(TestServer server, string number) => server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == $"reads/{number}"));

    private static async Task<HttpStatusCode> GetAsync(TestServer server, string account, string address)
    {
        if (address.StartsWith("/api/", StringComparison.Ordinal))
            return (await server.ClientFor(account).ReadAsync(address)).Status;
        using var answer = await OpenAsync(server, account, address);
        return answer.StatusCode;
    }

    internal static async Task<string> PageAsync(TestServer server, string account, string address)
    {
        using var answer = await OpenAsync(server, account, address);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> OpenAsync(TestServer server, string account, string address)
    {
        using var signedIn = await server.Anonymous.PostAsync(new Uri("/api/v1/session", UriKind.Relative), new StringContent(
            $$"""{"userName":"{{account}}","password":"{{TestServer.Password}}"}""", System.Text.Encoding.UTF8, "application/json"));
        var token = Token().Match(await signedIn.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Cookie", $"{SessionCookie.LoopbackName}={token}" }, { "Accept-Language", "en" } } };
        return await server.Anonymous.SendAsync(request);
    }

    [GeneratedRegex("\"accessToken\":\"([^\"]+)\"")]
    private static partial Regex Token();
}
