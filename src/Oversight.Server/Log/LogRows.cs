namespace Oversight.Server.Log;

/// <summary>The place of an entry in the log, given once. Inserted, never changed; an entry without one is pending.</summary>
public sealed class LeafIndexRow
{
    /// <summary>From 0, dense.</summary>
    public required long LeafIndex { get; init; }
    public required long EntryId { get; init; }
    public required byte[] LeafHash { get; init; }
}

/// <summary>A full tile (C2SP tlog-tiles): 256 hashes, and the root over them, which is one hash of the level above. Inserted, never changed.</summary>
public sealed class LogTileRow
{
    public required int Level { get; init; }
    public required long Number { get; init; }
    public required byte[] Hashes { get; init; }
    public required byte[] Root { get; init; }
}

/// <summary>How far the log is sequenced: one row, moved on by compare-and-swap on its size.</summary>
public sealed class LogHeadRow
{
    public int Id { get; init; }
    public required long Size { get; set; }
    public required byte[] Root { get; set; }
}

/// <summary>A tree head the signer has signed, and how it was published.</summary>
public sealed class CheckpointRow
{
    public required long Size { get; init; }

    /// <summary>The signed note: the log's own lines, and the cosignatures gathered so far.</summary>
    public required string Signed { get; set; }
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The note with its cosignatures as it is served; null while the quorum is missing.</summary>
    public string? Published { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
}
