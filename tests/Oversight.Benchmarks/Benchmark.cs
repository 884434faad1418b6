using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Oversight.Benchmarks.Load;
using Oversight.Benchmarks.Machine;
using Oversight.Benchmarks.Panels;
using Oversight.Benchmarks.Usage;
using Oversight.Benchmarks.Verification;

namespace Oversight.Benchmarks;

/// <summary>Usage records; verifying a log; then PANEL-5: ours, ours with its log at rest, and the floor, turn by turn, each on a fresh database; then the log.</summary>
public sealed class Benchmark(Settings settings, Cluster? cluster)
{
    private const string Password = "a password of the benchmarks";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Ours = ["Oversight.Server.dll", "--demo", "--Oversight:Demo:Cases=false"];

    /// <summary>Ours with the log at rest: it writes its entries, and nobody sequences and signs them.</summary>
    private static readonly string[] Still = [.. Ours, "--Oversight:Log:Every=1.00:00:00"];

    /// <summary>The floor runs with the very runtime settings of ours.</summary>
    private static readonly string[] Floor = ["exec", "--runtimeconfig", "Oversight.Server.runtimeconfig.json", "Oversight.Benchmarks.dll", "floor"];

    /// <summary>Runs everything and reports; 1 when a vote was lost or doubled, a case not decided exactly once, or a call failed.</summary>
    public static async Task<int> RunAsync(Settings settings)
    {
        var usage = settings.Parts.Contains("usage") ? UsageBenchmark.Run(settings) : [];
        var verification = settings.Parts.Contains("verify") ? VerificationBenchmark.Run(settings) : [];
        if (!settings.Parts.Contains("votes"))
            settings = settings with { Contenders = [], Stores = settings.Parts.Contains("log") ? settings.Stores : [] };
        await using var cluster = settings.Stores.Contains("postgres") ? await Cluster.FindAsync() : null;
        var benchmark = new Benchmark(settings, cluster);
        var runs = new List<RunResult>();
        for (var run = 1; run <= settings.Runs && settings.Parts.Contains("votes"); run++)
            foreach (var store in settings.Stores)
                foreach (var contender in settings.Contenders)
                {
                    await Console.Error.WriteLineAsync($"run {run} of {settings.Runs}: {contender} on {store}");
                    runs.Add(await benchmark.MeasureAsync(store, contender, run));
                }
        var log = settings.Parts.Contains("log") ? await new Log.LogBenchmark(settings, cluster?.ConnectionString).RunAsync() : [];
        var result = new BenchmarkResult(await benchmark.CircumstancesAsync(), usage, verification, runs, log);
        Report.Write(Console.Out, result);
        if (settings.Output is { } file)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, Json));
        return runs.Any(one => one.Errors > 0 || one.Faults.Count > 0) ? 1 : 0;
    }

    private async Task<RunResult> MeasureAsync(string kind, string contender, int run)
    {
        await using var store = await Store.CreateAsync(kind, cluster?.ConnectionString);
        // A log of its own needs keys of its own.
        var keys = Directory.CreateTempSubdirectory("oversight-benchmark");
        string[] secrets = [$"--Oversight:Log:SignerFolder={keys.FullName}", $"--Oversight:KeyFolder={Path.Combine(keys.FullName, "keys")}"];
        TimeSpan coldStartNew;
        await using (var first = await ServerProcess.StartAsync([.. contender == "still" ? Still : Ours, .. secrets], store.ConnectionString, Password))
            coldStartNew = first.ColdStart;

        await using var server = await ServerProcess.StartAsync([.. contender switch { "floor" => Floor, "still" => Still, _ => Ours }, .. secrets], store.ConnectionString, Password);
        await Task.Delay(Settling);
        var idle = server.ResidentBytes;
        using IPanel panel = contender != "floor"
            ? await OversightPanel.SignInAsync(server.Address, Password, settings.Seed + run, settings.LargeEvery)
            : await FloorPanel.SignInAsync(server.Address, Password);
        var load = new VoteLoad(panel);

        var warmUp = await PrepareAsync(panel, 0, settings.WarmUpCases);
        await load.SaturateAsync(warmUp, settings.InFlight);
        var before = await store.WrittenBytesAsync(server);
        var saturation = await PrepareAsync(panel, settings.WarmUpCases, settings.SaturationCases);
        var prepared = await store.WrittenBytesAsync(server);
        var cpu = server.ProcessorSeconds;
        var closed = await load.SaturateAsync(saturation, settings.InFlight);
        cpu = server.ProcessorSeconds - cpu;
        var written = await store.WrittenBytesAsync(server) - prepared;
        var arrival = await PrepareAsync(panel, settings.WarmUpCases + settings.SaturationCases, settings.ArrivalCases);
        var open = await load.ArriveAsync(arrival, settings.CasesPerSecond);

        var faults = new List<string>();
        foreach (var one in (IEnumerable<OpenCase>)[.. saturation, .. arrival])
            if (await panel.FaultAsync(one) is { } fault)
                faults.Add(fault);
        if (closed.Errors + open.Errors > 0)
            await Console.Error.WriteLineAsync(server.Output);
        keys.Delete(recursive: true);
        double cases = settings.SaturationCases;
        return new RunResult(
            kind, contender, run, closed.VotesPerSecond, open.Votes.At(0.5), open.Votes.At(0.95), open.Votes.At(0.99), open.Votes.At(0.999),
            open.DecisionReadable.At(0.5), open.DecisionReadable.At(0.99), cpu / cases, written / cases, (prepared - before) / cases,
            closed.Acknowledged + open.Acknowledged, closed.Errors + open.Errors, await panel.RetriesAsync(), idle, server.ResidentBytes,
            contender != "floor" ? coldStartNew.TotalSeconds : null, server.ColdStart.TotalSeconds, faults);
    }

    private async Task<IReadOnlyList<OpenCase>> PrepareAsync(IPanel panel, int first, int count)
    {
        var cases = new OpenCase[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = settings.InFlight }, async (i, _) =>
            cases[i] = await panel.PrepareAsync(first + i));
        return cases;
    }

    private async Task<Circumstances> CircumstancesAsync()
    {
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        var load = $"{settings.WarmUpCases} cases to warm up; closed loop: {settings.SaturationCases} cases, {settings.InFlight} in flight; "
            + $"open model: {settings.ArrivalCases} cases at {settings.CasesPerSecond} a second; each case's 5 (or, in 30 %, 4) members at the same moment; "
            + $"{settings.Runs} runs; load generator and database on the same machine";
        return new Circumstances(
            Repository.Commit, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, Environment.ProcessorCount,
            $"{memory.ServerVersion}, journal_mode=WAL, synchronous=FULL", cluster is null ? "not run" : await PostgresStore.SettingsAsync(cluster.ConnectionString),
            settings.Seed, load, FloorLines(), DateTimeOffset.UtcNow);
    }

    /// <summary>Lines of the floor's source that are neither empty nor comments nor usings.</summary>
    private static int FloorLines()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith("Floor", StringComparison.Ordinal)).Sum(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd().Split('\n').Select(line => line.Trim())
                .Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal));
        });
    }
}
