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
internal sealed class Matching(UsageFile file, UsageImportRow import, NetworkMap map) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly UsageTally tally = new();
    private readonly (long Lines, long Bytes, string Digest) stored = (import.Lines, import.PrefixBytes, import.PrefixDigest);
    private readonly UsageReader reader = new(file.Format, AuthorisationHistory.Of(file.State).Route, import.StartedAt);
    private readonly UsageMatcher matcher = new(AuthorisationHistory.Of(file.State), map);
    private List<UsageFindingRow> findings = [];
    private List<UsageMalformedRow> malformed = [];
    private long bytes;
    private long lines;
    private long taken = import.Lines;
    private long findingCount;
    private long malformedCount;

    /// <summary>Lines read that no batch took yet.</summary>
    public long Pending => lines - taken;

    /// <summary>SHA-256 of the bytes so far, in lower-case hex.</summary>
    public string Digest => Convert.ToHexStringLower(hash.GetCurrentHash());

    public UsageResult Result => tally.Result();

    /// <summary>Takes the next bytes; false when they are not those an earlier pass stored findings of.</summary>
    public bool Take(ReadOnlySpan<byte> chunk)
    {
        var known = stored.Bytes - bytes;
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
        bytes += chunk.Length;
        while (reader.TryRead(ref chunk, out var line))
            Count(line);
        return true;
    }

    /// <summary>Takes the last line; false when the file is shorter than what is stored of it.</summary>
    public bool Finish()
    {
        while (reader.TryFinish(out var line))
            Count(line);
        return bytes >= stored.Bytes;
    }

    /// <summary>Everything read since the last batch.</summary>
    public Batch TakeBatch()
    {
        var batch = new Batch(findings, malformed, lines, bytes, Digest, findingCount, malformedCount);
        (findings, malformed, taken) = ([], [], lines);
        return batch;
    }

    public void Dispose()
    {
        hash.Dispose();
        tally.Dispose();
    }

    private void Count(in UsageLine line)
    {
        lines = line.Number;
        var kinds = line.Malformed is null ? matcher.Match(line.Record) : FindingKinds.None;
        tally.Add(line, kinds);
        if (line.Malformed is { } reason)
        {
            malformedCount++;
            if (line.Number > stored.Lines)
                malformed.Add(new UsageMalformedRow { ImportId = import.Id, Line = line.Number, Reason = JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()) });
        }
        else if (kinds != FindingKinds.None)
        {
            findingCount++;
            if (line.Number > stored.Lines)
                findings.Add(new UsageFindingRow { ImportId = import.Id, Line = line.Number, Kinds = FindingKindNames.Joined(kinds), Text = Written(line.Record) });
        }
    }

    private static string Written(in UsageRecord record) => JsonSerializer.Serialize(new
    {
        time = CanonicalInstant.Format(record.Time),
        source = record.Source?.Range.ToString(),
        destination = record.Destination.Range.ToString(),
        protocol = record.Protocol,
        port = record.Port,
        dataType = record.DataType,
        @operator = record.Operator,
        action = record.Action,
    }, OversightJson.Options);
}
