using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Authorisations;

/// <summary>How many findings have exactly these kinds, named as <see cref="FindingKindNames"/> orders them.</summary>
public sealed record FindingCount(IReadOnlyList<string> Kinds, long Count);

/// <summary>How many lines are malformed for this reason.</summary>
public sealed record MalformedCount(MalformedReason Reason, long Count);

/// <summary>What a usage file came to.</summary>
/// <param name="Records">Well-formed lines.</param>
/// <param name="Malformed">All other lines.</param>
/// <param name="Findings">Records outside the authorisation.</param>
/// <param name="ByKinds">The findings by their set of kinds, in the order of the sets.</param>
/// <param name="ByReason">The malformed lines by reason.</param>
/// <param name="FindingsDigest">SHA-256 in lower-case hex of the findings' lines: number, tab, kinds joined by <c>+</c>, line feed, in UTF-8 and in the file's order.</param>
public sealed record UsageResult(
    long Records, long Malformed, long Findings, IReadOnlyList<FindingCount> ByKinds, IReadOnlyList<MalformedCount> ByReason, string FindingsDigest);

/// <summary>Counts a usage file line by line, in constant memory.</summary>
public sealed class UsageTally : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[4096];
    private readonly byte[]?[] names = new byte[FindingKindNames.SetCount][];
    private readonly long[] byKinds = new long[FindingKindNames.SetCount];
    private readonly long[] byReason = new long[Enum.GetValues<MalformedReason>().Length];
    private int buffered;

    /// <summary>Counts a line and what the matcher found in it; what a malformed line was found to be does not count.</summary>
    public void Add(in UsageLine line, FindingKinds kinds)
    {
        if (line.Malformed is { } reason)
        {
            byReason[(int)reason]++;
            return;
        }

        byKinds[(int)kinds]++;
        if (kinds != FindingKinds.None)
            Commit(line.Number, kinds);
    }

    /// <summary>The count so far; more lines may follow.</summary>
    public UsageResult Result()
    {
        Flush();
        return new UsageResult(
            byKinds.Sum(), byReason.Sum(), byKinds.Skip(1).Sum(),
            [.. byKinds.Index().Skip(1).Where(set => set.Item > 0).Select(set => new FindingCount(FindingKindNames.Of((FindingKinds)set.Index), set.Item))],
            [.. byReason.Index().Where(reason => reason.Item > 0).Select(reason => new MalformedCount((MalformedReason)reason.Index, reason.Item))],
            Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void Commit(long number, FindingKinds kinds)
    {
        var name = names[(int)kinds] ??= Encoding.UTF8.GetBytes($"\t{FindingKindNames.Joined(kinds)}\n");
        if (buffer.Length - buffered < name.Length + 20)
            Flush();
        Utf8Formatter.TryFormat(number, buffer.AsSpan(buffered), out var digits);
        name.CopyTo(buffer, buffered + digits);
        buffered += digits + name.Length;
    }

    private void Flush()
    {
        hash.AppendData(buffer, 0, buffered);
        buffered = 0;
    }
}
