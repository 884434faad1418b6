using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Outcome = Oversight.Server.Storage.Outcome;

namespace Oversight.Server.Tests.Storage;

public sealed class TimerTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_deadline_is_never_early_and_fires_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        var due = await DueAsync(server, scene);

        server.SetClock(due - Moment);
        await server.FireTimersAsync();
        Assert.Equal("AwaitingSignature", (string?)(await scene.AuditedAsync())["state"]);

        server.SetClock(due);
        await server.FireTimersAsync();
        await server.FireTimersAsync();
        await LapsedOnceAsync(server, scene);
    }

    [Fact]
    public async Task Two_nodes_on_one_database_fire_every_timer_once()
    {
        Assert.SkipWhen(TestDatabase.Kinds.Count < 2, "No PostgreSQL is offered, and a SQLite file has one node.");
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var one = await TestServer.StartOnAsync(database);
        await using var other = await TestServer.StartOnAsync(database);
        var scenes = new List<Scene>();
        for (var i = 0; i < 40; i++)
            scenes.Add(await Scene.InAsync(i % 2 == 0 ? one : other, RequestStatus.AwaitingSignature));
        var due = await DueAsync(one, scenes[^1]);
        one.SetClock(due);
        other.SetClock(due);

        await Task.WhenAll(Task.Run(one.FireTimersAsync), Task.Run(other.FireTimersAsync), Task.Run(one.FireTimersAsync), Task.Run(other.FireTimersAsync));

        foreach (var scene in scenes)
            await LapsedOnceAsync(one, scene);
        Assert.Equal(0, await one.ReadAsync(db => db.Timers.CountAsync(timer => timer.DueAt <= due)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_fell_due_while_the_server_was_down_for_three_days_fires_at_the_start_in_the_order_it_fell_due(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Scene scene;
        DateTimeOffset start;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            // Approved for a period that begins and ends while nobody is there.
            var content = Bodies.Acquisition;
            start = server.Now.AddHours(1);
            content["period"] = new System.Text.Json.Nodes.JsonObject { ["start"] = $"{start:O}"[..19] + "Z", ["end"] = $"{start.AddDays(1):O}"[..19] + "Z" };
            scene = await (await (await Scene.DraftAsync(server, content)).ToPanelAsync()).OpenRoundAsync();
            await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        }
        await using var restarted = await TestServer.StartOnAsync(database);
        restarted.SetClock(start.AddDays(3));
        await restarted.FireTimersAsync();

        var stored = await restarted.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        stored.AssertFollowsFromEntries(restarted.Services.GetRequiredService<Rules>().Book);
        var types = stored.Events.Select(happened => happened.GetType().Name).ToList();
        Assert.Single(types, nameof(AuthorisationStarted));
        Assert.Single(types, nameof(AuthorisationEnded));
        Assert.True(types.IndexOf(nameof(AuthorisationStarted)) < types.IndexOf(nameof(AuthorisationEnded)));
        Assert.Equal("ErasureDue", stored.Row.State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_clock_that_steps_an_hour_forth_and_back_fires_nothing_twice_and_nothing_early(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var first = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        var due = await DueAsync(server, first);
        server.SetClock(due.AddHours(-24));
        var later = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        var laterDue = await DueAsync(server, later);

        foreach (var hours in new[] { -1.0, 0.5, -0.5, 1, -1, 0 })
        {
            server.SetClock(due.AddHours(hours));
            await server.FireTimersAsync();
        }
        await LapsedOnceAsync(server, first);
        Assert.Equal("AwaitingSignature", (string?)(await later.AuditedAsync())["state"]);

        server.SetClock(laterDue.AddHours(1));
        await server.FireTimersAsync();
        await LapsedOnceAsync(server, later);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_command_after_the_deadline_is_refused_even_before_the_timer_has_fired(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        server.SetClock(await DueAsync(server, scene));
        var late = await scene.TryAsync("cao.officer", "sign", Bodies.Signature());
        Assert.Equal((HttpStatusCode.Conflict, "DeadlinePassed"), (late.Status, late.Code));
        Assert.Empty((await server.ClientFor("cao.officer").ReadAsync(scene.Address)).Json["actions"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_deadline_that_passes_while_a_signature_is_in_flight_ends_in_one_of_the_two(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var store = server.Services.GetRequiredService<RequestStore>();
        var outcomes = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
            var due = await DueAsync(server, scene);
            Assert.True(RequestId.TryParse(scene.Number, out var id));
            var officer = new Caller(new Actor("cao.officer", Role.AuthorisingOfficer, new Agency("cao", AgencyKind.CabinetOffice)), Panel.Vacant(5));
            var system = new Caller(Actor.System, Panel.Vacant(5));
            var version = int.Parse(scene.ETag.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);

            // The signature's instant is just in time; which of the two commits first is open.
            var both = await Task.WhenAll(
                Task.Run(() => store.TransactAsync(new Intent(id, new Sign(1), officer, version, null), due - Moment, CancellationToken.None)),
                Task.Run(() => store.TransactAsync(new Intent(id, new FireTimer("deadline:countersign"), system, null, null), due, CancellationToken.None)));

            Assert.Single(both.OfType<Outcome.Written>());
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
            stored.AssertFollowsFromEntries(server.Services.GetRequiredService<Rules>().Book);
            outcomes.Add(stored.Row.State);
        }
        Assert.All(outcomes, state => Assert.Contains(state, (string[])["UnderExamination", "Closed"]));
    }

    private static Task<DateTimeOffset> DueAsync(TestServer server, Scene scene) =>
        server.ReadAsync(db => db.Timers.Where(timer => timer.RequestId == scene.Number).Select(timer => timer.DueAt).SingleAsync());

    private static async Task LapsedOnceAsync(TestServer server, Scene scene)
    {
        var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
        stored.AssertFollowsFromEntries(server.Services.GetRequiredService<Rules>().Book);
        Assert.Single(stored.Events.OfType<FlowEnded>(), ended => ended.Port == "Lapsed");
        Assert.Equal(("Closed", 0), (stored.Row.State, stored.Timers.Count));
    }
}
