using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>After a start no head is signed until enough witnesses have said what they saw last.</summary>
public sealed class CompareTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task While_no_witness_answers_nothing_is_signed_the_last_head_is_served_and_entries_are_written(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        await using var node = await LogNode.StartAsync(world, Faults.None);
        world.Online.Faults = Faults.Always();
        await node.CommitAsync(3);
        await node.Loop.RunOnceAsync(default);
        await node.Loop.RunOnceAsync(default);

        var alarm = Assert.Single(node.State.Alarms);
        Assert.Equal(("NotYetCompared", false), (alarm.Code, alarm.IsGrave));
        Assert.Contains("court.example", alarm.What, StringComparison.Ordinal);
        Assert.Equal((7, 4, 4), await SizesAsync(node));

        world.Online.Faults = Faults.None;
        await node.VerifyAsync();
        Assert.Equal((7, 7, 7), await SizesAsync(node));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_witness_that_cosigned_and_says_it_never_saw_the_log_is_an_alarm_and_counts_for_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        world.Online.Forget();
        await using var node = await LogNode.StartAsync(world, Faults.None);
        await node.CommitAsync(3);
        for (var round = 0; round < 3; round++)
            await node.Loop.RunOnceAsync(default);

        Assert.Equal(["NotYetCompared", "WitnessForgot:court.example"], node.State.Alarms.Select(alarm => alarm.Code).Order(StringComparer.Ordinal));
        Assert.All(node.State.Alarms, alarm => Assert.False(alarm.IsGrave));
        Assert.Equal((7, 4, 4), await SizesAsync(node));
        Assert.Null(world.Online.Last);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task At_the_first_start_a_witness_counts_that_never_saw_the_log_and_none_that_is_silent(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await using var node = await LogNode.StartAsync(world, Faults.None, isNew: true);
        world.Online.Faults = Faults.Always();
        await node.CommitAsync(2);
        await node.Loop.RunOnceAsync(default);
        Assert.Equal((2, 0, 0), await SizesAsync(node));
        Assert.Equal("NotYetCompared", Assert.Single(node.State.Alarms).Code);
        world.Online.Faults = Faults.None;
        await node.VerifyAsync();
        Assert.Equal((2, 2, 2), await SizesAsync(node));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_log_that_has_signed_nothing_does_not_begin_anew_where_a_witness_knows_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await using (var empty = await LogNode.StartAsync(world, Faults.None, isNew: true))
            world.CopySigner("empty");
        await GrowAsync(world, isNew: false);
        world.RestoreSigner("empty");
        await database.TamperAsync(
            """DELETE FROM "LeafIndexes";""", """DELETE FROM "LogHead";""", """DELETE FROM "Checkpoints";""", """DELETE FROM "Entries" """);
        await using var node = await LogNode.StartAsync(world, Faults.None, history: new LogHistory());
        await node.CommitAsync(9);
        Assert.Equal("WitnessIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(() => node.Loop.RunOnceAsync(default))).Code);
        Assert.Equal((9, 0, 0), await SizesAsync(node));
    }

    [Theory]
    [InlineData("group enough 2 court.example diet.example press.example\nquorum enough\n", 2)]
    [InlineData("quorum diet.example\n", 3)]
    [InlineData("quorum none\n", 1)]
    public async Task As_many_are_compared_with_as_the_quorum_needs_and_at_least_one(string quorum, int needed)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var world = new LogWorld(database);
        using var press = new TestWitness("press.example");
        await using (var first = await LogNode.StartAsync(world, Faults.None, isNew: true))
            await first.CommitAsync(1);
        var logs = string.Concat((await File.ReadAllLinesAsync(world.PolicyFile)).Where(line => line.StartsWith("log ", StringComparison.Ordinal)).Select(line => $"{line}\n"));
        await File.WriteAllTextAsync(world.PolicyFile, $"{logs}{world.Online.Online}{world.Offline.Online}{press.Online}{quorum}");
        await using var node = await LogNode.StartAsync(world, Faults.None);
        // They come back one after the other; the one that the second policy needs comes last.
        TestWitness[] all = [world.Online, press, world.Offline];
        foreach (var witness in all)
            witness.Faults = Faults.Always();
        for (var back = 0; back <= all.Length; back++)
        {
            if (back > 0)
                all[back - 1].Faults = Faults.None;
            await node.Loop.RunOnceAsync(default);
            await node.Loop.RunOnceAsync(default);
            Assert.Equal(back < needed ? 0 : 1, (await SizesAsync(node)).Signed);
        }
    }

    /// <summary>Four entries, cosigned by both.</summary>
    private static async Task GrowAsync(LogWorld world, bool isNew = true)
    {
        await using var node = await LogNode.StartAsync(world, Faults.None, isNew);
        await node.CommitAsync(4);
        await node.VerifyAsync();
    }

    private static Task<(long Indexed, long Signed, long Served)> SizesAsync(LogNode node) => node.ReadAsync(async db =>
    {
        var log = new LogReading(db);
        return ((await log.HeadAsync(default)).Size, await db.Checkpoints.MaxAsync(row => (long?)row.Size) ?? 0, (await log.PublishedAsync(default))?.Size ?? 0);
    });
}
