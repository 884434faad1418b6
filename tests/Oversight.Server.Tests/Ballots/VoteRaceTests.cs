using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Storage;

namespace Oversight.Server.Tests.Ballots;

public sealed class VoteRaceTests
{
    private const int Cases = 200;
    private const int CasesAtOnce = 10;

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Five_members_voting_at_the_same_moment_are_each_counted_once_and_decide_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scenes = new List<Scene>();
        foreach (var _ in Enumerable.Range(0, Cases / CasesAtOnce))
            scenes.AddRange(await Task.WhenAll(Enumerable.Range(0, CasesAtOnce).Select(_ => Scene.InAsync(server, RequestStatus.Voting))));

        foreach (var together in scenes.Chunk(CasesAtOnce))
        {
            var replies = await Task.WhenAll(
                from scene in together
                from member in Bodies.Panel
                select scene.TryAsync(member, "castBallot", Bodies.Ballot(scene.Content)));
            Assert.All(replies, reply => Assert.True(reply.IsSuccess, reply.ToString()));
        }

        var book = server.Services.GetRequiredService<Rules>().Book;
        foreach (var scene in scenes)
        {
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
            stored.AssertFollowsFromEntries(book);
            Assert.Equal(Bodies.Panel.Order(), stored.Events.OfType<BallotCast>().Select(ballot => ballot.Member.Value).Order());
            var closed = Assert.Single(stored.Events.OfType<RoundClosed>());
            Assert.All(closed.Counts, count => Assert.Equal((5, 5), (count.Present, count.Yes)));
            Assert.Single(stored.Events.OfType<AuthorisationIssued>());
            Assert.Equal("Approved", stored.Row.Decision);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Last_ballots_racing_with_a_recusal_come_to_what_the_entries_say_and_to_one_outcome(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var book = server.Services.GetRequiredService<Rules>().Book;
        for (var i = 0; i < 20; i++)
        {
            var scene = await (await Scene.InAsync(server, RequestStatus.Voting)).BallotsAsync(("kuze", "yes"), ("saegusa", "no"), ("nasu", "yes"));
            var replies = await Task.WhenAll(
                scene.TryAsync("ibuki", "castBallot", Bodies.Ballot(scene.Content, "no")),
                scene.TryAsync("ayabe", "castBallot", Bodies.Ballot(scene.Content, "yes")),
                scene.TryAsync("nasu", "declareInterest", Bodies.Interest));

            Assert.All(replies, reply => Assert.True((int)reply.Status < 500, reply.ToString()));
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, scene.Number));
            stored.AssertFollowsFromEntries(book);
            Assert.True(stored.Events.OfType<RoundClosed>().Count() <= 1);
        }
    }
}
