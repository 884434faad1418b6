using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Inspections;

/// <summary>Ask the inspectors to look at a point.</summary>
public sealed record AskInspection(Bilingual Point) : RequestCommand;

/// <summary>Plan an inspection.</summary>
public sealed record PlanInspection(InspectionKind Kind, string Article, DateOnly? On, Bilingual Subject) : RequestCommand;

/// <summary>Begin a planned inspection.</summary>
public sealed record OpenInspection(int Inspection) : RequestCommand;

/// <summary>Put a finding on record; Condition names a condition found broken.</summary>
public sealed record RecordFinding(
    int Inspection, Bilingual Text, string? Condition, long? Records, string? AccessLogDigest, EvidenceGrade? Grade) : RequestCommand;

/// <summary>Send the draft findings to the agency for its reply.</summary>
public sealed record SendFindings(int Inspection) : RequestCommand;

/// <summary>Reply to draft findings.</summary>
public sealed record AnswerFindings(int Inspection, Bilingual Text) : RequestCommand;

/// <summary>Record what became of an inspection.</summary>
public sealed record FollowInspection(int Inspection, Bilingual Text) : RequestCommand;

/// <summary>Close an inspection with the outline for the annual report.</summary>
public sealed record CloseInspection(int Inspection, Bilingual Outline) : RequestCommand;

/// <summary>Open an incident that no import found.</summary>
public sealed record OpenIncident(long Records, Bilingual Text) : RequestCommand;

/// <summary>Put the records of an incident under quarantine.</summary>
public sealed record ContainIncident(int Incident, long Records, Bilingual Text) : RequestCommand;

/// <summary>Say, as the agency, how the incident came about.</summary>
public sealed record ReportIncident(int Incident, Bilingual Text) : RequestCommand;

/// <summary>Classify an incident after the agency was heard.</summary>
public sealed record ClassifyIncident(
    int Incident, IncidentClass Class, long Serious, RiskScore? Intrusion, bool ArePersonsToBeTold, Bilingual Reasons) : RequestCommand;

/// <summary>Record that what the incident concerned was erased or put right. ErasedAt is not after now.</summary>
public sealed record RemedyIncident(int Incident, DateTimeOffset ErasedAt, ErasureRecord Record) : RequestCommand;

/// <summary>Close an incident.</summary>
public sealed record CloseIncident(int Incident, Bilingual Text) : RequestCommand;

/// <summary>Respond, as the agency, to a resolution of the panel.</summary>
public sealed record AnswerResolution(int Resolution, Bilingual Text) : RequestCommand;
