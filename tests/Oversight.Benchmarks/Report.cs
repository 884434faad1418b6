using System.Globalization;

namespace Oversight.Benchmarks;

/// <summary>The result as text: median, and the smallest and greatest of several runs in brackets.</summary>
public static class Report
{
    private static readonly (string Name, Func<RunResult, double?> Of, string Format)[] Lines =
    [
        ("votes/s, closed loop", run => run.VotesPerSecond, "0"),
        ("vote p50, ms", run => run.P50, "0.0"),
        ("vote p95, ms", run => run.P95, "0.0"),
        ("vote p99, ms", run => run.P99, "0.0"),
        ("vote p99.9, ms", run => run.P999, "0.0"),
        ("decision readable p50, ms", run => run.DecisionP50, "0.0"),
        ("decision readable p99, ms", run => run.DecisionP99, "0.0"),
        ("CPU per case, ms", run => run.CpuPerCase * 1000, "0.0"),
        ("written per case's votes, KB", run => run.BytesPerCase / 1024, "0"),
        ("written per preparation, KB", run => run.PreparationBytesPerCase / 1024, "0"),
        ("votes", run => run.Votes, "0"),
        ("errors", run => run.Errors, "0"),
        ("retries inside the server", run => run.Retries, "0"),
        ("faults", run => run.Faults.Count, "0"),
        ("idle memory, MB", run => run.IdleBytes / 1048576.0, "0"),
        ("memory after the load, MB", run => run.BusyBytes / 1048576.0, "0"),
        ("cold start, new database, s", run => run.ColdStartNew, "0.00"),
        ("cold start, s", run => run.ColdStart, "0.00"),
    ];

    private static readonly (string Name, Func<UsageRun, double?> Of, string Format)[] UsageLines =
    [
        ("bytes per line", run => run.BytesPerLine, "0"),
        ("SHA-256 alone, lines/s", run => run.Hashing, "0"),
        ("splitting alone, lines/s", run => run.Splitting, "0"),
        ("reading, lines/s", run => run.Reading, "0"),
        ("matching, records/s", run => run.Matching, "0"),
        ("matching the widest, records/s", run => run.WidestMatching, "0"),
        ("all of it, lines/s", run => run.Both, "0"),
        ("all of it to SHA-256", run => run.Both / run.Hashing, "0.000"),
        ("all of it to splitting", run => run.Both / run.Splitting, "0.000"),
        ("allocated per line, bytes", run => run.AllocatedPerLine, "0.00"),
        ("peak memory, MB", run => run.PeakBytes / 1048576.0, "0"),
    ];

    private static readonly (string Name, Func<LogRun, double?> Of, string Format)[] LogLines =
    [
        ("sequenced, entries/s", run => run.Sequenced, "0"),
        ("commit to signed p50, ms", run => run.SignedP50, "0"),
        ("commit to signed p99, ms", run => run.SignedP99, "0"),
        ("commit to witnessed p50, ms", run => run.WitnessedP50, "0"),
        ("commit to witnessed p99, ms", run => run.WitnessedP99, "0"),
        ("entries of the long log", run => run.Size, "0"),
        ("proof p50, ms", run => run.ProofP50, "0.0"),
        ("proof p99, ms", run => run.ProofP99, "0.0"),
        ("receipt over HTTP p50, ms", run => run.ReceiptP50, "0.0"),
        ("receipt over HTTP p99, ms", run => run.ReceiptP99, "0.0"),
    ];

    private static readonly (string Name, Func<VerificationRun, double?> Of, string Format)[] VerificationLines =
    [
        ("entries", run => run.Entries, "0"),
        ("bytes per entry", run => run.BytesPerEntry, "0"),
        ("SHA-256 alone, entries/s", run => run.Hashing, "0"),
        ("verifying, one thread, entries/s", run => run.OneThread, "0"),
        ("verifying, two threads, entries/s", run => run.TwoThreads, "0"),
        ("one thread to SHA-256", run => run.OneThread / run.Hashing, "0.00"),
        ("two threads to SHA-256", run => run.TwoThreads / run.Hashing, "0.00"),
        ("allocated per entry, bytes", run => run.AllocatedPerEntry, "0"),
        ("full collections", run => run.FullCollections, "0"),
    ];

    public static void Write(TextWriter to, BenchmarkResult result)
    {
        var about = result.Circumstances;
        to.WriteLine($"Oversight {about.Commit}, {about.Runtime}, {about.System}, {about.Cores} cores, {about.At:yyyy-MM-dd}");
        to.WriteLine($"SQLite {about.Sqlite}");
        to.WriteLine($"PostgreSQL {about.Postgres}");
        to.WriteLine($"seed {about.Seed}; {about.Load}");
        to.WriteLine($"the floor is {about.FloorLines} lines");
        to.WriteLine();
        if (result.Usage.Count > 0)
            WriteUsage(to, result.Usage);
        if (result.Verification.Count > 0)
            WriteVerification(to, result.Verification);
        if (result.Runs.Count > 0)
            WriteVotes(to, result);
        if (result.Log.Count > 0)
            WriteLog(to, result.Log);
    }

    private static void WriteLog(TextWriter to, IReadOnlyList<LogRun> runs)
    {
        var stores = runs.Select(run => run.Store).Distinct().ToList();
        Row(to, "", stores);
        foreach (var (name, of, format) in LogLines)
            Row(to, name, stores.Select(store => Spread(runs.Where(run => run.Store == store).Select(of), format)));
        to.WriteLine();
    }

    private static void WriteUsage(TextWriter to, IReadOnlyList<UsageRun> runs)
    {
        var formats = runs.Select(run => run.Format).Distinct().ToList();
        Row(to, "", formats);
        foreach (var (name, of, format) in UsageLines)
            Row(to, name, formats.Select(column => Spread(runs.Where(run => run.Format == column).Select(of), format)));
        to.WriteLine($"usage, all of it: the slowest {runs.Min(run => run.Both):0} lines/s (goal: at least 200000)");
        to.WriteLine();
    }

    private static void WriteVerification(TextWriter to, IReadOnlyList<VerificationRun> runs)
    {
        Row(to, "", ["whole log"]);
        foreach (var (name, of, format) in VerificationLines)
            Row(to, name, [Spread(runs.Select(of), format)]);
        to.WriteLine($"verify, two threads to SHA-256 alone on one: the lowest {runs.Min(run => run.TwoThreads / run.Hashing):0.00} (goal: at least 0.5)");
        to.WriteLine();
    }

    private static void WriteVotes(TextWriter to, BenchmarkResult result)
    {
        var columns = result.Runs.Select(run => (run.Store, run.Contender)).Distinct().ToList();
        Row(to, "", columns.Select(column => $"{column.Contender}/{column.Store}"));
        foreach (var (name, of, format) in Lines)
            Row(to, name, columns.Select(column => Spread(result.Runs.Where(run => (run.Store, run.Contender) == column).Select(of), format)));
        to.WriteLine();
        foreach (var store in columns.Select(column => column.Store).Distinct())
        {
            Ratio(to, result, store, "floor", "votes/s, ours to the floor's (goal: at least 0.5)", run => run.VotesPerSecond);
            Ratio(to, result, store, "floor", "vote p99, ours to the floor's (goal: at most 4)", run => run.P99);
            Ratio(to, result, store, "still", "votes/s, ours to ours with the log at rest (goal: at least 0.85)", run => run.VotesPerSecond);
            Ratio(to, result, store, "still", "vote p50, likewise (goal: at most 1.15)", run => run.P50);
            Ratio(to, result, store, "still", "vote p99, likewise", run => run.P99);
            Ratio(to, result, store, "still", "CPU per case, likewise", run => run.CpuPerCase);
        }
        foreach (var fault in result.Runs.SelectMany(run => run.Faults).Take(20))
            to.WriteLine($"FAULT {fault}");
    }

    private static void Ratio(TextWriter to, BenchmarkResult result, string store, string other, string name, Func<RunResult, double?> of)
    {
        var ratios = from ours in result.Runs
                     join floor in result.Runs on (ours.Store, ours.Run) equals (floor.Store, floor.Run)
                     where ours.Store == store && ours.Contender == "ours" && floor.Contender == other
                     select of(ours) / of(floor);
        if (ratios.Any())
            to.WriteLine($"{store}: {name}: {Spread(ratios, "0.00")}");
    }

    private static void Row(TextWriter to, string name, IEnumerable<string> cells) =>
        to.WriteLine(name.PadRight(30) + string.Concat(cells.Select(cell => cell.PadLeft(24))));

    private static string Spread(IEnumerable<double?> values, string format)
    {
        var sorted = values.OfType<double>().Order().ToList();
        if (sorted.Count == 0)
            return "–";
        var median = sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
        return sorted.Count == 1 ? Text(median) : $"{Text(median)} ({Text(sorted[0])}–{Text(sorted[^1])})";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
