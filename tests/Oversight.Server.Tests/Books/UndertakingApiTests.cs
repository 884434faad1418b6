using System.Net;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Books;

public sealed class UndertakingApiTests : IAsyncLifetime
{
    private TestServer server = null!;

    private HttpClient Examiner => server.ClientFor("examiner1");

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_promise_is_recorded_shown_overdue_and_closed_once()
    {
        await Examiner.PostAsync("/undertakings", Writing.Promise(dueOn: "2028-02-14")).DoneAsync();
        Assert.False((bool)(await FirstAsync("kuze"))["isOverdue"]!);
        server.SetClock(server.Now.AddDays(1));
        Assert.True((bool)(await FirstAsync("kuze"))["isOverdue"]!);

        var close = new { outcome = "broken", text = "Nothing came." };
        await server.ClientFor("inspector").PostAsync("/undertakings/UT-1/close", close).DoneAsync();
        await Examiner.PostAsync("/undertakings/UT-1/close", close).RefusedAsync(HttpStatusCode.Conflict, "UndertakingIsClosed");
        await Examiner.PostAsync("/undertakings/UT-2/close", close).RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        var closed = await FirstAsync("auditor");
        Assert.Equal("broken", (string?)closed["outcome"]);
        Assert.False((bool)closed["isOverdue"]!);
    }

    [Fact]
    public async Task Only_the_secretariat_records_and_it_or_inspectors_close()
    {
        Assert.Equal(["examiner1"], await server.AllowedAsync(client => client.PostAsync("/undertakings", new { nonsense = true })));
        Assert.Equal(["examiner1", "inspector"], await server.AllowedAsync(client => client.PostAsync("/undertakings/UT-1/close", new { nonsense = true })));
        Assert.Equal(Writing.Everybody.Except(["admin"]), await server.AllowedAsync(client => client.GetAsync("/api/v1/undertakings")));
    }

    [Fact]
    public async Task A_promise_made_in_a_request_is_seen_by_those_who_read_the_request_and_by_nobody_else()
    {
        var scene = await Scene.InAsync(server, RequestStatus.UnderExamination);
        await Examiner.PostAsync("/undertakings", Writing.Promise(scene.Number)).DoneAsync();
        await Examiner.PostAsync("/undertakings", Writing.Promise()).DoneAsync();

        Assert.Equal(2, await CountAsync("nasu"));
        Assert.Equal(1, await CountAsync("cao.officer"));
        Assert.Equal(0, await CountAsync("npa.officer"));
        Assert.Equal(1, await CountAsync("auditor", $"?request={scene.Number}"));
        Assert.Equal(0, await CountAsync("auditor", "?request=2028-0000-0000"));
        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        Assert.Equal(1, await CountAsync("nasu"));
        Assert.Equal(0, await CountAsync("nasu", $"?request={scene.Number}"));
        await Examiner.GetAsync("/api/v1/undertakings?request=nonsense").RefusedAsync(HttpStatusCode.BadRequest, "FilterInvalid");
    }

    [Fact]
    public async Task A_request_that_the_secretariat_cannot_read_does_not_exist_for_it()
    {
        var draft = await Scene.DraftAsync(server);
        foreach (var number in new[] { draft.Number, "2028-0000-0000", "nonsense" })
            await Examiner.PostAsync("/undertakings", Writing.Promise(number)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "NoSuchRequest");
        Assert.Equal(0, await CountAsync("auditor"));
    }

    private async Task<System.Text.Json.Nodes.JsonNode> FirstAsync(string account) => (await server.GetJsonAsync(account, "/undertakings"))["items"]![0]!;

    private async Task<int> CountAsync(string account, string query = "") => (await server.GetJsonAsync(account, "/undertakings" + query))["items"]!.AsArray().Count;
}
