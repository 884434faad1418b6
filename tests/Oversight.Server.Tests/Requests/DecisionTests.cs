using System.Net;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Requests;

/// <summary>The decision document says what was decided, by whom, and where the audit trail holds it; votes by name only to who may know them.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData(RequestStatus.UnderExamination)]
    [InlineData(RequestStatus.BeforePanel)]
    [InlineData(RequestStatus.Voting)]
    [InlineData(RequestStatus.Closed)]
    public async Task There_is_none_before_a_decision(RequestStatus status)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, status);
        foreach (var account in new[] { "cao.officer", "kuze", "auditor" })
            Assert.Equal("NotFound", (await server.ClientFor(account).ReadAsync($"{scene.Address}/decision")).Code);
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task It_holds_the_panel_the_items_the_period_and_its_place_in_the_audit_trail(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await VotedAsync(server);
        var decision = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/decision")).Succeeded();
        var json = decision.Json;

        Assert.Equal($"</requests/{scene.Number}/decision/1>; rel=\"alternate\"; type=\"text/html\"", decision.Link);
        Assert.Equal(("PartlyApproved", "decide", "kuze"), ((string)json["decision"]!, (string)json["motion"]!, (string)json["presiding"]!));
        Assert.Equal(("2028-02-14", "14 February 2028", "令和10年2月14日（月）"),
            ((string)json["decidedOn"]!["date"]!, (string)json["decidedOn"]!["en"]!, (string)json["decidedOn"]!["ja"]!));
        Assert.Equal(
            [("kuze", true, ""), ("saegusa", true, "2"), ("nasu", true, ""), ("ibuki", true, ""), ("ayabe", false, "")],
            json["panel"]!.AsArray().Select(seat => ((string)seat!["member"]!, (bool)seat["isPresent"]!, string.Join(' ', seat["recusedFrom"]!.AsArray()))));
        var register = (await server.ClientFor("kuze").ReadAsync("/api/v1/panel")).Succeeded().Json["seats"]!.AsArray();
        Assert.Equal(register.Select(seat => (string)seat!["holder"]!["nameJa"]!), json["panel"]!.AsArray().Select(seat => (string)seat!["nameJa"]!));
        Assert.Equal(
            [("1", "grantedNarrowed", 4, 0), ("2", "refused", 0, 3)],
            json["items"]!.AsArray().Select(item => ((string)item!["item"]!, (string)item["outcome"]!, (int)item["count"]!["yes"]!, (int)item["count"]!["no"]!)));
        Assert.Equal("443", (string)json["items"]![0]!["granted"]!["ports"]![0]!);
        Assert.Equal(2, json["items"]![0]!["asked"]!["ports"]!.AsArray().Count);
        Assert.Null(json["items"]![1]!["granted"]);
        var authorisation = (await scene.AuditedAsync())["authorisation"]!;
        Assert.Equal(((string)authorisation["start"]!, (string)authorisation["end"]!), ((string)json["grantedPeriod"]!["start"]!, (string)json["grantedPeriod"]!["end"]!));
        var closing = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/entries")).Json["items"]!.AsArray().Single(entry => (string)entry!["type"]! == "RoundClosed")!;
        Assert.Equal(((int)closing["caseSeq"]!, (string)closing["leafHash"]!), ((int)json["caseSeq"]!, (string)json["leafHash"]!));
        Assert.Equal(((string)closing["header"]!["definition"]!, (string)closing["header"]!["ruleSet"]!), ((string)json["definition"]!, (string)json["ruleSet"]!));
        Assert.Equal("K6", (string)json["reasons"]![0]!["criterion"]!);
    }

    [Theory]
    [InlineData("nasu", 4)]
    [InlineData("auditor", 4)]
    [InlineData("cao.officer", 0)]
    [InlineData("examiner1", 0)]
    [InlineData("inspector", 0)]
    public async Task Members_are_named_with_votes_and_dissent_only_to_who_may_see_ballots(string account, int ballots)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await VotedAsync(server);
        var json = (await server.ClientFor(account).ReadAsync($"{scene.Address}/decision")).Succeeded().Json;

        Assert.Equal(ballots, json["ballots"]!.AsArray().Count);
        Assert.Equal("Too wide.", (string)json["dissents"]!.AsArray().Single()!["text"]!["en"]!);
        Assert.Equal(ballots == 0 ? null : "ibuki", (string?)json["dissents"]![0]!["member"]);
        Assert.Equal(3, (int)json["items"]![1]!["count"]!["no"]!);
    }

    [Fact]
    public async Task Who_may_not_read_the_request_finds_no_decision()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await VotedAsync(server);
        foreach (var account in new[] { "npa.officer", "admin", "pref.drafter" })
            Assert.Equal("NotFound", (await server.ClientFor(account).ReadAsync($"{scene.Address}/decision")).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.ClientFor("kuze").ReadAsync($"{scene.Address}/decision?round=one")).Status);
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_remand_has_a_document_of_its_own_on_the_version_it_sent_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Corrections.SignedAsync(server);
        var remand = (await server.ClientFor("cao.drafter").ReadAsync($"{scene.Address}/decision")).Succeeded().Json;
        Assert.Equal(("Remanded", 1, "carried"), ((string)remand["decision"]!, (int)remand["contentVersion"]!, (string)remand["items"]![0]!["outcome"]!));
        Assert.Equal("Take out the second item.", (string)remand["directions"]!["en"]!);
        Assert.Null(remand["grantedPeriod"]);

        await (await (await scene.ExamineAsync()).OpenRoundAsync()).BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        var last = (await server.ClientFor("cao.drafter").ReadAsync($"{scene.Address}/decision")).Succeeded().Json;
        Assert.Equal(("Approved", 2, 2), ((string)last["decision"]!, (int)last["round"]!, (int)last["contentVersion"]!));
        var first = (await server.ClientFor("cao.drafter").ReadAsync($"{scene.Address}/decision?round=1")).Succeeded().Json;
        Assert.True(JsonNode.DeepEquals(remand, first));
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").ReadAsync($"{scene.Address}/decision?round=3")).Status);
    }

    [Fact]
    public async Task A_remand_that_was_not_carried_decided_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var motion = Bodies.Round();
        motion["motion"] = "remand";
        motion["directions"] = Bodies.Text();
        await scene.DoAsync("kuze", "openRound", motion);
        foreach (var member in Bodies.Panel)
            await scene.DoAsync(member, "castBallot", new JsonObject
            {
                ["items"] = new JsonObject { ["remand"] = "no" }, ["reasons"] = new JsonObject { ["remand"] = "Decide it." },
            });
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/decision")).Status);
    }

    [Fact]
    public async Task A_tie_names_who_decided_it_and_in_what_capacity()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        await scene.DoAsync("saegusa", "openRound", Bodies.Round("saegusa", "nasu", "ibuki", "ayabe"));
        await scene.BallotsAsync(("saegusa", "yes"), ("nasu", "yes"), ("ibuki", "no"), ("ayabe", "no"));
        await scene.DoAsync("saegusa", "decideTie", Bodies.Casting(scene.Content));
        var json = (await server.ClientFor("inspector").ReadAsync($"{scene.Address}/decision")).Succeeded().Json;

        Assert.All(json["castings"]!.AsArray(), casting => Assert.Equal(("saegusa", true), ((string)casting!["member"]!, (bool)casting["actingChairTieBreak"]!)));
        Assert.Equal((2, "saegusa"), (json["castings"]!.AsArray().Count, (string)json["presiding"]!));
        Assert.All(json["items"]!.AsArray(), item => Assert.True((bool)item!["count"]!["decidedByCasting"]!));
        Assert.True((bool)json["panel"]!.AsArray().Single(seat => (string)seat!["member"]! == "saegusa")!["isActingChair"]!);
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_resolution_has_a_document_of_its_own_and_leaves_the_decision_the_one_that_is_shown(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        foreach (var choice in new[] { "yes", "no" })
        {
            var motion = Bodies.Round();
            (motion["motion"], motion["resolution"]) = ("resolve", new JsonObject { ["kinds"] = new JsonArray("notice"), ["text"] = Bodies.Text("Report the use.") });
            motion.Remove("reasons");
            await scene.DoAsync("kuze", "openRound", motion);
            foreach (var member in Bodies.Panel)
                await scene.DoAsync(member, "castBallot", new JsonObject
                {
                    ["items"] = new JsonObject { ["resolution"] = choice }, ["reasons"] = new JsonObject { ["resolution"] = "For the test." },
                });
        }
        var officer = server.ClientFor("cao.officer");
        var resolved = (await officer.ReadAsync($"{scene.Address}/decision?round=2")).Succeeded().Json;
        Assert.Equal((null, "resolve", 1, "notice"), ((string?)resolved["decision"], (string)resolved["motion"]!, (int)resolved["resolution"]!["number"]!, (string)resolved["resolution"]!["kinds"]![0]!));
        Assert.Equal(("resolution", "carried"), ((string)resolved["items"]![0]!["item"]!, (string)resolved["items"]![0]!["outcome"]!));
        Assert.Equal(1, (int)(await officer.ReadAsync($"{scene.Address}/decision")).Succeeded().Json["round"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await officer.ReadAsync($"{scene.Address}/decision?round=3")).Status);
    }

    [Fact]
    public async Task What_was_found_of_a_measure_taken_without_approval_is_a_decision_with_its_recommendation()
    {
        await using var server = await TestServer.StartAsync();
        var content = Bodies.Neutralization;
        content["emergency"] = true;
        var scene = await Scene.DraftAsync(server, content, "npa");
        await scene.DoAsync("npa.drafter", "recordMeasure", new JsonObject { ["measuredAt"] = "2028-02-14T08:00+09:00", ["action"] = "Stopped the module." });
        Assert.Empty((await server.ClientFor("kuze").ReadAsync($"{scene.Address}/versions")).Succeeded().Json["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").ReadAsync($"{scene.Address}/changes")).Status);
        await scene.DoAsync("npa.officer", "notify", Bodies.Signature());
        Assert.True((bool)(await server.ClientFor("kuze").ReadAsync($"{scene.Address}/versions")).Succeeded().Json["items"]![0]!["isSigned"]!);
        var motion = Bodies.Round();
        (motion["motion"], motion["recommendation"]) = ("confirm", Bodies.Text("Ask earlier."));
        await (await scene.DoAsync("kuze", "openRound", motion)).BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);

        var json = (await server.ClientFor("npa.drafter").ReadAsync($"{scene.Address}/decision")).Succeeded().Json;
        Assert.Equal(("ConfirmedProper", "confirm", "carried"), ((string)json["decision"]!, (string)json["motion"]!, (string)json["items"]![0]!["outcome"]!));
        Assert.Equal("Ask earlier.", (string)json["recommendation"]!["en"]!);
        Assert.Null(json["resolution"]);
        Assert.Null(json["items"]![0]!["granted"]);
    }

    /// <summary>Four present and one of them recused from item 2; item 1 is granted narrower, item 2 refused with a dissent.</summary>
    private static async Task<Scene> VotedAsync(TestServer server)
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var interest = Bodies.Interest;
        interest["items"] = new JsonArray("2");
        await scene.DoAsync("saegusa", "declareInterest", interest);
        var motion = Bodies.Round("kuze", "saegusa", "nasu", "ibuki");
        var narrowed = scene.Content["scope"]![0]!.DeepClone();
        narrowed["ports"] = new JsonArray("443");
        motion["narrowed"] = new JsonObject { ["1"] = narrowed };
        await scene.DoAsync("kuze", "openRound", motion);
        foreach (var member in new[] { "kuze", "saegusa", "nasu", "ibuki" })
        {
            var ballot = new JsonObject { ["items"] = new JsonObject { ["1"] = "yes" } };
            if (member != "saegusa")
                (ballot["items"]!["2"], ballot["reasons"]) = ("no", new JsonObject { ["2"] = "Not shown." });
            if (member == "ibuki")
                ballot["dissent"] = Bodies.Text("Too wide.");
            await scene.DoAsync(member, "castBallot", ballot);
        }
        return scene;
    }
}
