using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Extensions (R4): within a live parent of the same agency, and what becomes of the parent.</summary>
public sealed class ExtensionTests
{
    private static readonly RequestContent Early = C14 with { Period = Period("2028-07-01 00:00", "2028-12-31 00:00") };

    [Fact]
    public void An_extension_is_asked_for_in_the_last_thirty_days_to_the_millisecond()
    {
        var (_, child) = Extending();
        child.Now = Jst("2028-06-15 00:00").AddMilliseconds(-1);
        Assert.Equal("OutsideRenewalWindow", child.RefusedAs(child.Drafter, new Submit()));

        child.Now = Jst("2028-06-15 00:00");
        child.When(child.Drafter, new Submit());
        child.Now = Jst("2028-06-14 23:59");
        Assert.Equal("OutsideRenewalWindow", child.RefusedAs(child.Officer, new Sign(1)));
        child.Now = Jst("2028-06-15 00:00");
        Assert.Equal(RequestStatus.UnderExamination, child.When(child.Officer, new Sign(1)).State.State);
    }

    [Fact]
    public void At_its_end_an_authorisation_can_no_longer_be_extended()
    {
        var (parent, child) = Extending(at: "2028-07-14 23:59");
        child.Now = parent.State.Authorisation!.End;
        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Drafter, new Submit()));

        child.Now = child.Now.AddMilliseconds(-1);
        child.When(child.Drafter, new Submit());
    }

    [Fact]
    public void Its_parent_is_a_live_acquisition_of_the_same_agency()
    {
        var (parent, child) = Extending();
        child.Parent = null;
        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Drafter, new Submit()));
        child.Parent = Scenario.Voting(C08).Votes("yyyyy", Members);
        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Drafter, new Submit()));
        child.Parent = Scenario.BeforePanel(C01);
        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Drafter, new Submit()));
        parent.When(parent.Officer, new EndEarly("done"));
        child.Parent = parent;
        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Drafter, new Submit()));

        var none = Scenario.Drafted(C14, now: "2028-06-20 10:00");
        Assert.Equal("ParentMissing", none.RefusedAs(none.Drafter, new Submit()));
    }

    [Fact]
    public void Another_agencys_authorisation_is_not_extended()
    {
        var (parent, child) = Extending();
        var other = Scenario.Drafted(C14 with { Parent = parent.State.Id.Value }, new Agency("cao2", AgencyKind.CabinetOffice), "2028-06-20 10:00", 3);
        other.Parent = parent;

        Assert.Equal("ParentNotExtendable", other.RefusedAs(other.Drafter, new Submit()));
        Assert.Equal(RequestStatus.UnderExamination, child.File().State.State);
    }

    [Fact]
    public void What_is_wider_than_the_parent_is_struck_and_the_rest_is_voted_on()
    {
        var wider = C14 with { Scope = [.. C14.Scope!, Traffic("198.51.100.0/26", "203.0.113.128/25", "443")] };
        var (_, child) = ExtensionBeforePanel(wider);
        Assert.Equal([IntakeCode.W03], child.State.Intake!.Warnings);
        Assert.Equal((Route.R1, "3"), (child.State.Extends, Assert.Single(child.State.Struck)));

        child.Open(Members);
        Assert.Equal(["1", "2"], child.Round.Items);
        child.Votes("yyyyy", Members);
        Assert.Equal(["1", "2"], child.State.Authorisation!.Items);
        Assert.Equal(Decision.Approved, child.State.Decision);
    }

    [Fact]
    public void An_extension_of_which_nothing_is_left_is_refused()
    {
        var (_, child) = Extending(C14 with { Scope = [Traffic("198.51.100.0/26", "203.0.113.128/25", "443")] });
        child.File();

        Assert.Equal([IntakeCode.W03], child.State.Intake!.Refused);
        Assert.Equal("RefusedAtIntake", child.State.Close);
    }

    [Theory]
    [InlineData("", "12")]
    [InlineData("2028-07-20 01:00/2028-07-20 05:00", "")]
    [InlineData("2028-07-20 02:00/2028-07-20 04:00 2028-12-01 01:30/2028-12-01 04:30", "")]
    [InlineData("2028-07-20 00:59/2028-07-20 05:00", "12")]
    [InlineData("2028-07-20 02:00/2028-07-20 05:01", "12")]
    [InlineData("2028-07-20 02:00/2028-07-20 04:00 2028-07-21 09:00/2028-07-21 10:00", "12")]
    [InlineData("2028-07-20 01:00/2028-07-20 05:00/1", "2")]
    [InlineData("2028-07-20 01:00/2028-07-20 05:00 2028-07-21 01:00/2028-07-21 05:00 2028-07-22 01:00/2028-07-22 05:00", "")]
    [InlineData(
        "2028-07-20 01:00/2028-07-20 05:00 2028-07-21 01:00/2028-07-21 05:00 2028-07-22 01:00/2028-07-22 05:00 2028-07-23 01:00/2028-07-23 05:00", "12")]
    public void Windows_of_an_extension_lie_at_its_parents_hours_and_are_no_more_of_them(string windows, string struck)
    {
        var parent = Scenario.BeforePanel(C01 with { Windows = Windows("2028-03-01 01:00/2028-03-01 05:00 2028-05-01 01:00/2028-05-01 05:00") })
            .Open(Members).Votes("yyyyy", Members).Fire("authorisation:start");
        var (_, child) = Extending(C14 with { Windows = Windows(windows) }, parent: parent);

        Assert.Equal(struck, string.Concat(child.File().State.Struck));
    }

    [Fact]
    public void An_item_whose_parent_has_no_windows_needs_none_and_another_ones_windows_do_not_count()
    {
        var parent = Scenario.BeforePanel(C01 with { Windows = Windows("2028-03-01 01:00/2028-03-01 05:00/1") }).Open(Members).Votes("yyyyy", Members).Fire("authorisation:start");
        var (_, child) = Extending(C14, parent: parent);

        Assert.Equal(["1"], child.File().State.Struck);
    }

    [Fact]
    public void Boxes_that_repeat_the_parents_are_warned_of()
    {
        var (_, repeating) = Extending(C14 with { Criteria = [C14.Criteria![0] with { Text = C01.Criteria![4].Text }, .. C14.Criteria.Skip(1)] });
        Assert.Equal([IntakeCode.W01], repeating.File().State.Intake!.Warnings);

        Assert.Empty(Extending().Child.File().State.Intake!.Warnings);
    }

    [Fact]
    public void Its_longest_period_is_its_parents_also_along_a_chain()
    {
        var (_, over) = Extending(C14 with { Period = Period("2028-07-15 00:00", "2029-01-15 00:01") });
        Assert.Equal([IntakeCode.I04], over.File().State.Intake!.Refused);

        var (_, first) = Extended();
        first.Pass("2028-12-20 10:00");
        var again = C14 with { Period = Period("2029-01-15 00:00", "2029-07-15 00:00"), Criteria = Answers(Route.R4, false) };
        var (_, second) = Extending(again, "2028-12-20 10:00", first);
        second.File();
        Assert.Equal((Route.R1, RequestStatus.UnderExamination), (second.State.Extends, second.State.State));
        second.Examine().Open(Members).Votes("yyyyy", Members);
        Assert.Equal(Jst("2029-07-15 00:00"), second.State.Authorisation!.End);
    }

    [Fact]
    public void The_parent_gives_way_exactly_at_its_end_and_its_erasure_goes_over()
    {
        var (parent, child) = Extended();
        Assert.Equal("TimerNotDue", parent.At("2028-07-14 23:59").RefusedAs(Actor.System, new FireTimer("authorisation:end")));
        child.Pass("2028-07-15 00:00");
        parent.Pass("2028-07-15 00:00");

        Assert.Equal((AuthorisationState.SupersededByExtension, Jst("2028-07-15 00:00")), (parent.State.Authorisation!.State, parent.State.Authorisation.EndedAt));
        Assert.Equal((child.State.Id.Value, "Completed"), (parent.State.CarriedOverTo, parent.State.Close));
        Assert.Equal("NotPossibleNow", parent.RefusedAs(parent.Officer, CaseTests.Erased(parent)));
        Assert.Empty(Waiting.Of(parent.State, parent.Law.Definitions));
        Assert.Equal(AuthorisationState.Active, child.State.Authorisation!.State);
    }

    [Fact]
    public void An_extension_that_begins_earlier_takes_over_at_its_own_start()
    {
        var (parent, child) = Extended(Early);
        parent.Pass("2028-07-01 00:00");

        Assert.Equal((AuthorisationState.SupersededByExtension, Jst("2028-07-01 00:00")), (parent.State.Authorisation!.State, parent.State.Authorisation.EndedAt));
        Assert.Equal(child.State.Id.Value, parent.State.CarriedOverTo);
    }

    [Fact]
    public void An_extension_over_before_its_start_leaves_the_parent_to_its_own_end()
    {
        var (parent, child) = Extended(Early);
        child.When(child.Officer, new EndEarly("not needed"));

        parent.Pass("2028-07-01 00:00");
        Assert.Equal((AuthorisationState.Active, null), (parent.State.Authorisation!.State, parent.State.Authorisation.Extension));
        Assert.IsType<ExtensionLost>(Assert.Single(parent.Last));
        parent.Pass("2028-07-15 00:00");
        Assert.Equal((AuthorisationState.Expired, RequestStatus.ErasureDue), (parent.State.Authorisation.State, parent.State.State));

        var (following, over) = Extended();
        over.When(over.Officer, new EndEarly("not needed"));
        following.Pass("2028-07-15 00:00");
        Assert.Equal((AuthorisationState.Expired, null), (following.State.Authorisation!.State, following.State.CarriedOverTo));
    }

    [Fact]
    public void An_extension_leaves_no_gap()
    {
        var (parent, _) = Extending();
        var late = Scenario.Drafted(
            C14 with { Parent = parent.State.Id.Value, Period = Period("2028-07-15 00:01", "2029-01-15 00:00") }, now: "2028-06-20 10:00");
        late.Parent = parent;

        Assert.Equal("ExtensionLeavesGap", late.RefusedAs(late.Drafter, new Submit()));
    }

    [Fact]
    public void What_continues_a_suspended_authorisation_begins_suspended()
    {
        var (parent, child) = Extended();
        parent.Resolved(ResolutionKind.Suspend);
        child.Pass("2028-07-15 00:00");

        Assert.Equal(AuthorisationState.Suspended, child.State.Authorisation!.State);
    }

    [Fact]
    public void A_parent_that_ended_while_the_panel_voted_makes_the_round_void()
    {
        var (parent, child) = ExtensionBeforePanel();
        child.Open(Members).Votes("yyyy", Members);
        parent.When(parent.Officer, new EndEarly("done"));
        child.Vote(Ayabe, "yy");

        Assert.IsType<RoundVoided>(child.Last[^1]);
        Assert.Equal((RequestStatus.BeforePanel, null), (child.State.State, child.State.Decision));
        Assert.Equal("ParentNotExtendable", child.RefusedAs(Kuze, Scenario.Motion(Members)));
    }

    [Fact]
    public void One_authorisation_is_extended_once()
    {
        var (parent, child) = Extended();
        Assert.Equal("ParentNotExtendable", Second().RefusedAs(DrafterOf(Cao), new Submit()));
        Assert.Equal("NotPossibleNow", parent.RefusedAs(Actor.System, new LinkExtension("2028-0000-0009", Jst("2028-07-15 00:00"), Jst("2028-08-01 00:00"))));
        Assert.Equal(RefusalKind.Forbidden, parent.Refused(parent.Officer, new LinkExtension(child.State.Id.Value, parent.Now, parent.Now.AddDays(1))).Kind);

        Scenario Second()
        {
            var second = Scenario.Drafted(C14 with { Parent = parent.State.Id.Value }, now: "2028-06-21 10:00", number: 4);
            second.Parent = parent;
            return second;
        }
    }

    [Fact]
    public void What_the_agency_gave_up_since_is_not_granted_again_by_extending()
    {
        var (parent, child) = ExtensionBeforePanel();
        parent.When(parent.Officer, new Narrow(new Dictionary<string, ScopeItem> { ["1"] = C01.Scope![0] with { Ports = [Port("443")] } }, "8443 is quiet"));

        Assert.Equal("WiderThanParent", child.RefusedAs(Kuze, Scenario.Motion(Members)));
        var narrowed = new Dictionary<string, ScopeItem> { ["1"] = C14.Scope![0] with { Ports = [Port("443")] } };
        var refused = child.Refused(Kuze, Scenario.Motion(Members, new(narrowed, Reasons: [new(Criterion.K6, Text("Why."))])));
        Assert.Equal(("WiderThanParent", "/narrowed/2"), (refused.Code, refused.Pointer));

        var (other, voted) = ExtensionBeforePanel();
        voted.Open(Members).Votes("yyyy", Members);
        other.When(other.Officer, new Narrow(new Dictionary<string, ScopeItem> { ["1"] = C01.Scope[0] }, "the second is quiet"));
        voted.Vote(Ayabe, "yy");
        Assert.IsType<RoundVoided>(voted.Last[^1]);
    }

    [Fact]
    public void A_remanded_extension_cannot_come_back_for_another_or_a_dead_parent()
    {
        var (parent, child) = ExtensionBeforePanel();
        child.When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members).When(child.Drafter, new Revise(child.State.Content with { Urgency = Urgency.Urgent }));
        parent.When(parent.Officer, new EndEarly("done"));

        Assert.Equal("ParentNotExtendable", child.RefusedAs(child.Officer, new Resubmit(2)));
        Assert.Equal("Withdrawn", child.When(child.Officer, new Withdraw("the parent ended")).State.Close);
    }

    private static List<UseWindow> Windows(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(3).Select(words => string.Join(' ', words)).Select(window => window.Split('/')).Select(
            window => new UseWindow(Jst(window[0]), Jst(window[1]), window.Length > 2 ? int.Parse(window[2], System.Globalization.CultureInfo.InvariantCulture) : null))];
}
