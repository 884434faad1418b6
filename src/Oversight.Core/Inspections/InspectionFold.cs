using Oversight.Core.Requests;

namespace Oversight.Core.Inspections;

/// <summary>The part of the fold that concerns inspections, incidents and the panel's resolutions.</summary>
internal static class InspectionFold
{
    /// <summary>Stands in a list, which has no place for null, for a text that was erased.</summary>
    private static readonly Bilingual Erased = new();

    public static RequestState? Apply(RequestState s, RequestEvent @event, Stamp stamp) =>
        Apply(s.Monitoring, @event, stamp) is { } monitoring ? s with { Monitoring = monitoring } : null;

    private static Monitoring? Apply(Monitoring m, RequestEvent @event, Stamp stamp) => @event switch
    {
        InspectionAsked e => m with { Asked = [.. m.Asked, new AskedInspection(e.Member, e.Point, stamp.At)] },
        InspectionPlanned e => m with
        {
            Inspections = [.. m.Inspections, new Inspection(e.Inspection, e.Kind, e.Article, InspectionState.Planned, e.On, e.Subject, stamp.At)],
        },
        InspectionOpened e => Inspected(m, e.Inspection, i => i with { State = InspectionState.Open, OpenedAt = stamp.At }),
        FindingRecorded e => Inspected(m, e.Inspection, i => i with
        {
            Findings = [.. i.Findings, new Finding(e.Finding, e.Condition, e.Records, e.AccessLogDigest, e.Grade, e.Text, stamp.At)],
        }),
        FindingsSent e => Inspected(m, e.Inspection, i => i with { State = InspectionState.ReplyAwaited, SentAt = stamp.At, ReplyDueAt = e.ReplyDueAt }),
        FindingsAnswered e => Inspected(m, e.Inspection, i => i with { State = InspectionState.Final, Reply = e.Text, RepliedAt = stamp.At }),
        FindingsUnanswered e => Inspected(m, e.Inspection, i => i with { State = InspectionState.Final }),
        InspectionFollowed e => Inspected(m, e.Inspection, i => i with { State = InspectionState.FollowUp, FollowUps = [.. i.FollowUps, e.Text ?? Erased] }),
        InspectionClosed e => Inspected(m, e.Inspection, i => i with { State = InspectionState.Closed, Outline = e.Outline, ClosedAt = stamp.At }),
        IncidentOpened e => m with
        {
            Incidents = [.. m.Incidents, new Incident(e.Incident, IncidentState.Detected, e.Import, e.IsSeriousCandidate, e.Records, e.Text, stamp.At) { ReplyDueAt = e.ReplyDueAt }],
        },
        IncidentContained e => OfIncident(m, e.Incident, i => i with
        {
            // Contained late, it does not go back: what the agency said and what was found stands.
            State = i.State == IncidentState.Detected ? IncidentState.Contained : i.State,
            ContainedAt = stamp.At,
        }),
        IncidentReported e => OfIncident(m, e.Incident, i => i with { State = IncidentState.Reported, Report = e.Text, ReportedAt = stamp.At }),
        IncidentClassified e => OfIncident(m, e.Incident, i => Classified(i, e)),
        IncidentRemedied e => OfIncident(m, e.Incident, i => i with
        {
            State = i.Class is null ? i.State : IncidentState.Remedied,
            ErasedAt = e.ErasedAt,
            Erasure = e.Record,
        }),
        IncidentClosed e => OfIncident(m, e.Incident, i => i with { State = IncidentState.Closed, ClosedAt = stamp.At }),
        ResolutionAdopted e => m with
        {
            Resolutions =
                [.. m.Resolutions, new Resolution(e.Resolution, e.Round, e.Kinds, e.AfterMeasure, e.Inspection, e.Incident, e.Text, stamp.At)],
        },
        ResolutionAnswered e => m with
        {
            Resolutions = Changed(m.Resolutions, e.Resolution, r => r with { Responses = [.. r.Responses, new ResolutionResponse(e.Text, stamp.At)] }),
        },
        _ => null,
    };

    /// <summary>Remedied beforehand or not, an incident is remedied once it is classified too.</summary>
    private static Incident Classified(Incident incident, IncidentClassified e) => incident with
    {
        State = incident.ErasedAt is null ? IncidentState.Classified : IncidentState.Remedied,
        Class = e.Class,
        Serious = e.Serious,
        Intrusion = e.Intrusion,
        ArePersonsToBeTold = e.ArePersonsToBeTold,
        Reasons = e.Reasons,
    };

    private static Monitoring Inspected(Monitoring m, int number, Func<Inspection, Inspection> change) =>
        m with { Inspections = Changed(m.Inspections, number, change) };

    private static Monitoring OfIncident(Monitoring m, int number, Func<Incident, Incident> change) =>
        m with { Incidents = Changed(m.Incidents, number, change) };

    private static IReadOnlyList<T> Changed<T>(IReadOnlyList<T> all, int number, Func<T, T> change) =>
        [.. all.Select((one, i) => i + 1 == number ? change(one) : one)];
}
