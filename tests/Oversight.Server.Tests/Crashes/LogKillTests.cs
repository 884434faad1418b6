using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Log;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Crashes;

/// <summary>The server with its log loop is killed again and again while a witness cosigns; after every kill the log as a whole is checked.</summary>
public sealed class LogKillTests
{
    private const int Clients = 3;

    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("OVERSIGHT_LOG_KILL_ROUNDS") ?? "5", NumberStyles.None, CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Killed_under_load_the_log_verifies_after_every_start_and_no_witness_saw_a_fork(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database) { Needed = 1 };
        await (await LogNode.StartAsync(world, Faults.None, isNew: true)).DisposeAsync();
        await using var server = new ServerProcess(database, $"--Oversight:Log:Policy={world.PolicyFile}", "--Oversight:Log:Every=00:00:00.030");
        using var client = new PersistentClient(server.Address);
        using var stopping = new CancellationTokenSource();
        await server.StartAsync();
        await client.SignInAsync("cao.drafter");
        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => LoadAsync(client, stopping.Token))));
        for (var round = 0; round < Rounds; round++)
        {
            await BusyAsync(world, client, load);
            await Task.Delay(Random.Shared.Next(0, 300));
            await server.KillAsync();
            await LookAsync(world);
            await server.StartAsync();
        }
        await stopping.CancelAsync();
        await load;
        await server.KillAsync();

        await using var node = await LogNode.StartAsync(world, Faults.None);
        await node.VerifyAsync();
        Assert.True(world.History.Count >= Rounds, $"Only {world.History.Count} heads were signed in {Rounds} rounds.");
        Assert.True(client.Acknowledged.Count <= await node.ReadAsync(db => db.LeafIndexes.CountAsync()));
        Assert.DoesNotContain(AddCheckpointAnswer.Inconsistent, world.Online.Answers);
    }

    /// <summary>Ends when this start of the server has acknowledged something and had a head cosigned.</summary>
    private static async Task BusyAsync(LogWorld world, PersistentClient client, Task load)
    {
        var (answers, acknowledged) = (world.Online.Answers.Count, client.Acknowledged.Count);
        for (var until = DateTime.UtcNow.AddSeconds(60); world.Online.Answers.Count < answers + 2 || client.Acknowledged.Count <= acknowledged; await Task.Delay(5))
        {
            if (load.IsFaulted)
                await load;
            Assert.True(DateTime.UtcNow < until, "The server does nothing.");
        }
    }

    /// <summary>What the dead server left: what it serves, and the head its signer has on the disk, are noted to be held against the log.</summary>
    private static async Task LookAsync(LogWorld world)
    {
        await using var node = await LogNode.StartAsync(world, Faults.None);
        await node.ReadAsync(async db =>
        {
            await world.History.NoteServedAsync(db, node.Policy);
            foreach (var note in await db.Checkpoints.Select(row => row.Signed).ToListAsync())
                world.History.Note(Checkpoint.Parse(SignedNote.Parse(note).Text));
            return 0;
        });
        if (Server.Log.Keeping.DurableFile.Read(Path.Combine(world.Database.SignerFolder, "head")) is { } head)
            world.History.Note(Checkpoint.Parse(SignedNote.Parse(head).Text));
    }

    private static async Task LoadAsync(PersistentClient client, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var drafted = await client.SendAsync("cao.drafter", "", "draft", _ => Bodies.Acquisition, null);
            await client.SendAsync("cao.drafter", drafted.Number, "revise", _ => Bodies.Acquisition, drafted.ETag!);
        }
    }
}
