using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>Uses held against case C03: items 1 and 2 granted, item 3 refused; four operators; item 1 on 4 March alone.</summary>
public sealed class CheckTests
{
    private const string Inside = "2028-03-04T12:00:00+09:00";

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_C03_grants_is_allowed_and_what_C13_did_is_not(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var path = await C03Async(server);
        foreach (var (use, reasons) in new[]
        {
            (Use("192.0.2.10", "198.51.100.17", 443, Inside), ""),
            (Use("192.0.2.10", "203.0.113.77", 8443, "2028-03-05T12:00:00+09:00"), ""),
            (Use("192.0.2.10", "198.51.100.130", 443, Inside), "outOfCidr"),
            (Use("192.0.2.10", "192.0.2.200", 443, Inside), "domesticOnly"),
            (Use("192.0.2.10", "198.51.100.17", 443, "2028-03-05T00:07:00+09:00", "cao-op-09"), "outOfWindow unlistedOperator"),
            (Use("192.0.2.10", "198.51.100.17", 444, Inside), "outOfPort"),
            (Use("192.0.2.10", "198.51.100.17", 443, Inside, dataType: "emailAddress"), "unlistedDataType"),
            (Use("192.0.2.10", "203.0.113.77", 8443, "2028-02-09T12:00:00+09:00"), "outOfPeriod"),
        })
        {
            var answer = (await server.ClientFor("cao.officer").PostAsync(path, use.ToJsonString(), null, "")).Succeeded().Json;
            Assert.Equal(reasons, string.Join(' ', answer["reasons"]!.AsArray().Select(reason => (string)reason!)));
            Assert.Equal(reasons.Length == 0, (bool)answer["allowed"]!);
            Assert.Equal(reasons == "outOfPeriod" ? "Pending" : "Active", (string?)answer["state"]);
            Assert.Equal(DateTimeOffset.Parse((string)use["at"]!, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, (DateTime)answer["at"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_an_instant_it_is_asked_of_now_and_an_ended_authorisation_allows_nothing_from_its_end_on(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var path = await C03Async(server);
        var use = Use("192.0.2.10", "203.0.113.77", 8443, null);
        var before = server.Now;
        Assert.True((bool)(await AskAsync(server, path, use)).Json["allowed"]!);

        server.SetClock(before.AddHours(1));
        var number = path.Split('/')[4];
        var officer = server.ClientFor("cao.officer");
        var tag = (await officer.ReadAsync($"/api/v1/requests/{number}")).ETag;
        (await officer.CommandAsync(number, "endEarly", Bodies.Reason, tag)).Succeeded();

        var now = (await AskAsync(server, path, use)).Json;
        Assert.Equal((false, "EndedEarly", "outOfPeriod"), ((bool)now["allowed"]!, (string?)now["state"], (string?)now["reasons"]![0]));
        use["at"] = $"{before:yyyy-MM-dd'T'HH:mm:ss.fff}Z";
        var then = (await AskAsync(server, path, use)).Json;
        Assert.Equal((true, "Active"), ((bool)then["allowed"]!, (string?)then["state"]));
    }

    [Fact]
    public async Task A_precedent_condition_that_nothing_says_was_met_stands_in_the_way_by_name()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await (await Scene.DraftAsync(server)).ToPanelAsync();
        var round = Bodies.Round();
        round["conditions"] = new JsonArray(new JsonObject
        {
            ["id"] = "a", ["kind"] = "precedent", ["owner"] = "agency", ["text"] = Bodies.Text(), ["due"] = new JsonObject { ["kind"] = "standing" },
        });
        await scene.DoAsync("kuze", "openRound", round);
        await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        var granted = (await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{scene.Number}")).Succeeded().Json;
        Assert.Equal("a", (string?)granted["conditions"]![0]!["id"]);

        var answer = (await AskAsync(server, $"/api/v1/authorisations/{scene.Number}/check", Use("198.51.100.1", "203.0.113.5", 443, null))).Json;
        Assert.Contains("unmetCondition", answer["reasons"]!.AsArray().Select(reason => (string)reason!));
        Assert.Equal(["a"], answer["conditions"]!.AsArray().Select(condition => (string)condition!));
    }

    [Fact]
    public async Task Nobody_asks_about_the_future_or_what_cannot_be_understood()
    {
        await using var server = await TestServer.StartAsync();
        var path = await C03Async(server);
        var late = await AskAsync(server, path, Use("192.0.2.10", "203.0.113.77", 8443, $"{server.Now.AddMilliseconds(1):yyyy-MM-dd'T'HH:mm:ss.fff}Z"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "DateInFuture"), (late.Status, late.Code));

        var odd = Use("192.0.2.0/25", "server.example", 65_536, Inside);
        odd["protocol"] = "any";
        var answer = await AskAsync(server, path, odd);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "InvalidUse"), (answer.Status, answer.Code));
        Assert.Equal(["/dstIp", "/port", "/protocol", "/srcIp"], answer.Json["errors"]!.AsArray().Select(error => (string)error!["pointer"]!).Order());
        odd = Use("192.0.2.10", "203.0.113.77", 8443, Inside);
        odd.Remove("srcIp");
        Assert.Equal("OneAddressExpected", (string?)(await AskAsync(server, path, odd)).Json["errors"]![0]!["code"]);
        odd["whatever"] = 1;
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(server, path, odd)).Status);
    }

    [Fact]
    public async Task Whoever_may_not_read_the_request_learns_nothing_and_asking_writes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var path = await C03Async(server);
        var use = Use("192.0.2.10", "203.0.113.77", 8443, null);
        var before = await server.ReadAsync(db => db.Entries.CountAsync());
        foreach (var account in new[] { "npa.officer", "admin" })
            Assert.Equal("NotFound", (await AskAsync(server, path, use, account)).Code);
        Assert.Equal("NotFound", (await AskAsync(server, "/api/v1/authorisations/2028-0000-0000/check", use)).Code);
        Assert.True((await AskAsync(server, path, use, "kuze")).IsSuccess);
        Assert.Equal(before, await server.ReadAsync(db => db.Entries.CountAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.PostAsync(path, use.ToJsonString(), null, "")).Status);
    }

    /// <summary>Plays C03 and goes on to noon of 5 March; gives the address to ask at.</summary>
    private static async Task<string> C03Async(TestServer server)
    {
        var player = new CasePlayer(CaseLibrary.Shipped, () => new HttpClient { BaseAddress = server.Address }, TestServer.Password, at =>
        {
            server.SetClock(at);
            return server.FireTimersAsync();
        });
        await player.PlayAsync($"C03/{CaseLibrary.Shipped.Case("C03").Variants[0].Name}", TestContext.Current.CancellationToken);
        server.SetClock(new DateTimeOffset(2028, 3, 5, 12, 0, 0, TimeSpan.FromHours(9)));
        var lines = (await server.ClientFor("auditor").ReadAsync("/api/v1/authorisations")).Succeeded().Json["items"]!.AsArray();
        return $"/api/v1/authorisations/{Assert.Single(lines)!["number"]}/check";
    }

    private static Task<Reply> AskAsync(TestServer server, string path, JsonObject use, string account = "cao.officer") =>
        server.ClientFor(account).PostAsync(path, use.ToJsonString(), null, "");

    private static JsonObject Use(string source, string destination, int port, string? at, string @operator = "cao-op-01", string dataType = "ipAddress")
    {
        var use = new JsonObject
        {
            ["srcIp"] = source, ["dstIp"] = destination, ["protocol"] = "tcp", ["port"] = port, ["dataType"] = dataType, ["action"] = "record",
            ["operator"] = @operator,
        };
        if (at is not null)
            use["at"] = at;
        return use;
    }
}
