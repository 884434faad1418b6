using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>From the first event of a person's command back to the command. Texts that are erased are stood in for: no rule looks further than whether they are there.</summary>
internal static class CommandTable
{
    /// <summary>What stands for an erased text.</summary>
    public const string Erased = "(erased)";

    private static readonly Bilingual Text = new(Erased, Erased);
    private static readonly ErasureRecord Record = new(Text, Text, Erased, Erased);

    /// <summary>The command, or null for an event no person's command begins with.</summary>
    public static RequestCommand? Of(RequestId id, RequestEvent happened) => happened switch
    {
        RequestDrafted e => new DraftRequest(id, e.Content),
        ContentRevised e => new Revise(e.Content),
        AttachmentAdded e => new Attach(e.Digest, e.Size, e.MediaType, e.Name ?? Erased),
        RequestSubmitted => new Submit(),
        RequestSigned e => new Sign(e.ContentVersion),
        RequestDeclined e => new Decline(e.Reason ?? Erased),
        RequestResubmitted e => new Resubmit(e.ContentVersion),
        RequestWithdrawn e => new Withdraw(e.Reason ?? Erased),
        MeasureRecorded e => new RecordMeasure(e.MeasuredAt, e.Text ?? new MeasureText(Erased)),
        MeasureNotified e => new Notify(e.ContentVersion),
        InterlockOverridden e => new OverrideInterlock(e.Reason ?? Erased),
        _ => OfDeliberation(happened) ?? OfLife(happened) ?? OfInspections(happened),
    };

    private static RequestCommand? OfDeliberation(RequestEvent happened) => happened switch
    {
        ExaminationRecorded e => new Examine(e.Recommendation, e.Marks ?? [], e.Report ?? Text),
        InformationRequested e => new RequestInformation(e.Questions ?? [Text]),
        InformationAnswered e => new Answer(e.ContentVersion, e.Answer ?? Text, e.Documents),
        ConsultationConfirmed e => new ConfirmConsultation(e.Authority, e.Date, e.Document ?? Erased, e.View ?? Text),
        InterestDeclared e => new DeclareInterest(e.Ground, e.Items, e.Reason ?? Erased),
        RoundOpened e => new OpenRound(e.Motion, e.Present, e.Text ?? new MotionText()),
        PresenceChanged e => new ChangePresence(e.Member, e.IsPresent),
        BallotCast e => new CastBallot(e.Items, e.Reasons ?? e.Items.Keys.ToDictionary(item => item, _ => Erased), e.Dissent),
        // Of several tied items each is decided on its own; together they come to the same events.
        TieDecided e => new DecideTie(new Dictionary<string, bool> { [e.Item] = e.Approve }, e.Reason ?? Erased),
        _ => null,
    };

    private static RequestCommand? OfLife(RequestEvent happened) => happened switch
    {
        AuthorisationEnded { How: AuthorisationEnd.EndedEarly } e => new EndEarly(e.Reason ?? Erased),
        ErasureRecorded e => new RecordErasure(e.ErasedAt, e.Record ?? Record, e.CarriedOut),
        ErasureKept e => new KeepLonger(e.Until, e.Record ?? new KeepingRecord(Text, Text)),
        ConditionReported e => new ReportCondition(e.Condition, e.Text ?? Text, e.Documents),
        ConditionAccepted e => new AcceptCondition(e.Condition),
        ActRecorded e => new RecordAct(e.ActedAt, e.Text ?? Text),
        AuthorisationNarrowed e => new Narrow(e.Scope ?? new Dictionary<string, ScopeItem>(), e.Reason ?? Erased),
        DisclosureRecorded e => new RecordDisclosure(e.DisclosedAt, e.Purpose, e.Records, e.Recipient ?? Erased, e.Text ?? Text),
        AccessLogRecorded e => new RecordAccessLog(e.From, e.To, e.Digest, e.Lines),
        UsageImported e => new FileUsage(e.Digest, e.Format, e.Records, e.Malformed, e.Findings, e.FindingsDigest, e.Name ?? Erased),
        _ => null,
    };

    private static RequestCommand? OfInspections(RequestEvent happened) => happened switch
    {
        InspectionAsked e => new AskInspection(e.Point ?? Text),
        InspectionPlanned e => new PlanInspection(e.Kind, e.Article, e.On, e.Subject ?? Text),
        InspectionOpened e => new OpenInspection(e.Inspection),
        FindingRecorded e => new RecordFinding(e.Inspection, e.Text ?? Text, e.Condition, e.Records, e.AccessLogDigest, e.Grade),
        FindingsSent e => new SendFindings(e.Inspection),
        FindingsAnswered e => new AnswerFindings(e.Inspection, e.Text ?? Text),
        InspectionFollowed e => new FollowInspection(e.Inspection, e.Text ?? Text),
        InspectionClosed e => new CloseInspection(e.Inspection, e.Outline ?? Text),
        // Findings of a usage file open one as well; that one follows from the file.
        IncidentOpened { Import: null } e => new OpenIncident(e.Records, e.Text ?? Text),
        IncidentContained e => new ContainIncident(e.Incident, e.Records, e.Text ?? Text),
        IncidentReported e => new ReportIncident(e.Incident, e.Text ?? Text),
        IncidentClassified e => new ClassifyIncident(e.Incident, e.Class, e.Serious, e.Intrusion, e.ArePersonsToBeTold, e.Reasons ?? Text),
        IncidentRemedied e => new RemedyIncident(e.Incident, e.ErasedAt, e.Record ?? Record),
        IncidentClosed e => new CloseIncident(e.Incident, e.Text ?? Text),
        ResolutionAnswered e => new AnswerResolution(e.Resolution, e.Text ?? Text),
        ErasureProposed e => new ProposeErasure(e.Erase, e.Ground ?? Text, e.Authority ?? Text),
        PartsErased e => new OrderErasure(e.Proposal),
        ErasureProposalRefused e => new RefuseErasureProposal(e.Proposal, e.Reason ?? Erased),
        _ => null,
    };

    /// <summary>True when rules look into the part, so that without it nothing can be decided again that rests on it.</summary>
    public static bool IsDecisive(RequestEvent happened, string part) => happened switch
    {
        RequestDrafted or ContentRevised => part is not ("content.statement" or "blind"),
        RoundOpened or AuthorisationIssued => true,
        ExaminationRecorded => part == "marks",
        DisclosureRecorded => part == "recipient",
        AuthorisationNarrowed => part == "scope",
        ResolutionAdopted => false,
        _ => false,
    };

    /// <summary>True when the state rests on such a part from then on, and not the one command alone.</summary>
    public static bool Lasts(RequestEvent happened) => happened is not (ExaminationRecorded or DisclosureRecorded);
}
