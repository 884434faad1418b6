using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Who may give a command, in which states; the permission matrix is generated from these rows.</summary>
/// <param name="Name">The command's name in routes, actions and texts.</param>
/// <param name="Command">The command's type.</param>
/// <param name="Role">The one role it is open to.</param>
/// <param name="States">The states it is open in.</param>
/// <param name="Bars">What further keeps this actor from it now, as a refusal code; null means nothing.</param>
public sealed record CommandRule(
    string Name, Type Command, Role Role, IReadOnlyList<RequestStatus> States, Func<RequestState, Facts, string?> Bars)
{
    /// <summary>What is said in a state that is not among <see cref="States"/>.</summary>
    public string Elsewhere { get; init; } = "NotPossibleNow";

    /// <summary>The code that keeps the actor from the command now, or null when it is open.</summary>
    public string? Barred(RequestState s, Facts facts) =>
        !States.Contains(s.State) ? Elsewhere
        : Role == Role.System ? Bars(s, facts)
        : Timers.HasLapsed(s, facts.Now) ? "DeadlinePassed"
        : Duties.IsAnothers(s, facts.Actor) ? "MustBeAnotherPerson"
        : Bars(s, facts);

    /// <summary>True when the command is open to this actor now.</summary>
    public bool IsOpenTo(RequestState s, Facts facts) => facts.Actor.Role == Role && Barred(s, facts) is null;
}

/// <summary>The table of commands: every command has exactly one row, none is open that has no row.</summary>
public static class CommandRules
{
    private static readonly RequestStatus[] Undecided =
        [RequestStatus.Returned, RequestStatus.UnderExamination, RequestStatus.InformationRequested, RequestStatus.BeforePanel, RequestStatus.Voting];

    /// <summary>Where something was granted or done, and is watched.</summary>
    private static readonly RequestStatus[] Watched =
        [RequestStatus.MeasureReported, RequestStatus.UnderConfirmation, RequestStatus.InForce, RequestStatus.ErasureDue, RequestStatus.Closed];

    /// <summary>Where the panel opens a round.</summary>
    private static readonly RequestStatus[] Opening =
        [RequestStatus.BeforePanel, RequestStatus.UnderConfirmation, RequestStatus.InForce, RequestStatus.ErasureDue, RequestStatus.Closed];

    /// <summary>Where the panel can have a round open.</summary>
    private static readonly RequestStatus[] Sitting =
        [RequestStatus.Voting, RequestStatus.UnderConfirmation, RequestStatus.InForce, RequestStatus.ErasureDue, RequestStatus.Closed];

    /// <summary>Where a measure can be past a limit: of its notice, then of its review.</summary>
    private static readonly RequestStatus[] Overdue = [RequestStatus.UnderConfirmation, RequestStatus.ErasureDue, RequestStatus.Closed];

    /// <summary>Where the notice of a measure is written and signed, in time or late.</summary>
    private static readonly RequestStatus[] Noticed = [RequestStatus.MeasureReported, .. Overdue];

    private static readonly RequestStatus[] Any = Enum.GetValues<RequestStatus>();

    /// <summary>All rows, in the order in which they are shown.</summary>
    public static IReadOnlyList<CommandRule> All { get; } =
    [
        new("revise", typeof(Revise), Role.Drafter,
            [RequestStatus.Draft, RequestStatus.Returned, .. Noticed], NoticeBar),
        new("submit", typeof(Submit), Role.Drafter, [RequestStatus.Draft], (s, _) => EmergencyRules.IsEmergency(s.Content) ? "RecordTheMeasure" : null),
        new("recordMeasure", typeof(RecordMeasure), Role.Drafter, [RequestStatus.Draft], EmergencyRules.RecordBar),
        new("attach", typeof(Attach), Role.Drafter, [RequestStatus.Draft, RequestStatus.Returned, RequestStatus.InformationRequested, .. Watched], WatchBar),
        new("sign", typeof(Sign), Role.AuthorisingOfficer, [RequestStatus.AwaitingSignature], (_, _) => null),
        new("decline", typeof(Decline), Role.AuthorisingOfficer, [RequestStatus.AwaitingSignature], (_, _) => null),
        new("notify", typeof(Notify), Role.AuthorisingOfficer, Noticed, NoticeBar),
        new("resubmit", typeof(Resubmit), Role.AuthorisingOfficer, [RequestStatus.Returned],
            (s, _) => s.ContentVersion == s.SignedContentVersion ? "NothingCorrected" : null),
        new("answer", typeof(Answer), Role.AuthorisingOfficer, [RequestStatus.InformationRequested], (_, _) => null),
        new("withdraw", typeof(Withdraw), Role.AuthorisingOfficer, Undecided, (s, f) => OfferedBy(s, f, Ports.Withdrawn) is null ? "NotPossibleNow" : null),
        new("examine", typeof(Examine), Role.Examiner, [RequestStatus.UnderExamination, RequestStatus.UnderConfirmation], ExaminationBar),
        new("requestInformation", typeof(RequestInformation), Role.Examiner, [RequestStatus.UnderExamination],
            (s, f) => OfferedBy(s, f, Ports.InformationRequested) is null ? "NotPossibleNow" : null),
        new("confirmConsultation", typeof(ConfirmConsultation), Role.Examiner, [RequestStatus.UnderExamination, RequestStatus.InformationRequested],
            (s, f) => OpenConsultations(s, f).Count == 0 ? "NotPossibleNow" : null),
        new("declareInterest", typeof(DeclareInterest), Role.PanelMember, [.. Undecided, .. Watched], WatchBar),
        new("openRound", typeof(OpenRound), Role.PanelMember, Opening, OpeningBar),
        new("changePresence", typeof(ChangePresence), Role.PanelMember, Sitting, InRound(PresenceBar)),
        new("castBallot", typeof(CastBallot), Role.PanelMember, Sitting, InRound(BallotBar)),
        new("decideTie", typeof(DecideTie), Role.PanelMember, Sitting, InRound(CastingBar)),
        new("overrideInterlock", typeof(OverrideInterlock), Role.PanelMember, Overdue,
            (s, f) => !Interlock.Holds(s, f.Now) ? "NothingToOverride" : MayPreside(s, f) ? null : "NotPresiding"),
        .. LifeCommandRules.All,
        new("fireTimer", typeof(FireTimer), Role.System, Any, (_, _) => null),
    ];

    /// <summary>The row of a command.</summary>
    public static CommandRule Of(RequestCommand command) => All.First(rule => rule.Command == command.GetType());

    /// <summary>Every command open to this actor now, in order.</summary>
    public static IEnumerable<CommandRule> OpenTo(RequestState s, Facts facts) =>
        Reading.MayRead(s, facts.Actor, facts.Panel) ? All.Where(rule => rule.IsOpenTo(s, facts)) : [];

    /// <summary>The items a member votes on in the open round, in order; none without one.</summary>
    public static IReadOnlyList<string> BallotItems(RequestState s, MemberId member) =>
        s.OpenRound is { } round ? BallotRules.ItemsFor(round, s.Interests, member) : [];

    /// <summary>The open activity that offers the port, or null.</summary>
    internal static string? OfferedBy(RequestState s, Facts facts, string port) =>
        s.Position is null ? null
            : s.Position.Open.Select(open => open.Id)
                .FirstOrDefault(id => Flow.PortsOffered(facts.Rules.Definitions.Of(s.Definition!), s.Position, id).Contains(port));

    /// <summary>Open consultation activities with the authority each waits for.</summary>
    internal static IReadOnlyList<(string Activity, ConsultedAuthority With)> OpenConsultations(RequestState s, Facts facts) =>
        s.Position is null ? []
            : [.. s.Position.Open.Select(open => facts.Rules.Definitions.Of(s.Definition!).Activities[open.Id])
                .OfType<FlowActivity.Consultation>().Select(consultation => (consultation.Id, consultation.With))];

    /// <summary>The chair, or the acting chair, of the panel as it sits now; who is really present is said when the round opens.</summary>
    internal static bool MayPreside(RequestState s, Facts facts) =>
        facts.Panel.SnapshotAt(Law.Jst.DateOf(facts.Now)) is var panel
        && (panel.Chair()?.Value == facts.Actor.Id || panel.ActingChair?.Value == facts.Actor.Id);

    private static bool Presides(RequestState s, Facts facts) =>
        s.OpenRound is { } round && round.Panel.Presiding(round.Present, Recused(s))?.Value == facts.Actor.Id;

    /// <summary>Until the notice is signed the content of a measure is the drafter's to write; afterwards it stands. The panel's round is not the agency's to void.</summary>
    private static string? NoticeBar(RequestState s, Facts facts) =>
        (s.Measure is not null && s.FiledAt is not null)
        || (s.State is RequestStatus.ErasureDue or RequestStatus.Closed && (!EmergencyRules.AwaitsLateReview(s) || s.OpenRound is not null))
            ? "NotPossibleNow" : null;

    /// <summary>After the decision files and interests concern what was granted or done; without that nothing is watched.</summary>
    internal static string? WatchBar(RequestState s, Facts facts) =>
        s.State == RequestStatus.Closed && s.Authorisation is null && s.Measure is null ? "NotPossibleNow" : null;

    private static string? ExaminationBar(RequestState s, Facts facts) =>
        s.State == RequestStatus.UnderConfirmation
            ? s.FiledAt is null || s.OpenRound is not null ? "NotPossibleNow" : null
            : OfferedBy(s, facts, Ports.Ready) is null ? "NotPossibleNow" : null;

    private static string? OpeningBar(RequestState s, Facts facts) =>
        s.OpenRound is not null || MotionRules.Possible(s).Count == 0 ? "NotPossibleNow" : MayPreside(s, facts) ? null : "NotPresiding";

    private static Func<RequestState, Facts, string?> InRound(Func<RequestState, Facts, string?> bar) =>
        (s, facts) => s.OpenRound is null ? "NotPossibleNow" : bar(s, facts);

    /// <summary>A tie is known to all: from then on nobody is sent out of the room, or let in, to turn it (settled: open for the casting alone).</summary>
    private static string? PresenceBar(RequestState s, Facts facts) =>
        !Presides(s, facts) ? "NotPresiding" : s.OpenRound!.Tied.Count > 0 ? "RoundAwaitsCasting" : null;

    private static string? BallotBar(RequestState s, Facts facts)
    {
        var round = s.OpenRound!;
        var member = new MemberId(facts.Actor.Id);
        if (!round.Present.Contains(member))
            return "NotPresent";
        if (round.Tied.Count > 0)
            return "RoundAwaitsCasting";
        return BallotRules.ItemsFor(round, s.Interests, member).Count == 0 ? "Recused" : null;
    }

    private static string? CastingBar(RequestState s, Facts facts)
    {
        var round = s.OpenRound!;
        if (round.Tied.Count == 0)
            return "NoTie";
        return round.Tied.Any(item => Reckoning.RoomFor(round, s.Interests, item).Chair?.Value == facts.Actor.Id) ? null : "NotPresiding";
    }

    internal static IReadOnlyCollection<MemberId> Recused(RequestState s) =>
        [.. s.Interests.Where(interest => interest.Items is null).Select(interest => interest.Member)];
}

/// <summary>Duties on one request stay with different people, whatever roles their accounts held before (A7 invariant 2).</summary>
internal static class Duties
{
    /// <summary>True when the account already acted on this request in another role.</summary>
    public static bool IsAnothers(RequestState s, Actor actor) =>
        (actor.Role != Role.Drafter && s.Drafters.Contains(actor.Id))
        || (actor.Role != Role.AuthorisingOfficer && s.Officers.Contains(actor.Id))
        || (actor.Role != Role.Examiner && s.Examiners.Contains(actor.Id))
        || (actor.Role != Role.PanelMember && s.ErasureProposals.Any(proposal => (proposal.Order?.OrderedBy ?? proposal.Refusal?.RefusedBy)?.Value == actor.Id))
        || (actor.Role != Role.PanelMember && s.Rounds.Any(round => round.Present.Contains(new(actor.Id)) || round.BallotOf(new(actor.Id)) is not null));
}
