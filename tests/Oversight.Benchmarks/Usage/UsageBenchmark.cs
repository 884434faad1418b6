using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;

namespace Oversight.Benchmarks.Usage;

/// <summary>How fast usage records are read and held against an authorisation, on one core, beside what the bytes alone cost.</summary>
public sealed class UsageBenchmark(UsageLoad load, TimeSpan measured)
{
    private const int ChunkSize = 65_536;
    private static readonly DateTimeOffset Now = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long sink;

    public static IReadOnlyList<UsageRun> Run(Settings settings)
    {
        var benchmark = new UsageBenchmark(UsageLoad.Create(settings.Seed), TimeSpan.FromSeconds(settings.IsShort ? 0.4 : 1));
        return
        [
            .. from run in Enumerable.Range(1, settings.Runs)
               from format in new[] { UsageFormat.Csv, UsageFormat.Ndjson }
               select benchmark.Measure(format, run),
        ];
    }

    private UsageRun Measure(UsageFormat format, int run)
    {
        var lines = format == UsageFormat.Csv ? load.Csv : load.Ndjson;
        var records = Read(format, lines);
        var usual = new UsageMatcher(load.Usual, load.Map);
        var widest = new UsageMatcher(load.Widest, load.Map);
        if (records.Count != load.Lines || records.All(record => usual.Match(record) == FindingKinds.None) || records.All(record => widest.Match(record) != FindingKinds.None))
            throw new InvalidOperationException("The lines are not what the measurement is about.");

        var hashing = PerSecond(() => sink += SHA256.HashData(lines)[0]);
        var splitting = PerSecond(() => Split(lines));
        var reading = PerSecond(() => sink += ReadWith(format, lines, null, null));
        var matching = PerSecond(() => Match(usual, records));
        var widestMatching = PerSecond(() => Match(widest, records));
        using var tally = new UsageTally();
        var both = PerSecond(() => sink += ReadWith(format, lines, usual, tally));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        sink += ReadWith(format, lines, usual, tally);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new UsageRun(
            format.ToString(), run, (double)lines.Length / load.Lines, hashing, splitting, reading, matching, widestMatching, both,
            (double)allocated / load.Lines, PeakBytes);
    }

    /// <summary>Lines a second of something that goes through all lines once, after as long a warm-up as compiling it well takes.</summary>
    private double PerSecond(Action once)
    {
        Repeat(once, measured * 0.75);
        var (count, elapsed) = Repeat(once, measured);
        return count * load.Lines / elapsed.TotalSeconds;
    }

    private static (double Count, TimeSpan Elapsed) Repeat(Action once, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var count = 0;
        do
        {
            once();
            count++;
        }
        while (clock.Elapsed < time);
        return (count, clock.Elapsed);
    }

    private void Split(byte[] lines)
    {
        var splitter = new LineSplitter(UsageLines.LongestLine);
        for (var at = 0; at < lines.Length; at += ChunkSize)
        {
            var chunk = (ReadOnlySpan<byte>)lines.AsSpan(at, Math.Min(ChunkSize, lines.Length - at));
            while (splitter.TryTake(ref chunk, out var line, out _))
                sink += line.Length;
        }
    }

    private void Match(UsageMatcher matcher, List<UsageRecord> records)
    {
        foreach (var record in records)
            sink += (long)matcher.Match(record);
    }

    /// <summary>Reads all lines in chunks as an upload comes; with a matcher and a tally, that is the whole work on a file.</summary>
    private static long ReadWith(UsageFormat format, byte[] lines, UsageMatcher? matcher, UsageTally? tally)
    {
        var reader = Reader(format);
        var count = 0L;
        for (var at = 0; at < lines.Length; at += ChunkSize)
        {
            var chunk = (ReadOnlySpan<byte>)lines.AsSpan(at, Math.Min(ChunkSize, lines.Length - at));
            while (reader.TryRead(ref chunk, out var line))
            {
                count++;
                tally?.Add(line, matcher!.Match(line.Record));
            }
        }

        return count;
    }

    private static List<UsageRecord> Read(UsageFormat format, byte[] lines)
    {
        var reader = Reader(format);
        var chunk = (ReadOnlySpan<byte>)lines;
        var records = new List<UsageRecord>();
        while (reader.TryRead(ref chunk, out var line))
            if (line.Malformed is null)
                records.Add(line.Record);
        return records;
    }

    private static UsageReader Reader(UsageFormat format)
    {
        var reader = new UsageReader(format, Route.R3, Now);
        if (format == UsageFormat.Csv)
        {
            var header = (ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(UsageLoad.Header);
            reader.TryRead(ref header, out _);
        }

        return reader;
    }

    /// <summary>The most memory this process was ever resident with.</summary>
    private static long PeakBytes => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
