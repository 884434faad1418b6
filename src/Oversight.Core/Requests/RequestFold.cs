using System.Diagnostics;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Number, instant and actor of the entry an event is kept in.</summary>
public readonly record struct Stamp(int Seq, DateTimeOffset At, string Actor);

/// <summary>State from events: the only way a request's state comes to be.</summary>
public static class RequestFold
{
    /// <summary>Applies one event; the first event of a case is <see cref="RequestDrafted"/> on a null state.</summary>
    public static RequestState Apply(RequestState? state, RequestId id, RequestEvent @event, Stamp stamp, DefinitionSet definitions)
    {
        var next = state is null
            ? Begin(id, (RequestDrafted)@event, stamp)
            : Standing(Changed(state, @event, stamp, definitions), stamp.At, definitions);
        return next with { CaseSeq = stamp.Seq, Version = @event.ChangesVersion ? stamp.Seq : next.Version };
    }

    private static RequestState Begin(RequestId id, RequestDrafted drafted, Stamp stamp) => new()
    {
        Id = id,
        Agency = drafted.Agency,
        Drafter = stamp.Actor,
        Drafters = [stamp.Actor],
        Content = drafted.Content,
        ContentVersion = 1,
        DraftedAt = stamp.At,
    };

    private static RequestState Changed(RequestState s, RequestEvent @event, Stamp stamp, DefinitionSet definitions) => @event switch
    {
        ContentRevised e => Revised(s, e, stamp),
        AttachmentAdded e => s with { Attachments = [.. s.Attachments, new AttachedFile(e.Digest, e.Size, e.MediaType, e.Name, stamp.At)] },
        RequestSubmitted e => s with { Definition = e.Definition, SubmittedAt = stamp.At, Position = FlowPosition.NotStarted },
        RequestSigned e => Signed(s, e, stamp),
        RequestResubmitted e => Countersigned(s, e.ContentVersion, stamp) with { Decision = null, DecidedAt = null },
        RequestDeclined => ByOfficer(s, stamp),
        RequestWithdrawn => s,
        IntakeJudged e => s with
        {
            Intake = new IntakeResult(e.ContentVersion, e.Refused, e.Returned, e.Warnings, e.SimilarRefused, stamp.At),
            Extends = e.Extends,
            Struck = e.Struck ?? [],
        },
        FlowStarted e => Moved(s, new ActivityStarted(e.Activity, e.DueAt), stamp.At, definitions),
        FlowCancelled e => Moved(s, new ActivityCancelled(e.Activity), stamp.At, definitions),
        FlowEnded e => Moved(LapsedVote(s, e, stamp.At, definitions), new ActivityEnded(e.Activity, e.Port), stamp.At, definitions),
        RequestClosed e => s with { Close = e.Outcome, ClosedAt = stamp.At },
        BreachRecorded e => s with { Breaches = [.. s.Breaches, e.Breach] },
        StopOrdered e => s with { Orders = [.. s.Orders, .. e.Orders] },
        ExaminationRecorded e => s with
        {
            Examination = new Examination(e.ContentVersion, stamp.Actor, e.Recommendation, e.Marks, e.Report, stamp.At),
            Examiners = With(s.Examiners, stamp.Actor),
        },
        InformationRequested e => s with { Inquiries = [.. s.Inquiries, new Inquiry(e.Questions, stamp.At)], Examiners = With(s.Examiners, stamp.Actor) },
        InformationAnswered e => s with
        {
            Officers = With(s.Officers, stamp.Actor),
            Attachments = [.. s.Attachments.Select(file => file with { IsCountersigned = file.IsCountersigned || e.Documents.Contains(file.Digest) })],
            Inquiries = [.. s.Inquiries.SkipLast(1), s.Inquiries[^1] with { Answer = e.Answer, Documents = e.Documents, AnsweredAt = stamp.At }],
        },
        ConsultationConfirmed e => s with
        {
            Consultations = [.. s.Consultations, new ConfirmedConsultation(e.Authority, e.Date, e.Document, e.View, stamp.At)],
            Examiners = With(s.Examiners, stamp.Actor),
        },
        InterestDeclared or RoundOpened or PresenceChanged or BallotCast or RoundTied or TieDecided or RoundClosed or RoundVoided =>
            RoundFold.Apply(s, @event, stamp),
        MeasureRecorded e => Measured(s, e, stamp),
        MeasureNotified e => Notified(s, e, stamp),
        InterlockOverridden => s with { Measure = s.Measure! with { OverriddenAt = stamp.At } },
        _ => AuthorisationFold.Apply(s, @event, stamp) ?? InspectionFold.Apply(s, @event, stamp) ?? ErasureFold.Apply(s, @event, stamp)
            ?? throw new UnreachableException(@event.GetType().Name),
    };

    private static RequestState Revised(RequestState s, ContentRevised e, Stamp stamp) => s with
    {
        Content = e.Content,
        ContentVersion = e.ContentVersion,
        Struck = [],
        Drafter = stamp.Actor,
        Drafters = With(s.Drafters, stamp.Actor),
        FirstFiled = s.FirstFiled ?? (s.FiledAt is null ? null : s.Content),
        SignedContent = s.SignedContent ?? (s.FiledAt is null ? null : s.Content),
    };

    private static RequestState Signed(RequestState s, RequestSigned e, Stamp stamp) => Countersigned(s, e.ContentVersion, stamp) with
    {
        FiledAt = s.FiledAt ?? stamp.At,
        Clock = s.Clock ?? (e.DecisionDueAt is { } due ? new DecisionClock(stamp.At, due) : null),
    };

    private static RequestState Measured(RequestState s, MeasureRecorded e, Stamp stamp) => s with
    {
        Definition = e.Definition,
        SubmittedAt = stamp.At,
        Position = FlowPosition.NotStarted,
        Measure = new Measure(e.MeasuredAt, e.WarnAt, stamp.At, e.Text),
    };

    private static RequestState Notified(RequestState s, MeasureNotified e, Stamp stamp) =>
        Signed(s, new RequestSigned(e.ContentVersion, e.DecisionDueAt), stamp) with { Measure = s.Measure! with { NotifiedAt = stamp.At } };

    /// <summary>From here on the content, with every file attached to it, is there for whoever may read the request.</summary>
    private static RequestState Countersigned(RequestState s, int contentVersion, Stamp stamp) => ByOfficer(s, stamp) with
    {
        SignedContentVersion = contentVersion,
        SignedVersions = [.. s.SignedVersions, contentVersion],
        SignedContent = null,
        Attachments = [.. s.Attachments.Select(file => file with { IsCountersigned = true })],
    };

    private static RequestState ByOfficer(RequestState s, Stamp stamp) => s with { Officer = stamp.Actor, Officers = With(s.Officers, stamp.Actor) };

    private static RequestState LapsedVote(RequestState s, FlowEnded e, DateTimeOffset at, DefinitionSet definitions) =>
        e.Port == Ports.Lapsed && definitions.Of(s.Definition!).Activities[e.Activity] is FlowActivity.PanelVote or FlowActivity.Confirmation
            ? s with { Decision = Decision.Lapsed, DecidedAt = at }
            : s;

    private static RequestState Moved(RequestState s, FlowEvent moved, DateTimeOffset at, DefinitionSet definitions) =>
        s with { Position = Flow.Apply(s.Position!, moved, definitions.Of(s.Definition!), at) };

    private static IReadOnlyList<string> With(IReadOnlyList<string> people, string person) =>
        people.Contains(person) ? people : [.. people, person];

    /// <summary>What follows from where the flow stands: the state's name and whether the decision clock runs.</summary>
    private static RequestState Standing(RequestState s, DateTimeOffset at, DefinitionSet definitions)
    {
        var status = RequestStanding.Of(s, definitions);
        return s with { State = status, Clock = s.Clock is { } clock ? Run(clock, s with { State = status }, at) : null };
    }

    private static DecisionClock Run(DecisionClock clock, RequestState s, DateTimeOffset at)
    {
        if (clock.StoppedAt is null && (s.Close is not null || s.Decision is not (null or Decision.Remanded)))
            return Resume(clock, at) with { StoppedAt = at };
        if (s.State is RequestStatus.Returned or RequestStatus.InformationRequested)
            return clock with { PausedAt = clock.PausedAt ?? at };
        return Resume(clock, at);
    }

    private static DecisionClock Resume(DecisionClock clock, DateTimeOffset at) =>
        clock.PausedAt is { } paused ? clock with { PausedAt = null, DueAt = clock.DueAt + (at - paused) } : clock;
}
