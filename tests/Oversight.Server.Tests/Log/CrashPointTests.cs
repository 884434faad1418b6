using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>
/// A node is cut off at every storage step of the log, stored or not, once and twice in a row; another is started on what it left. Then the whole log
/// verifies, and nobody has vouched for two trees.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Killed_at_every_step_the_log_goes_on_and_nobody_saw_a_fork(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = await NewAsync(database);
        var points = 0;
        while (await CutAsync(world, node => FullAsync(node), new Faults(points + 1)))
            points++;
        Assert.InRange(points, 40, 400);
        output.WriteLine($"{points} points, {world.History.Count} heads");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_step_that_fails_stored_or_not_is_done_again_by_the_same_node(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = await NewAsync(database);
        var points = 0;
        for (var faults = new Faults(1, dies: false); ; faults = new Faults(++points + 1, dies: false))
        {
            await using var node = await LogNode.StartAsync(world, faults);
            await TriedAsync(() => node.CommitAsync(9));
            for (var round = 0; round < 3; round++)
                await TriedAsync(node.RoundAsync);
            await Explained(faults, node.VerifyAsync);
            if (!faults.HasFired)
                break;
        }
        Assert.InRange(points, 20, 400);
        output.WriteLine($"{points} points, {world.History.Count} heads");
    }

    /// <summary>All pairs with OVERSIGHT_CRASH_PAIRS=all, an eighth of them without.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public async Task Killed_at_a_step_and_again_at_a_step_after_it_the_log_goes_on(DatabaseKind kind)
    {
        var every = Environment.GetEnvironmentVariable("OVERSIGHT_CRASH_PAIRS") == "all" ? 1 : 8;
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = await NewAsync(database);
        var (first, pairs) = (0, 0);
        for (var hasFired = true; hasFired; first++)
            for (var second = 1 + (first * 3 % every); ; second += every, pairs++)
            {
                var (one, two) = (new Faults(first + 1), new Faults(second));
                await RunAsync(world, ShortAsync, one);
                hasFired = one.HasFired;
                if (!await CutAsync(world, ShortAsync, two) || !hasFired)
                    break;
            }
        Assert.InRange(pairs, 400 / every, 40_000);
        output.WriteLine($"{first} points, {pairs} pairs, {world.History.Count} heads");
    }

    private static async Task<LogWorld> NewAsync(TestDatabase database)
    {
        var world = new LogWorld(database);
        await using var node = await LogNode.StartAsync(world, Faults.None, isNew: true);
        await node.CommitAsync(1);
        await node.VerifyAsync();
        return world;
    }

    /// <summary>Runs a node until it is cut off, then a whole one, and checks; false when the step was never reached.</summary>
    private static async Task<bool> CutAsync(LogWorld world, Func<LogNode, Task> act, Faults faults)
    {
        await RunAsync(world, act, faults);
        await using var after = await LogNode.StartAsync(world, Faults.None);
        await Explained(faults, after.VerifyAsync);
        return faults.HasFired;
    }

    private static async Task RunAsync(LogWorld world, Func<LogNode, Task> act, Faults faults)
    {
        await using var node = await LogNode.StartAsync(world, faults);
        await TriedAsync(() => act(node));
    }

    private static async Task FullAsync(LogNode node)
    {
        await node.CommitAsync(5);
        await node.RoundAsync();
        await node.CommitAsync(31);
        await node.RoundAsync();
        await node.RoundAsync();
    }

    private static async Task ShortAsync(LogNode node)
    {
        await node.CommitAsync(2);
        await node.RoundAsync();
        await node.RoundAsync();
    }

    private static async Task TriedAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CutOffException)
        {
            // What the test came for.
        }
    }

    private static async Task Explained(Faults faults, Func<Task> verify)
    {
        try
        {
            await verify();
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"After these steps the log is not whole: {string.Join(", ", faults.Steps)}.", fault);
        }
    }
}
