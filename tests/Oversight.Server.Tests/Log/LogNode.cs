using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Oversight.Core.Ledger;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>Two witnesses: one asked by HTTP, one that gets and gives files. And the history of one log.</summary>
public sealed class LogWorld : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oversight-log").FullName;

    public LogWorld(TestDatabase database)
    {
        Database = database;
        (Online.Cosign, Offline.Cosign) = (History.Note, History.Note);
        Directory.CreateDirectory(Stick);
    }

    public TestDatabase Database { get; }

    /// <summary>How many of the two make the quorum.</summary>
    public int Needed { get; init; } = 2;

    /// <summary>How long nodes wait for a witness; null for what they wait by default.</summary>
    public TimeSpan? Patience { get; init; }

    public LogHistory History { get; } = new();

    public TestWitness Online { get; } = new("court.example");

    public TestWitness Offline { get; } = new("diet.example");

    public string Stick => Path.Combine(folder, "stick");

    /// <summary>Lays aside a copy of the signer's folder.</summary>
    public void CopySigner(string name) => Copy(Database.SignerFolder, Path.Combine(folder, name));

    /// <summary>Puts a copy in the place of the signer's folder.</summary>
    public void RestoreSigner(string name)
    {
        Directory.Delete(Database.SignerFolder, recursive: true);
        Copy(Path.Combine(folder, name), Database.SignerFolder);
    }

    /// <summary>From here on nodes start without witnesses.</summary>
    public void NoPolicy() => File.WriteAllText(PolicyFile, string.Concat(File.ReadLines(PolicyFile).Where(line => line.StartsWith("log ", StringComparison.Ordinal)).Select(line => $"{line}\n")) + "quorum none\n");

    /// <summary>The policy's file; written when the log's keys are there.</summary>
    public string PolicyFile => Path.Combine(folder, "policy");

    public void Dispose()
    {
        Online.Dispose();
        Offline.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}

/// <summary>A node of the server as far as the log goes: the real database, sequencer, signer and publisher, without the host around them.</summary>
public sealed class LogNode : IAsyncDisposable
{
    private const string Origin = "oversight.example/log";

    private static int cases;

    private readonly ServiceProvider services;
    private readonly LogWorld world;

    private LogNode(ServiceProvider services, LogWorld world) => (this.services, this.world) = (services, world);

    public LogPolicy Policy => services.GetRequiredService<Witnesses>().Policy!;

    public LogLoop Loop => services.GetRequiredService<LogLoop>();

    public LogState State => services.GetRequiredService<LogState>();

    /// <summary>Starts a node on the world's database and folders. Nothing happens by itself.</summary>
    /// <param name="history">Where the signer's heads are noted, if not with the world's.</param>
    public static async Task<LogNode> StartAsync(LogWorld world, Faults faults, bool isNew = false, LogHistory? history = null)
    {
        var database = world.Database;
        var options = new OversightOptions { Database = database.Connection, DatabaseOwner = database.OwnerConnection, LogOrigin = Origin };
        (options.Log.SignerFolder, options.Log.Policy, options.Log.Stick) = (database.SignerFolder, world.PolicyFile, world.Stick);
        options.Log.WitnessPatience = world.Patience ?? options.Log.WitnessPatience;
        var signer = LogSigner.Of(options.Log, Origin, database.SignerFolder, () => new byte[32], TimeProvider.System);
        if (isNew)
        {
            await Oversight.Server.Hosting.Database.MigrateAsync(options);
            var keys = string.Concat((await signer.KeysAsync(default)).Select(key => $"log {key}\n"));
            await File.WriteAllTextAsync(
                world.PolicyFile, $"{keys}{world.Online.Online}{world.Offline.Offline}group enough {world.Needed} {world.Online.Name} {world.Offline.Name}\nquorum enough\n");
        }
        world.Online.Faults = faults;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton<TimeProvider>(new FixedTime());
        services.AddSingleton(new Rules(null!, Origin));
        services.AddDatabase(options);
        services.AddLog(options);
        services.Replace(ServiceDescriptor.Singleton<LogSigner>(new FaultySigner(signer, database.SignerFolder, faults, (history ?? world.History).Note)));
        services.Replace(ServiceDescriptor.Singleton<Transactions>(provider => new FaultyTransactions(database.Kind == DatabaseKind.Sqlite
            ? new SqliteTransactions(options.Database)
            : new PostgresTransactions(provider.GetRequiredService<IDbContextFactory<PostgresOversightDbContext>>()), faults)));
        return new LogNode(services.BuildServiceProvider(), world);
    }

    /// <summary>Commits entries of a case of their own, as one business transaction.</summary>
    public Task CommitAsync(int count)
    {
        var name = $"case {Interlocked.Increment(ref cases)}";
        return services.GetRequiredService<Transactions>().RunAsync(async db =>
        {
            for (var i = 1; i <= count; i++)
            {
                byte[] bytes = [.. System.Text.Encoding.UTF8.GetBytes($"{name} {i}")];
                db.Entries.Add(new EntryRow { Case = name, CaseSeq = i, Type = "Tested", At = DateTimeOffset.UnixEpoch, Bytes = bytes, LeafHash = TreeHash.OfLeaf(bytes).ToArray() });
            }
            return await db.SaveChangesAsync();
        }, default);
    }

    /// <summary>One round of the loop; then the stick is carried to its witness and back.</summary>
    public async Task RoundAsync()
    {
        await Loop.RunOnceAsync(default);
        await ReadAsync(async db =>
        {
            await world.History.NoteServedAsync(db, Policy);
            return 0;
        });
        world.Offline.Carry(world.Stick);
    }

    /// <summary>Rounds until there is nothing to do; then the whole log is checked, and nothing is wrong.</summary>
    public async Task VerifyAsync()
    {
        for (var round = 0; round < 3; round++)
            await RoundAsync();
        await ReadAsync(async db =>
        {
            await world.History.VerifyAsync(db, Policy);
            return 0;
        });
        Assert.Empty(State.Alarms);
        Assert.DoesNotContain(AddCheckpointAnswer.Inconsistent, world.Online.Answers.Concat(world.Offline.Answers));
    }

    public async Task<T> ReadAsync<T>(Func<OversightDbContext, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<OversightDbContext>());
    }

    public async ValueTask DisposeAsync() => await services.DisposeAsync();
}
