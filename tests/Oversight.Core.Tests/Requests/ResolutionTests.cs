using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>What the panel resolves outside a decision: by the same rule of counting, within the powers the rule set knows.</summary>
public sealed class ResolutionTests
{
    [Fact]
    public void Notice_and_demand_are_adopted_with_their_articles_and_answered()
    {
        var s = InForce().Resolved(ResolutionKind.Notice, ResolutionKind.Demand);

        var adopted = Assert.Single(s.State.Monitoring.Resolutions);
        Assert.Equal([ResolutionKind.Notice, ResolutionKind.Demand], adopted.Kinds);
        Assert.Equal((1, false, "So resolved."), (adopted.Number, adopted.AfterMeasure, adopted.Text!.En));
        Assert.Contains("66(1)", Resolutions.Article(ResolutionKind.Notice, false)!.En, StringComparison.Ordinal);
        Assert.Equal((RequestStatus.InForce, Decision.Approved), (s.State.State, s.State.Decision));
        Assert.Equal(["answerResolution"], Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));

        Assert.Equal("NoSuchResolution", s.RefusedAs(s.Officer, new AnswerResolution(2, Text("We shall."))));
        s.When(s.Officer, new AnswerResolution(1, Text("We shall."))).When(s.Officer, new AnswerResolution(1, Text("We did.")));
        Assert.Equal(2, s.State.Monitoring.Resolutions[0].Responses.Count);
        Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
    }

    [Theory]
    [InlineData("yyynn", 1)]
    [InlineData("yynna", 0)]
    [InlineData("yyaaa", 0)]
    [InlineData("nnnnn", 0)]
    public void A_resolution_needs_a_majority_of_those_present(string votes, int adopted)
    {
        var s = InForce().When(Kuze, Resolve(ResolutionKind.Notice)).Votes(votes, Members);
        if (s.State.OpenRound is not null)
            s.When(Kuze, CaseTests.Cast(false, "resolution"));

        Assert.Equal(adopted, s.State.Monitoring.Resolutions.Count);
        Assert.Null(s.State.OpenRound);
    }

    [Fact]
    public void A_tie_is_cast_by_the_one_presiding_and_the_quorum_and_recusal_are_those_of_a_decision()
    {
        var tied = InForce().When(Kuze, Resolve(new([ResolutionKind.Notice], Text("So.")), Members[..4])).Votes("yynn", Members[..4]);
        Assert.Equal(["resolution"], tied.Round.Tied);
        Assert.Single(tied.When(Kuze, CaseTests.Cast(true, "resolution")).State.Monitoring.Resolutions);

        var s = InForce();
        Assert.Equal("PanelNotQuorate", s.RefusedAs(Kuze, Resolve(new([ResolutionKind.Notice], Text("So.")), Kuze, Saegusa)));
        s.When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, null, "kin"));
        Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, Resolve(new([ResolutionKind.Notice], Text("So.")), Kuze, Saegusa, Nasu)));
        s.When(Kuze, Resolve(new([ResolutionKind.Notice], Text("So.")), Kuze, Saegusa, Ibuki)).When(Ibuki, new DeclareInterest(RecusalGround.SelfRecusal, null, "kin"));
        Assert.True(s.Round.IsVoid);
        Assert.Equal("NotPresiding", s.RefusedAs(Ayabe, Resolve(new([ResolutionKind.Notice], Text("So.")), Ayabe, Saegusa, Kuze)));
    }

    [Fact]
    public void In_japan_the_panel_does_not_revoke_and_where_the_rules_let_it_it_does()
    {
        var japan = InForce();
        Assert.Equal("RevocationNotLawful", japan.RefusedAs(Kuze, Resolve(ResolutionKind.Revoke)));

        var s = Generic();
        s.Resolved(ResolutionKind.Revoke);
        Assert.Equal((AuthorisationState.Revoked, s.Now, RequestStatus.ErasureDue), (s.State.Authorisation!.State, s.State.Authorisation.EndedAt!.Value, s.State.State));
        Assert.Equal("Completed", s.When(s.Officer, CaseTests.Erased(s)).State.Close);
        Assert.Null(Resolutions.Article(ResolutionKind.Revoke, false));
    }

    [Fact]
    public void The_rule_set_the_request_was_filed_under_says_whether_the_panel_revokes()
    {
        var s = InForce();
        s.Law = s.Law with { Law = Revoking() };
        Assert.Equal(AuthorisationState.Revoked, s.Resolved(ResolutionKind.Revoke).State.Authorisation!.State);
    }

    [Fact]
    public void Only_what_can_be_done_is_put_to_the_vote()
    {
        var s = InForce();
        Assert.Equal("ResolutionNotPossible", s.RefusedAs(Kuze, Resolve(ResolutionKind.Resume)));
        Assert.Equal("ResolutionMissing", s.RefusedAs(Kuze, Resolve()));
        Assert.Equal("ResolutionMissing", s.RefusedAs(Kuze, Resolve(ResolutionKind.Notice, ResolutionKind.Notice)));
        Assert.Equal("ResolutionMissing", s.RefusedAs(Kuze, new OpenRound(MotionKind.Resolve, Ids(Members), new MotionText())));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Kuze, Resolve(new([ResolutionKind.Notice], new Bilingual(" ")), Members)));
        Assert.Equal("MotionNotPossible", s.RefusedAs(Kuze, Confirm(Members)));
        Assert.Equal("MotionNotPossible", s.RefusedAs(Kuze, Scenario.Motion(Members)));
        Assert.Equal("MotionNotPossible", Scenario.BeforePanel(C01).RefusedAs(Kuze, Resolve(ResolutionKind.Notice)));
        Assert.Equal("MotionNotPossible", Notified().RefusedAs(Kuze, Resolve(ResolutionKind.Notice)));

        s.Resolved(ResolutionKind.Suspend);
        Assert.Equal("ResolutionNotPossible", s.RefusedAs(Kuze, Resolve(ResolutionKind.Suspend)));
        Assert.Equal("ResolutionNotPossible", s.Pass("2028-07-15 00:00").RefusedAs(Kuze, Resolve(ResolutionKind.Resume)));
        Assert.Equal("NotPossibleNow", Scenario.Voting(C01).Votes("nnnnn", Members).RefusedAs(Kuze, Resolve(ResolutionKind.Notice)));
    }

    [Fact]
    public void A_resolution_overtaken_by_the_end_of_what_it_concerns_is_void_and_one_that_is_not_counts()
    {
        var suspend = InForce().When(Kuze, Resolve(ResolutionKind.Notice, ResolutionKind.Suspend)).Votes("yyyy", Members);
        suspend.When(suspend.Officer, new EndEarly("done")).Vote(Ayabe, "y");
        Assert.True(suspend.Round.IsVoid);
        Assert.Empty(suspend.State.Monitoring.Resolutions);

        var notice = InForce().When(Kuze, Resolve(ResolutionKind.Notice)).Votes("yyyy", Members);
        notice.When(notice.Officer, new EndEarly("done")).Vote(Ayabe, "y");
        Assert.Single(notice.State.Monitoring.Resolutions);
    }

    [Fact]
    public void A_resolution_names_only_findings_the_agency_was_sent_and_incidents_that_exist()
    {
        var s = InForce().When(People.Inspector, Plan());
        OpenRound Naming(int? inspection = null, int? incident = null) => Resolve(new([ResolutionKind.Notice], Text("So."), inspection, incident), Members);
        foreach (var number in new[] { 0, 2 })
            Assert.Equal("NoSuchInspection", s.RefusedAs(Kuze, Naming(number)));
        Assert.Equal("NoSuchIncident", s.RefusedAs(Kuze, Naming(incident: 1)));
        Assert.Equal("FindingsNotSent", s.RefusedAs(Kuze, Naming(1)));
        s.When(People.Inspector, new OpenInspection(1)).When(People.Inspector, new SendFindings(1)).When(People.Inspector, new OpenIncident(1, Text("One.")));
        s.When(Kuze, Naming(1, 1)).Votes("yyyyy", Members);
        Assert.Equal((1, 1), (s.State.Monitoring.Resolutions[0].Inspection!.Value, s.State.Monitoring.Resolutions[0].Incident!.Value));
    }

    [Fact]
    public void A_resolution_nobody_finishes_is_void_at_the_panels_deadline()
    {
        var s = InForce().When(Kuze, Resolve(ResolutionKind.Notice)).Votes("yyyy", Members);
        Assert.Equal(Jst("2028-01-29 00:00"), s.Round.DueAt);
        Assert.Equal([("member/ayabe", s.Round.DueAt)], Waiting.Of(s.State, s.Law.Definitions).Select(item => (item.Audience, item.DueAt)));
        Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Resolve(ResolutionKind.Notice)));

        s.At("2028-01-29 00:00");
        Assert.Equal("DeadlinePassed", s.RefusedAs(Ayabe, Scenario.Ballot(["resolution"], "y")));
        s.Fire("round:2");
        Assert.True(s.Round.IsVoid);
        Assert.Empty(s.State.Monitoring.Resolutions);
        Assert.Single(s.Resolved(ResolutionKind.Notice).State.Monitoring.Resolutions);
    }

    [Fact]
    public void A_resolution_is_still_adopted_about_a_closed_case()
    {
        var s = Notified().When(Kuze, Confirm(Members)).Votes("yyyyy", Members).Resolved(ResolutionKind.Recommendation);
        Assert.True(Assert.Single(s.State.Monitoring.Resolutions).AfterMeasure);
        Assert.Equal((RequestStatus.Closed, "ConfirmedProper"), (s.State.State, s.State.Close));
        Assert.Contains("6-2(10)", Resolutions.Article(ResolutionKind.Recommendation, true)!.En, StringComparison.Ordinal);
    }

    /// <summary>C01 in force under rules that let the panel revoke.</summary>
    private static Scenario Generic()
    {
        var s = Scenario.Drafted(C01);
        s.Law = s.Law with { Law = Revoking() };
        return s.File().Examine().Open(Members).Votes("yyyyy", Members).Fire("authorisation:start");
    }

    private static LegalCalendar Revoking()
    {
        var json = LegalCalendar.Japan.ToJson().Replace("\"panelMayRevoke\": {\n        \"value\": false", "\"panelMayRevoke\": {\n        \"value\": true", StringComparison.Ordinal);
        Assert.True(LegalCalendar.TryParse(json, out var generic, out var error), error);
        return generic;
    }
}
