using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Something that waits for someone: an audience, the command or what is to be looked at, and, if any, the deadline.</summary>
/// <param name="Audience">`agency/{id}/{role}`, `examiner`, `presiding`, `inspector`, or `member/{id}`.</param>
public sealed record WorkItem(string Audience, string Command, DateTimeOffset? DueAt);

/// <summary>Who has to do what next, derived from the state; kept as rows in the same commit.</summary>
public static class Waiting
{
    /// <summary>Everything that waits in this case: the steps the rules wait for, and what went wrong and is not settled.</summary>
    public static IReadOnlyList<WorkItem> Of(RequestState s, DefinitionSet definitions) => [.. Steps(s, definitions), .. Unsettled.Of(s)];

    /// <summary>The steps the rules wait for.</summary>
    internal static IReadOnlyList<WorkItem> Steps(RequestState s, DefinitionSet definitions)
    {
        if (s.State == RequestStatus.Draft)
            return [new WorkItem(AgencyOf(s, Role.Drafter), EmergencyRules.IsEmergency(s.Content) ? "recordMeasure" : "submit", null)];
        var items = new List<WorkItem>();
        foreach (var open in s.Position?.Open ?? [])
            items.AddRange(Items(s, definitions.Of(s.Definition!).Activities[open.Id], open.DueAt));
        items.AddRange(Watching(s));
        return items;
    }

    /// <summary>The same with one item for each audience and command, the one due first: what is kept as rows.</summary>
    public static IReadOnlyList<WorkItem> RowsOf(RequestState s, DefinitionSet definitions) =>
        [.. Of(s, definitions).OrderBy(item => item.DueAt ?? DateTimeOffset.MaxValue).DistinctBy(item => (item.Audience, item.Command))];

    /// <summary>The audiences an actor belongs to.</summary>
    public static IReadOnlyList<string> AudiencesOf(Actor actor, Panel panel) => actor switch
    {
        { Role: Role.Drafter or Role.AuthorisingOfficer, Agency: { } agency } => [$"agency/{agency.Id}/{RequestEntries.RoleName(actor.Role)}"],
        { Role: Role.Examiner } => ["examiner"],
        { Role: Role.Inspector } => ["inspector"],
        { Role: Role.PanelMember } when panel.Seats.Any(seat => seat.Member?.Value == actor.Id) =>
            panel.ActingChair?.Value == actor.Id || panel.Seats.Any(seat => seat.IsChair && seat.Member?.Value == actor.Id)
                ? [$"member/{actor.Id}", "presiding"]
                : [$"member/{actor.Id}"],
        _ => [],
    };

    private static IEnumerable<WorkItem> Items(RequestState s, FlowActivity activity, DateTimeOffset? due) => activity switch
    {
        FlowActivity.Countersign => [new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "sign", due)],
        FlowActivity.Correction => s.ContentVersion == s.SignedContentVersion
            ? [new WorkItem(AgencyOf(s, Role.Drafter), "revise", due)]
            : [new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "resubmit", due)],
        FlowActivity.Information => [new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "answer", due)],
        FlowActivity.Examination => [new WorkItem("examiner", "examine", due)],
        FlowActivity.Consultation => [new WorkItem("examiner", "confirmConsultation", due)],
        FlowActivity.PanelVote => s.OpenRound is { } round ? InRound(s, round, due) : [new WorkItem("presiding", "openRound", due)],
        FlowActivity.EmergencyMeasure => [Notice(s, due)],
        FlowActivity.Confirmation when s.FiledAt is null => [Notice(s, due)],
        FlowActivity.Confirmation => s.OpenRound is { } round
            ? InRound(s, round, due)
            : [new WorkItem("presiding", "openRound", due), .. s.Examination is null ? [new WorkItem("examiner", "examine", due)] : Array.Empty<WorkItem>()],
        FlowActivity.Erasure => [new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "recordErasure", due)],
        _ => [],
    };

    /// <summary>The officer signs a notice that says everything; until it does, the drafter has to write it.</summary>
    private static WorkItem Notice(RequestState s, DateTimeOffset? due) => ContentRules.Incomplete(s.Content, s.Attachments) is null
        ? new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "notify", due)
        : new WorkItem(AgencyOf(s, Role.Drafter), "revise", due);

    /// <summary>What waits beside the flow: duties of conditions and erasure, resolutions being voted, inspections and incidents.</summary>
    private static IEnumerable<WorkItem> Watching(RequestState s)
    {
        if (s.State == RequestStatus.Closed && AuthorisationRules.OwesErasure(s))
            yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "recordErasure", s.KeptUntil);
        // A resolution and a late review belong to no activity of the flow.
        if (s.OpenRound is { Activity: "" } round)
            foreach (var item in InRound(s, round, round.DueAt))
                yield return item;
        else if (EmergencyRules.AwaitsLateReview(s))
            yield return s.FiledAt is null ? Notice(s, null) : new WorkItem("presiding", "openRound", null);
        foreach (var standing in s.Authorisation?.Conditions ?? [])
        {
            if (ConditionDues.Next(standing, s.Authorisation!) is { } due && standing.Condition.Owner == ConditionOwner.Agency)
                yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "reportCondition", due);
            if (ConditionDues.IsAcceptable(standing, s.Authorisation!))
                yield return new WorkItem("examiner", "acceptCondition", ConditionDues.Next(standing, s.Authorisation!));
        }
        foreach (var item in Inspections(s))
            yield return item;
    }

    private static IEnumerable<WorkItem> Inspections(RequestState s)
    {
        if (s.Monitoring.Asked.Count > s.Monitoring.Inspections.Count)
            yield return new WorkItem("inspector", "planInspection", null);
        foreach (var inspection in s.Monitoring.Inspections)
            if (inspection.State == InspectionState.Planned)
                yield return new WorkItem("inspector", "openInspection", null);
            else if (inspection.State == InspectionState.Open)
                yield return new WorkItem("inspector", "sendFindings", null);
            else if (inspection.State == InspectionState.ReplyAwaited)
                yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "answerFindings", inspection.ReplyDueAt);
            else if (inspection.State is InspectionState.Final or InspectionState.FollowUp)
                yield return new WorkItem("inspector", "closeInspection", null);
        foreach (var incident in s.Monitoring.Incidents.Where(incident => incident.State != IncidentState.Closed))
        {
            if (incident.AwaitsContainment)
                yield return new WorkItem("inspector", "containIncident", null);
            if (incident.ReportedAt is null && incident.Class is null)
                yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "reportIncident", incident.ReplyDueAt);
            if (incident.Class is null)
                yield return new WorkItem("inspector", "classifyIncident", null);
            if (incident is { ErasedAt: null })
                yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "remedyIncident", null);
            else if (incident.State == IncidentState.Remedied)
                yield return new WorkItem("inspector", "closeIncident", null);
        }
        foreach (var resolution in s.Monitoring.Resolutions.Where(resolution => resolution.Responses.Count == 0))
            yield return new WorkItem(AgencyOf(s, Role.AuthorisingOfficer), "answerResolution", null);
    }

    private static IEnumerable<WorkItem> InRound(RequestState s, Round round, DateTimeOffset? due) => round.Tied.Count > 0
        ? round.Tied.Where(item => round.Castings.All(casting => casting.Item != item))
            .Select(item => Reckoning.RoomFor(round, s.Interests, item).Chair).OfType<MemberId>().Distinct()
            .Select(member => new WorkItem($"member/{member.Value}", "decideTie", due))
        : round.Present.Where(member => round.BallotOf(member) is null && BallotRules.ItemsFor(round, s.Interests, member).Count > 0)
            .Select(member => new WorkItem($"member/{member.Value}", "castBallot", due));

    /// <summary>The audience of that role in the agency whose case it is.</summary>
    internal static string AgencyOf(RequestState s, Role role) => $"agency/{s.Agency.Id}/{RequestEntries.RoleName(role)}";
}
