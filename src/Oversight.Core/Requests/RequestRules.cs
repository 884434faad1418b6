using System.Diagnostics;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>The rules: a function from state, command and facts to events or a refusal.</summary>
public static class RequestRules
{
    /// <summary>Begins a draft; only the agency that may ask for the route can.</summary>
    public static Verdict Draft(DraftRequest command, Facts facts)
    {
        if (facts.Actor is not { Role: Role.Drafter, Agency: { } agency })
            return Refuse(RefusalKind.Forbidden, "NotYourCommand");
        if ((RouteBar(command.Content, agency) ?? ContentRules.Malformed(command.Content)) is { } bar)
            return new Verdict.Refused(bar);
        var unfolding = new Unfolding(null, command.Id, facts);
        unfolding.Emit(new RequestDrafted(agency, command.Content));
        return unfolding.Accepted;
    }

    /// <summary>Decides a command on an existing request. Who may not read it learns nothing.</summary>
    public static Verdict Decide(RequestState s, RequestCommand command, Facts facts)
    {
        if (!Reading.MayRead(s, facts.Actor, facts.Panel))
            return Refuse(RefusalKind.NotFound, "NotFound");
        var rule = CommandRules.Of(command);
        if (facts.Actor.Role != rule.Role)
            return Refuse(RefusalKind.Forbidden, "NotYourCommand");
        if (rule.Barred(s, facts) is { } bar)
            return Refuse(RefusalKind.Conflict, bar);
        if (CommandTexts.Refusal(command) is { } badText)
            return new Verdict.Refused(badText);
        var unfolding = new Unfolding(s, s.Id, facts);
        return Act(unfolding, command, facts) is { } refusal ? new Verdict.Refused(refusal) : unfolding.Accepted;
    }

    private static Refusal? Act(Unfolding u, RequestCommand command, Facts facts) => command switch
    {
        Revise c => Revise(u, c),
        Attach c => Attach(u, c),
        Submit _ => Submit(u, facts),
        Sign c => Sign(u, c, facts),
        Decline c => Leave(u, new RequestDeclined(c.Reason), CommandRules.OfferedBy(u.State, facts, Ports.Declined)!, Ports.Declined),
        Resubmit c => Resubmit(u, c, facts),
        Answer c => Answer(u, c, facts),
        Withdraw c => Leave(u, new RequestWithdrawn(c.Reason), CommandRules.OfferedBy(u.State, facts, Ports.Withdrawn)!, Ports.Withdrawn),
        Examine c => Examine(u, c, facts),
        RequestInformation c => Leave(
            u, new InformationRequested(c.Questions), CommandRules.OfferedBy(u.State, facts, Ports.InformationRequested)!, Ports.InformationRequested),
        ConfirmConsultation c => ConfirmConsultation(u, c, facts),
        DeclareInterest c => DeclareInterest(u, c, facts),
        OpenRound c => BallotRules.OpenRound(u, c, facts),
        ChangePresence c => BallotRules.ChangePresence(u, c),
        CastBallot c => BallotRules.CastBallot(u, c, facts),
        DecideTie c => BallotRules.DecideTie(u, c, facts),
        RecordMeasure c => EmergencyRules.Record(u, c, facts),
        Notify c => EmergencyRules.Notify(u, c, facts),
        OverrideInterlock c => EmergencyRules.Override(u, c, facts),
        FireTimer c => Timers.Fire(u, c, facts),
        _ => ActOnLife(u, command, facts),
    };

    private static Refusal? ActOnLife(Unfolding u, RequestCommand command, Facts facts) => command switch
    {
        EndEarly c => AuthorisationRules.EndEarly(u, c),
        RecordErasure c => AuthorisationRules.RecordErasure(u, c, facts),
        KeepLonger c => AuthorisationRules.KeepLonger(u, c, facts),
        ReportCondition c => ConditionRules.Report(u, c, facts),
        AcceptCondition c => ConditionRules.Accept(u, c, facts),
        RecordAct c => AuthorisationRules.RecordAct(u, c, facts),
        Narrow c => AuthorisationRules.Narrow(u, c),
        RecordDisclosure c => AuthorisationRules.RecordDisclosure(u, c, facts),
        RecordAccessLog c => AuthorisationRules.RecordAccessLog(u, c, facts),
        FileUsage c => AuthorisationRules.FileUsage(u, c, facts),
        LinkExtension c => LinkExtension(u, c),
        AskInspection c => InspectionRules.Ask(u, c, facts),
        PlanInspection c => InspectionRules.Plan(u, c, facts),
        OpenInspection c => InspectionRules.Open(u, c),
        RecordFinding c => InspectionRules.RecordFinding(u, c),
        SendFindings c => InspectionRules.Send(u, c, facts),
        AnswerFindings c => InspectionRules.Answer(u, c),
        FollowInspection c => InspectionRules.Follow(u, c),
        CloseInspection c => InspectionRules.Close(u, c),
        ProposeErasure c => ErasureRules.Propose(u, c, facts),
        OrderErasure c => ErasureRules.Order(u, c, facts),
        RefuseErasureProposal c => ErasureRules.Refuse(u, c, facts),
        OpenIncident c => IncidentRules.Open(u, c, facts),
        ContainIncident c => IncidentRules.Contain(u, c),
        ReportIncident c => IncidentRules.Report(u, c),
        ClassifyIncident c => IncidentRules.Classify(u, c, facts),
        RemedyIncident c => IncidentRules.Remedy(u, c, facts),
        CloseIncident c => IncidentRules.Close(u, c),
        AnswerResolution c => IncidentRules.AnswerResolution(u, c),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Refusal? Revise(Unfolding u, Revise c)
    {
        if ((RouteBar(c.Content, u.State.Agency) ?? ContentRules.Malformed(c.Content)) is { } bar)
            return bar;
        if (u.State.Definition is not null && (c.Content.Route != u.State.Content.Route || c.Content.Emergency != u.State.Content.Emergency))
            return new Refusal(RefusalKind.Invalid, "RouteIsFixed", "/route");
        u.VoidOpenRound();
        u.Emit(new ContentRevised(u.State.ContentVersion + 1, c.Content));
        return null;
    }

    private static Refusal? Attach(Unfolding u, Attach c)
    {
        if (u.State.Attachments.Any(file => file.Digest == c.Digest))
            return new Refusal(RefusalKind.Conflict, "AlreadyAttached");
        if (u.State.Attachments.Count >= 200)
            return new Refusal(RefusalKind.Conflict, "TooManyAttachments");
        u.Emit(new AttachmentAdded(c.Digest, c.Size, c.MediaType, c.Name));
        return null;
    }

    private static Refusal? Submit(Unfolding u, Facts facts)
    {
        var content = u.State.Content;
        if ((ContentRules.Incomplete(content, u.State.Attachments) ?? ExtensionRules.Bar(u.State, facts)) is { } bar)
            return bar;
        if (facts.Rules.Definitions.ToPin(content.Route, false, Jst.DateOf(facts.Now)) is not { } definition)
            return new Refusal(RefusalKind.Conflict, "NoDefinition");
        u.Emit(new RequestSubmitted(definition.Hash, definition.DefinitionId, definition.Version));
        u.StartFlow();
        return null;
    }

    private static Refusal? Sign(Unfolding u, Sign c, Facts facts)
    {
        if (c.ContentVersion != u.State.ContentVersion)
            return new Refusal(RefusalKind.Conflict, "ContentVersionChanged", "/contentVersion");
        if (ExtensionRules.Bar(u.State, facts) is { } bar)
            return bar;
        u.Emit(new RequestSigned(c.ContentVersion, DecisionDue(u.State.Content.Urgency, facts)));
        u.Complete(CommandRules.OfferedBy(u.State, facts, Ports.Signed)!, Ports.Signed);
        return null;
    }

    private static DateTimeOffset DecisionDue(Urgency urgency, Facts facts)
    {
        var rules = facts.Rules.Law.InForceAt(facts.Now);
        var target = urgency switch
        {
            Urgency.Urgent => rules.DecisionTargetUrgent,
            Urgency.Priority => rules.DecisionTargetPriority,
            _ => rules.DecisionTargetStandard,
        };
        return target.Value.DueFrom(facts.Now, facts.Rules.Calendar);
    }

    private static Refusal? Resubmit(Unfolding u, Resubmit c, Facts facts)
    {
        if (c.ContentVersion != u.State.ContentVersion)
            return new Refusal(RefusalKind.Conflict, "ContentVersionChanged", "/contentVersion");
        if (ContentRules.Incomplete(u.State.Content, u.State.Attachments) is { } incomplete)
            return incomplete;
        if (ExtensionRules.Bar(u.State, facts) is { } bar)
            return bar;
        return Leave(u, new RequestResubmitted(c.ContentVersion), CommandRules.OfferedBy(u.State, facts, Ports.Resubmitted)!, Ports.Resubmitted);
    }

    private static Refusal? Answer(Unfolding u, Answer c, Facts facts)
    {
        if (c.ContentVersion != u.State.ContentVersion)
            return new Refusal(RefusalKind.Conflict, "ContentVersionChanged", "/contentVersion");
        if (c.Documents.FirstOrDefault(digest => u.State.Attachments.All(file => file.Digest != digest)) is not null)
            return new Refusal(RefusalKind.Invalid, "DocumentNotAttached", "/documents");
        return Leave(
            u, new InformationAnswered(c.ContentVersion, c.Documents, c.Text), CommandRules.OfferedBy(u.State, facts, Ports.Answered)!, Ports.Answered);
    }

    private static Refusal? Examine(Unfolding u, Examine c, Facts facts)
    {
        var demanded = Criteria.Demanded(u.State.Content.Route, Intake.IsTargetAbroad(u.State.Content, facts.Rules.Map));
        if (!demanded.All(k => c.Marks.Count(mark => mark.Criterion == k) == 1) || c.Marks.Count != demanded.Count)
            return new Refusal(RefusalKind.Invalid, "MarksIncomplete", "/marks", string.Join(", ", demanded));
        u.Emit(new ExaminationRecorded(u.State.ContentVersion, c.Recommendation, c.Marks, c.Report));
        // A notified measure is examined while it waits for its confirmation; nothing moves by it.
        u.CompleteWhere(Ports.Ready);
        return null;
    }

    private static Refusal? ConfirmConsultation(Unfolding u, ConfirmConsultation c, Facts facts)
    {
        var open = CommandRules.OpenConsultations(u.State, facts).FirstOrDefault(o => o.With.ToString() == c.Authority.ToString());
        if (open.Activity is null)
            return new Refusal(RefusalKind.Conflict, "ConsultationNotOpen", "/authority");
        if (c.Date > Jst.DateOf(facts.Now))
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/date");
        return Leave(u, new ConsultationConfirmed(open.Activity, c.Authority, c.Date, c.Document, c.View), open.Activity, Ports.Recorded);
    }

    private static Refusal? DeclareInterest(Unfolding u, DeclareInterest c, Facts facts)
    {
        var known = ItemNames.All(u.State.Content);
        if (c.Items is not null && (c.Items.Count == 0 || c.Items.Any(item => !known.Contains(item)) || c.Items.Distinct().Count() != c.Items.Count))
            return new Refusal(RefusalKind.Invalid, "NoSuchItem", "/items");
        u.Emit(new InterestDeclared(new MemberId(facts.Actor.Id), c.Ground, c.Items, c.Reason));
        u.Reckon();
        return null;
    }

    private static Refusal? LinkExtension(Unfolding u, LinkExtension c)
    {
        u.Emit(new ExtensionGranted(c.Extension, c.Start, c.End));
        return null;
    }

    private static Refusal? Leave(Unfolding u, RequestEvent said, string activity, string port)
    {
        u.Emit(said);
        u.Complete(activity, port);
        return null;
    }

    /// <summary>R1–R4 are the Prime Minister's to ask for; the right requester among police and SDF is for intake to say (I10).</summary>
    private static Refusal? RouteBar(RequestContent content, Agency agency) =>
        Routes.IsAcquisition(content.Route) == (agency.Kind == AgencyKind.CabinetOffice) ? null
            : new Refusal(RefusalKind.Invalid, "RouteNotOpenToAgency", "/route");

    private static Verdict.Refused Refuse(RefusalKind kind, string code) => new(new Refusal(kind, code));
}
