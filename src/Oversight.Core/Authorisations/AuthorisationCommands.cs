using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>Report on a condition, naming attached documents by digest.</summary>
public sealed record ReportCondition(string Condition, Bilingual Text, IReadOnlyList<string> Documents) : RequestCommand;

/// <summary>Accept the proof of a condition, or meet one the secretariat owes.</summary>
public sealed record AcceptCondition(string Condition) : RequestCommand;

/// <summary>Put an act under the authorisation on record. ActedAt is not after now.</summary>
public sealed record RecordAct(DateTimeOffset ActedAt, Bilingual Text) : RequestCommand;

/// <summary>Narrow the authorisation: what each remaining item permits from now on; an item left out is given up.</summary>
public sealed record Narrow(IReadOnlyDictionary<string, ScopeItem> Scope, string Reason) : RequestCommand;

/// <summary>Keep something past its erasure, for a legal reason, until an instant after now and within the limit of the rule set; never what was ordered destroyed.</summary>
public sealed record KeepLonger(DateTimeOffset Until, KeepingRecord Record) : RequestCommand;

/// <summary>Put a disclosure on record. DisclosedAt is not after now, Records at least 1.</summary>
public sealed record RecordDisclosure(DateTimeOffset DisclosedAt, DisclosurePurpose Purpose, long Records, string Recipient, Bilingual Text) : RequestCommand;

/// <summary>Put the digest of an access log on record. From inclusive, To exclusive and not after now.</summary>
public sealed record RecordAccessLog(DateTimeOffset From, DateTimeOffset To, string Digest, long Lines) : RequestCommand;

/// <summary>File the result of matching a whole file of usage records.</summary>
public sealed record FileUsage(
    string Digest, string Format, long Records, long Malformed, IReadOnlyList<FindingCount> Findings, string FindingsDigest, string Name) : RequestCommand;

/// <summary>Note on the parent that its extension was granted; the system's own, in the commit that grants it.</summary>
public sealed record LinkExtension(string Extension, DateTimeOffset Start, DateTimeOffset End) : RequestCommand;
