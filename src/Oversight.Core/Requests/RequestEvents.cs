using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What happened to a request; each event is one entry of the audit trail. Shapes are hashed: they never change, new ones are added.</summary>
public abstract record RequestEvent
{
    private protected RequestEvent() { }

    /// <summary>False for what happens inside an open round without ending it: those leave the version (ETag) as it is, so that ballots
    /// cast at the same moment all pin what was read.</summary>
    internal virtual bool ChangesVersion => true;
}

// — Content —

/// <summary>
/// A drafter began a request. Blind is always empty: its salt keeps whoever sees only the leaf's hash from trying out what a draft says openly, whatever else it leaves out.
/// </summary>
public sealed record RequestDrafted(Agency Agency, RequestContent Content, [property: Part] string? Blind = "") : RequestEvent;

/// <summary>The drafter replaced the content; ContentVersion counts from 1. Blind is as in <see cref="RequestDrafted"/>.</summary>
public sealed record ContentRevised(int ContentVersion, RequestContent Content, [property: Part] string? Blind = "") : RequestEvent;

/// <summary>A file was attached; Digest is its SHA-256 in lower-case hex, Size in bytes.</summary>
public sealed record AttachmentAdded(string Digest, long Size, string MediaType, [property: Part] string? Name) : RequestEvent;

// — Filing —

/// <summary>The drafter submitted; the definition is pinned from here on.</summary>
public sealed record RequestSubmitted(string Definition, string DefinitionId, int DefinitionVersion) : RequestEvent;

/// <summary>The authorising officer signed this content version; the first signature files the request and starts the decision clock.</summary>
public sealed record RequestSigned(int ContentVersion, DateTimeOffset? DecisionDueAt) : RequestEvent;

/// <summary>The authorising officer declined to sign.</summary>
public sealed record RequestDeclined([property: Part] string? Reason) : RequestEvent;

/// <summary>The authorising officer countersigned a corrected content version.</summary>
public sealed record RequestResubmitted(int ContentVersion) : RequestEvent;

/// <summary>The agency withdrew the request.</summary>
public sealed record RequestWithdrawn([property: Part] string? Reason) : RequestEvent;

/// <summary>
/// Result of the intake checks: refused, returned and warning codes in order; the map and the earlier requests they looked at. For an extension
/// Extends is the route it extends and Struck the items wider than the parent (W03), null for none.
/// </summary>
public sealed record IntakeJudged(
    int ContentVersion, IReadOnlyList<IntakeCode> Refused, IReadOnlyList<IntakeCode> Returned, IReadOnlyList<IntakeCode> Warnings,
    string NetworkMap, IReadOnlyList<string> SimilarRefused, Law.Route? Extends = null, IReadOnlyList<string>? Struck = null) : RequestEvent;

// — Flow —

/// <summary>An activity of the definition was entered; DueAt is its hard deadline.</summary>
public sealed record FlowStarted(string Activity, DateTimeOffset? DueAt) : RequestEvent;

/// <summary>An activity was left through a port.</summary>
public sealed record FlowEnded(string Activity, string Port) : RequestEvent;

/// <summary>An open activity was cancelled by a join or a close.</summary>
public sealed record FlowCancelled(string Activity) : RequestEvent;

/// <summary>The case closed with this outcome of its definition.</summary>
public sealed record RequestClosed(string Outcome) : RequestEvent;

/// <summary>A breach was put on record for the inspectors.</summary>
public sealed record BreachRecorded(string Breach) : RequestEvent;

/// <summary>Stop, destroy or limit use was ordered by the flow.</summary>
public sealed record StopOrdered(IReadOnlyList<string> Orders) : RequestEvent;

// — Examination —

/// <summary>The examiner's marks, report and recommendation.</summary>
public sealed record ExaminationRecorded(
    int ContentVersion, Recommendation Recommendation, [property: Part] IReadOnlyList<CriterionMark>? Marks, [property: Part] Bilingual? Report) : RequestEvent;

/// <summary>The examiner asked the agency for more material; the decision clock pauses.</summary>
public sealed record InformationRequested([property: Part] IReadOnlyList<Bilingual>? Questions) : RequestEvent;

/// <summary>The authorising officer answered; documents are attachments by digest. Content is unchanged.</summary>
public sealed record InformationAnswered(
    int ContentVersion, IReadOnlyList<string> Documents, [property: Part] Bilingual? Answer) : RequestEvent;

/// <summary>The secretariat confirmed a consultation.</summary>
public sealed record ConsultationConfirmed(string Activity, Authority Authority, DateOnly Date, [property: Part] string? Document,
    [property: Part] Bilingual? View) : RequestEvent;

// — Panel —

/// <summary>A member left the matter for some items, or for the whole case when Items is null (then the file is closed to the member).</summary>
public sealed record InterestDeclared(MemberId Member, RecusalGround Ground, IReadOnlyList<string>? Items, [property: Part] string? Reason) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>
/// The chair or acting chair opened a round on one motion with the attendance; panel, rule and settings are pinned. DueAt is the hard deadline,
/// exclusive, of a round that belongs to no activity and so has none of the flow's; null for others.
/// </summary>
public sealed record RoundOpened(
    int Round, string Activity, int ContentVersion, MotionKind Motion, IReadOnlyList<string> Items, MemberId OpenedBy,
    IReadOnlyList<MemberId> Present, PanelSnapshot Panel, VotingRule Rule, CountingSettings Settings,
    [property: Part] MotionText? Text, DateTimeOffset? DueAt = null) : RequestEvent;

/// <summary>A member arrived or left during a round; leaving voids the ballot already cast.</summary>
public sealed record PresenceChanged(int Round, MemberId Member, bool IsPresent) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>A member's ballot; BallotNo counts the member's ballots of this round from 1, the last one counts.</summary>
public sealed record BallotCast(
    int Round, MemberId Member, int BallotNo, IReadOnlyDictionary<string, Choice> Items,
    [property: Part] IReadOnlyDictionary<string, string>? Reasons, [property: Part] Bilingual? Dissent) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>
/// Everyone present has voted and these items are tied; the one presiding decides them. Blind is always empty: its salt keeps whoever sees only the
/// leaf's hash from trying out whether a vote is tied.
/// </summary>
public sealed record RoundTied(int Round, IReadOnlyList<string> Items, [property: Part] string? Blind = "") : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>A casting decision (Art 55(3)), its own act; ActingChairTieBreak marks one by the acting chair.</summary>
public sealed record TieDecided(
    int Round, string Item, MemberId Member, bool Approve, bool ActingChairTieBreak, [property: Part] string? Reason) : RequestEvent
{
    internal override bool ChangesVersion => false;
}

/// <summary>The round closed by itself; each count is the stored quorum snapshot of its item.</summary>
public sealed record RoundClosed(int Round, IReadOnlyList<CountedItem> Counts, Decision? Decision) : RequestEvent;

/// <summary>The round became void: an item lost its quorum, what it put to the vote is not what stands any more, or its own deadline passed.</summary>
public sealed record RoundVoided(int Round, IReadOnlyList<string> Items) : RequestEvent;

// — Authorisation —

/// <summary>The authorisation the vote granted. Start inclusive, End exclusive.</summary>
public sealed record AuthorisationIssued(
    int ContentVersion, int Round, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Items,
    [property: Part] AuthorisedUse? Use) : RequestEvent;

/// <summary>The start of the period was reached.</summary>
public sealed record AuthorisationStarted : RequestEvent;

/// <summary>The authorisation came to an end; every end opens an erasure duty.</summary>
public sealed record AuthorisationEnded(AuthorisationEnd How, [property: Part] string? Reason) : RequestEvent;

/// <summary>The erasure record: what, when, how, by whom, with what proof; and the orders to stop or to limit use that were carried out, null where none was to be told.</summary>
public sealed record ErasureRecorded(
    DateTimeOffset ErasedAt, [property: Part] ErasureRecord? Record, IReadOnlyList<Order>? CarriedOut = null) : RequestEvent;
