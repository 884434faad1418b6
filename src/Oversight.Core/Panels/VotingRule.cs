using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Oversight.Core.Panels;

/// <summary>How one vote of the panel is counted; may hold an illegal combination until <see cref="Problems"/> is empty.</summary>
/// <param name="Seats">Seats of the panel, 3 to 9.</param>
/// <param name="Quorum">Who must be present and not recused for the item.</param>
/// <param name="CarriedBy">What carries an item; rejection is always more than half of those present and voting.</param>
/// <param name="Tie">What follows equal votes.</param>
/// <param name="ApprovalsFloor">Least number of distinct members who must have approved, by ballot or by casting; 0 stands for an absent floor.</param>
[JsonConverter(typeof(VotingRuleJsonConverter))]
public sealed record VotingRule(int Seats, Quorum Quorum, CarriedBy CarriedBy, TieRule Tie, int ApprovalsFloor)
{
    /// <summary>Fewest seats a rule may name, inclusive.</summary>
    public const int FewestSeats = 3;

    /// <summary>Most seats a rule may name, inclusive.</summary>
    public const int MostSeats = 9;

    /// <summary>The Act's rule (Art 55 of the Act): five seats, the chair and two others, majority of those present, the chair casts on a tie; floor of two.</summary>
    public static VotingRule Default { get; } =
        new(5, Quorum.OfTheAct, new CarriedBy.MajorityOfPresent(), TieRule.ChairCasts, ApprovalsFloor: 2);

    /// <summary>Every reason why the rule may not run, in the order of <see cref="VotingRuleProblem"/>; empty for a legal rule.</summary>
    public IReadOnlyList<VotingRuleProblem> Problems() =>
        [.. Enum.GetValues<VotingRuleProblem>().Where(IsShown)];

    private bool IsShown(VotingRuleProblem problem) => problem switch
    {
        VotingRuleProblem.SeatsOutOfRange => Seats is < FewestSeats or > MostSeats,
        VotingRuleProblem.QuorumOutOfRange => Quorum.Others < 0 || Quorum.Others >= Seats,
        VotingRuleProblem.ThresholdOutOfRange => CarriedBy is CarriedBy.AtLeast { Count: var count } && (count < 1 || count > Seats),
        VotingRuleProblem.CastingWithoutMajorityOfPresent => Tie is TieRule.ChairCasts && CarriedBy is not CarriedBy.MajorityOfPresent,
        VotingRuleProblem.FloorMissing => ApprovalsFloor < 1,
        VotingRuleProblem.FloorAboveSeats => ApprovalsFloor > Seats,
        _ => throw new UnreachableException(),
    };
}

/// <summary>Who must be in the room: the chair or acting chair, if the rule says so, and at least <paramref name="Others"/> further members.</summary>
public sealed record Quorum(bool Chair, int Others)
{
    /// <summary>The Act's own (Art 55(2) and (5) of the Act): the chair or acting chair and two others. It is law and no setting: no definition can ask for less.</summary>
    public static Quorum OfTheAct { get; } = new(Chair: true, Others: 2);

    /// <summary>Whether whoever meets this one also meets the other.</summary>
    public bool IsAtLeast(Quorum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Chair || !other.Chair) && Others >= other.Others;
    }
}

/// <summary>What carries an item.</summary>
public abstract record CarriedBy
{
    private CarriedBy() { }

    /// <summary>More than half of those present and voting.</summary>
    public sealed record MajorityOfPresent : CarriedBy;

    /// <summary>More than half of all seats, filled or not.</summary>
    public sealed record MajorityOfSeats : CarriedBy;

    /// <summary>Everyone present and voting.</summary>
    public sealed record UnanimousOfPresent : CarriedBy;

    /// <summary>At least <paramref name="Count"/> members, inclusive.</summary>
    public sealed record AtLeast(int Count) : CarriedBy;
}

/// <summary>What follows equal votes.</summary>
public enum TieRule
{
    /// <summary>The one presiding casts (Art 55(3) of the Act).</summary>
    ChairCasts,

    /// <summary>The item is not carried.</summary>
    NotCarried,
}

/// <summary>Why a voting rule may not run.</summary>
public enum VotingRuleProblem
{
    /// <summary>Seats are fewer than 3 or more than 9.</summary>
    SeatsOutOfRange,

    /// <summary>The quorum asks for fewer than no others, or for as many others as there are seats.</summary>
    QuorumOutOfRange,

    /// <summary><c>atLeast</c> is below one or above the seats.</summary>
    ThresholdOutOfRange,

    /// <summary>A casting vote exists only where a majority of those present carries.</summary>
    CastingWithoutMajorityOfPresent,

    /// <summary>The floor is absent or below one.</summary>
    FloorMissing,

    /// <summary>The floor is above the seats and could never be met.</summary>
    FloorAboveSeats,
}
