using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Server.Usage;

/// <summary>What is to be committed next: rows beyond the place already stored, and the place they reach.</summary>
internal sealed record Batch(
    IReadOnlyList<UsageFindingRow> Findings, IReadOnlyList<UsageMalformedRow> Malformed, long Lines, long Bytes, string Digest, long FindingCount, long MalformedCount);

/// <summary>
/// One pass over a file, in constant memory: every byte is hashed, every line matched and counted; rows are made only for lines beyond those an
/// earlier pass stored, after the bytes before them proved to be the same.
/// </summary>
internal sealed class Matching : IDisposable
{
    private const int MostLines = 50_000;
    private const int MostRows = 2_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly UsageImportRow import;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly UsageTally tally = new();
    private readonly (long Lines, long Bytes, string Digest) stored;
    private readonly UsageReader reader;
    private readonly UsageMatcher matcher;
    private readonly Stopwatch sinceBatch = Stopwatch.StartNew();
    private List<UsageFindingRow> findings = [];
    private List<UsageMalformedRow> malformed = [];
    private long taken;
    private long findingCount;
    private long malformedCount;

    public Matching(UsageFile file, UsageImportRow import, NetworkMap map)
    {
        var history = AuthorisationHistory.Of(file.State);
        this.import = import;
        stored = (import.Lines, import.PrefixBytes, import.PrefixDigest);
        reader = new UsageReader(file.Format, history.Route, import.StartedAt);
        matcher = new UsageMatcher(history, map);
        taken = import.Lines;
    }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines read so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Enough was read, or time went by, since the last batch.</summary>
    public bool IsBatchDue =>
        Bytes > stored.Bytes && (Lines - taken >= MostLines || findings.Count + malformed.Count >= MostRows || sinceBatch.Elapsed >= LongestWait);

    /// <summary>SHA-256 of the bytes so far, in lower-case hex.</summary>
    public string Digest => Convert.ToHexStringLower(hash.GetCurrentHash());

    public UsageResult Result => tally.Result();

    /// <summary>Takes the next bytes; false when they are not those an earlier pass stored findings of.</summary>
    public bool Take(ReadOnlySpan<byte> chunk)
    {
        var known = stored.Bytes - Bytes;
        Bytes += chunk.Length;
        if (known > 0 && known <= chunk.Length)
        {
            hash.AppendData(chunk[..(int)known]);
            if (Digest != stored.Digest)
                return false;
            hash.AppendData(chunk[(int)known..]);
        }
        else
        {
            hash.AppendData(chunk);
        }
        while (reader.TryRead(ref chunk, out var line))
            Count(line);
        return true;
    }

    /// <summary>Takes the last line; false when the file is shorter than what is stored of it.</summary>
    public bool Finish()
    {
        while (reader.TryFinish(out var line))
            Count(line);
        return Bytes >= stored.Bytes;
    }

    /// <summary>Everything read since the last batch.</summary>
    public Batch TakeBatch()
    {
        var batch = new Batch(findings, malformed, Lines, Bytes, Digest, findingCount, malformedCount);
        (findings, malformed, taken) = ([], [], Lines);
        sinceBatch.Restart();
        return batch;
    }

    /// <summary>Lines so far that are no records.</summary>
    public long Malformed => malformedCount;

    /// <summary>True once the file proved to be CSV whose header does not say what its columns mean.</summary>
    public bool IsHeaderUnreadable { get; private set; }

    public void Dispose()
    {
        hash.Dispose();
        tally.Dispose();
    }

    private void Count(in UsageLine line)
    {
        Lines = line.Number;
        var kinds = line.Malformed is null ? matcher.Match(line.Record) : FindingKinds.None;
        tally.Add(line, kinds);
        if (line.Malformed is { } reason)
        {
            malformedCount++;
            IsHeaderUnreadable |= reason == MalformedReason.BadHeader;
            if (line.Number > stored.Lines)
                malformed.Add(new UsageMalformedRow { ImportId = import.Id, Line = line.Number, Reason = JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()) });
        }
        else if (kinds != FindingKinds.None)
        {
            findingCount++;
            if (line.Number > stored.Lines)
                findings.Add(new UsageFindingRow { ImportId = import.Id, Line = line.Number, Kinds = FindingKindNames.Joined(kinds), Text = Written(line.Record, kinds) });
        }
    }

    private string Written(in UsageRecord use, FindingKinds kinds)
    {
        var conditions = (kinds & (FindingKinds.UnmetCondition | FindingKinds.BreachedCondition)) == FindingKinds.None ? [] : matcher.ConditionsAgainst(use);
        var record = new FoundRecord(
            use.Time, use.Source is { } source ? TextOf(source) : null, TextOf(use.Destination), use.Protocol, use.Port, use.DataType, use.Operator, use.Action);
        return JsonSerializer.Serialize(new StoredFinding(record, conditions), OversightJson.Options);
    }

    private static string TextOf(Address address) => address.Range.ToString().Split('/')[0];
}
