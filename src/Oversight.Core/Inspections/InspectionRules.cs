using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Inspections;

/// <summary>Inspections (Art 63): planned, opened, findings, the agency's reply, follow-up, closing.</summary>
internal static class InspectionRules
{
    private static readonly string[] Articles = ["63(1)", "63(2)"];

    public static Refusal? Ask(Unfolding u, AskInspection c, Facts facts)
    {
        u.Emit(new InspectionAsked(new MemberId(facts.Actor.Id), c.Point));
        return null;
    }

    public static Refusal? Plan(Unfolding u, PlanInspection c, Facts facts)
    {
        if (!Articles.Contains(c.Article))
            return new Refusal(RefusalKind.Invalid, "NoSuchArticle", "/article");
        if (c.On < Jst.DateOf(facts.Now))
            return new Refusal(RefusalKind.Invalid, "DateInPast", "/on");
        u.Emit(new InspectionPlanned(u.State.Monitoring.Inspections.Count + 1, c.Kind, c.Article, c.On, c.Subject));
        return null;
    }

    public static Refusal? Open(Unfolding u, OpenInspection c) =>
        In(u, c.Inspection, InspectionState.Planned) ?? Emit(u, new InspectionOpened(c.Inspection));

    public static Refusal? RecordFinding(Unfolding u, RecordFinding c)
    {
        if (In(u, c.Inspection, InspectionState.Open) is { } refusal)
            return refusal;
        if (c.Condition is { } condition && u.State.Authorisation?.Find(condition) is null)
            return new Refusal(RefusalKind.Invalid, "NoSuchCondition", "/condition");
        var number = u.State.Monitoring.Inspections[c.Inspection - 1].Findings.Count + 1;
        u.Emit(new FindingRecorded(c.Inspection, number, c.Condition, c.Records, c.AccessLogDigest, c.Grade, c.Text));
        return null;
    }

    public static Refusal? Send(Unfolding u, SendFindings c, Facts facts)
    {
        if (In(u, c.Inspection, InspectionState.Open) is { } refusal)
            return refusal;
        var limit = facts.Rules.Law.InForceAt(facts.Now).InspectionReplyLimit.Value;
        u.Emit(new FindingsSent(c.Inspection, limit.DueFrom(facts.Now, facts.Rules.Calendar)));
        // A condition found broken is breached when the agency learns of the finding, not before.
        foreach (var broken in u.State.Monitoring.Inspections[c.Inspection - 1].Findings.Select(finding => finding.Condition).OfType<string>())
            ConditionRules.Breach(u, broken, c.Inspection);
        return null;
    }

    public static Refusal? Answer(Unfolding u, AnswerFindings c) =>
        In(u, c.Inspection, InspectionState.ReplyAwaited) ?? Emit(u, new FindingsAnswered(c.Inspection, c.Text));

    public static Refusal? Follow(Unfolding u, FollowInspection c) =>
        In(u, c.Inspection, InspectionState.Final, InspectionState.FollowUp) ?? Emit(u, new InspectionFollowed(c.Inspection, c.Text));

    public static Refusal? Close(Unfolding u, CloseInspection c) =>
        In(u, c.Inspection, InspectionState.Final, InspectionState.FollowUp) ?? Emit(u, new InspectionClosed(c.Inspection, c.Outline));

    private static Refusal? In(Unfolding u, int number, params InspectionState[] states)
    {
        var inspections = u.State.Monitoring.Inspections;
        if (number < 1 || number > inspections.Count)
            return new Refusal(RefusalKind.Invalid, "NoSuchInspection", "/inspection");
        return states.Contains(inspections[number - 1].State) ? null : new Refusal(RefusalKind.Conflict, "NotPossibleNow");
    }

    private static Refusal? Emit(Unfolding u, RequestEvent happened)
    {
        u.Emit(happened);
        return null;
    }
}

/// <summary>Incidents: contained, the agency heard, classified, remedied, closed.</summary>
internal static class IncidentRules
{
    public static Refusal? Open(Unfolding u, OpenIncident c, Facts facts) =>
        c.Records is < 0 or > ContentRules.MostRecords
            ? new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/records")
            : Emit(u, Opened(u.State, null, false, c.Records, c.Text, facts));

    /// <summary>The next incident of the case; the agency is heard on it within the time it has for draft findings.</summary>
    public static IncidentOpened Opened(RequestState s, int? import, bool isSeriousCandidate, long records, Bilingual? text, Facts facts) => new(
        s.Monitoring.Incidents.Count + 1, import, isSeriousCandidate, records, text,
        facts.Rules.Law.InForceAt(facts.Now).InspectionReplyLimit.Value.DueFrom(facts.Now, facts.Rules.Calendar));

    public static Refusal? Contain(Unfolding u, ContainIncident c) =>
        Missing(u, c.Incident, i => i.AwaitsContainment)
        ?? (c.Records is < 0 or > ContentRules.MostRecords ? new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/records") : null)
        ?? Emit(u, new IncidentContained(c.Incident, c.Records, c.Text));

    public static Refusal? Report(Unfolding u, ReportIncident c) =>
        Missing(u, c.Incident, i => i.State is IncidentState.Detected or IncidentState.Contained)
        ?? Emit(u, new IncidentReported(c.Incident, c.Text));

    /// <summary>The agency is heard first (after the United Kingdom's rule on serious errors), or stayed silent for the time it had.</summary>
    public static Refusal? Classify(Unfolding u, ClassifyIncident c, Facts facts)
    {
        if (Missing(u, c.Incident, i => i.State is not (IncidentState.Remedied or IncidentState.Closed) && i.Class is null) is { } refusal)
            return refusal;
        var incident = u.State.Monitoring.Incidents[c.Incident - 1];
        if (incident.ReportedAt is null && !(incident.ReplyDueAt <= facts.Now))
            return new Refusal(RefusalKind.Conflict, "AgencyNotHeard");
        if (c.Serious < 0 || c.Serious > incident.Records)
            return new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/serious");
        return Emit(u, new IncidentClassified(c.Incident, c.Class, c.Serious, c.Intrusion, c.ArePersonsToBeTold, c.Reasons));
    }

    public static Refusal? Remedy(Unfolding u, RemedyIncident c, Facts facts)
    {
        if (Missing(u, c.Incident, i => i.ErasedAt is null && i.State != IncidentState.Closed) is { } refusal)
            return refusal;
        return c.ErasedAt > facts.Now ? new Refusal(RefusalKind.Invalid, "DateInFuture", "/erasedAt")
            : c.ErasedAt < AuthorisationRules.FirstUse(u.State) ? new Refusal(RefusalKind.Invalid, "DateTooEarly", "/erasedAt")
            : Emit(u, new IncidentRemedied(c.Incident, c.ErasedAt, c.Record));
    }

    public static Refusal? Close(Unfolding u, CloseIncident c) =>
        Missing(u, c.Incident, i => i.State == IncidentState.Remedied) ?? Emit(u, new IncidentClosed(c.Incident, c.Text));

    public static Refusal? AnswerResolution(Unfolding u, AnswerResolution c) =>
        c.Resolution < 1 || c.Resolution > u.State.Monitoring.Resolutions.Count
            ? new Refusal(RefusalKind.Invalid, "NoSuchResolution", "/resolution")
            : Emit(u, new ResolutionAnswered(c.Resolution, c.Text));

    private static Refusal? Missing(Unfolding u, int number, Func<Incident, bool> isOpen)
    {
        var incidents = u.State.Monitoring.Incidents;
        if (number < 1 || number > incidents.Count)
            return new Refusal(RefusalKind.Invalid, "NoSuchIncident", "/incident");
        return isOpen(incidents[number - 1]) ? null : new Refusal(RefusalKind.Conflict, "NotPossibleNow");
    }

    private static Refusal? Emit(Unfolding u, RequestEvent happened)
    {
        u.Emit(happened);
        return null;
    }
}
