using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>Who may read a request at all.</summary>
public static class Reading
{
    /// <summary>Agencies read their own; the secretariat, the seated panel and inspectors what was filed, unless recused; auditors all.</summary>
    public static bool MayRead(RequestState s, Actor actor, Panel panel) => actor.Role switch
    {
        Role.Drafter or Role.AuthorisingOfficer => actor.IsOfAgency(s.Agency.Id),
        Role.Examiner or Role.Inspector => IsKnown(s),
        Role.PanelMember => IsKnown(s) && panel.Seats.Any(seat => seat.Member?.Value == actor.Id) && !s.IsRecused(actor.Id),
        Role.Auditor or Role.System => true,
        _ => false,
    };

    /// <summary>Filed, or the record of a measure: that a notice is missing must show, its content comes with the notice.</summary>
    private static bool IsKnown(RequestState s) => s.FiledAt is not null || s.Measure is not null;

    /// <summary>
    /// The request as the actor sees it: outside the agency only what an officer countersigned, so a correction and its files show with the
    /// signature and never before (V09). Auditors see everything.
    /// </summary>
    public static RequestState Seen(RequestState s, Actor actor) => SeesUnsigned(actor) ? Watched(s, actor) : s with
    {
        Content = s.FiledAt is null ? new RequestContent { Route = s.Content.Route, Emergency = s.Content.Emergency } : s.SignedContent ?? s.Content,
        ContentVersion = s.SignedContent is null ? s.ContentVersion : s.SignedContentVersion,
        SignedContent = null,
        Attachments = [.. s.Attachments.Where(file => file.IsCountersigned)],
    };

    /// <summary>The agency does not see what it is not to know yet: an inspection not announced, findings not sent, what a member asked to look at.</summary>
    private static RequestState Watched(RequestState s, Actor actor) => !IsAgency(actor) ? s : s with
    {
        Monitoring = s.Monitoring with
        {
            Asked = [],
            Inspections = [.. s.Monitoring.Inspections.Where(MayAgencySee).Select(i => i.SentAt is null ? i with { Findings = [] } : i)],
        },
    };

    private static bool MayAgencySee(Inspection inspection) => inspection.Kind == InspectionKind.Planned || inspection.OpenedAt is not null;

    /// <summary>
    /// Who may see single ballots with their members: the member his own; once the round is closed the panel and auditors all.
    /// Everyone else sees counts (a setting of the panel may widen this, the Act is silent).
    /// </summary>
    public static bool MaySeeBallot(Round round, MemberId voter, Actor actor) => actor.Role switch
    {
        Role.PanelMember => voter.Value == actor.Id || round.ClosedAt is not null,
        Role.Auditor or Role.System => true,
        _ => false,
    };

    /// <summary>The examiner's report is for the panel; the agency sees it with the decision.</summary>
    public static bool MaySeeExamination(RequestState s, Actor actor) => !IsAgency(actor) || s.DecidedAt is not null;

    /// <summary>A motion is the panel's until its round closes.</summary>
    public static bool MaySeeMotion(Round round, Actor actor) =>
        round.ClosedAt is not null || actor.Role is Role.PanelMember or Role.Auditor or Role.Examiner or Role.System;

    /// <summary>Why a member left the matter is for the panel and auditors.</summary>
    public static bool MaySeeInterestReason(Actor actor) => actor.Role is Role.PanelMember or Role.Auditor or Role.System;

    /// <summary>Outside the agency a content version is there once an officer signed it.</summary>
    public static bool MaySeeVersion(RequestState s, int version, Actor actor) => SeesUnsigned(actor) || s.SignedVersions.Contains(version);

    /// <summary>Who may see an entry beyond its number, time and leaf hash.</summary>
    public static bool MaySeeEntry(RequestState s, RequestEvent @event, Actor actor) => @event switch
    {
        RequestDrafted => MaySeeVersion(s, 1, actor),
        ContentRevised e => MaySeeVersion(s, e.ContentVersion, actor),
        AttachmentAdded e => SeesUnsigned(actor) || s.Attachments.Any(file => file.Digest == e.Digest && file.IsCountersigned),
        BallotCast e => MaySeeBallot(s.Rounds[e.Round - 1], e.Member, actor),
        TieDecided e => MaySeeMotion(s.Rounds[e.Round - 1], actor),
        RoundTied e => MaySeeMotion(s.Rounds[e.Round - 1], actor),
        RoundOpened e => MaySeeMotion(s.Rounds[e.Round - 1], actor),
        InterestDeclared => MaySeeInterestReason(actor),
        ExaminationRecorded => MaySeeExamination(s, actor),
        InspectionAsked => !IsAgency(actor),
        InspectionPlanned e => !IsAgency(actor) || Inspection(s, e.Inspection) is { } inspection && MayAgencySee(inspection),
        FindingRecorded e => !IsAgency(actor) || Inspection(s, e.Inspection)?.SentAt is not null,
        _ => true,
    };

    /// <summary>By its number: the list of a state as the agency sees it leaves some out.</summary>
    private static Inspection? Inspection(RequestState s, int number) => s.Monitoring.Inspections.FirstOrDefault(inspection => inspection.Number == number);

    private static bool SeesUnsigned(Actor actor) => IsAgency(actor) || actor.Role is Role.Auditor or Role.System;

    private static bool IsAgency(Actor actor) => actor.Role is Role.Drafter or Role.AuthorisingOfficer;
}
