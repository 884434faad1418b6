using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>What happens when database, signer or both are put back to an older copy: who notices, and who cannot.</summary>
public sealed class RestoreTests
{
    /// <summary>Puts the database back to its first entries, as restoring an older copy does.</summary>
    private static string[] BackTo(int size) =>
    [
        $"""DELETE FROM "LeafIndexes" WHERE "LeafIndex" >= {size}""", $"""DELETE FROM "Checkpoints" WHERE "Size" > {size}""",
        $"""DELETE FROM "Entries" WHERE "Id" NOT IN (SELECT "EntryId" FROM "LeafIndexes")""",
    ];

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_older_database_is_refused_by_the_signer_until_the_newer_one_is_back(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        await RestoreDatabaseAsync(world);
        await using var node = await LogNode.StartAsync(world, Faults.None);
        // As many entries again as were lost make no difference: the signer knows the tree.
        await node.CommitAsync(1);
        Assert.Equal("WitnessIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(node.RoundAsync)).Code);
        world.NoPolicy();
        await using var alone = await LogNode.StartAsync(world, Faults.None);
        Assert.Equal("SignerIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(() => alone.Loop.RunOnceAsync(default))).Code);
        await alone.CommitAsync(9);
        Assert.Equal("SignerRefuses", (await Assert.ThrowsAsync<LogBrokenException>(() => alone.Loop.RunOnceAsync(default))).Code);
        Assert.Equal(10, world.Online.Last!.Size);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_older_signer_with_the_current_database_goes_on_and_nothing_is_forked(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        world.RestoreSigner("older");
        await using var node = await LogNode.StartAsync(world, Faults.None);
        await node.CommitAsync(3);
        await node.VerifyAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Older_database_and_older_signer_together_sign_nothing_while_a_witness_answers(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        await RestoreDatabaseAsync(world);
        world.RestoreSigner("older");
        await using var node = await LogNode.StartAsync(world, Faults.None);
        await node.CommitAsync(20);
        Assert.Equal("WitnessIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(node.RoundAsync)).Code);
        Assert.Contains(node.State.Alarms, alarm => alarm is { Code: "WitnessDisagrees:court.example", IsGrave: true });
        Assert.Equal(4, await node.ReadAsync(async db => (await new LogReading(db).PublishedAsync(default))!.Size));
        Assert.DoesNotContain(AddCheckpointAnswer.Inconsistent, world.Online.Answers);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Older_database_and_older_signer_with_no_witness_at_the_start_sign_nothing_until_one_is_back_and_says_why(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await GrowAsync(world);
        await RestoreDatabaseAsync(world);
        world.RestoreSigner("older");
        await using var node = await LogNode.StartAsync(world, Faults.None, history: new LogHistory());
        world.Online.Faults = Faults.Always();
        await node.CommitAsync(20);
        await node.Loop.RunOnceAsync(default);
        await node.Loop.RunOnceAsync(default);
        Assert.Equal(4, await node.ReadAsync(async db => await db.Checkpoints.MaxAsync(row => row.Size)));
        world.Online.Faults = Faults.None;
        await node.Loop.RunOnceAsync(default);
        Assert.Contains(node.State.Alarms, alarm => alarm is { Code: "WitnessDisagrees:court.example", IsGrave: true });
        Assert.Equal("WitnessIsAhead", (await Assert.ThrowsAsync<LogBrokenException>(() => node.Loop.RunOnceAsync(default))).Code);
        Assert.Equal(10, world.Online.Last!.Size);
    }

    /// <summary>Four entries, of which copies are made; then ten, signed and cosigned by both.</summary>
    private static async Task GrowAsync(LogWorld world)
    {
        await using var node = await LogNode.StartAsync(world, Faults.None, isNew: true);
        await node.CommitAsync(4);
        await node.VerifyAsync();
        world.CopySigner("older");
        await node.CommitAsync(6);
        await node.VerifyAsync();
    }

    private static async Task RestoreDatabaseAsync(LogWorld world)
    {
        var root = Convert.ToHexString(world.History.RootAt(4).ToArray());
        var value = world.Database.Kind == DatabaseKind.Sqlite ? $"X'{root}'" : $"'\\x{root}'";
        await world.Database.TamperAsync([.. BackTo(4), $"""UPDATE "LogHead" SET "Size" = 4, "Root" = {value}"""]);
    }
}
