using Oversight.Core.Inspections;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>How commands on inspections, incidents and resolutions are read out of their forms, and which of them a form offers.</summary>
public static class InspectionForms
{
    /// <summary>The articles an inspection can rest on.</summary>
    public static readonly IReadOnlyList<string> Articles = ["63(1)", "63(2)"];

    /// <summary>The inspections a command is possible on, in order.</summary>
    public static IEnumerable<Inspection> Inspections(RequestState state, string command) => state.Monitoring.Inspections.Where(inspection => command switch
    {
        "openInspection" => inspection.State == InspectionState.Planned,
        "recordFinding" or "sendFindings" => inspection.State == InspectionState.Open,
        "answerFindings" => inspection.State == InspectionState.ReplyAwaited,
        _ => inspection.State is InspectionState.Final or InspectionState.FollowUp,
    });

    /// <summary>The incidents a command is possible on, in order; one cannot be classified before the agency was heard, or stayed silent.</summary>
    public static IEnumerable<Incident> Incidents(RequestState state, string command, DateTimeOffset now) => state.Monitoring.Incidents.Where(incident => command switch
    {
        "containIncident" => incident.AwaitsContainment,
        "reportIncident" => incident.State is IncidentState.Detected or IncidentState.Contained,
        "classifyIncident" => incident.Class is null && incident.State != IncidentState.Closed && (incident.ReportedAt is not null || incident.ReplyDueAt <= now),
        "remedyIncident" => incident.ErasedAt is null && incident.State != IncidentState.Closed,
        _ => incident.State == IncidentState.Remedied,
    });

    internal static RequestCommand Plan(RequestState state, Facts facts, FormAnswers a) => new PlanInspection(
        a.RequiredChoice<InspectionKind>("kind"), a.Chosen("article"), a.Day("on"), a.RequiredPair("subject"));

    internal static RequestCommand RecordFinding(RequestState state, Facts facts, FormAnswers a) => new RecordFinding(
        a.ChosenNumber("inspection"), a.RequiredPair("text"), a.Text("condition"), a.OptionalCount("records"), a.Text("accessLogDigest"),
        a.Choice<EvidenceGrade>("grade"));

    internal static RequestCommand Classify(RequestState state, Facts facts, FormAnswers a) => new ClassifyIncident(
        a.ChosenNumber("incident"), a.RequiredChoice<IncidentClass>("class"), a.OptionalCount("serious") ?? 0,
        a.IsBegun("intrusion.likelihood", "intrusion.effect") ? new RiskScore(a.Number("intrusion.likelihood"), a.Number("intrusion.effect")) : null,
        a.Chosen("arePersonsToBeTold") == "true", a.RequiredPair("reasons"));

    internal static RequestCommand Remedy(RequestState state, Facts facts, FormAnswers a) =>
        new RemedyIncident(a.ChosenNumber("incident"), a.RequiredMoment("erasedAt"), AuthorisationForms.Erasure(a));
}
