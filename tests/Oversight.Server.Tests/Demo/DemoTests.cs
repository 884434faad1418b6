using Oversight.Core.Registers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Demo;

public sealed class DemoTests
{
    private const string WithCases = "--Oversight:Demo:Cases=true";

    private static readonly DateTimeOffset StartsAt = new(2028, 2, 14, 9, 0, 0, TimeSpan.FromHours(9));

    private static readonly string[] Standings =
    [
        "cao R1 Closed RefusedAtIntake", "cao R1 Draft", "cao R1 InForce Approved", "cao R1 InformationRequested", "cao R2 InForce ApprovedWithConditions",
        "cao R2 Voting", "cao R3 BeforePanel", "cao R3 InForce PartlyApproved", "npa R5 AwaitingSignature", "npa R5 Closed ApprovedWithConditions Completed",
        "pref R5 Closed ConfirmedProper ConfirmedProper",
        "pref R5 Closed Refused Refused", "pref R5 Closed RefusedAtIntake", "pref R5 UnderExamination", "sdf R6 Closed Approved ClosedInBreach",
    ];

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_first_start_plays_the_cases_and_a_later_one_finds_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var first = await TestServer.StartOnAsync(database, settings: WithCases))
        {
            Assert.Equal(Standings, await StandingsAsync(first));
            Assert.Equal(StartsAt, first.Now);
            await AssertSoundAsync(first);
        }
        var entries = 0;
        await using (var second = await TestServer.StartOnAsync(database, replace: ADayLater, settings: WithCases))
        {
            Assert.Equal(Standings, await StandingsAsync(second));
            Assert.Equal(StartsAt.AddDays(1), second.Now);
            entries = await second.ReadAsync(db => db.Entries.CountAsync(Ct));
        }
        await using var third = await TestServer.StartOnAsync(database, settings: "--Oversight:Demo:Cases=false");
        Assert.Equal(entries, await third.ReadAsync(db => db.Entries.CountAsync(Ct)));
    }

    [Fact]
    public async Task Somebody_waits_in_every_office_and_no_session_is_left()
    {
        await using var server = await TestServer.StartAsync(settings: WithCases);

        Assert.Equal(0, await server.ReadAsync(db => db.Sessions.CountAsync(Ct)));
        Assert.Equal(0, await server.ReadAsync(db => db.Timers.CountAsync(timer => timer.DueAt <= server.Now, Ct)));
        foreach (var (account, command) in new[]
            { ("cao.drafter", "submit"), ("cao.officer", "answer"), ("npa.officer", "sign"), ("examiner1", "examine"), ("kuze", "openRound"), ("ayabe", "castBallot") })
        {
            var waiting = await server.ClientFor(account).GetFromJsonAsync<JsonObject>("/api/v1/workItems", Ct);
            Assert.Contains(waiting!["items"]!.AsArray(), item => (string?)item!["command"] == command);
        }
    }

    [Fact]
    public async Task A_half_played_demo_does_not_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        // Where no route is ever in force, no case comes to what its file says.
        var rules = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        var calendar = (JsonObject)JsonNode.Parse(LegalCalendar.Japan.ToJson())!;
        calendar["ruleSets"] = new JsonArray(calendar["ruleSets"]![0]!.DeepClone());
        await File.WriteAllTextAsync(rules, calendar.ToJsonString(), Ct);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(
            () => TestServer.StartOnAsync(database, settings: [WithCases, $"--Oversight:RuleSets={rules}"]));
        File.Delete(rules);
        Assert.Contains("C08/", refused.Message, StringComparison.Ordinal);

        refused = await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartOnAsync(database, settings: WithCases));
        Assert.Contains("did not get to its end", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_does_not_start_on_a_real_database_nor_a_real_server_on_the_demos()
    {
        await using var real = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (await TestServer.StartOnAsync(real, demo: false))
            await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartOnAsync(real, settings: WithCases));

        await using var demo = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (await TestServer.StartOnAsync(demo))
            await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartOnAsync(demo, demo: false));
    }

    private static async Task<string[]> StandingsAsync(TestServer server)
    {
        var page = await server.ClientFor("auditor").GetFromJsonAsync<JsonObject>("/api/v1/requests?limit=100", Ct);
        return [.. page!["items"]!.AsArray()
            .Select(line => string.Join(' ', new[] { "agency", "route", "state", "decision", "close" }.Select(name => (string?)line![name]).OfType<string>()))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Every case's entries hang together, stand in the order of time and add up to what is stored.</summary>
    private static async Task AssertSoundAsync(TestServer server)
    {
        var (entries, parts, rows) = await server.ReadAsync(async db => (
            await db.Entries.OrderBy(entry => entry.CaseSeq).ToListAsync(Ct), await db.Parts.ToListAsync(Ct), await db.Requests.ToListAsync(Ct)));
        var definitions = server.Services.GetRequiredService<Rules>().Book.Definitions;
        Assert.All(entries.GroupBy(entry => entry.Case), chain => Assert.Null(CaseChain.Verify(chain.Select(entry => entry.Bytes))));
        // The rulebook is adopted and the key that signs documents is made when the server starts, before the past is played.
        var times = entries.Where(entry => entry.Case != Registers.Keys.Case && entry.Case != Registers.Rulebook.Case).OrderBy(entry => entry.Id).Select(entry => entry.At).ToList();
        Assert.Equal(times.Order(), times);
        foreach (var row in rows)
        {
            var stored = entries.Where(entry => entry.Case == row.Id).Select(entry => new StoredEntry(
                entry.Bytes, parts.Where(part => part.Case == row.Id && part.CaseSeq == entry.CaseSeq).ToDictionary(part => part.Name, part => part.Disclosure)));
            var rebuilt = RequestEntries.Rebuild(stored, definitions)!;
            Assert.Equal((row.Content, row.Snapshot), (RequestSnapshot.ContentOf(rebuilt), RequestSnapshot.StandingOf(rebuilt)));
        }
    }

    private static void ADayLater(IServiceCollection services) =>
        ((FixedTime)services.Single(service => service.ServiceType == typeof(TimeProvider)).ImplementationInstance!).Advance(TimeSpan.FromDays(1));
}
