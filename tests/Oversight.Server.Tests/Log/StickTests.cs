using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Tests.Cli;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>The server and the witness's own program, with nothing between them but files that somebody carries and may lose.</summary>
public sealed class StickTests : IDisposable
{
    private readonly Auditor diet = new();
    private readonly NoteSigner key = NoteSigner.Create("diet.example/witness", NoteKeyType.Cosignature, RandomNumberGenerator.GetBytes(32));

    public void Dispose() => diet.Dispose();

    /// <summary>What was lost: nothing, an answer, an answer with its request, the server's folder; with the node that knew of it or without.</summary>
    public static TheoryData<string, bool> Losses => [.. from loss in new[] { "nothing", "response", "both", "folder" } from isRestarted in new[] { false, true } select (loss, isRestarted)];

    [Theory, MemberData(nameof(Losses))]
    public async Task Whatever_is_lost_on_the_way_the_next_rounds_bring_the_cosignature(string loss, bool isRestarted)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var world = new LogWorld(database);
        var node = await StartAsync(world);
        await GrowAsync(node, 3);
        Assert.Equal(0, await CarryAsync(world));
        await GrowAsync(node, 2);
        Assert.Equal(3, await PublishedAsync(node));

        Assert.Equal(0, await CarryAsync(world));
        if (loss is "response" or "both")
            File.Delete(Path.Combine(world.Stick, "diet.response"));
        if (loss is "both")
            File.Delete(Path.Combine(world.Stick, "diet.request"));
        if (loss is "folder")
            Directory.Delete(world.Stick, recursive: true);
        if (isRestarted)
        {
            await node.DisposeAsync();
            node = await LogNode.StartAsync(world, Faults.None);
        }

        await GrowAsync(node, 4);
        if (loss != "nothing")
        {
            Assert.Equal(20, await CarryAsync(world));
            Assert.Equal("5\n", await File.ReadAllTextAsync(Path.Combine(world.Stick, "diet.response")));
            await node.Loop.RunOnceAsync(default);
        }

        Assert.Equal(0, await CarryAsync(world));
        await node.Loop.RunOnceAsync(default);
        Assert.Equal(9, await PublishedAsync(node));
        Assert.DoesNotContain(node.State.Alarms, alarm => alarm.Code != "QuorumMissing");
        Assert.False(File.Exists(Path.Combine(world.Stick, "diet.request")));
        await node.DisposeAsync();
    }

    [Fact]
    public async Task The_lost_cosignature_of_the_newest_head_is_asked_for_again()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var world = new LogWorld(database);
        await using var node = await StartAsync(world);
        await GrowAsync(node, 3);
        Assert.Equal(0, await CarryAsync(world));
        File.Delete(Path.Combine(world.Stick, "diet.response"));
        foreach (var expected in new[] { 20, 0 })
        {
            Assert.Equal(expected, await CarryAsync(world));
            await node.Loop.RunOnceAsync(default);
        }

        Assert.Equal(3, await PublishedAsync(node));
    }

    [Fact]
    public async Task A_witness_that_forgot_and_one_that_is_ahead_raise_an_alarm()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var world = new LogWorld(database);
        await using var node = await StartAsync(world);
        await GrowAsync(node, 3);
        Assert.Equal(0, await CarryAsync(world));
        await GrowAsync(node, 2);
        Directory.Delete(diet.Path("store"), recursive: true);
        Assert.Equal(20, await CarryAsync(world));
        await node.Loop.RunOnceAsync(default);
        Assert.Contains(node.State.Alarms, alarm => alarm.Code == "WitnessForgot:diet");
        Assert.Equal("0\n", await File.ReadAllTextAsync(Path.Combine(world.Stick, "diet.unusable")));

        await File.WriteAllTextAsync(Path.Combine(world.Stick, "diet.response"), "99\n");
        await node.Loop.RunOnceAsync(default);
        Assert.Contains(node.State.Alarms, alarm => alarm is { Code: "WitnessDisagrees:diet", IsGrave: true });
        Assert.Equal(3, await PublishedAsync(node));
    }

    /// <summary>A new log whose one witness has no network.</summary>
    private async Task<LogNode> StartAsync(LogWorld world)
    {
        var node = await LogNode.StartAsync(world, Faults.None, isNew: true);
        var logs = (await File.ReadAllLinesAsync(world.PolicyFile)).Where(line => line.StartsWith("log ", StringComparison.Ordinal));
        await File.WriteAllTextAsync(world.PolicyFile, string.Concat(logs.Select(line => $"{line}\n")) + $"witness diet {key.Key}\nquorum diet\n");
        return node;
    }

    /// <summary>Carries what lies there to the witness and its answer back; gives its exit code.</summary>
    private async Task<int> CarryAsync(LogWorld world)
    {
        var logs = (await File.ReadAllLinesAsync(world.PolicyFile)).Where(line => line.StartsWith("log ", StringComparison.Ordinal)).SelectMany(line => new[] { "--log", line[4..] });
        var answer = await Auditor.RunAsync(
            ["witness", "sign", Path.Combine(world.Stick, "diet.request"), Path.Combine(world.Stick, "diet.response"), "--key", diet.Write("key", key.Export()), "--store", diet.Path("store"), .. logs]);
        return answer.ExitCode;
    }

    private static async Task GrowAsync(LogNode node, int entries)
    {
        await node.CommitAsync(entries);
        await node.Loop.RunOnceAsync(default);
    }

    private static Task<long> PublishedAsync(LogNode node) => node.ReadAsync(async db => await db.Checkpoints.Where(row => row.Published != null).MaxAsync(row => (long?)row.Size) ?? 0);
}
