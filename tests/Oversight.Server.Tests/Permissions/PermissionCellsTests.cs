using System.Net;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Permissions;

/// <summary>Every command by every account in every state, over HTTP: what the table does not open is refused and changes nothing.</summary>
public sealed class PermissionCellsTests
{
    private static readonly string[] Accounts =
    [
        .. Scenes.Bodies.Panel, "cao.drafter", "cao.officer", "npa.drafter", "npa.officer", "pref.drafter", "pref.officer", "sdf.drafter", "sdf.officer",
        "examiner1", "examiner2", "inspector", "auditor", "admin",
    ];

    private static readonly RequestStatus[] Reached = [.. Enum.GetValues<RequestStatus>().Except(PermissionMatrix.Unreached)];

    /// <summary>Each state by its plainest scene, and the scenes without which an open cell would never be seen open.</summary>
    private static IEnumerable<Func<TestServer, Task<Scene>>> Stages =>
    [
        .. Reached.Select<RequestStatus, Func<TestServer, Task<Scene>>>(status => server => Scene.InAsync(server, status)),
        CorrectedAsync, WithConsultationAsync, AskedWithConsultationAsync, TiedAsync, ClosedInBreachAsync, RecusedAsync, ToBeErasedAsync,
    ];

    /// <summary>The same for what follows a decision or a measure; here one account of a kind tries.</summary>
    private static IEnumerable<Func<TestServer, Task<Scene>>> LifeStages =>
    [
        server => Scene.DraftAsync(server, LifeBodies.Emergency, "npa"), async server => await (await Lives.MeasureAsync(server)).WatchAsync(),
        async server => await (await (await Lives.MeasureAsync(server)).WatchAsync()).NotifyAsync(), server => Lives.MeasureAsync(server, "pref", 25),
        async server => await (await (await Lives.MeasureAsync(server)).NotifyAsync()).OpenMotionAsync(),
        async server => await (await (await Lives.MeasureAsync(server)).NotifyAsync()).TieAsync(),
        async server => await (await Lives.MeasureAsync(server, "pref", 25)).PassAsync(server, 20),
        async server => await (await Lives.MeasureAsync(server, "pref", 25)).PassAsync(server, 20, 40),
        WatchedAsync, async server => await (await WatchedAsync(server)).EndAsync(), async server => await (await (await WatchedAsync(server)).EndAsync()).KeepAsync(),
        async server => await (await Lives.InForceAsync(server)).OpenMotionAsync(), async server => await (await Lives.InForceAsync(server)).TieAsync(),
        async server => await (await (await Lives.InForceAsync(server)).EndAsync()).OpenMotionAsync(), async server => await (await (await Lives.InForceAsync(server)).EndAsync()).TieAsync(),
        async server => await (await (await (await Lives.InForceAsync(server)).EndAsync()).KeepAsync()).OpenMotionAsync(),
        async server => await (await (await (await Lives.InForceAsync(server)).EndAsync()).KeepAsync()).TieAsync(),
    ];

    private static readonly string[] OneOfAKind =
        ["kuze", "nasu", "cao.drafter", "cao.officer", "npa.drafter", "npa.officer", "pref.drafter", "pref.officer", "examiner1", "inspector", "auditor", "admin"];

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Every_cell_answers_as_the_table_says_and_a_forbidden_one_changes_nothing(DatabaseKind kind)
    {
        // One measure past its limit would hold back the next, which the scenes need.
        using var rules = RuleSetFile.Of("""{"emergencyInterlock": {"value": false}}""");
        await using var server = await TestServer.StartAsync(kind, settings: rules.Settings);
        var opened = new HashSet<(Role, RequestStatus, string)>();
        // The rules are the same code on both; PostgreSQL sees one account of a kind.
        foreach (var stage in Stages)
            foreach (var (account, command) in await ForbiddenAsync(server, await stage(server), kind == DatabaseKind.Sqlite ? Accounts : OneOfAKind))
                opened.Add(await OpenAsync(server, await stage(server), account, command));
        foreach (var stage in LifeStages)
        {
            var scene = await stage(server);
            var state = (await StandingAsync(server, scene)).State.State;
            foreach (var (account, command) in await ForbiddenAsync(server, scene, OneOfAKind))
                if (!opened.Contains((CommandRules.All.Single(rule => rule.Name == command).Role, state, command)))
                    opened.Add(await OpenAsync(server, await stage(server), account, command));
        }

        var promised = PermissionMatrix.Cells.Where(cell => !PermissionMatrix.Unreached.Contains(cell.State)).Order();
        Assert.Equal(promised, opened.Order());
    }

    [Fact]
    public async Task Only_a_drafter_begins_a_request()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var account in Accounts)
        {
            var content = account.StartsWith("cao", StringComparison.Ordinal) ? Scenes.Bodies.Acquisition : Scenes.Bodies.Neutralization;
            var reply = await server.ClientFor(account).DraftAsync(content);
            var expected = account.EndsWith(".drafter", StringComparison.Ordinal) ? HttpStatusCode.Created : HttpStatusCode.Forbidden;
            Assert.True(expected == reply.Status, $"{account}: {reply}");
        }
        Assert.Equal(4, await server.ReadAsync(db => db.Requests.CountAsync()));
    }

    /// <summary>Tries all that is forbidden on one scene; gives back what is open.</summary>
    private static async Task<List<(string Account, string Command)>> ForbiddenAsync(TestServer server, Scene scene, string[] accounts)
    {
        var open = new List<(string, string)>();
        var before = await StandingAsync(server, scene);
        foreach (var account in accounts)
        {
            var caller = await CallerAsync(server, account);
            var facts = new Facts(server.Now, caller.Actor, caller.Panel, Book(server), []);
            var offered = CommandRules.OpenTo(before.State, facts).Select(rule => rule.Name).ToHashSet();
            await ActionsAreAsync(server, scene, account, offered, Reading.MayRead(before.State, caller.Actor, caller.Panel));
            open.AddRange(offered.Select(command => (account, command)));
            foreach (var command in Attempts.Commands.Except(offered))
            {
                var reply = await Attempts.TryAsync(server, scene, account, command, before.State.ContentVersion);
                Assert.True(Expected(before.State, caller, command) == reply.Status, $"{before.State.State}, {account}, {command}: {reply}");
                Assert.Equal(before.Tracks, (await StandingAsync(server, scene)).Tracks);
            }
        }
        return open;
    }

    /// <summary>Tries what is open, on a scene of its own.</summary>
    private static async Task<(Role, RequestStatus, string)> OpenAsync(TestServer server, Scene scene, string account, string command)
    {
        var before = await StandingAsync(server, scene);
        var reply = await Attempts.TryAsync(server, scene, account, command, before.State.ContentVersion);
        Assert.True(reply.IsSuccess, $"{before.State.State}, {account}, {command}: {reply}");
        Assert.True((await StandingAsync(server, scene)).Tracks.Entries > before.Tracks.Entries);
        return ((await CallerAsync(server, account)).Actor.Role, before.State.State, command);
    }

    private static HttpStatusCode Expected(RequestState s, Caller caller, string command)
    {
        var rule = CommandRules.All.Single(rule => rule.Name == command);
        return rule.Role == Role.System || !Reading.MayRead(s, caller.Actor, caller.Panel) ? HttpStatusCode.NotFound
            : rule.Role != caller.Actor.Role ? HttpStatusCode.Forbidden
            : HttpStatusCode.Conflict;
    }

    private static async Task ActionsAreAsync(TestServer server, Scene scene, string account, HashSet<string> offered, bool mayRead)
    {
        var read = await server.ClientFor(account).ReadAsync(scene.Address);
        Assert.Equal(mayRead ? HttpStatusCode.OK : HttpStatusCode.NotFound, read.Status);
        if (mayRead)
            Assert.Equal(offered.Order(), read.Json["actions"]!.AsArray().Select(action => (string)action!["name"]!).Order());
    }

    private static Task<(RequestState State, Tracks Tracks)> StandingAsync(TestServer server, Scene scene) => server.ReadAsync(async db =>
    {
        var row = await db.Requests.AsNoTracking().SingleAsync(r => r.Id == scene.Number);
        return (new RequestSnapshot(row.Content, row.Snapshot).Read(), new Tracks(
            row.Version, row.CaseSeq, row.Snapshot, await db.Entries.CountAsync(e => !e.Case.StartsWith("reads/")), await db.Attachments.CountAsync(), await db.IdempotencyKeys.CountAsync()));
    });

    private static Task<Caller> CallerAsync(TestServer server, string account) => server.ReadAsync(async db =>
    {
        var person = await db.Users.AsNoTracking().SingleAsync(user => user.Id == account);
        var agency = await db.Agencies.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person.AgencyId);
        var panel = await db.Registers.AsNoTracking().SingleAsync(register => register.Case == Core.Registers.Registers.Panel.Case);
        return new Caller(
            new Actor(account, person.Role, agency is null ? null : new Agency(agency.Id, agency.Kind)), Core.Registers.Registers.Panel.Parse(panel.Snapshot));
    });

    private static Rulebook Book(TestServer server) => ((Rules)server.Services.GetService(typeof(Rules))!).Book;

    private static async Task<Scene> WatchedAsync(TestServer server) => await (await (await Lives.InForceAsync(server)).WatchAsync()).ResolveAsync();

    // — Scenes without which an open cell would never be seen open —

    private static async Task<Scene> CorrectedAsync(TestServer server) =>
        await (await Scene.InAsync(server, RequestStatus.Returned)).ReviseAsync(Scenes.Bodies.Acquisition);

    private static async Task<Scene> WithConsultationAsync(TestServer server) =>
        await (await Scene.DraftAsync(server, agency: "npa")).FileAsync();

    private static async Task<Scene> AskedWithConsultationAsync(TestServer server) =>
        await (await WithConsultationAsync(server)).AskAsync();

    private static async Task<Scene> TiedAsync(TestServer server)
    {
        var scene = await (await Scene.InAsync(server, RequestStatus.BeforePanel)).OpenRoundAsync("kuze", "saegusa", "nasu", "ibuki");
        return await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ibuki", "no"));
    }

    /// <summary>The erasure is overdue: closed, and still owed.</summary>
    private static async Task<Scene> ClosedInBreachAsync(TestServer server)
    {
        var scene = await Scene.InAsync(server, RequestStatus.ErasureDue);
        var now = server.Now;
        server.SetClock(now.AddDays(15));
        await server.FireTimersAsync();
        server.SetClock(now);
        return await scene.ReadAsync();
    }

    /// <summary>Over, and its erasure proposed: of another part than is tried.</summary>
    private static async Task<Scene> ToBeErasedAsync(TestServer server) =>
        await (await Scene.InAsync(server, RequestStatus.Closed)).DoAsync("examiner1", "proposeErasure", Erasures.ErasureTests.Proposal((1, "content.scope")));

    /// <summary>A member has left the whole case and no longer sees it.</summary>
    private static async Task<Scene> RecusedAsync(TestServer server) =>
        await (await Scene.InAsync(server, RequestStatus.Voting)).DoAsync("nasu", "declareInterest", Scenes.Bodies.Interest);

    /// <summary>All that a forbidden command could have left behind.</summary>
    private sealed record Tracks(int Version, int CaseSeq, string Snapshot, int Entries, int Attachments, int Keys);
}
