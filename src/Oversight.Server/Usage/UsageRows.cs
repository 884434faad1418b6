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

    /// <summary>The import's number in its case once it is on record; null before.</summary>
    public int? Number { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A record outside the authorisation; Kinds are joined by +, Text is the line as filed.</summary>
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
