using Oversight.Core.Inspections;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.Inspections;

/// <summary>The inspectors' commands, and what the agency answers.</summary>
public static class InspectionEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<AskInspection>("askInspection", "askedInspections", body => body);
        requests.MapCommand<PlanInspectionBody>("planInspection", "inspections", body =>
            new PlanInspection(body.Kind, body.Article, body.On, body.Subject));
        requests.MapCommand<OpenInspection>("openInspection", "inspectionOpenings", body => body);
        requests.MapCommand<RecordFindingBody>("recordFinding", "findings", body =>
            new RecordFinding(body.Inspection, body.Text, body.Condition, body.Records, body.AccessLogDigest, body.Grade));
        requests.MapCommand<SendFindings>("sendFindings", "sentFindings", body => body);
        requests.MapCommand<AnswerFindings>("answerFindings", "findingReplies", body => body);
        requests.MapCommand<FollowInspection>("followInspection", "followUps", body => body);
        requests.MapCommand<CloseInspection>("closeInspection", "inspectionClosings", body => body);
        requests.MapCommand<OpenIncident>("openIncident", "incidents", body => body);
        requests.MapCommand<ContainIncident>("containIncident", "containments", body => body);
        requests.MapCommand<ReportIncident>("reportIncident", "incidentReports", body => body);
        requests.MapCommand<ClassifyIncidentBody>("classifyIncident", "classifications", body =>
            new ClassifyIncident(body.Incident, body.Class, body.Serious, body.Intrusion, body.ArePersonsToBeTold, body.Reasons));
        requests.MapCommand<RemedyIncidentBody>("remedyIncident", "remedies", body =>
            new RemedyIncident(body.Incident, body.ErasedAt, new ErasureRecord(body.What, body.How, body.By, body.Proof)));
        requests.MapCommand<CloseIncident>("closeIncident", "incidentClosings", body => body);
        requests.MapCommand<AnswerResolution>("answerResolution", "resolutionResponses", body => body);
    }
}

/// <summary>An inspection to come; article is 63(1) or 63(2).</summary>
public sealed record PlanInspectionBody(InspectionKind Kind, string Article, Bilingual Subject, DateOnly? On = null);

/// <summary>A finding; condition names a condition found broken.</summary>
public sealed record RecordFindingBody(
    int Inspection, Bilingual Text, string? Condition = null, long? Records = null, string? AccessLogDigest = null, EvidenceGrade? Grade = null);

/// <summary>A class with its reasons; serious counts the records found serious.</summary>
public sealed record ClassifyIncidentBody(
    int Incident, IncidentClass Class, Bilingual Reasons, long Serious = 0, RiskScore? Intrusion = null, bool ArePersonsToBeTold = false);

/// <summary>What was erased of an incident, when, how, by whom, with what proof.</summary>
public sealed record RemedyIncidentBody(int Incident, DateTimeOffset ErasedAt, Bilingual What, Bilingual How, string By, string Proof);
