using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>What a precedent condition stands in the way of is in no document, and where it concerns everything the list says so too.</summary>
public sealed class PrecedentTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task While_everything_waits_the_list_shows_it_suspended_and_there_is_no_document(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await GrantedAsync(server, Precedent("a"));
        await AssertShownAsync(server, scene, TokenStatus.Suspended, waits: true, "a");
        var refused = await server.ClientFor("cao.officer").ReadAsync($"/api/v1/authorisations/{scene.Number}/document");
        Assert.Equal((HttpStatusCode.Conflict, "ConditionNotMet"), (refused.Status, refused.Code));
        var early = await ReferenceAsync(server, scene);

        await scene.DoAsync("examiner1", "acceptCondition", new JsonObject { ["condition"] = "a" });

        await AssertShownAsync(server, scene, TokenStatus.Valid, waits: false);
        var verifier = new Verifier(server);
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAtAsync(early));
        var document = await verifier.DocumentAsync(scene.Number);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(document));
        Assert.Equal(["1", "2"], ItemsOf(document));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conditions_that_name_every_item_between_them_hold_up_everything_and_each_that_is_met_makes_another_document(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await GrantedAsync(server, Precedent("a", "1"), Precedent("b", "2"));
        var verifier = new Verifier(server);
        await AssertShownAsync(server, scene, TokenStatus.Suspended, waits: true, "a", "b");

        await scene.DoAsync("examiner1", "acceptCondition", new JsonObject { ["condition"] = "a" });
        var first = await verifier.DocumentAsync(scene.Number);
        await AssertShownAsync(server, scene, TokenStatus.Valid, waits: false, "b");
        Assert.Equal(["1"], ItemsOf(first));
        Assert.Equal("b", (string?)Assert.Single(Verifier.PayloadOf(first)["unmetConditions"]!.AsArray()));

        await scene.DoAsync("examiner1", "acceptCondition", new JsonObject { ["condition"] = "b" });
        var second = await verifier.DocumentAsync(scene.Number);
        Assert.Equal((TokenStatus.Invalid, TokenStatus.Valid), (await verifier.StatusAsync(first), await verifier.StatusAsync(second)));
        Assert.Equal(["1", "2"], ItemsOf(second));
        Assert.Empty(Verifier.PayloadOf(second)["unmetConditions"]!.AsArray());
    }

    [Fact]
    public async Task A_condition_that_names_ports_leaves_the_items_and_is_named_as_unmet()
    {
        await using var server = await TestServer.StartAsync();
        var ports = Precedent("a");
        ports["ports"] = new JsonArray("443");
        var scene = await GrantedAsync(server, ports);
        await AssertShownAsync(server, scene, TokenStatus.Valid, waits: false, "a");

        var document = await new Verifier(server).DocumentAsync(scene.Number);
        Assert.Equal(["1", "2"], ItemsOf(document));
        Assert.Equal("a", (string?)Assert.Single(Verifier.PayloadOf(document)["unmetConditions"]!.AsArray()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Giving_up_the_items_that_do_not_wait_leaves_nothing_to_act_on(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await GrantedAsync(server, Precedent("a", "1"));
        var document = await new Verifier(server).DocumentAsync(scene.Number);
        Assert.Equal(["2"], ItemsOf(document));

        await scene.DoAsync("cao.officer", "narrow", LifeBodies.Narrowing(scene.Content));

        Assert.Equal(TokenStatus.Invalid, await new Verifier(server).StatusAsync(document));
        await AssertShownAsync(server, scene, TokenStatus.Suspended, waits: true, "a");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_has_ended_waits_for_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await GrantedAsync(server, Precedent("a"));
        await scene.DoAsync("cao.officer", "endEarly", Bodies.Reason);
        await AssertShownAsync(server, scene, TokenStatus.Invalid, waits: false, "a");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task With_publication_asked_for_the_entry_that_met_it_must_be_published_too(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, settings: "--Oversight:Log:EffectiveOnlyWhenPublished=true");
        var scene = await GrantedAsync(server, Precedent("a"));
        await server.PublishLogAsync();
        await scene.DoAsync("examiner1", "acceptCondition", new JsonObject { ["condition"] = "a" });

        var view = await ViewAsync(server, scene);
        Assert.Equal((true, false), ((bool)view["isNotYetEffective"]!, (bool)view["awaitsCondition"]!));
        Assert.Equal(TokenStatus.Suspended, await new Verifier(server).StatusAtAsync(await ReferenceAsync(server, scene)));
        await server.PublishLogAsync();
        await AssertShownAsync(server, scene, TokenStatus.Valid, waits: false);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rows_that_do_not_say_what_waits_give_no_leave_and_say_it_after_the_next_start(DatabaseKind kind)
    {
        // Both starts are found at one address.
        const string Address = "--Oversight:PublicAddress=https://oversight.example/";
        await using var database = await TestDatabase.CreateAsync(kind);
        Scene waiting, free;
        JsonNode early, kept;
        await using (var server = await TestServer.StartOnAsync(database, settings: Address))
        {
            (waiting, free) = (await GrantedAsync(server, Precedent("a")), await GrantedAsync(server));
            (early, kept) = (await ReferenceAsync(server, waiting), await ReferenceAsync(server, free));
            await server.ReadAsync(db => db.Authorisations.ExecuteUpdateAsync(set => set.SetProperty(row => row.AwaitsCondition, (bool?)null)));
            Assert.Equal(TokenStatus.Suspended, await new Verifier(server).StatusAtAsync(kept));
        }
        await using var restarted = await TestServer.StartOnAsync(database, settings: Address);
        var verifier = new Verifier(restarted);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAtAsync(kept));
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAtAsync(early));
        await AssertShownAsync(restarted, free, TokenStatus.Valid, waits: false);
        await AssertShownAsync(restarted, waiting, TokenStatus.Suspended, waits: true, "a");
    }

    private static JsonObject Precedent(string id, params string[] items)
    {
        var condition = (JsonObject)LifeBodies.Conditional["conditions"]![0]!.DeepClone();
        condition["id"] = id;
        if (items.Length > 0)
            condition["items"] = new JsonArray([.. items.Select(item => JsonValue.Create(item))]);
        return condition;
    }

    private static async Task<Scene> GrantedAsync(TestServer server, params JsonObject[] conditions)
    {
        var round = Bodies.Round();
        if (conditions.Length > 0)
            round["conditions"] = new JsonArray([.. conditions]);
        return await (await Scene.DraftAsync(server)).ToForceAsync(round);
    }

    private static async Task AssertShownAsync(TestServer server, Scene scene, TokenStatus status, bool waits, params string[] unmet)
    {
        var view = await ViewAsync(server, scene);
        Assert.Equal((waits, waits), ((bool)view["awaitsCondition"]!, (bool)view["isNotYetEffective"]!));
        Assert.Equal(unmet, view["unmetConditions"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(status, await new Verifier(server).StatusAtAsync(view["status"]!["status_list"]!));
        var line = (await server.ClientFor("auditor").ReadAsync("/api/v1/authorisations")).Succeeded().Json["items"]!.AsArray().Single(line => (string?)line!["number"] == scene.Number)!;
        Assert.Equal((waits, waits), ((bool)line["awaitsCondition"]!, (bool)line["isNotYetEffective"]!));
    }

    private static async Task<JsonNode> ViewAsync(TestServer server, Scene scene) =>
        (await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{scene.Number}")).Succeeded().Json;

    private static async Task<JsonNode> ReferenceAsync(TestServer server, Scene scene) => (await ViewAsync(server, scene))["status"]!["status_list"]!;

    private static IEnumerable<string> ItemsOf(string document) => Verifier.PayloadOf(document)["items"]!.AsArray().Select(item => (string)item!["item"]!);
}
