using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>What went wrong waits for those who can do something about it until it is settled.</summary>
public sealed class UnsettledTests
{
    private const string Agency = "agency/cao/authorisingOfficer";

    [Fact]
    public void A_missed_condition_waits_for_the_agency_and_for_those_who_watch_it_until_the_late_report()
    {
        var s = InForce(Condition("a", Each("2028-02-01", "2028-03-01"), suspendsAfter: 2)).Pass("2028-02-02 00:00");
        Assert.Equal(
            [(Agency, "reportCondition"), ("examiner", "lookAtMiss"), ("inspector", "lookAtMiss"), ("presiding", "lookAtMiss")],
            Items(s));
        Assert.Equal(Jst("2028-02-02 00:00"), Unsettled.Of(s.State).Single(item => item.Command == "reportCondition").DueAt);

        s.At("2028-02-03 10:00").When(s.Officer, Report("a"));
        Assert.Empty(Items(s));
    }

    [Fact]
    public void A_broken_condition_waits_until_the_panel_resolves_whatever_the_agency_reports()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00"))).Pass("2028-02-01 12:00");
        s.When(s.Officer, Report("a"));
        Assert.Equal([("examiner", "lookAtMiss"), ("inspector", "lookAtMiss"), ("presiding", "lookAtMiss")], Items(s));

        s.Resolved(ResolutionKind.Notice);
        Assert.Empty(Items(s));
    }

    [Fact]
    public void A_broken_condition_is_settled_by_an_inspection_that_closes_after_it_and_by_none_that_closed_before()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00")));
        Inspect(s, 1).Pass("2028-02-01 12:00");
        Assert.Contains(("inspector", "lookAtMiss"), Items(s));

        Inspect(s, 2);
        Assert.Equal([(Agency, "reportCondition")], Items(s));
    }

    [Fact]
    public void What_the_secretariat_owed_and_missed_is_not_the_agencys_to_report()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00"), owner: ConditionOwner.Secretariat)).Pass("2028-02-01 12:00");

        Assert.DoesNotContain(Items(s), item => item.Audience == Agency);
        Assert.Contains(("presiding", "lookAtMiss"), Items(s));
    }

    [Fact]
    public void A_suspension_waits_for_the_agency_the_inspectors_the_secretariat_and_the_one_presiding_while_it_lasts()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00"), suspendsAfter: 1)).Pass("2028-02-01 12:00");
        (string, string)[] suspension =
            [(Agency, "stopUse"), ("examiner", "lookAtSuspension"), ("inspector", "lookAtSuspension"), ("presiding", "decideSuspension")];
        Assert.Equal(suspension, Items(s).Where(item => item.Command is "stopUse" or "lookAtSuspension" or "decideSuspension"));

        s.Resolved(ResolutionKind.Notice).When(s.Officer, Report("a"));
        Assert.Equal(suspension, Items(s));
        s.Resolved(ResolutionKind.Resume);
        Assert.Empty(Items(s));
    }

    [Fact]
    public void A_suspension_by_the_panel_waits_until_the_end_of_the_authorisation()
    {
        var s = InForce().Resolved(ResolutionKind.Suspend);
        Assert.Contains((Agency, "stopUse"), Items(s));

        s.When(s.Officer, new EndEarly("not needed"));
        Assert.Empty(Items(s));
    }

    [Fact]
    public void A_notice_overdue_is_looked_at_until_it_comes_or_the_panel_resolves()
    {
        (string, string)[] breach = [("examiner", "lookAtBreach"), ("inspector", "lookAtBreach"), ("presiding", "lookAtBreach")];
        var s = Measured().Pass("2027-01-04 02:10");
        Assert.Equal(breach, Items(s));
        s.Notify("2027-01-04 08:10");
        Assert.Empty(Items(s));

        var never = Measured().Pass("2027-02-01 00:00");
        Assert.Equal(breach, Items(never));
        Assert.Empty(Items(never.Resolved(ResolutionKind.Notice)));
    }

    [Fact]
    public void An_erasure_overdue_is_looked_at_until_its_record_is_filed()
    {
        var s = InForce().Fire("authorisation:end").Fire("deadline:erasure");
        Assert.Equal([("examiner", "lookAtBreach"), ("inspector", "lookAtBreach"), ("presiding", "lookAtBreach")], Items(s));

        s.When(s.Officer, CaseTests.Erased(s));
        Assert.Empty(Items(s));
    }

    [Fact]
    public void What_is_kept_longer_waits_for_the_inspectors_until_they_looked_or_it_is_erased()
    {
        var s = InForce().Pass("2028-07-20 10:00");
        s.When(s.Officer, Kept("2028-12-01 00:00"));
        Assert.Equal([("inspector", "lookAtKeeping")], Items(s));
        Assert.Equal(s.State.KeptUntil, Unsettled.Of(s.State)[0].DueAt);
        Assert.Empty(Items(Inspect(s, 1)));

        var erased = InForce().Pass("2028-07-20 10:00");
        erased.When(erased.Officer, Kept("2028-12-01 00:00")).When(erased.Officer, CaseTests.Erased(erased));
        Assert.Empty(Items(erased));
    }

    /// <summary>Nobody's unsettled matter makes a case one that is not over: the rules need its content no more.</summary>
    [Fact]
    public void A_case_is_over_though_a_broken_condition_was_never_settled()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00"))).Pass("2028-07-20 10:00");
        s.When(s.Officer, CaseTests.Erased(s));

        Assert.NotEmpty(Items(s));
        Assert.True(ErasureRules.IsOver(s.State, s.Law.Definitions));
    }

    private static Scenario Inspect(Scenario s, int number) => s
        .When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(number)).When(People.Inspector, Finding(number)).When(People.Inspector, new SendFindings(number))
        .When(s.Officer, new AnswerFindings(number, Text("We agree."))).When(People.Inspector, new CloseInspection(number, Text("One finding.")));

    private static IEnumerable<(string Audience, string Command)> Items(Scenario s) =>
        Unsettled.Of(s.State).Select(item => (item.Audience, item.Command)).Order();
}
