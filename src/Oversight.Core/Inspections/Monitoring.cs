using Oversight.Core.Authorisations;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Inspections;

/// <summary>Everything that is watched in one case.</summary>
public sealed record Monitoring
{
    /// <summary>Nothing yet.</summary>
    public static Monitoring None { get; } = new();

    /// <summary>Points members asked the inspectors to look at.</summary>
    public IReadOnlyList<AskedInspection> Asked { get; init; } = [];

    /// <summary>Inspections, numbered from 1 in this order.</summary>
    public IReadOnlyList<Inspection> Inspections { get; init; } = [];

    /// <summary>Incidents, numbered from 1 in this order.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Resolutions of the panel, numbered from 1 in this order.</summary>
    public IReadOnlyList<Resolution> Resolutions { get; init; } = [];

    /// <summary>Usage files matched, numbered from 1 in this order.</summary>
    public IReadOnlyList<UsageImport> Imports { get; init; } = [];

    /// <summary>Disclosures on record.</summary>
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    /// <summary>Access logs on record.</summary>
    public IReadOnlyList<AccessLog> AccessLogs { get; init; } = [];
}

/// <summary>A point a member asked the inspectors to look at.</summary>
public sealed record AskedInspection(MemberId Member, Bilingual? Point, DateTimeOffset At);

/// <summary>States of an inspection (A7).</summary>
public enum InspectionState { Planned, Open, ReplyAwaited, Final, FollowUp, Closed }

/// <summary>An inspection of one case.</summary>
public sealed record Inspection(
    int Number, InspectionKind Kind, string Article, InspectionState State, DateOnly? On, Bilingual? Subject, DateTimeOffset PlannedAt)
{
    /// <summary>When it opened, or null.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Findings, numbered from 1 in this order.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>When the findings went to the agency, or null.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the agency's reply is due, an exclusive instant, or null.</summary>
    public DateTimeOffset? ReplyDueAt { get; init; }

    /// <summary>The agency's reply, or null.</summary>
    public Bilingual? Reply { get; init; }

    /// <summary>When the agency replied, or null: it may have stayed silent.</summary>
    public DateTimeOffset? RepliedAt { get; init; }

    /// <summary>What was found on following up, in order; a text that was erased is empty.</summary>
    public IReadOnlyList<Bilingual> FollowUps { get; init; } = [];

    /// <summary>The outline for the annual report, or null.</summary>
    public Bilingual? Outline { get; init; }

    /// <summary>When it closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A finding of an inspection.</summary>
public sealed record Finding(
    int Number, string? Condition, long? Records, string? AccessLogDigest, EvidenceGrade? Grade, Bilingual? Text, DateTimeOffset At);

/// <summary>States of an incident (A7).</summary>
public enum IncidentState { Detected, Contained, Reported, Classified, Remedied, Closed }

/// <summary>An incident of one case.</summary>
public sealed record Incident(
    int Number, IncidentState State, int? Import, bool IsSeriousCandidate, long Records, Bilingual? Text, DateTimeOffset OpenedAt)
{
    /// <summary>When the agency's account is due, an exclusive instant; from then on its silence keeps nobody from classifying.</summary>
    public DateTimeOffset? ReplyDueAt { get; init; }

    /// <summary>When the records were put under quarantine, or null.</summary>
    public DateTimeOffset? ContainedAt { get; init; }

    /// <summary>True while the records can be put under quarantine: nothing the agency says or does is in the way of that.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AwaitsContainment => ContainedAt is null && State != IncidentState.Closed;

    /// <summary>What the agency said, or null.</summary>
    public Bilingual? Report { get; init; }

    /// <summary>When the agency was heard, or null.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>Its class, once classified.</summary>
    public IncidentClass? Class { get; init; }

    /// <summary>Records found serious.</summary>
    public long Serious { get; init; }

    /// <summary>The risk of the intrusion as classified, or null.</summary>
    public RiskScore? Intrusion { get; init; }

    /// <summary>Whether the persons concerned are to be told.</summary>
    public bool ArePersonsToBeTold { get; init; }

    /// <summary>Why it is of that class, or null.</summary>
    public Bilingual? Reasons { get; init; }

    /// <summary>When what it concerned was erased, or null.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>What was erased and how, or null.</summary>
    public ErasureRecord? Erasure { get; init; }

    /// <summary>When it closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A resolution the panel adopted.</summary>
public sealed record Resolution(
    int Number, int Round, IReadOnlyList<ResolutionKind> Kinds, bool AfterMeasure, int? Inspection, int? Incident, Bilingual? Text, DateTimeOffset At)
{
    /// <summary>The agency's responses, in order.</summary>
    public IReadOnlyList<ResolutionResponse> Responses { get; init; } = [];
}

/// <summary>A response of the agency to a resolution.</summary>
public sealed record ResolutionResponse(Bilingual? Text, DateTimeOffset At);

/// <summary>A usage file that was matched.</summary>
public sealed record UsageImport(
    int Number, string Digest, string Format, long Records, long Malformed, long Unflagged, IReadOnlyList<FindingCount> Findings, string FindingsDigest,
    string? Name, DateTimeOffset At);

/// <summary>A disclosure on record.</summary>
public sealed record Disclosure(
    DateTimeOffset DisclosedAt, DisclosurePurpose Purpose, bool IsListedRecipient, long Records, string? Recipient, Bilingual? Text, DateTimeOffset At)
{
    /// <summary>True when the purpose, or the recipient, is not the one the approval rests on.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOffPurpose => Purpose != DisclosurePurpose.DamagePrevention || !IsListedRecipient;
}

/// <summary>An access log on record. From inclusive, To exclusive.</summary>
public sealed record AccessLog(DateTimeOffset From, DateTimeOffset To, string Digest, long Lines, DateTimeOffset At);
