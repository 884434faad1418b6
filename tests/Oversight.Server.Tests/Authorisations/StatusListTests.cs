using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>No timer fires in these tests but where they say so: the status follows from the clock.</summary>
public sealed class StatusListTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_verifier_sees_begin_and_end_at_the_very_instant_although_no_timer_has_fired(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (start, end) = (server.Now.AddHours(1), server.Now.AddDays(1));
        var scene = await ApprovedAsync(server, start, end);
        var verifier = new Verifier(server);
        var document = await verifier.DocumentAsync(scene.Number);

        foreach (var (at, status, state) in new[]
        {
            (start.AddMilliseconds(-1), TokenStatus.NotYetBegun, "Pending"), (start, TokenStatus.Valid, "Active"),
            (end.AddMilliseconds(-1), TokenStatus.Valid, "Active"), (end, TokenStatus.Invalid, "Expired"), (end.AddYears(1), TokenStatus.Invalid, "Expired"),
        })
        {
            server.SetClock(at);
            Assert.Equal(status, await verifier.StatusAsync(document));
            Assert.Equal(state, await StateAsync(server, scene));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_early_end_shows_as_soon_as_it_is_committed_and_a_document_made_afterwards_ends_then(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (scene, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        var document = await verifier.DocumentAsync(scene.Number);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(document));

        await scene.DoAsync("cao.officer", "endEarly", Bodies.Reason);

        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(document));
        Assert.Equal("EndedEarly", await StateAsync(server, scene));
        Assert.False((await verifier.VerifyAsync(await verifier.DocumentAsync(scene.Number))).IsValid);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_suspension_shows_until_the_end_and_no_longer(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (start, due, end) = (server.Now, server.Now.AddHours(2), server.Now.AddDays(1));
        var scene = await ApprovedAsync(server, start, end, new JsonObject
        {
            ["id"] = "a", ["kind"] = "continuing", ["owner"] = "agency", ["text"] = Bodies.Text(), ["suspendsAfterMisses"] = 1,
            ["due"] = new JsonObject { ["kind"] = "at", ["at"] = Text(due) },
        });
        var verifier = new Verifier(server);
        var document = await verifier.DocumentAsync(scene.Number);
        await server.FireTimersAsync();
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(document));

        server.SetClock(due);
        await server.FireTimersAsync();
        Assert.Equal((TokenStatus.Suspended, "Suspended"), (await verifier.StatusAsync(document), await StateAsync(server, scene)));
        server.SetClock(end);
        Assert.Equal((TokenStatus.Invalid, "Expired"), (await verifier.StatusAsync(document), await StateAsync(server, scene)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_narrowing_withdraws_the_documents_that_name_the_wider_scope(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (scene, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        var wider = await verifier.DocumentAsync(scene.Number);
        var kept = Verifier.PayloadOf(wider)["items"]![0]!["scope"]!.AsObject();

        await scene.DoAsync("cao.officer", "narrow", new JsonObject { ["scope"] = new JsonObject { ["1"] = kept.DeepClone() }, ["reason"] = "Item 2 is given up." });

        var narrower = await verifier.DocumentAsync(scene.Number);
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(wider));
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(narrower));
        Assert.Equal("1", (string?)Assert.Single(Verifier.PayloadOf(narrower)["items"]!.AsArray())!["item"]);
        Assert.Single((await server.ClientFor("auditor").ReadAsync("/api/v1/authorisations")).Json["items"]!.AsArray());

        await scene.DoAsync("cao.officer", "endEarly", Bodies.Reason);
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(narrower));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_authorisation_has_an_index_of_its_own_in_no_order(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        for (var i = 0; i < 4; i++)
            await Scene.InAsync(server, RequestStatus.InForce);
        var drawn = await server.ReadAsync(db => db.Authorisations.OrderBy(row => row.IssuedAt).ThenBy(row => row.RequestId).Select(row => row.StatusIndex).ToListAsync());
        Assert.Equal(4, drawn.Distinct().Count());
        Assert.All(drawn, index => Assert.InRange(index, 0, StatusList.Capacity - 1));
        Assert.True(drawn.Max() - drawn.Min() > 1000, "Indexes lie side by side.");

        var taken = await server.ReadAsync(db => db.Authorisations.AsNoTracking().FirstAsync());
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => server.ReadAsync(db =>
        {
            db.Authorisations.Add(new AuthorisationRow
            {
                StatusIndex = taken.StatusIndex, RequestId = "2028-0000-0000", IssuedAt = taken.IssuedAt, Start = taken.Start, End = taken.End, EndsAt = taken.EndsAt,
                State = taken.State,
            });
            return db.SaveChangesAsync();
        }));
    }

    [Fact]
    public async Task A_draw_that_hits_a_taken_place_is_drawn_again_and_a_full_list_is_followed_by_the_next()
    {
        await using var server = await TestServer.StartAsync(replace: services => services.AddSingleton<RandomSource>(new LowRandom()));
        var first = await Scene.InAsync(server, RequestStatus.InForce);
        var own = await server.ReadAsync(db => db.Authorisations.Select(row => row.StatusIndex).SingleAsync());
        await server.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE places(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM places WHERE i < {StatusList.FullAt - 1})
            INSERT INTO "Authorisations" ("RequestId", "StatusIndex", "IssuedAt", "Start", "End", "EndsAt", "State")
            SELECT 'filler ' || i, i, 0, 0, 0, 0, 'Active' FROM places WHERE i <> {own}
            """));
        Assert.Equal("/status-lists/1", await ListOfAsync(server, first.Number));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Anonymous.ReadAsync("/status-lists/2")).Status);

        var second = await Scene.InAsync(server, RequestStatus.InForce);
        Assert.Equal("/status-lists/2", await ListOfAsync(server, second.Number));
        var verifier = new Verifier(server);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(await verifier.DocumentAsync(second.Number)));

        var third = await Scene.InAsync(server, RequestStatus.InForce);
        Assert.Equal("/status-lists/2", await ListOfAsync(server, third.Number));
        Assert.Equal(await IndexOfAsync(server, first.Number), await IndexOfAsync(server, second.Number));
        Assert.NotEqual(await IndexOfAsync(server, second.Number), await IndexOfAsync(server, third.Number));
    }

    [Fact]
    public async Task The_list_is_for_everybody_kept_by_nobody_and_good_for_a_minute()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Anonymous.GetAsync("/status-lists/1");
        var token = await answer.Content.ReadAsStringAsync();
        Assert.Equal("application/statuslist+jwt", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var payload = Verifier.PayloadOf(token);
        Assert.Equal((1, 60L), ((int)payload["ttl"]!, (long)payload["exp"]! - (long)payload["iat"]!));
        Assert.True((await new Verifier(server).VerifyAsync(token, "statuslist+jwt")).IsValid);
        foreach (var list in new[] { "0", "2", "-1", "x", "16384", "99999999999", "01x" })
            Assert.Equal(HttpStatusCode.NotFound, (await server.Anonymous.ReadAsync($"/status-lists/{list}")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Those_who_ask_at_once_share_a_list_and_nobody_gets_one_from_before_the_question(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (scene, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        var document = await verifier.DocumentAsync(scene.Number);
        // Every signature is another one: equal tokens are one token.
        var tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.Anonymous.GetStringAsync("/status-lists/1")));
        Assert.InRange(tokens.Distinct().Count(), 1, 50);

        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await server.Anonymous.GetStringAsync("/status-lists/1");
        })).ToArray();
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(document));
        await scene.DoAsync("cao.officer", "endEarly", Bodies.Reason);
        Assert.Equal(TokenStatus.Invalid, await verifier.StatusAsync(document));
        await stop.CancelAsync();
        await Task.WhenAll(others);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Authorisations_without_a_row_get_one_at_the_start(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string number;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            number = (await Scene.InAsync(server, RequestStatus.InForce)).Number;
            await Scene.InAsync(server, RequestStatus.Voting);
            await server.ReadAsync(db => db.Authorisations.ExecuteDeleteAsync());
        }
        await using var restarted = await TestServer.StartOnAsync(database);
        var verifier = new Verifier(restarted);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(await verifier.DocumentAsync(number)));
        Assert.Equal(1, await restarted.ReadAsync(db => db.Authorisations.CountAsync()));
    }

    private static async Task<Scene> ApprovedAsync(TestServer server, DateTimeOffset start, DateTimeOffset end, params JsonNode[] conditions)
    {
        var (content, round) = (Bodies.Acquisition, Bodies.Round());
        content["period"] = new JsonObject { ["start"] = Text(start), ["end"] = Text(end) };
        if (conditions.Length > 0)
            round["conditions"] = new JsonArray(conditions);
        var scene = await (await (await Scene.DraftAsync(server, content)).ToPanelAsync()).DoAsync("kuze", "openRound", round);
        return await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
    }

    private static string Text(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff}Z";

    private static async Task<string?> StateAsync(TestServer server, Scene scene) =>
        (string?)(await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{scene.Number}")).Succeeded().Json["state"];

    private static async Task<string> ListOfAsync(TestServer server, string number) =>
        new Uri((string)(await ReferenceAsync(server, number))["uri"]!).AbsolutePath;

    private static async Task<int> IndexOfAsync(TestServer server, string number) => (int)(await ReferenceAsync(server, number))["idx"]!;

    private static async Task<JsonNode> ReferenceAsync(TestServer server, string number) =>
        (await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations/{number}")).Succeeded().Json["status"]!["status_list"]!;

    /// <summary>Draws the same place three times before any other.</summary>
    private sealed class LowRandom : RandomSource
    {
        private readonly SeededRandom random = new(7);
        private int places;

        public override byte[] Bytes(int count) => count == 4 && places++ < 3 ? [1, 2, 0, 0] : random.Bytes(count);
    }
}
