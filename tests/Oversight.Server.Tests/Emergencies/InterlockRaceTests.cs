using System.Globalization;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Emergencies;

public sealed class InterlockRaceTests
{
    private const int Racers = 6;

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Of_measures_recorded_at_the_same_moment_one_override_lets_exactly_one_pass(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var overdue = await Lives.MeasureAsync(server);
        server.SetClock(server.Now.AddDays(5));
        await server.FireTimersAsync();
        for (var round = 0; round < 5; round++)
        {
            server.SetClock(server.Now.AddMinutes(1));
            await (await overdue.ReadAsync()).DoAsync("kuze", "overrideInterlock", Bodies.Reason);
            server.SetClock(server.Now.AddMinutes(1));
            var drafts = new List<Scene>();
            for (var i = 0; i < Racers; i++)
                drafts.Add(await Scene.DraftAsync(server, LifeBodies.Emergency, "npa"));

            var measure = LifeBodies.Measure(server.Now.AddMinutes(-1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            var replies = await Task.WhenAll(drafts.Select(draft => Task.Run(() => draft.TryAsync(draft.Drafter, "recordMeasure", measure))));

            Assert.Single(replies, reply => reply.IsSuccess);
            Assert.All(replies.Where(reply => !reply.IsSuccess), reply => Assert.Equal("EmergencyInterlocked", reply.Code));
        }
    }
}
