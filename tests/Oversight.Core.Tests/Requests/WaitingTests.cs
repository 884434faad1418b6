using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>What waits for whom where something is watched, and what the agency may not know of yet.</summary>
public sealed class WaitingTests
{
    private static readonly Actor Inspector = new("inspector", Role.Inspector);

    [Fact]
    public void An_emergency_waits_for_its_record_then_for_a_notice_that_says_everything_then_for_the_signature()
    {
        var empty = new RequestContent { Route = Core.Law.Route.R5, Emergency = true };
        var s = Scenario.Drafted(empty, now: "2027-01-18 10:00");
        Assert.Equal(["recordMeasure"], Commands(s, $"agency/{s.State.Agency.Id}/drafter"));

        s.When(s.Drafter, new RecordMeasure(s.Now.AddHours(-1), new MeasureText("stopProcess")));
        Assert.Equal(["revise"], Commands(s, $"agency/{s.State.Agency.Id}/drafter"));
        Assert.Empty(Commands(s, $"agency/{s.State.Agency.Id}/authorisingOfficer"));

        s.When(s.Drafter, new Revise(C08 with { Emergency = true }));
        Assert.Equal(["notify"], Commands(s, $"agency/{s.State.Agency.Id}/authorisingOfficer"));
        Assert.Empty(Commands(s, $"agency/{s.State.Agency.Id}/drafter"));
    }

    [Fact]
    public void Every_step_of_an_inspection_waits_for_somebody()
    {
        var s = Watched();
        Assert.Equal(["openInspection"], Commands(s, "inspector"));
        s.When(Inspector, new OpenInspection(1));
        Assert.Equal(["sendFindings"], Commands(s, "inspector"));
        s.When(Inspector, new SendFindings(1));
        Assert.Equal(["answerFindings"], Commands(s, "agency/cao/authorisingOfficer"));
        s.When(s.Officer, new AnswerFindings(1, Text("Nothing to add.")));
        Assert.Equal(["closeInspection"], Commands(s, "inspector"));
    }

    [Fact]
    public void The_agency_reads_its_entries_while_an_inspection_is_planned_that_it_does_not_know_of()
    {
        var s = Watched();
        s.When(Inspector, new PlanInspection(InspectionKind.Planned, "63(2)", null, Text("Announced.")));
        var seen = Reading.Seen(s.State, s.Officer);

        Assert.Equal([2], seen.Monitoring.Inspections.Select(inspection => inspection.Number));
        Assert.Equal([false, true], s.Events.OfType<InspectionPlanned>().Select(planned => Reading.MaySeeEntry(seen, planned, s.Officer)));
    }

    [Fact]
    public void Only_what_the_authorisation_and_the_rule_set_allow_can_be_resolved()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start");
        ResolutionKind[] always = [ResolutionKind.Notice, ResolutionKind.Demand, ResolutionKind.Recommendation];

        Assert.Equal([MotionKind.Resolve], MotionRules.Possible(s.State));
        Assert.Equal([.. always, ResolutionKind.Suspend], ResolutionRules.Possible(s.State, s.FactsOf(Kuze)));
        s.When(s.Officer, new EndEarly("It is not needed any more."));
        Assert.Equal(always, ResolutionRules.Possible(s.State, s.FactsOf(Kuze)));
    }

    private static Scenario Watched()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start");
        return s.When(Inspector, new PlanInspection(InspectionKind.Unannounced, "63(1)", null, Text("How it is used.")));
    }

    private static IEnumerable<string> Commands(Scenario s, string audience) =>
        Waiting.Of(s.State, s.Law.Definitions).Where(item => item.Audience == audience).Select(item => item.Command);
}
