using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.CaseTests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

public sealed class RoundTests
{
    private static readonly RequestContent One = C01 with { Scope = [C01.Scope![0]] };

    [Fact]
    public void A_round_closes_when_the_last_of_those_present_has_voted_and_not_before()
    {
        var s = Scenario.Voting(One).Votes("yyyy", Members);
        Assert.Equal(RequestStatus.Voting, s.State.State);
        Assert.Null(s.State.Decision);

        s.Vote(Ayabe, "y");
        Assert.Equal([typeof(BallotCast), typeof(RoundClosed), typeof(FlowEnded), typeof(FlowStarted)], s.Last.Take(4).Select(e => e.GetType()));
        Assert.Equal(Decision.Approved, s.State.Decision);
    }

    [Fact]
    public void Ballots_presence_and_interests_leave_the_version_until_the_round_closes()
    {
        var s = Scenario.Voting(One, Kuze, Saegusa, Nasu, Ibuki);
        var opened = s.State.Version;
        s.Votes("yyn", Kuze, Saegusa, Nasu).When(Kuze, new ChangePresence(Id(Ayabe), IsPresent: true))
            .When(Ayabe, new DeclareInterest(RecusalGround.SelfRecusal, ["1"], "kin"));

        Assert.Equal(opened, s.State.Version);
        Assert.True(s.State.CaseSeq > opened);

        s.Vote(Ibuki, "y");
        Assert.Equal(s.State.CaseSeq, s.State.Version);
    }

    [Fact]
    public void A_replaced_ballot_stays_in_history_and_the_last_one_counts()
    {
        var s = Scenario.Voting(One).Votes("nn", Kuze, Kuze).Votes("nnyy", Saegusa, Nasu, Ibuki, Kuze);
        Assert.Equal([1, 2, 3], s.Round.Ballots.Where(b => b.Member == Id(Kuze)).Select(b => b.BallotNo));

        s.Vote(Ayabe, "y");
        Assert.Equal((3, 2, 0), (s.Round.Counts[0].Yes, s.Round.Counts[0].No, s.Round.Counts[0].Abstain));
    }

    [Fact]
    public void Only_those_present_may_vote()
    {
        var s = Scenario.Voting(One, Kuze, Saegusa, Nasu);

        Assert.Equal("NotPresent", s.RefusedAs(Ibuki, s.Ballot(Ibuki, "y")));
        Assert.Equal(RefusalKind.Forbidden, s.Refused(Examiner, s.Ballot(Kuze, "y")).Kind);
    }

    [Fact]
    public void A_ballot_holds_a_choice_for_every_item_and_a_reason_for_every_no()
    {
        var s = Scenario.Voting(C03);

        Assert.Equal("BallotIncomplete", s.RefusedAs(Kuze, s.Ballot(Kuze, "yy")));
        Assert.Equal("BallotIncomplete", s.RefusedAs(Kuze, Scenario.Ballot(["1", "2", "4"], "yyy")));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, s.Ballot(Kuze, "yyn") with { Reasons = null }));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, s.Ballot(Kuze, "yyn") with { Reasons = new Dictionary<string, string> { ["3"] = " " } }));
        Assert.Equal("NoSuchItem", s.RefusedAs(Kuze, s.Ballot(Kuze, "yyy") with { Reasons = new Dictionary<string, string> { ["9"] = "why" } }));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Kuze, s.Ballot(Kuze, "yyy") with { Dissent = new("") }));
    }

    [Fact]
    public void A_member_recused_from_one_item_votes_on_the_others_only()
    {
        var s = Scenario.Voting(C03).When(Nasu, new DeclareInterest(RecusalGround.Exclusion, ["2"], "kin"));
        Assert.Equal("BallotIncomplete", s.RefusedAs(Nasu, Scenario.Ballot(["1", "2", "3"], "yyy")));

        s.Vote(Nasu, "yy").Votes("yyyy", Kuze, Saegusa, Ibuki, Ayabe);
        Assert.Equal([5, 4, 5], s.Round.Counts.Select(count => count.Present));
        Assert.DoesNotContain(Id(Nasu), s.Round.Counts[1].Room);
    }

    [Fact]
    public void Recusal_voids_the_ballot_already_cast_and_the_others_items_are_voted_anew()
    {
        var s = Scenario.Voting(C03).Votes("yyyy", Kuze, Saegusa, Nasu, Ibuki).When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, ["3"], "kin"));
        s.Vote(Ayabe, "yyy");
        Assert.Equal(RequestStatus.Voting, s.State.State);
        Assert.True(s.Round.Ballots.Single(b => b.Member == Id(Nasu)).IsVoid);

        s.Vote(Nasu, "yn");
        Assert.Equal([(5, 5, 0), (5, 4, 1), (4, 4, 0)], s.Round.Counts.Select(count => (count.Present, count.Yes, count.No)));
    }

    [Fact]
    public void Recusal_from_the_case_closes_the_file_and_may_close_the_round()
    {
        var s = Scenario.Voting(One).Votes("yyyy", Kuze, Saegusa, Nasu, Ibuki).When(Ayabe, new DeclareInterest(RecusalGround.Challenge, null, "adviser"));

        Assert.Equal((Decision.Approved, 4), (s.State.Decision, s.Round.Counts[0].Present));
        Assert.Equal("NotFound", s.RefusedAs(Ayabe, new DeclareInterest(RecusalGround.Challenge, null, "adviser")));
    }

    [Fact]
    public void Leaving_voids_the_ballot_already_cast_even_after_a_return()
    {
        var s = Scenario.Voting(One).Vote(Nasu, "y")
            .When(Kuze, new ChangePresence(Id(Nasu), IsPresent: false)).When(Kuze, new ChangePresence(Id(Nasu), IsPresent: true))
            .Votes("yyyy", Kuze, Saegusa, Ibuki, Ayabe);
        Assert.Equal(RequestStatus.Voting, s.State.State);

        s.Vote(Nasu, "n");
        Assert.Equal((4, 1, 2), (s.Round.Counts[0].Yes, s.Round.Counts[0].No, s.Round.Ballots.Last(b => b.Member == Id(Nasu)).BallotNo));
    }

    [Fact]
    public void When_the_chair_leaves_the_acting_chair_presides()
    {
        var s = Scenario.Voting(One).When(Kuze, new ChangePresence(Id(Kuze), IsPresent: false));
        Assert.Equal("NotPresiding", s.RefusedAs(Nasu, new ChangePresence(Id(Ayabe), IsPresent: false)));
        Assert.Equal("NotPresent", s.RefusedAs(Kuze, s.Ballot(Kuze, "y")));

        s.When(Saegusa, new ChangePresence(Id(Ayabe), IsPresent: false)).Votes("yyn", Saegusa, Nasu, Ibuki);
        Assert.Equal((Decision.Approved, Id(Saegusa)), (s.State.Decision, s.Round.Counts[0].Presiding));
    }

    [Fact]
    public void Quorum_lost_on_one_item_voids_the_round()
    {
        var s = Scenario.Voting(C03, Kuze, Saegusa, Nasu).Vote(Kuze, "yyy").When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, ["2"], "kin"));

        Assert.Equal(["2"], s.Event<RoundVoided>().Items);
        Assert.Equal((RequestStatus.BeforePanel, null), (s.State.State, s.State.Decision));
        Assert.Equal("PanelNotQuorate", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa, Nasu])));

        s.Open(Members).Votes("yyyyy", Members);
        Assert.Equal((Decision.Approved, 2), (s.State.Decision, s.Round.Number));
    }

    [Fact]
    public void Presence_is_recorded_once_and_only_of_members()
    {
        var s = Scenario.Voting(One, Kuze, Saegusa, Nasu, Ibuki);

        Assert.Equal("AlreadyPresent", s.RefusedAs(Kuze, new ChangePresence(Id(Nasu), IsPresent: true)));
        Assert.Equal("NotPresent", s.RefusedAs(Kuze, new ChangePresence(Id(Ayabe), IsPresent: false)));
        Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, new ChangePresence(new("stranger"), IsPresent: true)));
        Assert.Equal("NotPresiding", s.RefusedAs(Saegusa, new ChangePresence(Id(Ayabe), IsPresent: true)));
    }

    [Fact]
    public void The_chair_opens_a_round_or_the_acting_chair_where_the_chair_is_absent()
    {
        var s = Scenario.BeforePanel(One);

        Assert.Equal("NotPresiding", s.RefusedAs(Nasu, Scenario.Motion(Members)));
        Assert.Equal("NotPresiding", s.RefusedAs(Saegusa, Scenario.Motion(Members)));
        Assert.Equal("NotPresiding", s.RefusedAs(Kuze, Scenario.Motion([Saegusa, Nasu, Ibuki])));
        Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa, Nasu, Nasu])));
        Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa, Examiner])));
        Assert.Equal("PanelNotQuorate", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa])));
        Assert.Equal(Id(Saegusa), s.Open(Saegusa, Nasu, Ibuki).Round.OpenedBy);
    }

    [Fact]
    public void A_motion_has_reasons_and_a_remand_has_directions()
    {
        var s = Scenario.BeforePanel(One);

        Assert.Equal("ReasonsMissing", s.RefusedAs(Kuze, Scenario.Motion(Members, new())));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Kuze, Scenario.Motion(Members, new(Reasons: [new(Criterion.K1, new(""))]))));
        Assert.Equal("DirectionsMissing", s.RefusedAs(Kuze, Scenario.Remand(Members) with { Text = new() }));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Kuze, Scenario.Remand(Members) with { Text = new(Directions: new(" ")) }));
    }

    [Fact]
    public void A_narrowed_item_lies_within_the_one_asked_for_and_is_what_a_yes_grants()
    {
        var asked = One.Scope![0];
        var narrow = asked with { Sources = [AddressRange.Parse("198.51.100.0/28")], Ports = [Port("443")] };
        OpenRound Narrowed(string item, ScopeItem scope) => Scenario.Motion(
            Members, new(new Dictionary<string, ScopeItem> { [item] = scope }, Reasons: [new(Criterion.K4, Text("Narrower will do."))]));
        var s = Scenario.BeforePanel(One);

        Assert.Equal("NoSuchItem", s.RefusedAs(Kuze, Narrowed("2", narrow)));
        foreach (var wider in new[]
        {
            asked with { Sources = [AddressRange.Parse("198.51.100.0/25")] }, asked with { Sources = [] }, asked with { Ports = [] },
            asked with { Ports = [Port("443-444")] }, asked with { Protocol = Protocol.Any, Ports = [] }, asked with { Direction = Direction.BothWays },
            asked with { DataTypes = [.. asked.DataTypes, DataType.Body] }, asked with { Selectors = [] },
            asked with { Targets = [AddressRange.Parse("203.0.113.1/32")] }, asked with { Actions = ["connect"] },
        })
            Assert.Equal("NarrowedScopeIsWider", s.RefusedAs(Kuze, Narrowed("1", wider)));

        s.When(Kuze, Narrowed("1", narrow)).Votes("yyyyy", Members);
        Assert.Equal(narrow.Sources, s.State.Authorisation!.Use!.Scope["1"].Sources);
        Assert.Equal(narrow.Ports, s.State.Authorisation.Use.Scope["1"].Ports);
    }

    [Fact]
    public void A_condition_names_items_that_exist_and_its_id_is_its_own()
    {
        var condition = new Condition("a", ConditionKind.Precedent, ConditionOwner.Agency, Text("Ask first."), new(ConditionDueKind.Standing));
        OpenRound With(params Condition[] conditions) => Scenario.Motion(Members, new(Conditions: conditions, Reasons: [new(Criterion.K4, Text("Why."))]));
        var s = Scenario.BeforePanel(One);

        Assert.Equal("ConditionIdTwice", s.RefusedAs(Kuze, With(condition, condition)));
        Assert.Equal("NoSuchItem", s.RefusedAs(Kuze, With(condition with { Items = ["2"] })));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Kuze, With(condition with { Text = new() })));
        Assert.Equal(Decision.ApprovedWithConditions, s.When(Kuze, With(condition)).Votes("yyyyy", Members).State.Decision);
    }

    [Fact]
    public void A_remand_carried_sends_the_request_back_and_the_corrected_one_is_voted_anew()
    {
        var s = Scenario.BeforePanel(One).When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members);
        Assert.Equal((Decision.Remanded, RequestStatus.Returned), (s.State.Decision, s.State.State));
        Assert.Equal("NothingCorrected", s.RefusedAs(s.Officer, new Resubmit(1)));

        s.When(s.Drafter, new Revise(One with { Urgency = Urgency.Priority }));
        Assert.Equal("ContentVersionChanged", s.RefusedAs(s.Officer, new Resubmit(1)));
        s.When(s.Officer, new Resubmit(2)).Examine().Open(Members).Votes("yyyyy", Members);
        Assert.Equal((Decision.Approved, 2), (s.State.Decision, s.State.Authorisation!.ContentVersion));
    }

    [Fact]
    public void A_remand_not_carried_leaves_the_matter_on_the_table()
    {
        var s = Scenario.BeforePanel(One).When(Kuze, Scenario.Remand(Members)).Votes("nnnyy", Members);
        Assert.Equal((RequestStatus.BeforePanel, null), (s.State.State, s.State.Decision));

        Assert.Equal(Decision.Approved, s.Open(Members).Votes("yyyyy", Members).State.Decision);
    }

    [Fact]
    public void Remands_are_counted_for_the_whole_case()
    {
        var s = Scenario.BeforePanel(One);
        foreach (var urgency in new[] { Urgency.Priority, Urgency.Urgent })
        {
            s.When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members).When(s.Drafter, new Revise(One with { Urgency = urgency }));
            s.When(s.Officer, new Resubmit(s.State.ContentVersion)).Examine();
        }

        Assert.Equal("RemandsSpent", s.RefusedAs(Kuze, Scenario.Remand(Members)));
    }

    [Fact]
    public void After_a_tie_only_the_casting_is_open_and_only_to_the_one_presiding_with_a_reason()
    {
        var s = Tied(Kuze, Saegusa, Nasu, Ayabe);

        Assert.Equal("RoundAwaitsCasting", s.RefusedAs(Nasu, s.Ballot(Nasu, "y")));
        Assert.Equal("RoundAwaitsCasting", s.RefusedAs(Kuze, new ChangePresence(Id(Ibuki), IsPresent: true)));
        Assert.Equal("NotPresiding", s.RefusedAs(Saegusa, Cast(true)));
        Assert.Equal("NoTie", s.RefusedAs(Kuze, Cast(true, "2")));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, Cast(true) with { Reason = "" }));
        Assert.Equal("BallotIncomplete", s.RefusedAs(Kuze, new DecideTie(new Dictionary<string, bool>(), "why")));
        Assert.Equal(Decision.Approved, s.When(Kuze, Cast(true)).State.Decision);
    }

    [Fact]
    public void A_casting_without_a_tie_is_refused() =>
        Assert.Equal("NoTie", Scenario.Voting(One).Vote(Kuze, "y").RefusedAs(Kuze, Cast(true)));

    [Fact]
    public void The_stricter_floor_of_definition_and_rule_set_holds()
    {
        var four = System.Text.RegularExpressions.Regex.Replace(LegalCalendar.Japan.ToJson(), "(\"approvalsFloor\":\\s*\\{\\s*\"value\":\\s*)2", "${1}4");
        Assert.True(LegalCalendar.TryParse(four, out var law, out _));
        var s = Scenario.BeforePanel(One);
        s.Law = s.Law with { Law = law };

        s.Open(Members).Votes("yyynn", Members);

        Assert.Equal(4, s.Round.Rule.ApprovalsFloor);
        Assert.Equal(Decision.NotCarried, s.State.Decision);
    }

    [Fact]
    public void A_casting_below_the_floor_may_only_refuse()
    {
        var s = Domestic().Open(Kuze, Saegusa, Nasu).Votes("yna", Kuze, Saegusa, Nasu);

        Assert.Equal("BelowApprovalsFloor", s.RefusedAs(Kuze, Cast(true)));
        Assert.Equal(Decision.Refused, s.When(Kuze, Cast(false)).State.Decision);
    }

    [Fact]
    public void Tied_items_may_be_cast_one_after_the_other()
    {
        var s = Scenario.Voting(C03, Kuze, Saegusa, Nasu, Ibuki).Vote(Kuze, "yyy").Vote(Saegusa, "yyy").Vote(Nasu, "ynn").Vote(Ibuki, "ynn");
        Assert.Equal(["2", "3"], s.Round.Tied);

        s.When(Kuze, Cast(false, "3"));
        Assert.Equal(RequestStatus.Voting, s.State.State);
        Assert.Equal("NoTie", s.RefusedAs(Kuze, Cast(true, "3")));

        s.When(Ayabe, new DeclareInterest(RecusalGround.SelfRecusal, null, "adviser"));
        Assert.Single(s.Round.Castings);

        s.When(Kuze, Cast(true, "2"));
        Assert.Equal(Decision.PartlyApproved, s.State.Decision);
        Assert.Equal(["1", "2"], s.State.Authorisation!.Items);
    }

    [Fact]
    public void Each_tied_item_is_cast_by_the_one_presiding_over_it()
    {
        var s = Scenario.Voting(C03).When(Kuze, new DeclareInterest(RecusalGround.SelfRecusal, ["2"], "kin"))
            .Vote(Kuze, "an").Vote(Saegusa, "yyn").Vote(Nasu, "yyn").Vote(Ibuki, "nnn").Vote(Ayabe, "nnn");
        Assert.Equal(["1", "2"], s.Round.Tied);

        Assert.Equal("NotPresiding", s.RefusedAs(Kuze, Cast(true, "1", "2")));
        s.When(Kuze, Cast(true, "1")).When(Saegusa, Cast(true, "2"));
        Assert.Equal([false, true], s.Round.Castings.Select(casting => casting.ActingChairTieBreak));
        Assert.Equal(Decision.PartlyApproved, s.State.Decision);
    }

    [Fact]
    public void Nobody_is_sent_out_of_the_room_to_turn_a_tie() => Assert.Equal(
        "RoundAwaitsCasting", Tied(Kuze, Saegusa, Nasu, Ayabe).RefusedAs(Kuze, new ChangePresence(Id(Ayabe), IsPresent: false)));

    [Fact]
    public void Recusal_after_a_tie_counts_the_rest_again()
    {
        var s = Tied(Kuze, Saegusa, Nasu, Ayabe).When(Ayabe, new DeclareInterest(RecusalGround.SelfRecusal, null, "kin"));

        Assert.Equal((Decision.Approved, 3), (s.State.Decision, s.Round.Counts[0].Present));
    }

    [Fact]
    public void What_a_member_voted_is_not_to_be_guessed_from_the_leaf_hash_of_the_ballot()
    {
        var s = Scenario.Voting(One).When(Nasu, new CastBallot(new Dictionary<string, Choice> { ["1"] = Choice.Yes }, null, null));

        Assert.NotEmpty(s.Entries[^1].Parts);
    }

    [Fact]
    public void A_vote_that_grants_a_period_already_over_is_void_and_one_that_refuses_counts()
    {
        var one = C11 with { Period = Period("2027-01-18 12:00", "2027-01-18 18:00") };
        var s = Scenario.Filed(one, Pref).Examine().Open(Members).Votes("yyyy", Members).At("2027-01-18 18:00").Vote(Ayabe, "y");
        Assert.Equal((true, null, null), (s.Round.IsVoid, s.State.Decision, s.State.Authorisation));

        s = Scenario.Filed(one, Pref).Examine().Open(Members).Votes("nnnn", Members).At("2027-01-18 18:00").Vote(Ayabe, "y");
        Assert.Equal(Decision.Refused, s.State.Decision);
    }

    [Fact]
    public void A_member_out_of_an_item_is_out_of_all_once_a_correction_may_have_numbered_them_anew()
    {
        var s = Scenario.BeforePanel(C03).When(Nasu, new DeclareInterest(RecusalGround.Exclusion, ["2"], "kin"))
            .When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members);
        s.When(s.Drafter, new Revise(C03 with { Scope = [.. C03.Scope!.Reverse()] })).When(s.Officer, new Resubmit(2)).Examine().Open(Members);
        Assert.Equal("Recused", s.RefusedAs(Nasu, Scenario.Ballot(["1", "2", "3"], "yyy")));

        s.When(Nasu, new DeclareInterest(RecusalGround.Exclusion, ["3"], "kin")).Vote(Nasu, "yy").Votes("yyyy", Kuze, Saegusa, Ibuki, Ayabe);
        Assert.Equal([5, 5, 4], s.Round.Counts.Select(count => count.Present));
    }

    [Fact]
    public void Silence_until_the_deadline_lapses_however_many_ballots_are_in()
    {
        var s = Scenario.Voting(One).Votes("yyyy", Members).Fire("deadline:panelVote");

        Assert.Equal([typeof(RoundVoided), typeof(FlowEnded), typeof(FlowStarted), typeof(RequestClosed)], s.Last.Select(e => e.GetType()));
        Assert.Equal((Decision.Lapsed, "Lapsed"), (s.State.Decision, s.State.Close));
        Assert.Null(s.State.Authorisation);
        Assert.Null(s.State.OpenRound);
    }

    [Fact]
    public void From_the_deadline_on_a_ballot_comes_too_late_even_if_the_timer_has_not_fired()
    {
        var s = Scenario.Voting(One).Votes("yyyy", Members);
        s.Now = s.State.Position!.Open[0].DueAt!.Value;
        Assert.Equal("DeadlinePassed", s.RefusedAs(Ayabe, s.Ballot(Ayabe, "y")));

        s.Now = s.Now.AddMilliseconds(-1);
        Assert.Equal(Decision.Approved, s.Vote(Ayabe, "y").State.Decision);
    }

    [Fact]
    public void No_round_is_opened_on_a_period_that_has_passed()
    {
        var s = Scenario.Filed(C11 with { Period = Period("2027-01-18 12:00", "2027-01-18 18:00") }, Pref).Examine().At("2027-01-18 18:00");

        Assert.Equal("PeriodHasPassed", s.RefusedAs(Kuze, Scenario.Motion(Members)));
    }

    [Fact]
    public void A_request_of_a_hundred_items_reaches_its_decision_within_the_limits_of_entries()
    {
        var items = Enumerable.Range(0, 100).Select(i => Traffic($"198.51.100.{i}/32", $"203.0.113.{i}/32")).ToArray();
        var s = Scenario.Voting(C01 with { Scope = items }).Votes("yyyyy", Members);

        Assert.Equal(100, s.State.Authorisation!.Items.Count);
        Assert.Equal("/scope", ContentRules.Malformed(C01 with { Scope = [.. items, items[0]] })!.Errors[0].Pointer);
    }
}
