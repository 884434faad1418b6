using System.Net;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Hosting;

public sealed class IdempotencyTests
{
    private const string Key = "a-key-of-the-client";

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_key_and_body_get_the_same_answer_and_have_one_effect(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.Voting);
        var kuze = server.ClientFor("kuze");
        var body = Bodies.Ballot(scene.Content);

        var first = await kuze.CommandAsync(scene.Number, "castBallot", body, scene.ETag, Key);
        await scene.BallotsAsync(("saegusa", "yes"), ("nasu", "yes"), ("ibuki", "yes"), ("ayabe", "yes"));
        var again = await kuze.CommandAsync(scene.Number, "castBallot", body, scene.ETag, Key);

        Assert.True(first.IsSuccess);
        Assert.Equal(first, again);
        Assert.Equal(5, await server.ReadAsync(db => db.Ballots.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_draft_sent_twice_is_one_request_with_one_number(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var drafter = server.ClientFor("cao.drafter");
        var first = await drafter.DraftAsync(Bodies.Acquisition, Key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first, await drafter.DraftAsync(Bodies.Acquisition, Key));
        Assert.Equal(1, await server.ReadAsync(db => db.Requests.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_sent_twice_is_attached_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        var drafter = server.ClientFor("cao.drafter");
        var first = await drafter.AttachAsync(scene.Number, "A note.", scene.ETag, Key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first, await drafter.AttachAsync(scene.Number, "A note.", scene.ETag, Key));
        Assert.Equal("IdempotencyKeyReused", (await drafter.AttachAsync(scene.Number, "Another note.", first.ETag, Key)).Code);
        Assert.Equal(1, await server.ReadAsync(db => db.Attachments.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_key_for_another_body_or_another_request_is_refused_and_changes_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (one, other) = (await Scene.InAsync(server, RequestStatus.Voting), await Scene.InAsync(server, RequestStatus.Voting));
        var kuze = server.ClientFor("kuze");
        await kuze.CommandAsync(one.Number, "castBallot", Bodies.Ballot(one.Content), one.ETag, Key);

        var otherBody = await kuze.CommandAsync(one.Number, "castBallot", Bodies.Ballot(one.Content, "no"), one.ETag, Key);
        var otherRequest = await kuze.CommandAsync(other.Number, "castBallot", Bodies.Ballot(other.Content), other.ETag, Key);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "IdempotencyKeyReused"), (otherBody.Status, otherBody.Code));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "IdempotencyKeyReused"), (otherRequest.Status, otherRequest.Code));
        Assert.Equal(1, await server.ReadAsync(db => db.Ballots.CountAsync()));
    }

    [Fact]
    public async Task The_same_key_of_another_person_is_another_key()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Voting);
        foreach (var member in Bodies.Panel)
            (await server.ClientFor(member).CommandAsync(scene.Number, "castBallot", Bodies.Ballot(scene.Content), scene.ETag, Key)).Succeeded();
        Assert.Equal(5, await server.ReadAsync(db => db.Ballots.CountAsync()));
    }

    [Fact]
    public async Task A_refused_command_does_not_use_up_its_key()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        var officer = server.ClientFor("cao.officer");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await officer.CommandAsync(scene.Number, "sign", Bodies.Signature(), "\"1\"", Key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await officer.CommandAsync(scene.Number, "sign", Bodies.Signature(), scene.ETag, Key)).Status);
    }

    [Theory]
    [InlineData("", "IdempotencyKeyRequired")]
    [InlineData(256, "IdempotencyKeyTooLong")]
    public async Task A_missing_or_overlong_key_is_a_bad_request(object key, string code)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        var sent = key is int length ? new string('k', length) : "";
        foreach (var reply in new[]
        {
            await server.ClientFor("cao.drafter").DraftAsync(Bodies.Acquisition, sent),
            await server.ClientFor("cao.drafter").CommandAsync(scene.Number, "submit", Bodies.Empty, scene.ETag, sent),
            await server.ClientFor("cao.drafter").AttachAsync(scene.Number, "A note.", scene.ETag, sent),
        })
            Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, reply.Code));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Concurrent_replays_have_one_effect_and_all_get_its_answer(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        for (var round = 0; round < 10; round++)
        {
            var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
            var key = $"{Key}-{round}";
            var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
                server.ClientFor("cao.officer").CommandAsync(scene.Number, "sign", Bodies.Signature(), scene.ETag, key)));
            Assert.Equal(HttpStatusCode.OK, Assert.Single(replies.Distinct()).Status);
            Assert.Single(await scene.EntryTypesAsync(), type => type == nameof(RequestSigned));

            var drafts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.ClientFor("cao.drafter").DraftAsync(Bodies.Acquisition, key)));
            Assert.Equal(HttpStatusCode.Created, Assert.Single(drafts.Distinct()).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_key_is_remembered_across_a_restart(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Reply first;
        Scene scene;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
            first = await server.ClientFor("cao.officer").CommandAsync(scene.Number, "sign", Bodies.Signature(), scene.ETag, Key);
        }
        await using var restarted = await TestServer.StartOnAsync(database);
        var again = await restarted.ClientFor("cao.officer").CommandAsync(scene.Number, "sign", Bodies.Signature(), scene.ETag, Key);
        Assert.True(first.IsSuccess);
        Assert.Equal(first, again);
    }
}
