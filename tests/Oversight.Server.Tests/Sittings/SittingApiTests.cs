using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Accounts;
using Oversight.Server.Requests;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Books;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Sittings;

/// <summary>Sittings over HTTP: who may what, what a recused member sees, and minutes that are the log's.</summary>
public sealed class SittingApiTests
{
    private static object Call(TestServer server, params object[] agenda) =>
        new { startsAt = CanonicalInstant.Format(server.Now), place = "Room 1 第一会議室", agenda };

    private static object Item(string request, string kind = "decide") => new { request, kind };

    [Fact]
    public async Task Each_command_is_open_to_those_it_is_for_and_agencies_read_nothing()
    {
        await using var server = await TestServer.StartAsync();
        async Task<IReadOnlyList<string>> AllowedAsync(Func<HttpClient, Task<HttpResponseMessage>> call)
        {
            var allowed = (await server.AllowedAsync(call)).ToList();
            foreach (var member in new[] { "saegusa", "nasu" })
            {
                using var answer = await call(server.ClientFor(member));
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                    allowed.Add(member);
            }
            return allowed;
        }
        foreach (var path in new[] { "", "/next/agenda", "/1", "/1/minutes" })
            Assert.Equal(["kuze", "examiner1", "inspector", "auditor", "saegusa", "nasu"], await AllowedAsync(client => client.GetAsync($"/api/v1/sittings{path}")));
        Assert.Equal(["kuze", "saegusa"], await AllowedAsync(client => client.PostAsync("/sittings", new { nonsense = true })));
        await server.ClientFor("kuze").PostAsync("/sittings", Call(server)).DoneAsync();
        foreach (var command in new[] { "approve", "cancel", "open" })
            Assert.Equal(["kuze", "saegusa"], await AllowedAsync(client => client.PostAsync($"/sittings/1/{command}", new { nonsense = true }, 1)));
        Assert.Equal(["kuze", "examiner1", "saegusa"], await AllowedAsync(client => client.PostAsync("/sittings/1/agenda", new { agenda = new[] { Item("2028-0000-0000") } }, 1)));
        Assert.Equal(["kuze", "examiner1", "saegusa"], await AllowedAsync(client => client.PostAsync("/sittings/1/arrive", new { member = "nobody" }, 1)));
        Assert.Equal(["kuze", "saegusa"], await AllowedAsync(client => client.PostAsync("/sittings/1/close", new { }, 1)));
        Assert.Equal(["kuze", "saegusa"], await AllowedAsync(client => client.PostAsync("/sittings/1/defer", new { item = 1, reason = "later" }, 1)));
    }

    [Fact]
    public async Task A_command_needs_its_key_and_the_version_that_was_read_and_acts_once()
    {
        await using var server = await TestServer.StartAsync();
        var chair = server.ClientFor("kuze");
        var body = Call(server);
        var first = await chair.PostAsync("/sittings", body, key: "one").DoneAsync();
        Assert.Equal(first.ToJsonString(), (await chair.PostAsync("/sittings", body, key: "one").DoneAsync()).ToJsonString());
        Assert.Equal(("1", 1), ((string)first["id"]!, (int)first["version"]!));
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }).RefusedAsync(HttpStatusCode.PreconditionRequired, "IfMatchRequired");
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }, 0).RefusedAsync(HttpStatusCode.PreconditionFailed, "Stale");
        await chair.PostAsync("/sittings/2/open", new { present = Bodies.Panel }, 1).RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        await chair.PostAsync("/sittings/01/open", new { present = Bodies.Panel }, 1).RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }, 1).DoneAsync();
        Assert.Equal("open", (string)(await server.GetJsonAsync("auditor", "/sittings"))["items"]![0]!["state"]!);
        await chair.GetAsync("/api/v1/sittings/x").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task What_was_refused_at_intake_or_withdrawn_is_listed_by_itself_and_what_was_never_filed_is_not()
    {
        await using var server = await TestServer.StartAsync();
        var withdrawn = await Scene.InAsync(server, RequestStatus.Closed);
        await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        var agenda = await server.GetJsonAsync("kuze", "/sittings/next/agenda");
        Assert.Null(agenda["sitting"]);
        Assert.Equal([(withdrawn.Number, "report", "Withdrawn")], Lines(agenda));

        var chair = server.ClientFor("kuze");
        await chair.PostAsync("/sittings", Call(server)).DoneAsync();
        Assert.Equal(1, (int)(await server.GetJsonAsync("kuze", "/sittings/next/agenda"))["sitting"]!);
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }, 1).DoneAsync();
        await chair.PostAsync("/sittings/1/close", new { }, 2).DoneAsync();
        Assert.Equal([(withdrawn.Number, "report", "Withdrawn")], Lines(await server.GetJsonAsync("inspector", "/sittings/1")));
        Assert.Empty(Lines(await server.GetJsonAsync("kuze", "/sittings/next/agenda")));
    }

    [Fact]
    public async Task A_recused_member_reads_the_item_as_withheld_everywhere()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        var chair = server.ClientFor("kuze");
        await chair.PostAsync("/sittings", Call(server, Item(scene.Number))).DoneAsync();
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }, 1).DoneAsync();
        await chair.PostAsync("/sittings/1/defer", new { item = 1, reason = $"The file of {scene.Number} is missing." }, 2).DoneAsync();

        foreach (var path in new[] { "", "/1", "/1/minutes", "/next/agenda" })
        {
            Assert.DoesNotContain(scene.Number, (await server.GetJsonAsync("nasu", "/sittings" + path)).ToJsonString());
            if (path.Length > 0)
                Assert.Contains(scene.Number, (await server.GetJsonAsync("saegusa", "/sittings" + path)).ToJsonString());
        }
        var item = (await server.GetJsonAsync("nasu", "/sittings/1"))["items"]![0]!;
        Assert.Equal(("withheld", true, null), ((string)item["request"]!, (bool)item["isWithheld"]!, (string?)item["agency"]));
        var seen = (await server.GetJsonAsync("kuze", "/sittings/1"))["items"]![0]!;
        Assert.Equal(("nasu", true, "deferred"), ((string)seen["recused"]![0]!, (bool)seen["hasQuorum"]!, (string)seen["state"]!));
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task The_minutes_are_the_log_of_a_sitting_with_a_recusal_and_a_tie(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scenes = await HeldAsync(server);
        var minutes = await server.GetJsonAsync("auditor", "/sittings/1/minutes");

        var entries = (await server.EntriesOfAsync(Registers.Sittings.Case)).Select(Registers.Sittings.Read).ToList();
        Assert.Equal(
            entries.Select(entry => (entry.Header.CaseSeq, CanonicalInstant.Format(entry.Header.At), entry.Type)),
            minutes["lines"]!.AsArray().Select(line => ((int)line!["caseSeq"]!, (string)line["at"]!, (string)line["type"]!)));
        foreach (var (scene, i) in scenes.Select((scene, i) => (scene, i)))
        {
            var log = Minutes.Of((await server.EntriesOfAsync(scene.Number)).Select(RequestEntries.Read));
            var item = minutes["items"]![i]!;
            Assert.Equal(
                log.Select(line => (line.CaseSeq, CanonicalInstant.Format(line.At), line.GetType().Name)),
                item["lines"]!.AsArray().Select(line => ((int)line!["caseSeq"]!, (string)line["at"]!, (string)line["type"]!)));
            var closed = log.OfType<MinuteLine.Closed>().Single();
            Assert.Equal(
                closed.Counts.Select(count => (count.Item, count.Present, count.Yes, count.No)),
                item["rounds"]![0]!["counts"]!.AsArray().Select(count => ((string)count!["item"]!, (int)count["present"]!, (int)count["yes"]!, (int)count["no"]!)));
            Assert.Equal(closed.Decision.ToString(), (string)item["rounds"]![0]!["decision"]!);
        }
        Assert.Equal(("nasu", "Approved"), ((string)minutes["items"]![0]!["recused"]![0]!, (string)minutes["items"]![0]!["rounds"]![0]!["decision"]!));
        Assert.Contains(minutes["items"]![1]!["lines"]!.AsArray(), line => (string)line!["type"]! == "Casting");
        Assert.Equal("令和10年2月14日（月）", (string)minutes["heldOn"]!["ja"]!);
        var round = minutes["items"]![1]!["rounds"]![0]!;
        Assert.Equal(["kuze", "saegusa", "nasu", "ayabe"], round["presentForVote"]!.AsArray().Select(member => (string)member!));
        Assert.Empty(round["notInRoom"]!.AsArray());
        Assert.DoesNotContain("Saegusa voted", (await server.GetJsonAsync("inspector", "/sittings/1/minutes")).ToJsonString());
        await server.AssertRebuiltAsync(Registers.Sittings);
    }

    [Fact]
    public async Task The_minutes_name_who_voted_without_being_recorded_in_the_room_and_who_was_there_and_did_not()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var chair = server.ClientFor("kuze");
        await chair.PostAsync("/sittings", Call(server, Item(scene.Number))).DoneAsync();
        await chair.PostAsync("/sittings/1/open", new { present = new[] { "kuze", "saegusa", "nasu" } }, 1).DoneAsync();
        await (await scene.OpenRoundAsync("kuze", "saegusa", "ibuki")).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("ibuki", "yes"));

        var round = (await server.GetJsonAsync("auditor", "/sittings/1/minutes"))["items"]![0]!["rounds"]![0]!;
        Assert.Equal(("ibuki", "nasu"), ((string)round["notInRoom"]!.AsArray().Single()!, (string)round["notAttending"]!.AsArray().Single()!));
        var english = await PageAsync(server, "en");
        Assert.Contains("The sitting has no record that they were in the room then: ", english);
        Assert.Contains("Recorded in the room then, but not in the attendance of the vote: ", english);
        Assert.Contains("この時点で会議に在席していた記録がない者：", await PageAsync(server, "ja"));
    }

    /// <summary>The minutes as a page in a language, as a browser whose cookie holds the session's token.</summary>
    private static async Task<string> PageAsync(TestServer server, string language)
    {
        using var signedIn = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName = "auditor", password = TestServer.Password });
        var token = (await signedIn.Content.ReadFromJsonAsync<SessionAnswer>())!.AccessToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sittings/1/minutes")
        {
            Headers = { { "Cookie", $"{SessionCookie.LoopbackName}={token}" }, { "Accept-Language", language } },
        };
        using var answer = await server.Anonymous.SendAsync(request);
        return WebUtility.HtmlDecode(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    /// <summary>Two requests: on one Nasu left the matter and it is approved, the other is tied and the chair casts.</summary>
    private static async Task<IReadOnlyList<Scene>> HeldAsync(TestServer server)
    {
        var (recusal, tie) = (await Scene.InAsync(server, RequestStatus.BeforePanel), await Scene.InAsync(server, RequestStatus.BeforePanel));
        await recusal.DoAsync("nasu", "declareInterest", Bodies.Interest);
        var chair = server.ClientFor("kuze");
        await chair.PostAsync("/sittings", Call(server)).DoneAsync();
        await server.ClientFor("examiner1").PostAsync("/sittings/1/agenda", new { agenda = new[] { Item(recusal.Number), Item(tie.Number) } }, 1).DoneAsync();
        await chair.PostAsync("/sittings/1/open", new { present = Bodies.Panel }, 2).RefusedAsync(HttpStatusCode.Conflict, "AgendaNotApproved");
        await chair.PostAsync("/sittings/1/approve", new { }, 2).DoneAsync();
        await chair.PostAsync("/sittings/1/open", new { present = new[] { "kuze", "saegusa", "nasu", "ibuki" } }, 3).DoneAsync();
        Assert.Equal(
            ["changeAgenda", "recordArrival", "recordDeparture", "deferItem"],
            (await server.GetJsonAsync("kuze", "/sittings/1"))["actions"]!.AsArray().Select(action => (string)action!["name"]!));

        await (await recusal.OpenRoundAsync("kuze", "saegusa", "ibuki")).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("ibuki", "no"));
        await server.ClientFor("examiner1").PostAsync("/sittings/1/leave", new { member = "ibuki" }, 4).DoneAsync();
        await server.ClientFor("examiner1").PostAsync("/sittings/1/arrive", new { member = "ayabe" }, 5).DoneAsync();
        await chair.PostAsync("/sittings/1/close", new { }, 6).RefusedAsync(HttpStatusCode.Conflict, "AgendaNotReconciled");
        await (await tie.OpenRoundAsync("kuze", "saegusa", "nasu", "ayabe")).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ayabe", "no"));
        await tie.DoAsync("kuze", "decideTie", Bodies.Casting(tie.Content));
        await chair.PostAsync("/sittings/1/close", new { }, 6).DoneAsync();
        return [recusal, tie];
    }

    private static IEnumerable<(string, string, string)> Lines(JsonNode view) =>
        view["items"]!.AsArray().Select(item => ((string)item!["request"]!, (string)item["kind"]!, (string)item["close"]!));
}
