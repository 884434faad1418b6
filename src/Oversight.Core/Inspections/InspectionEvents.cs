using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Inspections;

// — Inspections (Art 63) —

/// <summary>A member asked the inspectors to look at a point.</summary>
public sealed record InspectionAsked(MemberId Member, [property: Part] Bilingual? Point) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>An inspection was planned; the agency learns of one that is unannounced or sampled when it opens.
/// Article is 63(1) or 63(2). Inspection counts from 1 per case.</summary>
public sealed record InspectionPlanned(
    int Inspection, InspectionKind Kind, string Article, DateOnly? On, [property: Part] Bilingual? Subject) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>The inspectors began.</summary>
public sealed record InspectionOpened(int Inspection) : RequestEvent;

/// <summary>The inspectors put a finding on record; Condition names a condition found broken, Records how many records it concerns.</summary>
public sealed record FindingRecorded(
    int Inspection, int Finding, string? Condition, long? Records, string? AccessLogDigest, EvidenceGrade? Grade, [property: Part] Bilingual? Text) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>The draft findings went to the agency, whose reply is due at ReplyDueAt, an exclusive instant.</summary>
public sealed record FindingsSent(int Inspection, DateTimeOffset ReplyDueAt) : RequestEvent;

/// <summary>The agency replied to the findings.</summary>
public sealed record FindingsAnswered(int Inspection, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>No reply came in time; the findings are final without one.</summary>
public sealed record FindingsUnanswered(int Inspection) : RequestEvent;

/// <summary>The inspectors looked at what became of it.</summary>
public sealed record InspectionFollowed(int Inspection, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The inspection closed; Outline is what the annual report says of it (Art 61(2)(iv)).</summary>
public sealed record InspectionClosed(int Inspection, [property: Part] Bilingual? Outline) : RequestEvent;

// — Incidents —

/// <summary>An incident was detected, by an import (its number) or by a person; IsSeriousCandidate when domestic-only traffic was used.
/// ReplyDueAt, exclusive, is when an agency that stays silent has been heard.</summary>
public sealed record IncidentOpened(
    int Incident, int? Import, bool IsSeriousCandidate, long Records, [property: Part] Bilingual? Text, DateTimeOffset? ReplyDueAt = null) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>The records concerned were put under quarantine.</summary>
public sealed record IncidentContained(int Incident, long Records, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The agency was heard.</summary>
public sealed record IncidentReported(int Incident, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The inspectors classified the incident after hearing the agency; Serious counts the records found serious.</summary>
public sealed record IncidentClassified(
    int Incident, IncidentClass Class, long Serious, RiskScore? Intrusion, bool ArePersonsToBeTold, [property: Part] Bilingual? Reasons) : RequestEvent;

/// <summary>The agency erased or put right what the incident concerned.</summary>
public sealed record IncidentRemedied(int Incident, DateTimeOffset ErasedAt, [property: Part] ErasureRecord? Record) : RequestEvent;

/// <summary>The inspectors closed the incident.</summary>
public sealed record IncidentClosed(int Incident, [property: Part] Bilingual? Text) : RequestEvent;

// — Resolutions of the panel —

/// <summary>
/// The panel adopted a resolution, or a recommendation with its decision on a notified measure (AfterMeasure). Resolution counts from 1 per case.
/// </summary>
public sealed record ResolutionAdopted(
    int Resolution, int Round, IReadOnlyList<ResolutionKind> Kinds, bool AfterMeasure, int? Inspection, int? Incident,
    [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>The agency responded to a resolution.</summary>
public sealed record ResolutionAnswered(int Resolution, [property: Part] Bilingual? Text) : RequestEvent;

/// <summary>Kinds of inspection.</summary>
[CamelCaseNames]
public enum InspectionKind { Planned, Unannounced, Sampled }

/// <summary>Classes of incident (after the United Kingdom's error classes).</summary>
[CamelCaseNames]
public enum IncidentClass { Minor, Relevant, Serious }
