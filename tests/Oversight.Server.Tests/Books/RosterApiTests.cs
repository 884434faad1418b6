using System.Net;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Books;

public sealed class RosterApiTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_quorum_is_found_when_the_chair_and_two_others_are_on_duty()
    {
        Assert.True((bool)(await QuorumAsync())["alarm"]!);
        await SayAsync("kuze", 0, 8);
        await SayAsync("saegusa", 0, 8, by: "examiner1");
        await SayAsync("ibuki", 1, 8, minutes: 30);

        var found = await QuorumAsync();
        Assert.True((bool)found["isPossible"]!);
        Assert.False((bool)found["alarm"]!);
        Assert.Equal(["kuze", "saegusa", "ibuki"], found["canSit"]!.AsArray().Select(stay => (string)stay!["member"]!));
        Assert.Equal(["nasu", "ayabe"], found["missing"]!.AsArray().Select(member => (string)member!));
        Assert.Equal(server.Now.AddMinutes(90), DateTimeOffset.Parse((string)found["nextAt"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.False((bool)(await QuorumAsync("?within=89m"))["isPossible"]!);
        Assert.False((bool)(await QuorumAsync($"?at={Uri.EscapeDataString(CanonicalInstant.Format(server.Now.AddHours(8)))}"))["isPossible"]!);
    }

    [Fact]
    public async Task What_is_said_last_holds()
    {
        await SayAsync("kuze", 0, 8);
        await SayAsync("kuze", 2, 3, minutes: null, attendance: "absent");
        var listing = await server.GetJsonAsync("auditor", "/roster");
        Assert.Equal(2, listing["items"]!.AsArray().Count);
        server.SetClock(server.Now.AddHours(3));
        Assert.Single((await server.GetJsonAsync("auditor", "/roster"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_member_says_so_for_himself_and_the_secretariat_for_everybody()
    {
        Assert.Equal(["kuze", "examiner1"], await server.AllowedAsync(client => client.PostAsync("/roster/availability", new { nonsense = true })));
        await server.ClientFor("kuze").PostAsync("/roster/availability", server.Availability("nasu", 0, 8)).RefusedAsync(HttpStatusCode.Forbidden, "NotYourCommand");
        await server.ClientFor("examiner1").PostAsync("/roster/availability", server.Availability("admin", 0, 8)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "HoldsNoSeat");
        await server.ClientFor("kuze").PostAsync("/roster/availability", server.Availability("kuze", -8, 0)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "PeriodIsOver");
        foreach (var path in new[] { "/roster", "/roster/quorum" })
            Assert.Equal(["kuze", "examiner1", "inspector", "auditor"], await server.AllowedAsync(client => client.GetAsync("/api/v1" + path)));
    }

    [Fact]
    public async Task For_a_request_those_recused_from_it_do_not_count_and_who_may_not_read_it_learns_nothing()
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        foreach (var member in new[] { "kuze", "nasu", "ibuki" })
            await SayAsync(member, 0, 8);
        Assert.True((bool)(await QuorumAsync($"?request={scene.Number}"))["isPossible"]!);

        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        var found = await QuorumAsync($"?request={scene.Number}");
        Assert.False((bool)found["isPossible"]!);
        Assert.True((bool)found["alarm"]!);
        Assert.Equal("nasu", (string?)found["recused"]![0]);
        Assert.True((bool)(await QuorumAsync())["isPossible"]!);
        await server.ClientFor("nasu").GetAsync($"/api/v1/roster/quorum?request={scene.Number}").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        var draft = await Scene.DraftAsync(server);
        foreach (var number in new[] { draft.Number, "2028-0000-0000", "nonsense" })
            await server.ClientFor("examiner1").GetAsync($"/api/v1/roster/quorum?request={number}").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task The_time_a_request_leaves_is_the_deadline_of_its_vote()
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var waiting = (await server.GetJsonAsync("kuze", "/workItems"))["items"]!.AsArray().Single(item => (string?)item!["number"] == scene.Number);
        Assert.Equal((string?)waiting!["dueAt"], (string?)(await QuorumAsync($"?request={scene.Number}"))["until"]);
        Assert.NotEqual((string?)waiting["dueAt"], (string?)(await QuorumAsync())["until"]);
    }

    [Theory]
    [InlineData("within=2")]
    [InlineData("within=h")]
    [InlineData("within=")]
    [InlineData("within=49h")]
    [InlineData("within=-1h")]
    [InlineData("within=99999999999h")]
    [InlineData("at=tomorrow")]
    [InlineData("at=2028-02-14")]
    public async Task A_question_that_cannot_be_read_is_refused(string query) =>
        await server.ClientFor("kuze").GetAsync($"/api/v1/roster/quorum?{query}").RefusedAsync(HttpStatusCode.BadRequest, "FilterInvalid");

    [Fact]
    public async Task Five_members_at_once_all_get_in()
    {
        await Task.WhenAll(new[] { "kuze", "saegusa", "nasu", "ibuki", "ayabe" }.Select(member => SayAsync(member, 0, 8)));
        Assert.Equal(5, (await QuorumAsync())["canSit"]!.AsArray().Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task States_rebuilt_from_the_chained_entries_are_the_stored_states(DatabaseKind kind)
    {
        await using var fresh = await TestServer.StartAsync(kind);
        var (officer, examiner) = (fresh.ClientFor("cao.officer"), fresh.ClientFor("examiner1"));
        await officer.PostAsync("/agreements", Writing.Terms()).DoneAsync();
        await officer.PostAsync("/agreements/AG-1/change", new { terms = Writing.Terms("Kita"), reason = "renamed" }, 1).DoneAsync();
        await officer.PostAsync("/agreements/AG-1/figures", new { year = 2028, discardedPerMille = 997, erasedPerMille = 0 }, 2).DoneAsync();
        await fresh.ClientFor("inspector").PostAsync(
            "/agreements/AG-1/inspections", new { on = "2028-02-10", kind = "article63Paragraph2", outcome = new { en = "In order." } }).DoneAsync();
        await officer.PostAsync("/agreements/AG-1/end", new { on = "2028-03-31", reason = "left" }, 4).DoneAsync();
        await examiner.PostAsync("/undertakings", Writing.Promise(dueOn: "2028-03-01")).DoneAsync();
        await examiner.PostAsync("/undertakings/UT-1/close", new { outcome = "released", text = "No longer needed." }).DoneAsync();
        await examiner.PostAsync("/operatorReports", Writing.Report()).DoneAsync();
        await examiner.PostAsync("/roster/availability", fresh.Availability("kuze", 0, 8)).DoneAsync();
        await examiner.PostAsync("/roster/availability", fresh.Availability("kuze", 1, 2, 10, "remote")).DoneAsync();

        await fresh.AssertRebuiltAsync(Registers.Agreements.Register);
        await fresh.AssertRebuiltAsync(Registers.Undertakings.Register);
        await fresh.AssertRebuiltAsync(Registers.OperatorReports);
        await fresh.AssertRebuiltAsync(Registers.Roster.Register);
    }

    private Task<System.Text.Json.Nodes.JsonNode> QuorumAsync(string query = "") => server.GetJsonAsync("auditor", "/roster/quorum" + query);

    private Task<System.Text.Json.Nodes.JsonNode> SayAsync(
        string member, double from, double to, int? minutes = 0, string attendance = "inTheRoom", string? by = null) =>
        server.ClientFor(by ?? member).PostAsync("/roster/availability", server.Availability(member, from, to, minutes, attendance)).DoneAsync();
}
