using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Storage;

public sealed class RecoveryTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_case_that_cannot_be_read_keeps_no_timer_of_another_waiting(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        await using var other = await TestServer.StartOnAsync(database);
        var (broken, sound) = (await Scene.InAsync(server, RequestStatus.BeforePanel), await Scene.InAsync(server, RequestStatus.BeforePanel));
        await server.ReadAsync(db => db.Requests.Where(r => r.Id == broken.Number).ExecuteUpdateAsync(set => set.SetProperty(r => r.Snapshot, "{}")));

        other.SetClock(server.Now.AddDays(60));
        await other.FireTimersAsync();

        Assert.Equal("Lapsed", await server.ReadAsync(db => db.Requests.Where(r => r.Id == sound.Number).Select(r => r.Close).SingleAsync()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Work_items_and_timers_another_version_derived_differently_do_not_stop_a_case(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        await server.ReadAsync(db => db.WorkItems.Where(item => item.RequestId == scene.Number).ExecuteDeleteAsync());
        await server.ReadAsync(async db =>
        {
            db.WorkItems.Add(new() { RequestId = scene.Number, Audience = "member/kuze", Command = "castBallot" });
            return await db.SaveChangesAsync();
        });

        await scene.OpenRoundAsync();

        Assert.Equal(5, await server.ReadAsync(db => db.WorkItems.CountAsync(item => item.RequestId == scene.Number)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task No_entry_is_dated_before_the_one_it_follows(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.DraftAsync(server);
        server.SetClock(server.Now.AddMinutes(-5));
        await scene.SubmitAsync();

        var times = await server.ReadAsync(db => db.Entries.Where(e => e.Case == scene.Number).OrderBy(e => e.CaseSeq).Select(e => e.At).ToListAsync());
        Assert.Equal(times.Order(), times);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_state_changed_beside_the_trail_authorises_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        await using var other = await TestServer.StartOnAsync(database);
        var scene = await Scene.InAsync(server, RequestStatus.Voting);
        await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ibuki", "no"));
        await server.ReadAsync(async db =>
        {
            var row = await db.Requests.SingleAsync(r => r.Id == scene.Number);
            var forged = row.Snapshot.Replace("\"no\"", "\"yes\"", StringComparison.Ordinal);
            Assert.NotEqual(row.Snapshot, forged);
            row.Snapshot = forged;
            return await db.SaveChangesAsync();
        });

        var reply = await other.ClientFor("ayabe").CommandAsync(scene.Number, "castBallot", Bodies.Ballot(scene.Content, "no"), scene.ETag);

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, reply.Status);
        Assert.DoesNotContain("AuthorisationIssued", await scene.EntryTypesAsync());
    }

    [Fact]
    public async Task The_agency_does_not_learn_of_a_tie_before_the_round_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await (await Scene.InAsync(server, RequestStatus.BeforePanel)).OpenRoundAsync("kuze", "saegusa", "nasu", "ibuki");
        await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ibuki", "no"));

        Assert.Empty(await TiedAsync("cao.officer"));
        Assert.NotEmpty(await TiedAsync("ayabe"));

        async Task<JsonArray> TiedAsync(string account) =>
            JsonNode.Parse(await server.ClientFor(account).GetStringAsync(scene.Address))!["rounds"]![0]!["tied"]!.AsArray();
    }

    [Fact]
    public async Task An_attachment_whose_bytes_were_changed_is_not_handed_out()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.DraftAsync(server);
        (await server.ClientFor("cao.drafter").AttachAsync(scene.Number, "A report.", scene.ETag)).Succeeded();
        var digest = await server.ReadAsync(db => db.Attachments.Where(a => a.RequestId == scene.Number).Select(a => a.Digest).SingleAsync());
        await server.ReadAsync(db => db.Attachments.Where(a => a.RequestId == scene.Number)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Bytes, "Another report."u8.ToArray())));

        using var answer = await server.ClientFor("cao.drafter").GetAsync(new Uri($"{scene.Address}/attachments/{digest}", UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, answer.StatusCode);
    }
}
