using Oversight.Core.Panels;
using static Oversight.Core.Tests.Panels.Sittings;

namespace Oversight.Core.Tests.Panels;

public sealed class CountTests
{
    private static readonly CountingSettings ChairOnlyCasts = new(ChairVotesAsMember: false, NarrowTie: true);

    [Theory]
    [InlineData("yyynn", ItemResult.Carried)]
    [InlineData("yynna", ItemResult.Tie)]
    [InlineData("yynaa", ItemResult.NotCarried)]
    [InlineData("ynaaa", ItemResult.NotCarried)]
    [InlineData("yynn", ItemResult.Tie)]
    [InlineData("yyna", ItemResult.NotCarried)]
    [InlineData("ynaa", ItemResult.NotCarried)]
    [InlineData("yyn", ItemResult.Carried)]
    [InlineData("yya", ItemResult.Carried)]
    [InlineData("yna", ItemResult.Tie)]
    [InlineData("yaa", ItemResult.NotCarried)]
    [InlineData("aaa", ItemResult.NotCarried)]
    [InlineData("aaaa", ItemResult.NotCarried)]
    [InlineData("aaaaa", ItemResult.NotCarried)]
    [InlineData("yy", ItemResult.NoQuorum)]
    [InlineData("ynnnn", ItemResult.Rejected)]
    [InlineData("nna", ItemResult.Rejected)]
    public void The_acts_rule_counts_as_its_table_says(string choices, ItemResult result)
    {
        var count = Counted(choices);

        Assert.Equal(
            new ItemCount(choices.Length, choices.Count(c => c == 'y'), choices.Count(c => c == 'n'), choices.Count(c => c == 'a'), result, false),
            count);
    }

    [Theory]
    [InlineData("yyy")]
    [InlineData("yyyy")]
    [InlineData("nnn")]
    [InlineData("...")]
    public void Without_the_chair_or_an_acting_chair_there_is_no_quorum(string choices)
    {
        var room = Room(choices.Length, chaired: false);

        Assert.Equal(ItemResult.NoQuorum, Count.Of(VotingRule.Default, CountingSettings.Default, room, Ballots(choices), null).Result);
    }

    [Fact]
    public void A_ballot_of_a_member_who_left_the_room_is_void()
    {
        var room = new Room([M(1), M(2), M(3)], M(1));

        var count = Count.Of(VotingRule.Default, CountingSettings.Default, room, Ballots("ynayy"), null);

        Assert.Equal(new ItemCount(3, 1, 1, 1, ItemResult.Tie, false), count);
    }

    [Theory]
    [InlineData("nya", true, ItemResult.Carried)]
    [InlineData("any", true, ItemResult.Carried)]
    [InlineData("nya", false, ItemResult.Rejected)]
    [InlineData("any", false, ItemResult.Rejected)]
    [InlineData("yna", false, ItemResult.Rejected)]
    [InlineData("yynn", true, ItemResult.Carried)]
    public void A_casting_by_the_one_presiding_decides_a_tie(string choices, bool approve, ItemResult result)
    {
        var count = Counted(choices, casting: new Casting(M(1), approve));

        Assert.Equal((result, true), (count.Result, count.DecidedByCasting));
    }

    [Fact]
    public void A_chair_who_was_the_one_yes_cannot_cast_to_approve()
    {
        var casting = new Casting(M(1), Approve: true);

        Assert.Equal(PanelRefusal.BelowApprovalsFloor, Refusal("yna", casting));
        Assert.Throws<ArgumentException>(() => Counted("yna", casting: casting));
    }

    [Theory]
    [InlineData("yyn")]
    [InlineData("ynaa")]
    [InlineData("nna")]
    [InlineData("yy")]
    public void A_casting_without_a_tie_is_refused(string choices) =>
        Assert.Equal(PanelRefusal.NotATie, Refusal(choices, new Casting(M(1), Approve: false)));

    [Fact]
    public void A_casting_by_anyone_but_the_one_presiding_is_refused() =>
        Assert.Equal(PanelRefusal.NotPresiding, Refusal("yna", new Casting(M(2), Approve: false)));

    [Fact]
    public void A_round_is_complete_only_when_the_last_ballot_is_in()
    {
        Assert.False(Count.IsComplete(CountingSettings.Default, Room(5), Ballots("yyyy.")));
        Assert.True(Count.IsComplete(CountingSettings.Default, Room(5), Ballots("yyyyn")));
        Assert.Equal(PanelRefusal.BallotsOutstanding, Refusal("yyyy.", casting: null));
        Assert.Throws<ArgumentException>(() => Counted("yyyy."));
    }

    [Theory]
    [InlineData(".yynn", ItemResult.Tie)]
    [InlineData(".yyny", ItemResult.Carried)]
    [InlineData(".yyna", ItemResult.NotCarried)]
    [InlineData(".ya", ItemResult.NotCarried)]
    [InlineData(".yy", ItemResult.Carried)]
    [InlineData("yyn", ItemResult.Tie)]
    [InlineData(".y", ItemResult.NoQuorum)]
    public void A_chair_who_does_not_vote_counts_for_the_quorum_alone(string choices, ItemResult result) =>
        Assert.Equal(result, Counted(choices, settings: ChairOnlyCasts).Result);

    [Fact]
    public void A_chair_who_does_not_vote_is_the_second_approver_by_casting() =>
        Assert.Equal(ItemResult.Carried, Counted(".yn", settings: ChairOnlyCasts, casting: new Casting(M(1), Approve: true)).Result);

    [Theory]
    [InlineData("ynaaa", ItemResult.Tie)]
    [InlineData("ynaa", ItemResult.Tie)]
    [InlineData("aaa", ItemResult.NotCarried)]
    [InlineData("yyn", ItemResult.Carried)]
    public void A_wide_tie_is_any_equal_number_of_votes(string choices, ItemResult result) =>
        Assert.Equal(result, Counted(choices, settings: new CountingSettings(ChairVotesAsMember: true, NarrowTie: false)).Result);

    public static TheoryData<CarriedBy, string, ItemResult> OtherRules => new()
    {
        { new CarriedBy.MajorityOfSeats(), "yyy", ItemResult.Carried },
        { new CarriedBy.MajorityOfSeats(), "yya", ItemResult.NotCarried },
        { new CarriedBy.MajorityOfSeats(), "yynn", ItemResult.NotCarried },
        { new CarriedBy.MajorityOfSeats(), "ynn", ItemResult.Rejected },
        { new CarriedBy.UnanimousOfPresent(), "yyyy", ItemResult.Carried },
        { new CarriedBy.UnanimousOfPresent(), "yyya", ItemResult.NotCarried },
        { new CarriedBy.UnanimousOfPresent(), "yyynn", ItemResult.NotCarried },
        { new CarriedBy.UnanimousOfPresent(), "ynnn", ItemResult.Rejected },
        { new CarriedBy.AtLeast(4), "yyyyn", ItemResult.Carried },
        { new CarriedBy.AtLeast(4), "yyynn", ItemResult.NotCarried },
        { new CarriedBy.AtLeast(4), "yynnn", ItemResult.Rejected },
        { new CarriedBy.AtLeast(2), "yynnn", ItemResult.Carried },
        { new CarriedBy.AtLeast(1), "yaaaa", ItemResult.NotCarried },
    };

    [Theory]
    [MemberData(nameof(OtherRules))]
    public void Other_rules_carry_by_their_own_threshold_and_know_no_casting(CarriedBy carriedBy, string choices, ItemResult result)
    {
        foreach (var tie in Enum.GetValues<TieRule>())
        {
            Assert.Equal(result, Counted(choices, VotingRule.Default with { CarriedBy = carriedBy, Tie = tie }).Result);
        }
    }

    [Fact]
    public void Where_the_rule_says_so_a_tie_is_not_carried() =>
        Assert.Equal(ItemResult.NotCarried, Counted("yynn", VotingRule.Default with { Tie = TieRule.NotCarried }).Result);

    [Fact]
    public void A_majority_below_the_floor_is_not_carried() =>
        Assert.Equal(ItemResult.NotCarried, Counted("yyn", VotingRule.Default with { ApprovalsFloor = 3 }).Result);

    [Fact]
    public void A_room_holds_nobody_twice_and_the_one_presiding()
    {
        Assert.Throws<ArgumentException>(() => new Room([M(1), M(1), M(2)], M(1)));
        Assert.Throws<ArgumentException>(() => new Room([M(2), M(3)], M(1)));
    }
}
