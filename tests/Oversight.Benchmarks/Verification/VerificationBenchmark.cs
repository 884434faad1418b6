using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Benchmarks.Verification;

/// <summary>How fast a whole log is verified, beside bare SHA-256 over the very same bytes: leaves, nodes and kept parts.</summary>
public sealed class VerificationBenchmark
{
    private const string Origin = "benchmark.example/log";
    private const int Cases = 5_000;
    private const int PartEvery = 4;
    private static readonly DateTimeOffset At = new(2028, 2, 14, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, byte[]> files = [];
    private readonly int entries;
    private readonly PolicyVerdict judged;
    private byte sink;

    private VerificationBenchmark(int entries)
    {
        this.entries = entries;
        var signer = NoteSigner.Create(Origin, NoteKeyType.Ecdsa, []);
        var log = new LogFiles((path, bytes) => files[path] = bytes);
        var tails = new Dictionary<int, (int Seq, string Leaf)>();
        for (var i = 0; i < entries; i++)
        {
            var number = i % Cases;
            var (seq, leaf) = tails.GetValueOrDefault(number, (0, ""));
            var kept = i % PartEvery == 0 ? Part.Commit("content.scope", JsonValue.Create($"What the part beside entry {i} says.")!, SHA256.HashData(BitConverter.GetBytes(i))) : null;
            var bytes = Entry(number, seq + 1, leaf, i, kept);
            tails[number] = (seq + 1, LeafHash.HexOf(bytes));
            log.Add(bytes, kept is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [kept.Name] = kept.Disclosure });
        }

        var text = log.Finish(Origin).Text;
        var note = new SignedNote(text, [signer.Sign(text, At)]);
        files[LogPaths.Checkpoint] = LogNote(note);
        judged = LogPolicy.Of(signer.Key).Judge(note);
    }

    /// <summary>A million entries, or fifty thousand when short.</summary>
    public static IReadOnlyList<VerificationRun> Run(Settings settings)
    {
        var benchmark = new VerificationBenchmark(settings.IsShort ? 50_000 : 1_000_000);
        benchmark.Measure(0);
        return [.. Enumerable.Range(1, settings.Runs).Select(benchmark.Measure)];
    }

    private VerificationRun Measure(int run)
    {
        var hashing = PerSecond(Hash);
        var alone = PerSecond(() => Verify(1));
        var (before, collected) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(2));
        var both = PerSecond(() => Verify(2));
        var allocated = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / entries;
        return new VerificationRun(run, entries, (double)files.Values.Sum(file => (long)file.Length) / entries, hashing, alone, both, allocated, GC.CollectionCount(2) - collected);
    }

    private double PerSecond(Action once)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        once();
        return entries / clock.Elapsed.TotalSeconds;
    }

    private void Verify(int threads)
    {
        var report = LogVerifier.Verify(new VerificationTask(files.GetValueOrDefault, _ => judged) { Threads = threads });
        if (report.Verdict != Verdict.ValidUnwitnessed || report.EntryCount != entries || report.OpenedCount != (entries + PartEvery - 1) / PartEvery)
            throw new InvalidOperationException($"The log is not what the measurement is about: {report.Deciding}");
    }

    /// <summary>Every hash a verifier cannot do without, and nothing else: one for each leaf, each node and each part, on one thread.</summary>
    private void Hash()
    {
        Span<byte> hash = stackalloc byte[32];
        var node = new byte[65];
        var leaf = new byte[EntryDocument.MaximumBytes + 1];
        for (var number = 0L; number * Tile.FullWidth < entries; number++)
        {
            var width = Tile.At(0, number, entries).Width;
            var bundle = files[Tile.EntriesPath(number, width)];
            foreach (var range in EntryBundle.Read(bundle, width))
            {
                bundle.AsSpan(range).CopyTo(leaf.AsSpan(1));
                SHA256.HashData(leaf.AsSpan(0, 1 + bundle.AsSpan(range).Length), hash);
                SHA256.HashData(node, hash);
            }

            var parts = new PartReader(files[LogPaths.Parts(number, width)]);
            while (parts.Next())
                SHA256.HashData(parts.Disclosure, hash);
        }

        sink ^= hash[0];
    }

    private static byte[] Entry(int number, int seq, string leaf, int count, Part? kept) => new EntryDocument(
        new EntryHeader(
            Origin, string.Create(CultureInfo.InvariantCulture, $"2028-{number:0000}-AAAA"), seq, leaf, At.AddMilliseconds(count), "account-7d1", "examiner", "npa", "R1"),
        "ExaminationNoted", new JsonObject { ["count"] = count, ["item"] = count % 7, ["outcome"] = "noted" },
        kept is null ? [] : [new PartDigest(kept.Name, kept.Digest)]).ToBytes();

    private static byte[] LogNote(SignedNote note) => System.Text.Encoding.UTF8.GetBytes(note.ToString());
}
