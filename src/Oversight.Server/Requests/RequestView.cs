using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Hosting;

namespace Oversight.Server.Requests;

/// <summary>A request as this caller may see it.</summary>
public sealed record RequestView(
    string Id, string Number, string Route, string Agency, string State, string? Decision, string? Close, int Version, int ContentVersion,
    int SignedContentVersion, DateTimeOffset DraftedAt, DateTimeOffset? SubmittedAt, DateTimeOffset? FiledAt, DateTimeOffset? DecidedAt, DateTimeOffset? ClosedAt,
    string? Definition, IReadOnlyList<ActivityView> Activities, DecisionClock? Clock, IReadOnlyList<ActionView> Actions, RequestContent Content,
    RequestContent? FirstFiled, IReadOnlyList<AttachedFile> Attachments, IntakeResult? Intake, Core.Requests.Examination? Examination,
    IReadOnlyList<Inquiry> Inquiries, IReadOnlyList<ConfirmedConsultation> Consultations, IReadOnlyList<InterestView> Interests,
    IReadOnlyList<RoundView> Rounds, Authorisation? Authorisation, IReadOnlyList<string> Breaches, IReadOnlyList<string> Orders, ErasureRecord? Erasure)
{
    /// <summary>The measure taken without approval that this is about, or null.</summary>
    public Measure? Measure { get; init; }

    /// <summary>For an extension, the route it extends.</summary>
    public string? Extends { get; init; }

    /// <summary>Items struck because they are wider than the parent (W03).</summary>
    public IReadOnlyList<string> Struck { get; init; } = [];

    /// <summary>Where each condition of the authorisation stands, by its id.</summary>
    public IReadOnlyDictionary<string, ConditionView> Conditions { get; init; } = new Dictionary<string, ConditionView>();

    /// <summary>Reports of the agency, inspections, incidents and resolutions.</summary>
    public Monitoring Monitoring { get; init; } = Monitoring.None;

    /// <summary>True once the panel recommended something.</summary>
    public bool Recommendation { get; init; }

    /// <summary>When the record of erasure is due, exclusive; null while none is.</summary>
    public DateTimeOffset? ErasureDueAt { get; init; }

    /// <summary>When it was erased, as its record says.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Until when something is kept for a legal reason, exclusive.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>What is kept and why.</summary>
    public KeepingRecord? Keeping { get; init; }

    /// <summary>The extension the duty to erase went over to.</summary>
    public string? CarriedOverTo { get; init; }

    /// <summary>Proposals to erase content of this case, with the orders and refusals that answered them.</summary>
    public IReadOnlyList<ErasureProposal> ErasureProposals { get; init; } = [];

    /// <summary>The view for a caller who may read the request.</summary>
    public static RequestView Of(RequestState s, Facts facts) => new(
        s.Id.Value, s.Id.Value, s.Content.Route.ToString(), s.Agency.Id, s.State.ToString(), s.Decision?.ToString(), s.Close, s.Version, s.ContentVersion,
        s.SignedContentVersion, s.DraftedAt, s.SubmittedAt, s.FiledAt, s.DecidedAt, s.ClosedAt, s.Definition, ActivityView.Of(s, facts.Rules.Definitions),
        s.Clock, ActionView.Of(s, facts), s.Content, s.FirstFiled, s.Attachments, s.Intake,
        Reading.MaySeeExamination(s, facts.Actor) ? s.Examination : null, s.Inquiries, s.Consultations,
        [.. s.Interests.Select(interest => InterestView.Of(interest, facts.Actor))],
        [.. s.Rounds.Select(round => RoundView.Of(s, round, facts.Actor))],
        s.Authorisation is { } a ? a with { State = AuthorisationStanding.At(a, facts.Now) } : null, s.Breaches, s.Orders, s.Erasure)
    {
        Measure = s.Measure,
        Extends = s.Extends?.ToString(),
        Struck = s.Struck,
        Conditions = (s.Authorisation?.Conditions ?? []).ToDictionary(c => c.Condition.Id, c => ConditionView.Of(c, s.Authorisation!)),
        Monitoring = s.Monitoring,
        Recommendation = s.Monitoring.Resolutions.Any(resolution => resolution.Kinds.Contains(ResolutionKind.Recommendation)),
        ErasureDueAt = s.Position?.Open.Where(open => facts.Rules.Definitions.Of(s.Definition!).Activities[open.Id] is FlowActivity.Erasure)
            .Select(open => open.DueAt).FirstOrDefault(),
        ErasedAt = s.ErasedAt,
        KeptUntil = s.KeptUntil,
        Keeping = s.Keeping,
        CarriedOverTo = s.CarriedOverTo,
        ErasureProposals = s.ErasureProposals,
    };
}

/// <summary>A condition as it stands; dueAt is the next due instant, exclusive.</summary>
public sealed record ConditionView(
    ConditionKind Kind, ConditionOwner Owner, string State, int Misses, DateTimeOffset? DueAt, DateTimeOffset? MetAt, DateTimeOffset? BreachedAt, bool Suspends)
{
    internal static ConditionView Of(ConditionStanding c, Authorisation authorisation) => new(
        c.Condition.Kind, c.Condition.Owner, c.State.ToString(), c.Misses, ConditionDues.Next(c, authorisation), c.MetAt, c.BreachedAt, c.Suspends);
}

/// <summary>An open activity of the flow, with its hard deadline (exclusive).</summary>
public sealed record ActivityView(string Activity, string Type, DateTimeOffset EnteredAt, DateTimeOffset? DueAt)
{
    internal static IReadOnlyList<ActivityView> Of(RequestState s, DefinitionSet definitions) => s.Position is null ? []
        : [.. s.Position.Open.Select(open => new ActivityView(
            open.Id, definitions.Of(s.Definition!).Activities[open.Id].GetType().Name, open.EnteredAt, open.DueAt))];
}

/// <summary>A command open to this caller now.</summary>
public sealed record ActionView(string Name, string Method, string Href, string IfMatch)
{
    internal static IReadOnlyList<ActionView> Of(RequestState s, Facts facts) =>
        [.. CommandRules.OpenTo(s, facts).Where(rule => CommandEndpoints.Segments.ContainsKey(rule.Name)).Select(rule => new ActionView(
            rule.Name, "POST", $"/api/v1/requests/{s.Id.Value}/{CommandEndpoints.Segments[rule.Name]}", CommandEndpoints.ETag(s.Version)))];
}

/// <summary>A declared interest; the reason is for the panel and auditors.</summary>
public sealed record InterestView(string Member, RecusalGround Ground, IReadOnlyList<string>? Items, string? Reason, DateTimeOffset At)
{
    internal static InterestView Of(Interest interest, Actor actor) => new(
        interest.Member.Value, interest.Ground, interest.Items, Reading.MaySeeInterestReason(actor) ? interest.Reason : null, interest.At);
}

/// <summary>
/// A round: who was there, what was put, and the ballots as far as this caller may see them. Ballots for an earlier version are void for the one
/// that stands.
/// </summary>
public sealed record RoundView(
    int Number, MotionKind Motion, IReadOnlyList<string> Items, int ContentVersion, string OpenedBy, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, bool IsVoid,
    IReadOnlyList<MemberId> Present, MotionText? Text, IReadOnlyList<string> Tied, IReadOnlyList<BallotView> Ballots, int BallotCount,
    IReadOnlyList<TieDecision> Castings, IReadOnlyList<CountView> Counts, IReadOnlyList<Bilingual> Dissents,
    bool IsForEarlierVersion)
{
    internal static RoundView Of(RequestState s, Round round, Actor actor)
    {
        var visible = round.Ballots.Where(ballot => Reading.MaySeeBallot(round, ballot.Member, actor));
        var maySee = Reading.MaySeeMotion(round, actor);
        var counting = round.Present.Select(round.BallotOf).OfType<Ballot>().ToList();
        return new RoundView(
            round.Number, round.Motion, round.Items, round.ContentVersion, round.OpenedBy.Value, round.OpenedAt, round.ClosedAt, round.IsVoid, round.Present,
            maySee ? round.Text : null, maySee ? round.Tied : [],
            [.. visible.Select(b => new BallotView(b.Member.Value, b.BallotNo, b.Items, b.Reasons, b.Dissent, b.At, b.IsVoid, round.BallotOf(b.Member) == b))],
            counting.Count, maySee ? round.Castings : [], [.. round.Counts.Select(CountView.Of)],
            round.ClosedAt is null ? [] : [.. counting.Select(ballot => ballot.Dissent).OfType<Bilingual>()],
            s.IsForEarlierVersion(round));
    }
}

/// <summary>A ballot. Counts is true for the one that counts.</summary>
public sealed record BallotView(
    string Member, int BallotNo, IReadOnlyDictionary<string, Choice> Items, IReadOnlyDictionary<string, string>? Reasons, Bilingual? Dissent,
    DateTimeOffset At, bool IsVoid, bool Counts);

/// <summary>The count of one item at the closing.</summary>
public sealed record CountView(string Item, int Present, int Yes, int No, int Abstain, ItemResult Result, bool DecidedByCasting, string? Presiding)
{
    internal static CountView Of(CountedItem count) => new(
        count.Item, count.Present, count.Yes, count.No, count.Abstain, count.Result, count.DecidedByCasting, count.Presiding?.Value);
}

/// <summary>A line of a list of requests.</summary>
public sealed record RequestLine(
    string Id, string Number, string Route, string Agency, string State, string? Decision, string? Close, DateTimeOffset DraftedAt, DateTimeOffset? FiledAt,
    DateTimeOffset UpdatedAt, int Version);

/// <summary>A page of a list; next is null on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
