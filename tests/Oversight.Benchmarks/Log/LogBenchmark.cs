using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Benchmarks.Load;
using Oversight.Benchmarks.Machine;
using Oversight.Core.Ledger;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Benchmarks.Log;

/// <summary>The log: how fast entries get their places, how long until they are signed and witnessed, and what a receipt takes in a long log.</summary>
public sealed class LogBenchmark(Settings settings, string? cluster)
{
    private const string Password = "a password of the benchmarks";
    private static readonly string[] Ours = ["Oversight.Server.dll", "--demo", "--Oversight:Demo:Cases=false"];

    public async Task<IReadOnlyList<LogRun>> RunAsync()
    {
        var runs = new List<LogRun>();
        for (var run = 1; run <= settings.Runs; run++)
            foreach (var store in settings.Stores)
            {
                await Console.Error.WriteLineAsync($"run {run} of {settings.Runs}: the log on {store}");
                var (proofs, receipts) = await LongAsync(store);
                var sequenced = await SequencedAsync(store);
                var (signed, witnessed) = await CoveredAsync(store);
                runs.Add(new LogRun(
                    store, run, sequenced, signed.At(0.5), signed.At(0.99), witnessed.At(0.5), witnessed.At(0.99), settings.LogSize,
                    proofs.At(0.5), proofs.At(0.99), receipts.At(0.5), receipts.At(0.99)));
            }
        return runs;
    }

    private static string[] Secrets(string folder) => [$"--Oversight:Log:SignerFolder={folder}", $"--Oversight:KeyFolder={Path.Combine(folder, "keys")}"];

    /// <summary>Commit to signed, then, with a witness, commit to witnessed: at 100 entries a second.</summary>
    private async Task<(Latencies Signed, Latencies Witnessed)> CoveredAsync(string kind)
    {
        const double PerSecond = 100;
        var folder = Directory.CreateTempSubdirectory("oversight-benchmark").FullName;
        await using var store = await Store.CreateAsync(kind, cluster);
        string[] arguments = [.. Ours, .. Secrets(Path.Combine(folder, "signer"))];
        Latencies signed, witnessed;
        string[] keys;
        await using (var server = await ServerProcess.StartAsync(arguments, store.ConnectionString, Password))
        {
            using var load = await DraftLoad.SignInAsync(server.Address, Password);
            await load.CoveredAfterAsync(settings.Entries / 2, PerSecond);
            signed = await load.CoveredAfterAsync(settings.Entries, PerSecond);
            using var http = new HttpClient { BaseAddress = server.Address };
            keys = (await http.GetStringAsync("/log/keys")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        using var witness = new BenchmarkWitness(folder, keys);
        await using (var server = await ServerProcess.StartAsync([.. arguments, $"--Oversight:Log:Policy={witness.PolicyFile}"], store.ConnectionString, Password))
        {
            using var load = await DraftLoad.SignInAsync(server.Address, Password);
            await load.CoveredAfterAsync(settings.Entries / 2, PerSecond);
            witnessed = await load.CoveredAfterAsync(settings.Entries, PerSecond);
        }
        Directory.Delete(folder, recursive: true);
        return (signed, witnessed);
    }

    /// <summary>Inclusion proofs of entries anywhere in a long log, and receipts over HTTP of some at its end.</summary>
    private async Task<(Latencies Proofs, Latencies Receipts)> LongAsync(string kind)
    {
        await using var store = await Store.CreateAsync(kind, cluster);
        var folder = Directory.CreateTempSubdirectory("oversight-benchmark").FullName;
        Latencies proofs, receipts;
        // The first start makes the demo's people; its entries get their places after those filled in.
        await (await ServerProcess.StartAsync([.. Ours, "--Oversight:Log:Every=1.00:00:00", .. Secrets(folder)], store.ConnectionString, Password)).DisposeAsync();
        await using (var services = await ServicesAsync(store, folder))
        {
            await LogFill.RunAsync(kind, store.ConnectionString, settings.LogSize);
            proofs = await ProofsAsync(services);
        }
        await using (var server = await ServerProcess.StartAsync([.. Ours, .. Secrets(folder)], store.ConnectionString, Password))
        {
            using var load = await DraftLoad.SignInAsync(server.Address, Password);
            receipts = await load.ReceiptsAsync(200, settings.Entries);
        }
        Directory.Delete(folder, recursive: true);
        return (proofs, receipts);
    }

    private async Task<Latencies> ProofsAsync(ServiceProvider services)
    {
        const int WarmUp = 500;
        var random = new Random(settings.Seed);
        var took = new List<TimeSpan>();
        for (var i = -WarmUp; i < settings.Entries; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var start = Stopwatch.GetTimestamp();
            await new LogReading(scope.ServiceProvider.GetRequiredService<OversightDbContext>()).InclusionAsync(random.Next(settings.LogSize), settings.LogSize, default);
            if (i >= 0)
                took.Add(Stopwatch.GetElapsedTime(start));
        }
        return new Latencies(took);
    }

    /// <summary>Entries a second that wait already, after as many to warm up; with every head signed, as the loop does.</summary>
    private async Task<double> SequencedAsync(string kind)
    {
        await using var store = await Store.CreateAsync(kind, cluster);
        var folder = Directory.CreateTempSubdirectory("oversight-benchmark").FullName;
        await using var services = await ServicesAsync(store, folder);
        var (loop, entriesPerSecond) = (services.GetRequiredService<LogLoop>(), 0.0);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < settings.Sequenced; i += 1000)
                await services.GetRequiredService<Transactions>().RunAsync(async db =>
                {
                    for (var j = i; j < i + 1000; j++)
                        db.Entries.Add(new EntryRow
                        {
                            Case = $"filler {round} {j}", CaseSeq = 1, Type = "Filler", At = DateTimeOffset.UnixEpoch, Bytes = LogFill.Entry(j), LeafHash = TreeHash.OfLeaf(LogFill.Entry(j)).ToArray(),
                        });
                    return await db.SaveChangesAsync();
                }, default);
            var clock = Stopwatch.StartNew();
            await loop.RunOnceAsync(default);
            entriesPerSecond = settings.Sequenced / clock.Elapsed.TotalSeconds;
        }
        Directory.Delete(folder, recursive: true);
        return entriesPerSecond;
    }

    /// <summary>The log's part of a server, on a migrated database.</summary>
    private static async Task<ServiceProvider> ServicesAsync(Store store, string folder)
    {
        var options = new OversightOptions { Database = store.ConnectionString };
        options.Log.SignerFolder = folder;
        await Database.MigrateAsync(options);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new Rules(null!, options.LogOrigin));
        services.AddDatabase(options);
        services.AddLog(options);
        return services.BuildServiceProvider();
    }
}
