using System.Diagnostics;
using Oversight.Core.Ledger;

namespace Oversight.Core.Panels;

/// <summary>Counting one item of one round, in three questions: is it complete, is it well-formed, what is the result.</summary>
public static class Count
{
    /// <summary>True when everyone in the room who may vote has voted; a round closes itself then and never earlier.</summary>
    public static bool IsComplete(CountingSettings settings, Room room, IReadOnlyDictionary<MemberId, Choice> ballots) =>
        room.Voters(settings).All(ballots.ContainsKey);

    /// <summary>
    /// Why the item cannot be counted as it stands, null if it can: ballots are outstanding, or the casting is not on a tie, not by the one
    /// presiding, or approves below the floor. Without quorum no ballot is awaited.
    /// </summary>
    public static PanelRefusal? Refusal(
        VotingRule rule, CountingSettings settings, Room room, IReadOnlyDictionary<MemberId, Choice> ballots, Casting? casting)
    {
        if (room.Meets(rule.Quorum) && !IsComplete(settings, room, ballots))
        {
            return PanelRefusal.BallotsOutstanding;
        }
        if (casting is null)
        {
            return null;
        }
        var votes = Tally(settings, room, ballots);
        if (Judge(rule, settings, room, votes) is not ItemResult.Tie)
        {
            return PanelRefusal.NotATie;
        }
        if (casting.By != room.Chair)
        {
            return PanelRefusal.NotPresiding;
        }
        return casting.Approve && votes.ApproversWith(casting.By) < rule.ApprovalsFloor ? PanelRefusal.BelowApprovalsFloor : null;
    }

    /// <summary>
    /// The count of one item. Only ballots of those in the room who may vote are counted: leaving and recusal void a ballot. Throws
    /// <see cref="ArgumentException"/> where <see cref="Refusal"/> has an answer.
    /// </summary>
    public static ItemCount Of(
        VotingRule rule, CountingSettings settings, Room room, IReadOnlyDictionary<MemberId, Choice> ballots, Casting? casting)
    {
        if (Refusal(rule, settings, room, ballots, casting) is { Code: var code })
        {
            throw new ArgumentException($"the item cannot be counted: {code}", nameof(ballots));
        }
        var votes = Tally(settings, room, ballots);
        var result = casting switch
        {
            null => Judge(rule, settings, room, votes),
            { Approve: true } => ItemResult.Carried,
            { Approve: false } => ItemResult.Rejected,
        };
        return new ItemCount(room.Present.Count, votes.Yes, votes.No, votes.Abstain, result, DecidedByCasting: casting is not null);
    }

    // The narrow tie is an inference: the Act says only that votes are equal (Art 55(3)). It leaves the casting what one more yes would do.
    private static ItemResult Judge(VotingRule rule, CountingSettings settings, Room room, Votes votes)
    {
        if (!room.Meets(rule.Quorum))
        {
            return ItemResult.NoQuorum;
        }
        if (IsCarried(rule, votes))
        {
            return votes.Yes >= rule.ApprovalsFloor ? ItemResult.Carried : ItemResult.NotCarried;
        }
        if (IsMajority(votes.No, votes.Voters))
        {
            return ItemResult.Rejected;
        }
        var isTie = votes.Yes == votes.No && (settings.NarrowTie ? IsMajority(votes.Yes + 1, votes.Voters) : votes.Yes > 0);
        return isTie && MayCast(rule, room) ? ItemResult.Tie : ItemResult.NotCarried;
    }

    private static bool IsCarried(VotingRule rule, Votes votes) => rule.CarriedBy switch
    {
        CarriedBy.MajorityOfPresent => IsMajority(votes.Yes, votes.Voters),
        CarriedBy.MajorityOfSeats => IsMajority(votes.Yes, rule.Seats),
        CarriedBy.UnanimousOfPresent => votes.Yes == votes.Voters,
        CarriedBy.AtLeast { Count: var count } => votes.Yes >= count,
        _ => throw new UnreachableException(),
    };

    private static bool MayCast(VotingRule rule, Room room) =>
        rule.Tie is TieRule.ChairCasts && rule.CarriedBy is CarriedBy.MajorityOfPresent && room.Chair is not null;

    private static bool IsMajority(int votes, int of) => 2L * votes > of;

    private static Votes Tally(CountingSettings settings, Room room, IReadOnlyDictionary<MemberId, Choice> ballots)
    {
        var voters = room.Voters(settings).ToList();
        HashSet<MemberId> Those(Choice choice) => [.. voters.Where(voter => ballots.TryGetValue(voter, out var chosen) && chosen == choice)];
        return new Votes(voters.Count, Those(Choice.Yes), Those(Choice.No).Count, Those(Choice.Abstain).Count);
    }

    private sealed record Votes(int Voters, HashSet<MemberId> Approvers, int No, int Abstain)
    {
        public int Yes => Approvers.Count;

        public int ApproversWith(MemberId casting) => Approvers.Contains(casting) ? Yes : Yes + 1;
    }
}

/// <summary>One member's choice on one item; <see cref="Yes"/> always means grant.</summary>
[CamelCaseNames]
public enum Choice
{
    /// <summary>Grant the item as put.</summary>
    Yes,

    /// <summary>Do not grant it.</summary>
    No,

    /// <summary>Neither; the member stays in the denominator.</summary>
    Abstain,
}

/// <summary>What became of one item.</summary>
[CamelCaseNames]
public enum ItemResult
{
    /// <summary>The rule's majority approved, and the floor is met.</summary>
    Carried,

    /// <summary>More than half of those voting said no, or the casting refused.</summary>
    Rejected,

    /// <summary>Votes are equal and the one presiding must cast.</summary>
    Tie,

    /// <summary>Neither carried nor rejected, or carried below the floor.</summary>
    NotCarried,

    /// <summary>Too few are in the room; the vote is void.</summary>
    NoQuorum,
}

/// <summary>How the panel reads what the Act leaves open.</summary>
/// <param name="ChairVotesAsMember">True: the one presiding votes and may then cast; false: counts for the quorum only, and casts.</param>
/// <param name="NarrowTie">
/// True: equal votes are a tie only where one more yes would carry; false: any equal number of votes above none is, which makes some votes
/// fall when an approval is added.
/// </param>
public sealed record CountingSettings(bool ChairVotesAsMember, bool NarrowTie)
{
    /// <summary>The chair votes as a member, ties are narrow.</summary>
    public static CountingSettings Default { get; } = new(ChairVotesAsMember: true, NarrowTie: true);
}

/// <summary>The decision of a tie by the one presiding: a second, separately recorded act.</summary>
public sealed record Casting(MemberId By, bool Approve);

/// <summary>The count of one item: how many were in the room, how they voted, and the result after any casting.</summary>
public sealed record ItemCount(int Present, int Yes, int No, int Abstain, ItemResult Result, bool DecidedByCasting);
