using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Scenes;

/// <summary>Requests in what follows a decision or a measure: watched, sat upon, overdue.</summary>
public static class Lives
{
    /// <summary>Inspections of a watched scene, by number: each waits in another state.</summary>
    public const int Planned = 1, Opened = 2, Sent = 3, Final = 4;

    /// <summary>Incidents of a watched scene, by number.</summary>
    public const int Detected = 1, Reported = 2, Remedied = 3;

    /// <summary>A measure on record, an hour old.</summary>
    public static async Task<Scene> MeasureAsync(TestServer server, string agency = "npa", int hoursAgo = 1)
    {
        var scene = await Scene.DraftAsync(server, LifeBodies.Emergency, agency);
        scene.Motion = "confirm";
        await scene.DoAsync(scene.Drafter, "recordMeasure", LifeBodies.Measure($"{server.Now.AddHours(-hoursAgo).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z"));
        await server.FireTimersAsync();
        return await scene.ReadAsync();
    }

    public static Task<Scene> NotifyAsync(this Scene scene) => scene.DoAsync(scene.Officer, "notify", Bodies.Signature());

    /// <summary>In force with two conditions.</summary>
    public static async Task<Scene> InForceAsync(TestServer server) => await (await Scene.DraftAsync(server)).ToForceAsync(LifeBodies.Conditional);

    /// <summary>Ended early, to be erased.</summary>
    public static Task<Scene> EndAsync(this Scene scene) => scene.DoAsync(scene.Officer, "endEarly", Bodies.Reason);

    /// <summary>Kept longer, and so closed while the erasure is still owed.</summary>
    public static Task<Scene> KeepAsync(this Scene scene) => scene.DoAsync(scene.Officer, "keepLonger", LifeBodies.Keeping);

    /// <summary>Deadlines pass: the business clock goes on by so many days and comes back.</summary>
    public static async Task<Scene> PassAsync(this Scene scene, TestServer server, params int[] days)
    {
        var now = server.Now;
        foreach (var day in days)
        {
            server.SetClock(now.AddDays(day));
            await server.FireTimersAsync();
        }
        server.SetClock(now);
        return await scene.ReadAsync();
    }

    /// <summary>Inspections and incidents, one waiting in each state.</summary>
    public static async Task<Scene> WatchAsync(this Scene scene)
    {
        for (var number = Planned; number <= Final; number++)
            await scene.DoAsync("inspector", "planInspection", LifeBodies.Inspection);
        for (var number = Opened; number <= Final; number++)
            await scene.DoAsync("inspector", "openInspection", LifeBodies.Number("inspection", number));
        for (var number = Sent; number <= Final; number++)
            await scene.DoAsync("inspector", "sendFindings", LifeBodies.Number("inspection", number));
        await scene.DoAsync(scene.Officer, "answerFindings", LifeBodies.Of("inspection", Final));
        for (var number = Detected; number <= Remedied; number++)
            await scene.DoAsync("inspector", "openIncident", LifeBodies.Of("records", 4));
        await scene.ReadAsync();
        for (var number = Reported; number <= Remedied; number++)
            await scene.DoAsync(scene.Officer, "reportIncident", LifeBodies.Of("incident", number));
        await scene.DoAsync("inspector", "classifyIncident", LifeBodies.Class(Remedied));
        return await scene.DoAsync(scene.Officer, "remedyIncident", LifeBodies.Remedy(Remedied));
    }

    /// <summary>A notice of the panel, adopted by all.</summary>
    public static async Task<Scene> ResolveAsync(this Scene scene) =>
        await (await scene.OpenMotionAsync()).BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);

    /// <summary>Two to two on the motion of where the request stands.</summary>
    public static async Task<Scene> TieAsync(this Scene scene) =>
        await (await scene.OpenMotionAsync("kuze", "saegusa", "nasu", "ibuki")).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ibuki", "no"));
}
