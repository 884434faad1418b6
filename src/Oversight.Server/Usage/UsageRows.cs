using Oversight.Core.Requests;

namespace Oversight.Server.Usage;

/// <summary>A usage file on its way in, and what it came to. The prefix digest is the SHA-256 (lower-case hex) of the first PrefixBytes bytes.</summary>
public sealed class UsageImportRow
{
    public required string Id { get; init; }
    public required string RequestId { get; init; }
    public required string Actor { get; init; }
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required string Format { get; init; }

    /// <summary>The instant the file is matched at, kept when a cut import goes on.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>The case's entries the matching rests on; when others came since, a cut import is matched anew.</summary>
    public required int CaseSeq { get; set; }
    public required long Lines { get; set; }
    public required long PrefixBytes { get; set; }
    public required string PrefixDigest { get; set; }
    public long? TotalBytes { get; set; }
    public required long Findings { get; set; }
    public required long Malformed { get; set; }

    /// <summary>The import's number in its case, set in the commit of its entry; null before.</summary>
    public int? Number { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>True once nothing came for so long that what was stored is forgotten; zero is never.</summary>
    public bool IsExpired(DateTimeOffset now, TimeSpan keptFor) => Number is null && keptFor > TimeSpan.Zero && now - UpdatedAt >= keptFor;
}

/// <summary>A record outside the authorisation; Kinds are joined by +, Text is a <see cref="StoredFinding"/> as JSON.</summary>
public sealed class UsageFindingRow
{
    public required string ImportId { get; init; }
    public required long Line { get; init; }
    public required string Kinds { get; init; }
    public required string Text { get; init; }
}

/// <summary>A line that is no record, with the reason; nothing is dropped silently.</summary>
public sealed class UsageMalformedRow
{
    public required string ImportId { get; init; }
    public required long Line { get; init; }
    public required string Reason { get; init; }
}

/// <summary>What is kept of a finding beside its line and kinds. Conditions are the ids of those not met or breached.</summary>
internal sealed record StoredFinding(FoundRecord Record, IReadOnlyList<string> Conditions);

/// <summary>A usage record as it was read.</summary>
public sealed record FoundRecord(
    DateTimeOffset Time, string? Source, string Destination, Protocol Protocol, int? Port, DataType? DataType, string Operator, string Action)
{
    /// <summary>Stands for a record that was erased.</summary>
    public static FoundRecord None { get; } = new(DateTimeOffset.UnixEpoch, null, "", Protocol.Any, null, null, "", "");
}
