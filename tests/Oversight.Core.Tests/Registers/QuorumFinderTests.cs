using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Registers.Books;
using static Oversight.Core.Tests.Registers.RosterTests;

namespace Oversight.Core.Tests.Registers;

public sealed class QuorumFinderTests
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    private static readonly QuorumNeed Urgent = new(VotingRule.Default.Quorum, RemoteCounts: true, [[]], Now.AddHours(24));

    [Fact]
    public void Chair_and_two_others_in_time_are_a_quorum()
    {
        var found = Find(Say("kuze", 0, 8), Say("nasu", 1, 8), Say("ibuki", 0, 8) with { ReachableWithinMinutes = 90 });
        Assert.True(found.IsPossible);
        Assert.False(found.Alarm);
        Assert.Equal(Now.AddMinutes(90), found.NextAt);
        Assert.Equal(["kuze", "nasu", "ibuki"], found.CanSit.Select(stay => stay.Member.Value));
        Assert.Equal(["saegusa", "ayabe"], found.Missing.Select(member => member.Value));
    }

    [Fact]
    public void The_acting_chair_stands_in_for_the_chair_and_nobody_else_does()
    {
        Assert.True(Find(Say("saegusa", 0, 8), Say("nasu", 0, 8), Say("ibuki", 0, 8)).IsPossible);
        Assert.False(Find(Say("nasu", 0, 8), Say("ibuki", 0, 8), Say("ayabe", 0, 8)).IsPossible);
    }

    [Fact]
    public void They_must_be_there_together()
    {
        var found = Find(Say("kuze", 0, 1), Say("nasu", 1, 8), Say("ibuki", 0, 8), Say("kuze", 20, 30), Say("nasu", 19, 30), Say("ibuki", 18, 30));
        Assert.Equal(3, found.CanSit.Count);
        Assert.False(found.IsPossible);
        Assert.Equal(Now.AddHours(20), found.NextAt);
    }

    [Fact]
    public void Who_arrives_when_leaving_is_not_there() =>
        Assert.False(Find(Say("kuze", 0, 1) with { ReachableWithinMinutes = 60 }, Say("nasu", 0, 8), Say("ibuki", 0, 8)).IsPossible);

    [Fact]
    public void The_last_instant_of_the_wait_counts()
    {
        RecordAvailability[] said = [Say("kuze", 2, 8), Say("nasu", 0, 8), Say("ibuki", 0, 8)];
        Assert.True(Find(said).IsPossible);
        Assert.False(Find([said[0] with { From = Now.AddHours(2).AddMilliseconds(1) }, .. said[1..]]).IsPossible);
    }

    [Fact]
    public void The_alarm_is_raised_when_no_quorum_sits_before_the_matters_time_is_over()
    {
        RecordAvailability[] Chair(double from) => [Say("kuze", from, 100), Say("nasu", 0, 100), Say("ibuki", 0, 100)];
        Assert.False(Find(Chair(23.9)).Alarm);
        Assert.True(Find(Chair(24)).Alarm);
        Assert.True(Find().Alarm);
        Assert.Null(Find().NextAt);
    }

    [Fact]
    public void The_search_ends_after_thirty_days()
    {
        RecordAvailability[] On(int day) => [Say("kuze", day * 24, (day * 24) + 1), Say("nasu", 0, 900), Say("ibuki", 0, 900)];
        Assert.Equal(Now.AddDays(30), Find(On(30)).NextAt);
        Assert.Null(Find(On(31)).NextAt);
    }

    [Fact]
    public void A_member_elsewhere_counts_where_the_rules_allow_it()
    {
        var roster = Said(Say("kuze", 0, 8), Say("nasu", 0, 8), Say("ibuki", 0, 8) with { Attendance = Attendance.Remote });
        Assert.True(QuorumFinder.Find(roster, Five, Urgent, Now, TwoHours).IsPossible);
        var found = QuorumFinder.Find(roster, Five, Urgent with { RemoteCounts = false }, Now, TwoHours);
        Assert.False(found.IsPossible);
        Assert.Contains(new MemberId("ibuki"), found.Missing);
    }

    [Fact]
    public void The_quorum_holds_for_every_item_without_those_recused_from_it()
    {
        var roster = Said(Say("kuze", 0, 8), Say("nasu", 0, 8), Say("ibuki", 0, 8), Say("ayabe", 0, 8));
        QuorumFinding Without(params IReadOnlyCollection<MemberId>[] recused) => QuorumFinder.Find(roster, Five, Urgent with { Recused = recused }, Now, TwoHours);
        Assert.True(Without([new("nasu")], [new("ibuki")]).IsPossible);
        Assert.False(Without([], [new("nasu"), new("ibuki")]).IsPossible);
        var all = Without([new("nasu")], [new("nasu")]);
        Assert.Equal(["nasu"], all.Recused.Select(member => member.Value));
        Assert.DoesNotContain(all.CanSit, stay => stay.Member.Value == "nasu");
        Assert.Empty(Without([], [new("nasu")]).Recused);
    }

    [Fact]
    public void A_seat_whose_term_begins_later_counts_from_then_on()
    {
        var begins = Jst("2028-02-16 00:00");
        var seats = Five.Seats.Select(seat => seat.Number == 3 ? seat with { Holder = seat.Holder! with { TermStart = new(2028, 2, 16) } } : seat);
        var roster = Said(Say("kuze", 0, 100), Say("nasu", 0, 100), Say("ibuki", 0, 100));
        Assert.Equal(begins, QuorumFinder.Find(roster, new Panel([.. seats], Five.ActingChair), Urgent, Now, TwoHours).NextAt);
    }

    [Fact]
    public void An_urgent_matter_leaves_the_time_the_rule_set_names()
    {
        var rules = new Rulebook(LegalCalendar.Japan, WorkingCalendar.Japan, NetworkMap.Demo, new DefinitionSet([]));
        var need = QuorumFinder.Urgent(rules, Now);
        Assert.Equal(Now.AddHours(24), need.Until);
        Assert.True(need.RemoteCounts);
        Assert.Equal(VotingRule.Default.Quorum, need.Quorum);
    }

    private static QuorumFinding Find(params RecordAvailability[] said) =>
        QuorumFinder.Find(said.Length == 0 ? Roster.Empty : Said(said), Five, Urgent, Now, TwoHours);
}
