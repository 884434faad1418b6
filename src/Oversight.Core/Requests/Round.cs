using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>One round of the panel on one motion, with the panel, rule and attendance pinned at its opening.</summary>
public sealed record Round
{
    /// <summary>Counted from 1 per case.</summary>
    public required int Number { get; init; }

    /// <summary>The PanelVote or Confirmation activity the round belongs to; empty for a resolution and for a review after its time, which belong to none.</summary>
    public required string Activity { get; init; }

    /// <summary>The content version voted on.</summary>
    public required int ContentVersion { get; init; }

    /// <summary>Decide the items, or remand.</summary>
    public required MotionKind Motion { get; init; }

    /// <summary>Item numbers as text, or the single item "remand".</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The motion's text.</summary>
    public MotionText? Text { get; init; }

    /// <summary>Who opened the round.</summary>
    public required MemberId OpenedBy { get; init; }

    /// <summary>When it opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The deadline of a round that belongs to no activity, exclusive; null for a round whose activity has the deadline.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The panel at the opening.</summary>
    public required PanelSnapshot Panel { get; init; }

    /// <summary>The rule counted by.</summary>
    public required VotingRule Rule { get; init; }

    /// <summary>Settings of the rule set the count depends on.</summary>
    public required CountingSettings Settings { get; init; }

    /// <summary>Members in the room.</summary>
    public required IReadOnlyList<MemberId> Present { get; init; }

    /// <summary>All ballots in order; a member's last valid one counts.</summary>
    public IReadOnlyList<Ballot> Ballots { get; init; } = [];

    /// <summary>Items awaiting a casting, empty before everyone has voted.</summary>
    public IReadOnlyList<string> Tied { get; init; } = [];

    /// <summary>Casting decisions.</summary>
    public IReadOnlyList<TieDecision> Castings { get; init; } = [];

    /// <summary>Counts per item, once closed.</summary>
    public IReadOnlyList<CountedItem> Counts { get; init; } = [];

    /// <summary>True when the round lost its quorum.</summary>
    public bool IsVoid { get; init; }

    /// <summary>When it closed or became void.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What the round decided; null while it is open, when it is void, for a remand that was not carried, and for a resolution.</summary>
    public Decision? Decided() => ClosedAt is not null && !IsVoid ? Outcomes.Of(this, Counts) : null;

    /// <summary>The ballot that counts for a member, or null.</summary>
    public Ballot? BallotOf(MemberId member) => Ballots.LastOrDefault(b => b.Member == member && !b.IsVoid);

    /// <summary>The item name of a motion to remand.</summary>
    public const string RemandItem = "remand";

    /// <summary>The item name of a motion to resolve.</summary>
    public const string ResolutionItem = "resolution";
}

/// <summary>One ballot; void when its member left or was recused afterwards.</summary>
public sealed record Ballot(
    MemberId Member, int BallotNo, IReadOnlyDictionary<string, Choice> Items, IReadOnlyDictionary<string, string>? Reasons, Bilingual? Dissent,
    DateTimeOffset At, bool IsVoid = false);

/// <summary>A casting decision on one tied item.</summary>
public sealed record TieDecision(string Item, MemberId Member, bool Approve, bool ActingChairTieBreak, string? Reason, DateTimeOffset At);
