using Microsoft.EntityFrameworkCore;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>Several nodes on one database, each with its own loop.</summary>
public sealed class NodeTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_two_nodes_one_dies_at_any_step_while_the_other_works_and_the_log_is_whole(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database) { Needed = 1 };
        await using var stays = await LogNode.StartAsync(world, Faults.None, isNew: true);
        for (var point = 1; point <= 24; point++)
        {
            await using var dies = await LogNode.StartAsync(world, new Faults(point));
            world.Online.Faults = Faults.None;
            var working = WorkAsync(stays, 4);
            await Assert.ThrowsAsync<CutOffException>(() => WorkAsync(dies, 20));
            await working;
            await stays.VerifyAsync();
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Cosignatures_that_come_at_once_on_several_nodes_do_not_overwrite_each_other(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await using var one = await LogNode.StartAsync(world, Faults.None, isNew: true);
        await using var two = await LogNode.StartAsync(world, Faults.None);
        for (var round = 0; round < 10; round++)
        {
            await one.CommitAsync(1);
            await one.RoundAsync();
            // One takes what the stick brought while the other asks again by HTTP.
            await Task.WhenAll(one.Loop.RunOnceAsync(default), two.Loop.RunOnceAsync(default));
            Assert.Equal(0, await one.ReadAsync(db => db.Checkpoints.CountAsync(row => row.Published == null)));
        }
        await one.VerifyAsync();
    }

    [Fact]
    public async Task A_witness_that_hangs_holds_up_neither_signing_nor_those_that_make_the_quorum()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        // Whoever waited for it would wait longer than the test does.
        using var world = new LogWorld(database) { Needed = 1, Patience = TimeSpan.FromMinutes(5) };
        using var hanging = new TestWitness("slow.example");
        await using (var first = await LogNode.StartAsync(world, Faults.None, isNew: true))
            await first.CommitAsync(1);
        var policy = await File.ReadAllTextAsync(world.PolicyFile);
        await File.WriteAllTextAsync(world.PolicyFile, policy.Replace("group enough", $"{hanging.Online}group enough", StringComparison.Ordinal));
        await using var node = await LogNode.StartAsync(world, Faults.None);
        using var stop = new CancellationTokenSource();
        await node.Loop.StartAsync(stop.Token);
        await PublishedAsync(node, 1);
        hanging.Delay = TimeSpan.FromMinutes(5);
        await node.CommitAsync(1);
        await PublishedAsync(node, 2);
        await node.CommitAsync(1);
        await PublishedAsync(node, 3);
        await node.Loop.StopAsync(default);
    }

    private static async Task PublishedAsync(LogNode node, long size)
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < until; await Task.Delay(20))
            if (await node.ReadAsync(db => db.Checkpoints.AnyAsync(row => row.Size == size && row.Published != null)))
                return;
        Assert.Fail($"{size} entries were not published.");
    }

    private static async Task WorkAsync(LogNode node, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await node.CommitAsync(3);
            await node.Loop.RunOnceAsync(default);
        }
    }
}
