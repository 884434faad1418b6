using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>The cases and their variants, from the draft to the outcome they must reach.</summary>
public sealed class CaseTests
{
    [Fact]
    public void C01_is_approved_by_five_to_none_and_runs_to_its_end()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members);

        Assert.Equal(Decision.Approved, s.State.Decision);
        Assert.Equal(RequestStatus.InForce, s.State.State);
        Assert.Equal(["1", "2"], s.State.Authorisation!.Items);
        Assert.Equal(C01.Period!.Start, s.State.Authorisation.Start);
        Assert.Equal(C01.Period.End, s.State.Authorisation.End);

        s.Fire("authorisation:start").Fire("authorisation:end");
        Assert.Equal(AuthorisationState.Expired, s.State.Authorisation.State);
        Assert.Equal(RequestStatus.ErasureDue, s.State.State);

        s.When(s.Officer, Erased(s));
        Assert.Equal(("Completed", RequestStatus.Closed), (s.State.Close, s.State.State));
    }

    [Fact]
    public void C03_is_partly_approved_item_by_item()
    {
        var s = Scenario.Voting(C03)
            .Vote(Kuze, "yyy").Vote(Saegusa, "yyn").Vote(Nasu, "yyn").Vote(Ibuki, "yyn").Vote(Ayabe, "ynn");

        Assert.Equal(Decision.PartlyApproved, s.State.Decision);
        Assert.Equal(
            [("1", 5, 0, ItemResult.Carried), ("2", 4, 1, ItemResult.Carried), ("3", 1, 4, ItemResult.Rejected)],
            s.Round.Counts.Select(count => (count.Item, count.Yes, count.No, count.Result)));
        Assert.Equal(["1", "2"], s.State.Authorisation!.Items);
        Assert.Equal(["1", "2"], s.State.Authorisation.Use!.Scope.Keys.Order());
        Assert.Equal([1], s.State.Authorisation.Use.Windows.Select(window => window.Item));
        Assert.Equal(C03.Operators, s.State.Authorisation.Use.Operators);
    }

    [Fact]
    public void C08_is_approved_with_conditions_after_the_consultation_is_confirmed()
    {
        var condition = new Condition("a", ConditionKind.Continuing, ConditionOwner.Agency, Text("Report within 48 hours of the act."),
            new(ConditionDueKind.AfterEvent, After: ConditionTrigger.Act, WithinHours: 48), Text("the report"));
        var s = Scenario.Filed(C08);
        Assert.Equal(RequestStatus.UnderExamination, s.State.State);

        s.Examine();
        Assert.Equal(RequestStatus.UnderExamination, s.State.State);
        Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Scenario.Motion(Members)));

        s.Consult().When(Kuze, Scenario.Motion(Members, new(Conditions: [condition], Reasons: [new(Criterion.K10, Text("Serious harm threatens."))])))
            .Votes("yyyyy", Members);
        Assert.Equal(Decision.ApprovedWithConditions, s.State.Decision);
        Assert.Equal([condition], s.State.Authorisation!.Use!.Conditions);
    }

    [Fact]
    public void C08_without_the_record_of_the_consultation_is_refused_at_intake()
    {
        var s = Scenario.Filed(C08 with { Consultations = [] });

        Assert.Equal([IntakeCode.I09], s.State.Intake!.Refused);
        Assert.Equal("RefusedAtIntake", s.State.Close);
    }

    [Fact]
    public void C08_asked_for_by_a_prefecture_is_refused_at_intake()
    {
        var s = Scenario.Filed(C08, Pref);

        Assert.Equal([IntakeCode.I10], s.State.Intake!.Refused);
        Assert.Equal("RefusedAtIntake", s.State.Close);
    }

    [Fact]
    public void C10_is_approved_two_to_one_by_an_exact_quorum_with_one_recused_and_one_absent()
    {
        var s = Scenario.Filed(C10).When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, null, "advised the contractor until 2025"));
        Assert.Equal(RefusalKind.NotFound, s.Refused(Nasu, Scenario.Motion([Nasu])).Kind);
        Assert.False(Reading.MayRead(s.State, Nasu, s.Panel));

        s.Examine().Consult();
        Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa, Nasu])));

        s.Open(Kuze, Saegusa, Ibuki).Votes("yny", Kuze, Saegusa, Ibuki);
        Assert.Equal(Decision.Approved, s.State.Decision);
        Assert.Equal((3, 2, 1), (s.Round.Counts[0].Present, s.Round.Counts[0].Yes, s.Round.Counts[0].No));
    }

    [Fact]
    public void C10_loses_its_quorum_when_one_more_falls_ill_and_another_round_may_follow()
    {
        var s = Scenario.BeforePanel(C10).When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, null, "advised the contractor"))
            .Open(Kuze, Saegusa, Ibuki).Vote(Kuze, "y").When(Kuze, new ChangePresence(Id(Ibuki), IsPresent: false));

        Assert.IsType<RoundVoided>(s.Last[^1]);
        Assert.Equal(RequestStatus.BeforePanel, s.State.State);
        Assert.Null(s.State.Decision);
        Assert.Equal("NotPossibleNow", s.RefusedAs(Saegusa, Scenario.Ballot(["1"], "y")));
        Assert.Equal("PanelNotQuorate", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa])));

        s.Open(Kuze, Saegusa, Ayabe).Votes("yyy", Kuze, Saegusa, Ayabe);
        Assert.Equal((Decision.Approved, 2), (s.State.Decision, s.State.Rounds.Count));
    }

    [Fact]
    public void C11_is_a_tie_that_the_chair_decides_against()
    {
        var s = Tied(Kuze, Saegusa, Nasu, Ayabe);
        Assert.Equal(["1"], s.Round.Tied);
        Assert.Equal(RequestStatus.Voting, s.State.State);

        s.When(Kuze, Cast(false));
        Assert.Equal((Decision.Refused, "Refused"), (s.State.Decision, s.State.Close));
        Assert.True(s.Round.Counts[0].DecidedByCasting);
        Assert.False(s.Round.Castings[0].ActingChairTieBreak);
    }

    [Fact]
    public void C11_decided_by_the_acting_chair_is_flagged()
    {
        var s = Tied(Saegusa, Nasu, Ibuki, Ayabe).When(Saegusa, Cast(true));

        Assert.True(s.Round.Castings[0].ActingChairTieBreak);
        Assert.Equal(Decision.Approved, s.State.Decision);
    }

    [Fact]
    public void C11_with_two_to_one_and_one_abstention_is_not_carried_without_a_casting()
    {
        var s = Domestic().Open(Kuze, Saegusa, Nasu, Ayabe).Votes("yyna", Kuze, Saegusa, Nasu, Ayabe);

        Assert.Equal((Decision.NotCarried, "Refused"), (s.State.Decision, s.State.Close));
        Assert.Empty(s.Round.Castings);
    }

    /// <summary>All is erased now, and what else was ordered carried out.</summary>
    internal static RecordErasure Erased(Scenario s) => new(
        s.Now, new(Text("all records"), Text("overwritten"), "cao-op-01", "certificate 3"),
        OrderRules.ToReport(s.State, s.FactsOf(s.Officer)));

    internal static DecideTie Cast(bool approve, params string[] items) =>
        new((items.Length == 0 ? ["1"] : items).ToDictionary(item => item, _ => approve), "urgency is not shown");

    internal static Scenario Domestic() => Scenario.BeforePanel(C11, Pref);

    /// <summary>Two to two; the first of those present presides.</summary>
    internal static Scenario Tied(params Actor[] present) => Domestic().Open(present).Votes("yynn", present);
}
