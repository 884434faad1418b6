using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

// — Conditions —

/// <summary>The agency reported on a condition; DueAt is the due instant the report is for, null when none was open.</summary>
public sealed record ConditionReported(
    string Condition, DateTimeOffset? DueAt, IReadOnlyList<string> Documents, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The secretariat accepted the proof of a condition, or met one of its own; DueAt is the due instant it was for, null when none was open.</summary>
public sealed record ConditionAccepted(string Condition, DateTimeOffset? DueAt) : RequestEvent;

/// <summary>A due instant passed without a report; Misses counts from 1 for the condition.</summary>
public sealed record ConditionMissed(string Condition, DateTimeOffset DueAt, int Misses) : RequestEvent;

/// <summary>An inspection found the condition broken; counts as a miss.</summary>
public sealed record ConditionBreached(string Condition, int Misses, int Inspection) : RequestEvent;

// — The authorisation —

/// <summary>The authorisation was suspended, by a condition or by a resolution of the panel; by neither when it continues one that was suspended.</summary>
public sealed record AuthorisationSuspended(string? Condition, int? Resolution) : RequestEvent;

/// <summary>The panel let a suspended authorisation go on.</summary>
public sealed record AuthorisationResumed(int Resolution) : RequestEvent;

/// <summary>The agency narrowed its own authorisation; Items are those that remain.</summary>
public sealed record AuthorisationNarrowed(
    IReadOnlyList<string> Items, [property: Part] IReadOnlyDictionary<string, ScopeItem>? Scope, [property: Part] string? Reason) : RequestEvent;

/// <summary>The agency put on record that it acted under the authorisation; the first act starts the conditions that count from it.</summary>
public sealed record ActRecorded(DateTimeOffset ActedAt, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>An extension of this authorisation was granted. Start inclusive, End exclusive.</summary>
public sealed record ExtensionGranted(string Extension, DateTimeOffset Start, DateTimeOffset End) : RequestEvent;

/// <summary>The extension was over before it took this authorisation's place, which runs on to its own end.</summary>
public sealed record ExtensionLost(string Extension) : RequestEvent;

// — Erasure —

/// <summary>The agency keeps something longer for a stated legal reason; Until is exclusive.</summary>
public sealed record ErasureKept(DateTimeOffset Until, [property: Part] KeepingRecord? Record) : RequestEvent;

/// <summary>The time for which something was kept ran out and it was not erased.</summary>
public sealed record KeepingEnded : RequestEvent;

/// <summary>The duty to erase goes over to the extension that follows without a gap.</summary>
public sealed record ErasureCarriedOver(string Extension) : RequestEvent;

// — Reports of the agency —

/// <summary>Something was disclosed. IsListedRecipient says whether the handling plan names the recipient.</summary>
public sealed record DisclosureRecorded(
    DateTimeOffset DisclosedAt, DisclosurePurpose Purpose, bool IsListedRecipient, long Records,
    [property: Part] string? Recipient, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The digest of an access log: SHA-256 in lower-case hex over its bytes. From inclusive, To exclusive.</summary>
public sealed record AccessLogRecorded(DateTimeOffset From, DateTimeOffset To, string Digest, long Lines) : RequestEvent;

/// <summary>
/// A file of usage records was matched to its end. Digest is the file's SHA-256, FindingsDigest that of the finding lines, both in lower-case
/// hex; Records = Unflagged + the findings' counts, malformed lines beside them.
/// </summary>
public sealed record UsageImported(
    int Import, string Digest, string Format, long Records, long Malformed, long Unflagged, IReadOnlyList<FindingCount> Findings,
    string FindingsDigest, [property: Part] string? Name) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>Purposes of a disclosure; all but the first are outside the purpose (Art 23(4)) and shown so.</summary>
[CamelCaseNames]
public enum DisclosurePurpose { DamagePrevention, CriminalInvestigation, OtherLaw, Other }

/// <summary>What is kept, and the legal reason for keeping it.</summary>
public sealed record KeepingRecord(Bilingual What, Bilingual LegalReason);
