using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>A request as it stands: the fold of its entries. Stored as a snapshot beside them and rebuilt from them to check it.</summary>
public sealed record RequestState
{
    /// <summary>The request's number.</summary>
    public required RequestId Id { get; init; }

    /// <summary>The agency that asks.</summary>
    public required Agency Agency { get; init; }

    /// <summary>Account that wrote the content that stands.</summary>
    public required string Drafter { get; init; }

    /// <summary>Account that countersigned, or null.</summary>
    public string? Officer { get; init; }

    /// <summary>Accounts that drafted or corrected.</summary>
    public IReadOnlyList<string> Drafters { get; init; } = [];

    /// <summary>Accounts that signed, declined or answered for the agency.</summary>
    public IReadOnlyList<string> Officers { get; init; } = [];

    /// <summary>Accounts that examined.</summary>
    public IReadOnlyList<string> Examiners { get; init; } = [];

    /// <summary>Entries so far; the next one has CaseSeq + 1.</summary>
    public int CaseSeq { get; init; }

    /// <summary>Number of the last entry that changed content, flow position or round; the strong ETag.</summary>
    public int Version { get; init; }

    /// <summary>The content that stands.</summary>
    public required RequestContent Content { get; init; }

    /// <summary>Version of the content, counted from 1; only a revision makes a new one.</summary>
    public int ContentVersion { get; init; }

    /// <summary>The content as first filed, once a correction made it differ from the standing one; else null.</summary>
    public RequestContent? FirstFiled { get; init; }

    /// <summary>The content the officer last signed, while a correction of it awaits the signature; else null.</summary>
    public RequestContent? SignedContent { get; init; }

    /// <summary>Every content version an officer signed, in order: only these are anybody's but the agency's.</summary>
    public IReadOnlyList<int> SignedVersions { get; init; } = [];

    /// <summary>Attached files.</summary>
    public IReadOnlyList<AttachedFile> Attachments { get; init; } = [];

    /// <summary>When the draft was begun.</summary>
    public DateTimeOffset DraftedAt { get; init; }

    /// <summary>When the drafter submitted, or null.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When the authorising officer first signed; decides the rule set, and what was never filed is not counted.</summary>
    public DateTimeOffset? FiledAt { get; init; }

    /// <summary>Content version the officer last signed, 0 for none.</summary>
    public int SignedContentVersion { get; init; }

    /// <summary>Hash of the pinned definition, or null before submission.</summary>
    public string? Definition { get; init; }

    /// <summary>Where the flow stands.</summary>
    public FlowPosition? Position { get; init; }

    /// <summary>The last intake result.</summary>
    public IntakeResult? Intake { get; init; }

    /// <summary>The last examination.</summary>
    public Examination? Examination { get; init; }

    /// <summary>Questions to the agency with their answers.</summary>
    public IReadOnlyList<Inquiry> Inquiries { get; init; } = [];

    /// <summary>Consultations the secretariat confirmed.</summary>
    public IReadOnlyList<ConfirmedConsultation> Consultations { get; init; } = [];

    /// <summary>Declared interests.</summary>
    public IReadOnlyList<Interest> Interests { get; init; } = [];

    /// <summary>All rounds; at most the last one is open.</summary>
    public IReadOnlyList<Round> Rounds { get; init; } = [];

    /// <summary>The decision clock, or null before filing.</summary>
    public DecisionClock? Clock { get; init; }

    /// <summary>The state's name, from where the flow stands.</summary>
    public RequestStatus State { get; init; }

    /// <summary>The panel's decision, or null.</summary>
    public Decision? Decision { get; init; }

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The outcome the flow closed with, or null.</summary>
    public string? Close { get; init; }

    /// <summary>When the flow closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The authorisation, or null.</summary>
    public Authorisation? Authorisation { get; init; }

    /// <summary>The measure already taken that this case is about, or null for a request beforehand.</summary>
    public Measure? Measure { get; init; }

    /// <summary>For an extension, the route it extends; null otherwise and before intake.</summary>
    public Law.Route? Extends { get; init; }

    /// <summary>Items of the standing content that are struck because they are wider than the parent (W03).</summary>
    public IReadOnlyList<string> Struck { get; init; } = [];

    /// <summary>What is watched: the agency's reports, inspections, incidents and the panel's resolutions.</summary>
    public Monitoring Monitoring { get; init; } = Monitoring.None;

    /// <summary>Until when something is kept past its erasure for a legal reason, exclusive; null for nothing.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>What is kept and why, or null.</summary>
    public KeepingRecord? Keeping { get; init; }

    /// <summary>Number of the extension the duty to erase went over to, or null.</summary>
    public string? CarriedOverTo { get; init; }

    /// <summary>Breaches on record.</summary>
    public IReadOnlyList<string> Breaches { get; init; } = [];

    /// <summary>Orders the flow gave.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    /// <summary>The orders to stop or to limit use that the erasure record says were carried out; null without any.</summary>
    public IReadOnlyList<Order>? CarriedOut { get; init; }

    /// <summary>When it was erased, as the erasure record says; null without one.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The erasure record, or null; also null once that part is itself erased.</summary>
    public ErasureRecord? Erasure { get; init; }

    /// <summary>Proposals to erase content of this case, numbered from 1 in this order, with what became of them.</summary>
    public IReadOnlyList<ErasureProposal> ErasureProposals { get; init; } = [];

    /// <summary>The round that is open or awaits a casting, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Round? OpenRound => Rounds is [.., { ClosedAt: null } round] ? round : null;

    /// <summary>The instant whose rule set judges this case: that of the measure, else of the filing; null before both.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? JudgedAt => Measure?.MeasuredAt ?? FiledAt;

    /// <summary>The items that are put to the vote: all of the content but those struck.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> VotedItems => [.. ItemNames.All(Content).Where(item => !Struck.Contains(item))];

    /// <summary>True when the round's ballots are void for the content that stands: another version was signed since, and the round did not decide the matter.</summary>
    public bool IsForEarlierVersion(Round round) =>
        round.ContentVersion < SignedContentVersion && (Decision is null || round != Rounds.LastOrDefault(other => other.Decided() == Decision));

    /// <summary>True when the account is recused from the whole case and may not read it.</summary>
    public bool IsRecused(string account) => Interests.Any(i => i.Member.Value == account && i.Items is null);
}

/// <summary>States of a request (settled table).</summary>
public enum RequestStatus
{
    Draft, AwaitingSignature, Intake, Returned, UnderExamination, InformationRequested, BeforePanel, Voting, MeasureReported,
    UnderConfirmation, InForce, ErasureDue, Closed,
}

/// <summary>An attached file: SHA-256 in lower-case hex, size in bytes; the agency's alone until an officer signed or answered with it.</summary>
public sealed record AttachedFile(string Digest, long Size, string MediaType, string? Name, DateTimeOffset At, bool IsCountersigned = false);

/// <summary>What the intake checks answered for one content version.</summary>
public sealed record IntakeResult(
    int ContentVersion, IReadOnlyList<IntakeCode> Refused, IReadOnlyList<IntakeCode> Returned, IReadOnlyList<IntakeCode> Warnings,
    IReadOnlyList<string> SimilarRefused, DateTimeOffset At);

/// <summary>The examination of one content version.</summary>
public sealed record Examination(
    int ContentVersion, string Examiner, Recommendation Recommendation, IReadOnlyList<CriterionMark>? Marks, Bilingual? Report, DateTimeOffset At);

/// <summary>A request for information and, once given, its answer.</summary>
public sealed record Inquiry(
    IReadOnlyList<Bilingual>? Questions, DateTimeOffset AskedAt, Bilingual? Answer = null, IReadOnlyList<string>? Documents = null,
    DateTimeOffset? AnsweredAt = null);

/// <summary>A consultation the secretariat confirmed.</summary>
public sealed record ConfirmedConsultation(Authority Authority, DateOnly Date, string? Document, Bilingual? View, DateTimeOffset At);

/// <summary>A declared interest; null Items means the whole case. ContentVersion is the one whose item numbers Items are.</summary>
public sealed record Interest(MemberId Member, RecusalGround Ground, IReadOnlyList<string>? Items, string? Reason, DateTimeOffset At, int ContentVersion)
{
    /// <summary>
    /// True when the member is out of the room for this item. A correction may number items anew: then a member out of some is out of all,
    /// but not of a motion to remand, until he declares for the items that stand. A resolution concerns the whole: any declared interest is one in it.
    /// </summary>
    public bool Concerns(string item, int contentVersion, IReadOnlyList<Interest> all) =>
        Items is null
        || item == Round.ResolutionItem
        || (ContentVersion == contentVersion
            ? Items.Contains(item)
            : item != Round.RemandItem && !all.Any(other => other.Member == Member && other.ContentVersion == contentVersion));
}

/// <summary>The decision target (a goal, not a deadline): paused while the agency corrects or answers.</summary>
public sealed record DecisionClock(DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? PausedAt = null, DateTimeOffset? StoppedAt = null);
