using System.Net;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Hosting;

public sealed class ConcurrencyTests
{
    private const int Racers = 50;

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Of_fifty_that_read_the_same_version_exactly_one_changes_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        for (var round = 0; round < 5; round++)
        {
            var scene = await Scene.InAsync(server, RequestStatus.Draft);
            var replies = await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer =>
            {
                var content = scene.Content.DeepClone();
                content["targetAct"]!["name"] = $"Racer {racer}";
                return server.ClientFor("cao.drafter").CommandAsync(scene.Number, "revise", content, scene.ETag);
            }));

            var winner = Assert.Single(replies, reply => reply.IsSuccess);
            Assert.All(replies.Except([winner]), reply => Assert.Equal((HttpStatusCode.PreconditionFailed, "Stale"), (reply.Status, reply.Code)));
            var read = await scene.AuditedAsync();
            Assert.Equal(2, (int)read["contentVersion"]!);
            Assert.Equal((string)read["content"]!["targetAct"]!["name"]!, $"Racer {Array.IndexOf(replies, winner)}");
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Two_officers_with_different_minds_come_to_one_answer(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        for (var round = 0; round < 10; round++)
        {
            var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
            var replies = await Task.WhenAll(
                scene.TryAsync("cao.officer", "sign", Bodies.Signature()), scene.TryAsync("cao.officer", "decline", Bodies.Reason));
            Assert.Single(replies, reply => reply.IsSuccess);
            Assert.Single(replies, reply => reply.Status is HttpStatusCode.PreconditionFailed);
        }
    }

    [Fact]
    public async Task A_stale_version_is_412_with_the_one_that_stands_and_a_missing_one_428()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        var drafter = server.ClientFor("cao.drafter");
        var before = await scene.AuditedAsync();

        foreach (var tag in new[] { "\"0\"", "\"2\"", "W/\"1\"", "*", "1", "\"1\", \"2\"", "\"-1\"", "\"99999999999\"" })
        {
            var stale = await drafter.CommandAsync(scene.Number, "submit", Bodies.Empty, tag);
            Assert.True((HttpStatusCode.PreconditionFailed, "Stale") == (stale.Status, stale.Code), $"{tag}: {stale}");
        }
        var withTag = await drafter.CommandAsync(scene.Number, "submit", Bodies.Empty, "\"2\"");
        Assert.Equal(scene.ETag, withTag.ETag);
        var missing = await drafter.CommandAsync(scene.Number, "submit", Bodies.Empty, null);
        Assert.Equal((HttpStatusCode.PreconditionRequired, "IfMatchRequired"), (missing.Status, missing.Code));
        Assert.Equal(before.ToJsonString(), (await scene.AuditedAsync()).ToJsonString());
    }

    [Fact]
    public async Task Who_may_not_act_is_not_told_that_the_version_is_stale()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.ClientFor("cao.drafter").CommandAsync(scene.Number, "sign", Bodies.Signature(), "\"1\"")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("npa.officer").CommandAsync(scene.Number, "sign", Bodies.Signature(), "\"1\"")).Status);
    }
}
