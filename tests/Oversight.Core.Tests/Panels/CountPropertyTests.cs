using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Panels;
using static Oversight.Core.Tests.Panels.Sittings;

namespace Oversight.Core.Tests.Panels;

public sealed class CountPropertyTests
{
    private static readonly CarriedBy[] Thresholds =
    [
        new CarriedBy.MajorityOfPresent(), new CarriedBy.MajorityOfSeats(), new CarriedBy.UnanimousOfPresent(), new CarriedBy.AtLeast(2),
        new CarriedBy.AtLeast(3),
    ];

    private static readonly CountingSettings[] NarrowSettings =
        [CountingSettings.Default, CountingSettings.Default with { ChairVotesAsMember = false }];

    public static TheoryData<int> Seats => [3, 4, 5];

    /// <summary>A legal rule, a setting with narrow ties, complete ballots of a room, whether the chair is in it, and the casting if it comes to one.</summary>
    private sealed record Sitting(VotingRule Rule, CountingSettings Settings, string Choices, bool Chaired, bool CastsToApprove);

    private static readonly Arbitrary<Sitting> Sitting3To9 = Arb.From(
        from seats in Gen.Choose(VotingRule.FewestSeats, VotingRule.MostSeats)
        from present in Gen.Choose(0, seats)
        from choices in Gen.ArrayOf(Gen.Elements('y', 'n', 'a'), present)
        from threshold in Gen.Elements(Thresholds)
        from floor in Gen.Choose(2, 3)
        from settings in Gen.Elements(NarrowSettings)
        from chaired in Gen.Elements(true, true, false)
        from approve in Gen.Elements(true, false)
        select new Sitting(RuleOf(seats, threshold, floor), settings, new string(choices), chaired && present > 0, approve));

    [Fact]
    public void Counting_does_not_depend_on_the_order_of_ballots_or_of_those_present() => Prop.ForAll(
        Sitting3To9,
        Arb.From(Gen.Choose(0, int.MaxValue)),
        (sitting, seed) =>
        {
            var room = Room(sitting.Choices.Length, sitting.Chaired);
            var ballots = Ballots(sitting.Choices);
            var present = room.Present.ToArray();
            var shuffled = ballots.ToArray();
            new Random(seed).Shuffle(present);
            new Random(seed).Shuffle(shuffled);

            return Count.Of(sitting.Rule, sitting.Settings, room, ballots, null)
                == Count.Of(sitting.Rule, sitting.Settings, new Room(present, room.Chair), new Dictionary<MemberId, Choice>(shuffled), null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_more_yes_never_turns_carried_into_not_carried() => Prop.ForAll(
        Sitting3To9,
        sitting => !IsCarried(sitting) || Improved(sitting).All(IsCarried)).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_carried_below_the_floor() => Prop.ForAll(
        Sitting3To9,
        sitting => !IsCarried(sitting) || ApproverCount(sitting) >= sitting.Rule.ApprovalsFloor).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Seats))]
    public void Every_ballot_of_every_attendance_has_one_result_that_is_monotone_and_has_two_approvers(int seats)
    {
        var results = new HashSet<ItemResult>();
        foreach (var sitting in EverySitting(seats))
        {
            results.Add(Result(sitting));
            if (IsCarried(sitting))
            {
                Assert.True(ApproverCount(sitting) >= 2, $"too few approvers: {sitting}");
                Assert.All(Improved(sitting), improved => Assert.True(IsCarried(improved), $"{sitting} carries, {improved} does not"));
            }
        }
        Assert.Equal(Enum.GetValues<ItemResult>().Order(), results.Order());
    }

    [Fact]
    public void A_wide_tie_lets_a_vote_fall_by_one_more_yes()
    {
        var wide = new Sitting(VotingRule.Default, new CountingSettings(ChairVotesAsMember: true, NarrowTie: false), "nyaaa", true, true);

        Assert.True(IsCarried(wide));
        Assert.False(IsCarried(wide with { Choices = "nyyaa" }));
    }

    private static IEnumerable<Sitting> EverySitting(int seats) =>
        from threshold in Thresholds
        from settings in NarrowSettings
        from present in Enumerable.Range(0, seats + 1)
        from choices in Words("yna", present)
        from chaired in new[] { true, false }
        where present > 0 || !chaired
        from approve in new[] { true, false }
        select new Sitting(RuleOf(seats, threshold, floor: 2), settings, choices, chaired, approve);

    private static VotingRule RuleOf(int seats, CarriedBy threshold, int floor) => VotingRule.Default with
    {
        Seats = seats,
        CarriedBy = threshold,
        Tie = threshold is CarriedBy.MajorityOfPresent ? TieRule.ChairCasts : TieRule.NotCarried,
        ApprovalsFloor = floor,
    };

    private static IEnumerable<Sitting> Improved(Sitting sitting) =>
        from index in Enumerable.Range(0, sitting.Choices.Length)
        where sitting.Choices[index] != 'y'
        select sitting with { Choices = sitting.Choices[..index] + 'y' + sitting.Choices[(index + 1)..] };

    private static ItemResult Result(Sitting sitting) =>
        Count.Of(sitting.Rule, sitting.Settings, Room(sitting.Choices.Length, sitting.Chaired), Ballots(sitting.Choices), null).Result;

    /// <summary>Carried by ballots, or by the casting if there is a tie and the casting is allowed.</summary>
    private static bool IsCarried(Sitting sitting)
    {
        var result = Result(sitting);
        if (result is not ItemResult.Tie)
        {
            return result is ItemResult.Carried;
        }
        var (room, ballots, casting) = (Room(sitting.Choices.Length), Ballots(sitting.Choices), new Casting(M(1), sitting.CastsToApprove));
        return Count.Refusal(sitting.Rule, sitting.Settings, room, ballots, casting) is null
            && Count.Of(sitting.Rule, sitting.Settings, room, ballots, casting).Result is ItemResult.Carried;
    }

    private static int ApproverCount(Sitting sitting)
    {
        var approvers = Enumerable.Range(0, sitting.Choices.Length)
            .Where(index => sitting.Choices[index] == 'y' && (index > 0 || !sitting.Chaired || sitting.Settings.ChairVotesAsMember))
            .ToHashSet();
        if (Result(sitting) is ItemResult.Tie)
        {
            approvers.Add(0);
        }
        return approvers.Count;
    }
}
