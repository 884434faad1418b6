using System.Net;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Books;

public sealed class AgreementApiTests : IAsyncLifetime
{
    private TestServer server = null!;

    private HttpClient Officer => server.ClientFor("cao.officer");

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_agreement_is_told_changed_accounted_for_inspected_and_ended()
    {
        Assert.Equal("""{"id":"AG-1","version":1}""", (await Officer.PostAsync("/agreements", Writing.Terms()).DoneAsync()).ToJsonString());
        await Officer.PostAsync("/agreements/AG-1/change", new { terms = Writing.Terms("Kita Power Grid"), reason = "The company was renamed." }, 1).DoneAsync();
        await Officer.PostAsync("/agreements/AG-1/figures", new { year = 2027, discardedPerMille = 997, erasedPerMille = 1000 }, 2).DoneAsync();
        await server.ClientFor("inspector").PostAsync(
            "/agreements/AG-1/inspections", new { on = "2028-02-10", kind = "article63Paragraph1", outcome = new { ja = "適正と認める。" } }).DoneAsync();
        await Officer.PostAsync("/agreements/AG-1/end", new { on = "2028-01-31", reason = "The party left." }, 4).DoneAsync();

        var agreement = await server.GetJsonAsync("auditor", "/agreements/AG-1");
        Assert.Equal("ended", (string?)agreement["state"]);
        Assert.Equal("Kita Power Grid", (string?)agreement["terms"]!["party"]!["name"]);
        Assert.Equal("適正と認める。", (string?)agreement["inspections"]![0]!["outcome"]!["ja"]);
        Assert.Equal("The party left.", (string?)agreement["endReason"]);
    }

    [Fact]
    public async Task Only_the_Cabinet_Office_tells_only_inspectors_inspect_and_others_are_told_nothing_else()
    {
        await Officer.PostAsync("/agreements", Writing.Terms()).DoneAsync();
        Assert.Equal(["cao.officer"], await server.AllowedAsync(client => client.PostAsync("/agreements", new { nonsense = true })));
        foreach (var command in new[] { "change", "end", "figures" })
            Assert.Equal(["cao.officer"], await server.AllowedAsync(client => client.PostAsync($"/agreements/AG-1/{command}", new { nonsense = true }, 1)));
        Assert.Equal(["inspector"], await server.AllowedAsync(client => client.PostAsync("/agreements/AG-1/inspections", new { nonsense = true })));
        string[] readers = ["kuze", "examiner1", "inspector", "auditor", "cao.drafter", "cao.officer"];
        Assert.Equal(readers, await server.AllowedAsync(client => client.GetAsync("/api/v1/agreements")));
        Assert.Equal(readers, await server.AllowedAsync(client => client.GetAsync("/api/v1/agreements/AG-1")));
    }

    [Fact]
    public async Task Another_agency_of_the_kind_sees_its_own_alone()
    {
        var admin = server.ClientFor("admin");
        await admin.PostAsync("/agencies", new { id = "cas", kind = "cabinetOffice", nameEn = "Second office", nameJa = "第二室" }).DoneAsync();
        var link = await admin.PostAsync("/accounts", new { userName = "cas.officer", role = "authorisingOfficer", agency = "cas", nameEn = "O", nameJa = "決" }).DoneAsync();
        await server.Anonymous.PostAsync("/password", new { token = ((string)link["passwordLink"]!).Split('=')[1], password = TestServer.Password }).DoneAsync();
        await Officer.PostAsync("/agreements", Writing.Terms()).DoneAsync();

        Assert.Empty((await server.GetJsonAsync("cas.officer", "/agreements"))["items"]!.AsArray());
        await server.ClientFor("cas.officer").GetAsync("/api/v1/agreements/AG-1").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        await server.ClientFor("cas.officer").PostAsync("/agreements/AG-1/end", new { on = "2028-01-31", reason = "x" }, 1).RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        await Officer.GetAsync("/api/v1/agreements/AG-9").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task What_was_not_read_is_not_replaced_and_what_is_refused_writes_nothing()
    {
        await Officer.PostAsync("/agreements", Writing.Terms()).DoneAsync();
        var change = new { terms = Writing.Terms(), reason = "why" };
        await Officer.PostAsync("/agreements/AG-1/change", change).RefusedAsync(HttpStatusCode.PreconditionRequired, "IfMatchRequired");
        await Officer.PostAsync("/agreements/AG-1/change", change, 2).RefusedAsync(HttpStatusCode.PreconditionFailed, "Stale");
        await Officer.PostAsync("/agreements/AG-1/end", new { on = "2030-01-01", reason = "x" }, 1).RefusedAsync(HttpStatusCode.UnprocessableEntity, "EndOutsideTerm");
        await Officer.PostAsync("/agreements", new { flow = "inbound" }).RefusedAsync(HttpStatusCode.BadRequest, "InvalidJson");
        Assert.Equal(1, await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == "agreements")));
        await Officer.PostAsync("/agreements/AG-1/change", change, 1).DoneAsync();
    }

    [Fact]
    public async Task One_key_acts_once_and_answers_twice_the_same()
    {
        var first = await Officer.PostAsync("/agreements", Writing.Terms(), key: "once").DoneAsync();
        var again = await Officer.PostAsync("/agreements", Writing.Terms(), key: "once").DoneAsync();
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        await Officer.PostAsync("/agreements", Writing.Terms("Other"), key: "once").RefusedAsync(HttpStatusCode.UnprocessableEntity, "IdempotencyKeyReused");
        Assert.Single((await server.GetJsonAsync("auditor", "/agreements"))["items"]!.AsArray());
    }
}
