namespace Oversight.Server.Storage;

/// <summary>One entry of the audit trail. Inserted, never changed: no code updates or deletes it and triggers refuse it.</summary>
public sealed class EntryRow
{
    public long Id { get; init; }
    public required string Case { get; init; }
    public required int CaseSeq { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset At { get; init; }
    public required byte[] Bytes { get; init; }
    public required byte[] LeafHash { get; init; }
}

/// <summary>A content part kept beside its entry, which holds only its digest.</summary>
public sealed class PartRow
{
    public required string Case { get; init; }
    public required int CaseSeq { get; init; }
    public required string Name { get; init; }
    public required string Disclosure { get; init; }
}

/// <summary>A request as it stands: the fold of its entries as JSON, and the columns lists are filtered and sorted by.</summary>
public sealed class RequestRow
{
    public required string Id { get; init; }
    public required string Agency { get; init; }
    public required string Route { get; set; }
    public required string State { get; set; }
    public string? Decision { get; set; }
    public string? Close { get; set; }
    public required DateTimeOffset DraftedAt { get; init; }
    public DateTimeOffset? FiledAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public DateTimeOffset? MeasuredAt { get; set; }
    public DateTimeOffset? MeasureRecordedAt { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
    public required int CaseSeq { get; set; }
    public required string LastLeaf { get; set; }
    public required string Content { get; set; }
    public required string Snapshot { get; set; }
}

/// <summary>A ballot's place in its round; the unique key keeps a second one with the same number out, whatever the code does.</summary>
public sealed class BallotRow
{
    public required string RequestId { get; init; }
    public required int Round { get; init; }
    public required string Member { get; init; }
    public required int BallotNo { get; init; }
}

/// <summary>A member who may not read a request; lists leave it out.</summary>
public sealed class RecusalRow
{
    public required string RequestId { get; init; }
    public required string Member { get; init; }
}

/// <summary>Something that waits for an audience.</summary>
public sealed class WorkItemRow
{
    public required string RequestId { get; init; }
    public required string Audience { get; init; }
    public required string Command { get; init; }
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>A timer of a case; removed by the commit that fires or outdates it.</summary>
public sealed class TimerRow
{
    public required string RequestId { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>The answer given under an idempotency key, written in the commit it answers for.</summary>
public sealed class IdempotencyRow
{
    public required string Actor { get; init; }
    public required string Key { get; init; }
    public required string Fingerprint { get; init; }
    public required int Status { get; init; }
    public required string RequestId { get; init; }
    public required int Version { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// What the status lists and the list of authorisations are made of; written in the commit of the events it follows from. A narrowing, or a precedent
/// condition that is met, withdraws the row, and with it every document that says what no longer is so, and adds another.
/// </summary>
public sealed class AuthorisationRow
{
    /// <summary>The place in the status lists as one number, drawn at random.</summary>
    public required int StatusIndex { get; init; }
    public required string RequestId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset Start { get; init; }

    /// <summary>The end as granted; documents made before something ended it earlier name it.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>When it ends by itself: at the end, or where an extension takes its place.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>As recorded; what it is now follows from it, the period and the clock.</summary>
    public required string State { get; set; }

    /// <summary>When another row took its place; null while documents name this one.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>The entry of the request with which the latest leave to act was given; 0 only between a migration and the next start.</summary>
    public int GivenSeq { get; set; }

    /// <summary>True while everything waits for a precedent condition; null only between a migration and the next start, and where a row was withdrawn before.</summary>
    public bool? AwaitsCondition { get; set; }
}

/// <summary>Since when a key signs, and until when it did. The key itself is in its register, its private part in a file outside the database.</summary>
public sealed class SigningKeyRow
{
    public required string Kid { get; init; }

    /// <summary>Number of its entry in the register of keys.</summary>
    public required int CaseSeq { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
}

/// <summary>The bytes of an attached file, by request and SHA-256.</summary>
public sealed class AttachmentRow
{
    public required string RequestId { get; init; }
    public required string Digest { get; init; }
    public required string MediaType { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>A workflow definition some case may have pinned, as it was loaded.</summary>
public sealed class DefinitionRow
{
    public required string Hash { get; init; }
    public required string Json { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A register kept as a case of its own (the panel, the accounts, the keys): the fold of its entries.</summary>
public sealed class RegisterRow
{
    public required string Case { get; init; }
    public required int CaseSeq { get; set; }
    public required string LastLeaf { get; set; }
    public required string Snapshot { get; set; }
}

/// <summary>An operator's report as lists find it, made of its entry; an operator and its reference name one report.</summary>
public sealed class OperatorReportRow
{
    public required int Number { get; init; }
    public required string Operator { get; init; }
    public required string Sector { get; init; }
    public required string Reference { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required DateTimeOffset ReportedAt { get; init; }
    public required string Summary { get; init; }
    public required string Digest { get; init; }
}

/// <summary>A value the deployment fixes once, such as the demo clock's offset.</summary>
public sealed class SettingRow
{
    public required string Name { get; init; }
    public required string Value { get; set; }
}

/// <summary>A data-protection key (cookies, antiforgery), shared by all nodes.</summary>
public sealed class ProtectionKeyRow
{
    public int Id { get; init; }
    public required string Xml { get; init; }
}

/// <summary>What decisions name by hash and replay needs again: a rule set, a holiday list, a network map, a definition. Inserted, never changed.</summary>
public sealed class DocumentRow
{
    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public required string Hash { get; init; }
    public required string Kind { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>A part deleted under an order that is itself an entry; only with such a row do the triggers let the part go. Inserted, never changed.</summary>
public sealed class ErasedPartRow
{
    public required string Case { get; init; }
    public required int CaseSeq { get; init; }
    public required string Name { get; init; }

    /// <summary>Where the order stands: case and place of its entry.</summary>
    public required string OrderCase { get; init; }
    public required int OrderSeq { get; init; }
}
