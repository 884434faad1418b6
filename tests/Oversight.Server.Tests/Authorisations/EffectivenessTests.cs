using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>With the setting on, what nobody outside has seen gives nobody leave to act, wherever one looks.</summary>
public sealed class EffectivenessTests
{
    private const string Setting = "--Oversight:Log:EffectiveOnlyWhenPublished=true";

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_grant_shows_as_suspended_and_not_yet_effective_until_it_is_published(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, settings: Setting);
        var (earlier, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        await server.PublishLogAsync();
        var scene = await Scene.InAsync(server, RequestStatus.InForce);

        await AssertShownAsync(server, scene, TokenStatus.Suspended, "Active", isNotYetEffective: true);
        Assert.Equal([scene.Number], await NotYetEffectiveAsync(server));
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(await verifier.DocumentAsync(earlier.Number)));

        await server.PublishLogAsync();
        await AssertShownAsync(server, scene, TokenStatus.Valid, "Active", isNotYetEffective: false);
        Assert.Empty(await NotYetEffectiveAsync(server));
        Assert.Null(Verifier.PayloadOf(await verifier.DocumentAsync(scene.Number))["isNotYetEffective"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_suspension_shows_at_once_and_its_end_when_it_is_published(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, settings: Setting);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        await server.PublishLogAsync();
        await AssertShownAsync(server, scene, TokenStatus.Valid, "Active", isNotYetEffective: false);

        await ResolveAsync(scene, "suspend");
        await AssertShownAsync(server, scene, TokenStatus.Suspended, "Suspended", isNotYetEffective: false);
        await ResolveAsync(scene, "resume");
        await AssertShownAsync(server, scene, TokenStatus.Suspended, "Active", isNotYetEffective: true);
        await AssertPagesAsync(server, scene, isNotYetEffective: true);
        Assert.Equal("NotYetEffective", (await server.ClientFor("cao.officer").ReadAsync($"/api/v1/authorisations/{scene.Number}/document")).Code);

        await server.PublishLogAsync();
        await AssertShownAsync(server, scene, TokenStatus.Valid, "Active", isNotYetEffective: false);
        await AssertPagesAsync(server, scene, isNotYetEffective: false);
        // What happens besides takes nothing back.
        await scene.DoAsync("inspector", "planInspection", LifeBodies.Inspection);
        await AssertShownAsync(server, scene, TokenStatus.Valid, "Active", isNotYetEffective: false);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_narrowing_ends_the_wider_document_at_once_and_gives_the_narrower_one_when_it_is_published(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, settings: Setting);
        var (scene, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        await server.PublishLogAsync();
        var wider = await verifier.DocumentAsync(scene.Number);

        await scene.DoAsync("cao.officer", "narrow", LifeBodies.Narrowing(scene.Content));
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(wider));
        await AssertShownAsync(server, scene, TokenStatus.Suspended, "Active", isNotYetEffective: true);

        await server.PublishLogAsync();
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(wider));
        await AssertShownAsync(server, scene, TokenStatus.Valid, "Active", isNotYetEffective: false);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_older_rows_do_not_say_is_noted_at_the_start(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        int given;
        string number;
        await using (var server = await TestServer.StartOnAsync(database, settings: Setting))
        {
            var scene = await Scene.InAsync(server, RequestStatus.InForce);
            await scene.DoAsync("inspector", "planInspection", LifeBodies.Inspection);
            number = scene.Number;
            given = await server.ReadAsync(db => db.Authorisations.Select(row => row.GivenSeq).SingleAsync());
            await server.ReadAsync(db => db.Authorisations.ExecuteUpdateAsync(set => set.SetProperty(row => row.GivenSeq, 0)));
            await server.PublishLogAsync();
            // Without it nothing tells what must be published.
            Assert.Equal("NotYetEffective", (await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{number}/document")).Code);
        }
        await using var restarted = await TestServer.StartOnAsync(database, settings: Setting);
        var issued = await restarted.ReadAsync(db => db.Entries.Where(entry => entry.Type == nameof(AuthorisationIssued)).Select(entry => entry.CaseSeq).SingleAsync());
        Assert.Equal(issued, await restarted.ReadAsync(db => db.Authorisations.Select(row => row.GivenSeq).SingleAsync()));
        // The command that issues it may record more with it.
        Assert.InRange(given, issued, issued + 3);
        Assert.Equal(HttpStatusCode.OK, (await restarted.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{number}/document")).Status);
    }

    private static async Task ResolveAsync(Scene scene, string kind)
    {
        var motion = Bodies.Motion("resolve");
        motion["resolution"]!["kinds"] = new JsonArray(kind);
        await (await scene.DoAsync("kuze", "openRound", motion)).BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
    }

    private static async Task AssertShownAsync(TestServer server, Scene scene, TokenStatus status, string state, bool isNotYetEffective)
    {
        var view = (await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{scene.Number}")).Succeeded().Json;
        Assert.Equal((state, isNotYetEffective), ((string?)view["state"], (bool)view["isNotYetEffective"]!));
        Assert.Equal(status, await new Verifier(server).StatusAtAsync(view["status"]!["status_list"]!));
        var use = new JsonObject { ["dstIp"] = "192.0.2.1", ["srcIp"] = "198.51.100.1", ["protocol"] = "tcp", ["operator"] = "op" };
        var reasons = (await server.ClientFor("auditor").PostAsync($"/api/v1/authorisations/{scene.Number}/check", use.ToJsonString(), null, "")).Succeeded().Json["reasons"]!.AsArray();
        Assert.Equal(isNotYetEffective, reasons.Any(reason => (string?)reason == "notYetEffective"));
    }

    /// <summary>The pages say it in words, as a browser whose cookie holds the session's token gets them.</summary>
    private static async Task AssertPagesAsync(TestServer server, Scene scene, bool isNotYetEffective)
    {
        using var signedIn = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName = "auditor", password = TestServer.Password });
        var token = (await signedIn.Content.ReadFromJsonAsync<SessionAnswer>())!.AccessToken;
        foreach (var path in new[] { "/authorisations", $"/authorisations/{scene.Number}", $"/requests/{scene.Number}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", $"{SessionCookie.LoopbackName}={token}" }, { "Accept-Language", "en" } } };
            using var page = await server.Anonymous.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.OK), (path, page.StatusCode));
            Assert.Equal((path, isNotYetEffective), (path, (await page.Content.ReadAsStringAsync()).Contains("Not yet in effect", StringComparison.Ordinal)));
        }
    }

    /// <summary>The lines of the list that say so.</summary>
    private static async Task<string[]> NotYetEffectiveAsync(TestServer server) =>
    [
        .. (await server.ClientFor("auditor").ReadAsync("/api/v1/authorisations")).Succeeded().Json["items"]!.AsArray()
            .Where(line => (bool)line!["isNotYetEffective"]!).Select(line => (string)line!["number"]!),
    ];
}
