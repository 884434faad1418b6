using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;

namespace Oversight.Core.Requests;

/// <summary>The rows of what follows a decision or a measure: duties, reports, inspections, incidents.</summary>
internal static class LifeCommandRules
{
    private static readonly RequestStatus[] Granted = [RequestStatus.InForce, RequestStatus.ErasureDue, RequestStatus.Closed];
    private static readonly RequestStatus[] Watched = [RequestStatus.MeasureReported, RequestStatus.UnderConfirmation, .. Granted];

    public static IReadOnlyList<CommandRule> All { get; } =
    [
        new("endEarly", typeof(EndEarly), Role.AuthorisingOfficer, [RequestStatus.InForce], LiveBar),
        new("narrow", typeof(Narrow), Role.AuthorisingOfficer, [RequestStatus.InForce], LiveBar),
        new("recordAct", typeof(RecordAct), Role.Drafter, [RequestStatus.InForce, RequestStatus.ErasureDue],
            (s, f) => s.Authorisation is null || f.Now < s.Authorisation.Start ? "NotPossibleNow" : null),
        new("reportCondition", typeof(ReportCondition), Role.AuthorisingOfficer, Granted,
            Needs(s => s.Authorisation?.Conditions.Any(c => c.Condition.Owner == ConditionOwner.Agency && c.State != ConditionState.Met) == true)),
        new("acceptCondition", typeof(AcceptCondition), Role.Examiner, Granted,
            Needs(s => s.Authorisation?.Conditions.Any(c => ConditionDues.IsAcceptable(c, s.Authorisation)) == true)),
        new("recordErasure", typeof(RecordErasure), Role.AuthorisingOfficer, [RequestStatus.ErasureDue, RequestStatus.Closed], Needs(AuthorisationRules.OwesErasure)),
        new("keepLonger", typeof(KeepLonger), Role.AuthorisingOfficer, [RequestStatus.ErasureDue, RequestStatus.Closed],
            (s, _) => AuthorisationRules.KeepingBar(s)),
        new("recordDisclosure", typeof(RecordDisclosure), Role.Drafter, Watched, DisclosureBar),
        new("recordAccessLog", typeof(RecordAccessLog), Role.Drafter, Watched, CommandRules.WatchBar),
        new("fileUsage", typeof(FileUsage), Role.Drafter, Granted, UsageBar),
        new("answerResolution", typeof(AnswerResolution), Role.AuthorisingOfficer, Granted, Needs(s => s.Monitoring.Resolutions.Count > 0)),
        new("answerFindings", typeof(AnswerFindings), Role.AuthorisingOfficer, Watched, Inspected(InspectionState.ReplyAwaited)),
        new("reportIncident", typeof(ReportIncident), Role.AuthorisingOfficer, Watched,
            Needs(s => s.Monitoring.Incidents.Any(i => i.State is IncidentState.Detected or IncidentState.Contained))),
        new("remedyIncident", typeof(RemedyIncident), Role.AuthorisingOfficer, Watched,
            Needs(s => s.Monitoring.Incidents.Any(i => i.ErasedAt is null && i.State != IncidentState.Closed))),
        new("askInspection", typeof(AskInspection), Role.PanelMember, Watched, CommandRules.WatchBar),
        new("planInspection", typeof(PlanInspection), Role.Inspector, Watched, CommandRules.WatchBar),
        new("openInspection", typeof(OpenInspection), Role.Inspector, Watched, Inspected(InspectionState.Planned)),
        new("recordFinding", typeof(RecordFinding), Role.Inspector, Watched, Inspected(InspectionState.Open)),
        new("sendFindings", typeof(SendFindings), Role.Inspector, Watched, Inspected(InspectionState.Open)),
        new("followInspection", typeof(FollowInspection), Role.Inspector, Watched, Inspected(InspectionState.Final, InspectionState.FollowUp)),
        new("closeInspection", typeof(CloseInspection), Role.Inspector, Watched, Inspected(InspectionState.Final, InspectionState.FollowUp)),
        new("openIncident", typeof(OpenIncident), Role.Inspector, Watched, CommandRules.WatchBar),
        new("containIncident", typeof(ContainIncident), Role.Inspector, Watched, Needs(s => s.Monitoring.Incidents.Any(i => i.AwaitsContainment))),
        new("classifyIncident", typeof(ClassifyIncident), Role.Inspector, Watched,
            Needs(s => s.Monitoring.Incidents.Any(i => i.Class is null && i.State != IncidentState.Closed))),
        new("closeIncident", typeof(CloseIncident), Role.Inspector, Watched, Needs(s => s.Monitoring.Incidents.Any(i => i.State == IncidentState.Remedied))),
        new("proposeErasure", typeof(ProposeErasure), Role.Examiner, [RequestStatus.Closed], ErasureRules.OverBar) { Elsewhere = "CaseNotOver" },
        new("orderErasure", typeof(OrderErasure), Role.PanelMember, [RequestStatus.Closed], (s, f) => ProposalBar(s, f) ?? ErasureRules.OverBar(s, f)),
        new("refuseErasureProposal", typeof(RefuseErasureProposal), Role.PanelMember, [RequestStatus.Closed], ProposalBar),
        new("linkExtension", typeof(LinkExtension), Role.System, [RequestStatus.InForce],
            Needs(s => s.Authorisation is { IsLive: true, Extension: null } && Law.Routes.IsAcquisition(s.Content.Route))),
    ];

    private static string? ProposalBar(RequestState s, Facts facts) =>
        !s.ErasureProposals.Any(proposal => proposal.IsOpen) ? "NothingProposed" : CommandRules.MayPreside(s, facts) ? null : "NotPresiding";

    /// <summary>What was used is compared with what was permitted, and that must still be known.</summary>
    private static string? UsageBar(RequestState s, Facts facts) =>
        s.Authorisation is not { } authorisation ? "NotPossibleNow"
        : authorisation.Use is null || authorisation.Narrowings.Any(narrowing => narrowing.Scope is null) ? "ContentErased" : null;

    /// <summary>Whether a recipient was listed is said by the handling plan, and that must still be known.</summary>
    private static string? DisclosureBar(RequestState s, Facts facts) =>
        CommandRules.WatchBar(s, facts) ?? (s.Content.Handling is null && ErasureRules.IsErased(s, "content.handling") ? "ContentErased" : null);

    private static string? LiveBar(RequestState s, Facts facts) => s.Authorisation is { IsLive: true } ? null : "NotPossibleNow";

    private static Func<RequestState, Facts, string?> Inspected(params InspectionState[] states) =>
        Needs(s => s.Monitoring.Inspections.Any(inspection => states.Contains(inspection.State)));

    private static Func<RequestState, Facts, string?> Needs(Func<RequestState, bool> holds) => (s, _) => holds(s) ? null : "NotPossibleNow";
}
