using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Books;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Storage;

/// <summary>The clocks that run after a decision or a measure, in the real store: to the minute, over holidays, over a stop, over a clock that steps.</summary>
public sealed class LifeTimerTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_notice_is_overdue_exactly_a_day_after_the_measure(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Lives.MeasureAsync(server);
        var due = server.Now.AddHours(23);

        await AtAsync(server, due.AddMinutes(-1));
        Assert.Equal("MeasureReported", await StateAsync(scene));
        await AtAsync(server, due.AddMilliseconds(-1));
        Assert.Equal("MeasureReported", await StateAsync(scene));
        await AtAsync(server, due);
        var audited = await scene.AuditedAsync();
        Assert.Equal(("UnderConfirmation", "NotifyOverdue"), ((string?)audited["state"], (string?)audited["breaches"]![0]));
        await AtAsync(server, due.AddMinutes(1));
        await FollowsOnceAsync(server, scene, nameof(BreachRecorded));
    }

    /// <summary>Three working days: 29 December to 3 January and the holidays of Golden Week do not count, nor does the second Monday of January.</summary>
    [Theory]
    [InlineData("2028-04-28T10:00:00+09:00", "2028-05-09T00:00:00+09:00")]
    [InlineData("2028-05-02T23:59:00+09:00", "2028-05-11T00:00:00+09:00")]
    [InlineData("2028-12-26T10:00:00+09:00", "2029-01-05T00:00:00+09:00")]
    [InlineData("2028-12-28T10:00:00+09:00", "2029-01-10T00:00:00+09:00")]
    [InlineData("2029-01-01T10:00:00+09:00", "2029-01-10T00:00:00+09:00")]
    [InlineData("2028-02-28T10:00:00+09:00", "2028-03-03T00:00:00+09:00")]
    public async Task Three_working_days_skip_what_offices_skip(string sentAt, string dueAt)
    {
        using var rules = RuleSetFile.Of("""{"inspectionReplyLimit": {"value": "3 workingDays"}}""");
        await using var server = await TestServer.StartAsync(settings: rules.Settings);
        var scene = await Lives.InForceAsync(server);
        await AtAsync(server, DateTimeOffset.Parse(sentAt, null));
        await scene.ReadAsync();
        await scene.DoAsync("inspector", "planInspection", LifeBodies.Inspection);
        await scene.DoAsync("inspector", "openInspection", LifeBodies.Number("inspection", 1));
        await scene.DoAsync("inspector", "sendFindings", LifeBodies.Number("inspection", 1));

        var due = await server.ReadAsync(db => db.Timers.Where(timer => timer.RequestId == scene.Number && timer.Name == "reply:1").Select(timer => timer.DueAt).SingleAsync());
        Assert.Equal(DateTimeOffset.Parse(dueAt, null), due);
        await AtAsync(server, due.AddMinutes(-1));
        Assert.Equal("ReplyAwaited", await InspectionAsync(scene));
        await AtAsync(server, due);
        Assert.Equal("Final", await InspectionAsync(scene));
    }

    [Theory]
    [InlineData("2028-02-29", "2028-03-01T00:00:00+09:00")]
    [InlineData("2028-02-28", "2028-02-29T00:00:00+09:00")]
    public async Task A_condition_due_on_a_leap_day_is_due_at_its_end(string date, string dueAt)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await WithDatesAsync(server, date);
        var due = DateTimeOffset.Parse(dueAt, null);
        Assert.Equal(due, (await scene.AuditedAsync())["conditions"]!["b"]!["dueAt"]!.GetValue<DateTimeOffset>());

        await AtAsync(server, due.AddMinutes(-1));
        Assert.Equal(0, await MissesAsync(scene));
        await AtAsync(server, due);
        Assert.Equal(1, await MissesAsync(scene));
    }

    [Fact]
    public async Task A_missed_duty_and_the_suspension_that_follows_wait_for_all_concerned_after_one_tick()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await WithDatesAsync(server, "2028-02-15", (DateTimeOffset?)null, "2028-02-16");
        var due = DateTimeOffset.Parse("2028-02-16T00:00:00+09:00", null);
        string[] all = ["kuze", "examiner1", "inspector", scene.Officer];

        await AtAsync(server, due.AddMilliseconds(-1));
        Assert.All(all, account => Assert.DoesNotContain("lookAtMiss", WaitingAsync(server, scene, account).Result));
        await AtAsync(server, due);
        foreach (var account in all[..3])
            Assert.Contains("lookAtMiss", await WaitingAsync(server, scene, account));
        Assert.Contains("reportCondition", await WaitingAsync(server, scene, scene.Officer));
        Assert.Empty(await WaitingAsync(server, scene, "nasu"));

        await AtAsync(server, due.AddDays(1));
        Assert.Contains("decideSuspension", await WaitingAsync(server, scene, "kuze"));
        Assert.Contains("lookAtSuspension", await WaitingAsync(server, scene, "inspector"));
        Assert.Contains("lookAtSuspension", await WaitingAsync(server, scene, "examiner1"));
        Assert.Contains("stopUse", await WaitingAsync(server, scene, scene.Officer));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_three_days_down_each_timer_fires_once_in_its_order_and_what_ended_ended_when_it_was_to(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Scene scene;
        DateTimeOffset end;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            // Two dates fall into the three days, one before the end of the authorisation and one after it.
            end = server.Now.AddDays(1).AddHours(30);
            scene = await WithDatesAsync(server, "2028-02-14", end, "2028-02-15", "2028-02-17");
        }
        await using var restarted = await TestServer.StartOnAsync(database);
        await AtAsync(restarted, end.AddDays(3));
        await restarted.FireTimersAsync();

        var stored = await restarted.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        stored.AssertFollowsFromEntries(restarted.Services.GetRequiredService<Rules>().Book);
        var happened = stored.Events.Where(e => e is ConditionMissed or AuthorisationStarted or AuthorisationEnded or AuthorisationSuspended).ToList();
        Assert.Equal(
            [nameof(AuthorisationStarted), nameof(ConditionMissed), nameof(ConditionMissed), nameof(AuthorisationSuspended), nameof(AuthorisationEnded)],
            happened.Select(e => e.GetType().Name));
        Assert.Equal(["2028-02-14T15:00", "2028-02-15T15:00"], happened.OfType<ConditionMissed>().Select(miss => $"{miss.DueAt:yyyy-MM-ddTHH:mm}"));
        var audited = (await scene.AuditedAsync(restarted))["authorisation"]!;
        Assert.Equal(("Expired", end), ((string?)audited["state"], audited["endedAt"]!.GetValue<DateTimeOffset>()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_clock_that_steps_an_hour_loses_nothing_and_repeats_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await WithDatesAsync(server, "2028-02-15");
        var due = DateTimeOffset.Parse("2028-02-16T00:00:00+09:00", null);

        foreach (var (hours, misses) in new[] { (-1.0, 0), (-0.5, 0), (-1.5, 0), (0.5, 1), (-0.5, 1), (1, 1), (0, 1) })
        {
            await AtAsync(server, due.AddHours(hours));
            Assert.Equal(misses, await MissesAsync(scene));
        }
        await FollowsOnceAsync(server, scene, nameof(ConditionMissed));
    }

    [Fact]
    public async Task More_timers_than_one_look_takes_all_fire_at_once_and_once()
    {
        await using var server = await TestServer.StartAsync();
        var scenes = new List<Scene>();
        for (var i = 0; i < 220; i++)
            scenes.Add(await (await Scene.DraftAsync(server)).SubmitAsync());
        var last = await server.ReadAsync(db => db.Timers.MaxAsync(timer => timer.DueAt));

        await AtAsync(server, last);
        Assert.Equal(220, await server.ReadAsync(db => db.Requests.CountAsync(r => r.Close == "Lapsed")));
        Assert.Equal(0, await server.ReadAsync(db => db.Timers.CountAsync()));
        await server.FireTimersAsync();
        Assert.Equal(220, await server.ReadAsync(db => db.Entries.CountAsync(entry => entry.Type == nameof(RequestClosed))));
    }

    private static Task<Scene> WithDatesAsync(TestServer server, params string[] dates) => WithDatesAsync(server, null, null, dates);

    /// <summary>C01 in force with a report due on each of these days, two misses of which suspend; perhaps with an end of its own.</summary>
    private static async Task<Scene> WithDatesAsync(TestServer server, string? first, DateTimeOffset? end, params string[] dates)
    {
        var content = Bodies.Acquisition;
        if (end is { } at)
            content["period"] = new JsonObject { ["start"] = $"{server.Now:yyyy-MM-ddTHH:mm:ss}Z", ["end"] = $"{at:yyyy-MM-ddTHH:mm:ss}Z" };
        var round = LifeBodies.Conditional;
        var condition = round["conditions"]![1]!;
        condition["due"] = new JsonObject { ["kind"] = "recurring", ["dates"] = new JsonArray([.. new[] { first }.OfType<string>().Concat(dates).Select(date => (JsonNode)date)]) };
        condition["suspendsAfterMisses"] = 2;
        return await (await Scene.DraftAsync(server, content)).ToForceAsync(round);
    }

    private static async Task AtAsync(TestServer server, DateTimeOffset at)
    {
        server.SetClock(at);
        await server.FireTimersAsync();
    }

    private static async Task<IReadOnlyList<string>> WaitingAsync(TestServer server, Scene scene, string account) =>
        [.. (await server.GetJsonAsync(account, "/workItems"))["items"]!.AsArray().Where(item => (string?)item!["number"] == scene.Number).Select(item => (string)item!["command"]!)];

    private static async Task<string?> StateAsync(Scene scene) => (string?)(await scene.AuditedAsync())["state"];

    private static async Task<string?> InspectionAsync(Scene scene) => (string?)(await scene.AuditedAsync())["monitoring"]!["inspections"]![0]!["state"];

    private static async Task<int> MissesAsync(Scene scene) => (int)(await scene.AuditedAsync())["conditions"]!["b"]!["misses"]!;

    private static async Task FollowsOnceAsync(TestServer server, Scene scene, string type)
    {
        var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        stored.AssertFollowsFromEntries(server.Services.GetRequiredService<Rules>().Book);
        Assert.Single(stored.Events, happened => happened.GetType().Name == type);
    }
}
