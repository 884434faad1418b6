using System.Text.Json;
using Oversight.Core.Law;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

public sealed class FlowTests
{
    private static Case Acquisition() => new(Definitions.Load(Definitions.Acquisition), SomeFacts.At("R1"));

    private static Case Neutralization(string route = "R5", bool abroad = true) =>
        new(Definitions.Load(Definitions.Neutralization), SomeFacts.At(route, abroad));

    [Fact]
    public void A_case_begins_at_the_first_wait()
    {
        Assert.Equal([new OpenActivity("countersign", Time("2027-12-01T01:00:00Z"), Time("2027-12-08T15:00:00Z"))], Acquisition().Position.Open);
    }

    [Fact]
    public void A_deadline_lapses_at_its_exclusive_end_and_not_before()
    {
        var open = Assert.Single(Acquisition().Position.Open);
        Assert.False(open.IsDue(Time("2027-12-08T14:59:59.999Z")));
        Assert.True(open.IsDue(Time("2027-12-08T15:00:00Z")));
    }

    [Fact]
    public void Automatic_activities_and_the_life_of_an_authorisation_have_no_deadline_of_the_flow()
    {
        var it = Acquisition().Take("countersign.Signed");
        Assert.Null(it.Position.Find("intake")!.DueAt);
        it.Take("intake.Passed", "examination.Ready", "panelVote.Approved");
        Assert.Null(it.Position.Find("authorise")!.DueAt);
        it.Take("authorise.Done");
        Assert.Null(it.Position.Find("inForce")!.DueAt);
    }

    [Fact]
    public void An_authorisation_that_expired_and_was_erased_completes_the_case()
    {
        var it = Acquisition().Take(
            "countersign.Signed", "intake.Passed", "examination.Ready", "panelVote.Approved", "authorise.Done", "inForce.Expired", "erasure.Recorded");
        Assert.True(it.Position.Closed);
        Assert.Equal("Completed", it.Position.CloseOutcome);
        Assert.Equal([new ActivityEnded("erasure", Ports.Recorded), new ActivityStarted("completed", null)], it.LastEvents);
    }

    [Fact]
    public void A_port_that_is_not_offered_is_not_taken()
    {
        Assert.Throws<ArgumentException>(() => Acquisition().Take("countersign.Approved"));
        Assert.Throws<ArgumentException>(() => Acquisition().Take("panelVote.Approved"));
        Assert.Empty(Acquisition().Offered("panelVote"));
    }

    [Fact]
    public void Returns_are_counted_for_the_whole_case_and_spent_ones_are_withheld_everywhere()
    {
        var it = Acquisition().Take("countersign.Signed");
        it.Take("intake.Returned", "correction.Resubmitted", "intake.Returned", "correction.Resubmitted");
        it.Take("intake.Passed", "examination.Ready", "panelVote.Remanded", "correction.Resubmitted");
        Assert.Equal(3, it.Position.CountOf("correction"));
        Assert.Equal([Ports.Passed, Ports.Refused], it.Offered("intake"));
        it.Take("intake.Passed", "examination.Ready");
        Assert.DoesNotContain(Ports.Remanded, it.Offered("panelVote"));
        Assert.Throws<ArgumentException>(() => it.Take("panelVote.Remanded"));
    }

    [Fact]
    public void Remands_are_withheld_once_spent_though_returns_are_left()
    {
        var it = Acquisition().Take("countersign.Signed");
        for (var remand = 0; remand < 2; remand++)
        {
            it.Take("intake.Passed", "examination.Ready", "panelVote.Remanded", "correction.Resubmitted");
        }
        Assert.Contains(Ports.Returned, it.Offered("intake"));
        it.Take("intake.Passed", "examination.Ready");
        Assert.DoesNotContain(Ports.Remanded, it.Offered("panelVote"));
    }

    [Fact]
    public void Rounds_of_information_are_withheld_once_spent()
    {
        var it = Acquisition().Take("countersign.Signed", "intake.Passed");
        for (var round = 0; round < 3; round++)
        {
            it.Take("examination.InformationRequested", "information.Answered");
        }
        Assert.Equal([Ports.Ready, Ports.Withdrawn, Ports.Lapsed], it.Offered("examination"));
    }

    [Fact]
    public void Back_from_information_the_remaining_time_runs_on()
    {
        var it = Acquisition().Take("countersign.Signed", "intake.Passed");
        var due = it.Position.Find("examination")!.DueAt!.Value;
        it.Now += TimeSpan.FromHours(30);
        it.Take("examination.InformationRequested");
        Assert.Equal([new SuspendedClock("examination", due - it.Now)], it.Position.Suspended);
        it.Now += TimeSpan.FromDays(4);
        it.Take("information.Answered");
        Assert.Equal(due + TimeSpan.FromDays(4), it.Position.Find("examination")!.DueAt);
        Assert.Empty(it.Position.Suspended);
    }

    [Fact]
    public void Back_from_correction_the_deadline_starts_anew()
    {
        var it = Acquisition().Take("countersign.Signed", "intake.Passed", "examination.InformationRequested", "information.Lapsed");
        Assert.Single(it.Position.Suspended);
        it.Take("panelVote.Remanded", "correction.Resubmitted");
        it.Now = Time("2028-02-01T01:00:00Z");
        it.Take("intake.Passed");
        Assert.Equal(new Duration(DurationUnit.WorkingDays, 10).DueFrom(it.Now, WorkingCalendar.Japan), it.Position.Find("examination")!.DueAt);
        Assert.Empty(it.Position.Suspended);
    }

    [Theory]
    [InlineData("R5", false, new[] { "examination" })]
    [InlineData("R5", true, new[] { "examination", "foreignMinister" })]
    [InlineData("R6", false, new[] { "examination", "publicSafetyCommission" })]
    [InlineData("R6", true, new[] { "examination", "foreignMinister", "publicSafetyCommission" })]
    public void The_consultations_the_route_needs_run_beside_the_examination(string route, bool abroad, string[] open)
    {
        Assert.Equal(open, Neutralization(route, abroad).Take("countersign.Signed", "intake.Passed").Open);
    }

    [Fact]
    public void A_join_waits_for_every_branch_and_a_loop_arms_it_again()
    {
        var it = Neutralization().Take("countersign.Signed", "intake.Passed");
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(["foreignMinister"], it.Take("examination.Ready").Open);
            Assert.Equal([new ActivityCount("reviewed", 2)], it.Position.Arrivals);
            Assert.Equal(["panelVote"], it.Take("foreignMinister.Recorded").Open);
            Assert.Empty(it.Position.Arrivals);
            it.Take("panelVote.Remanded", "correction.Resubmitted", "intake.Passed");
        }
        Assert.Equal(["examination", "foreignMinister"], it.Open);
    }

    [Fact]
    public void The_first_arrival_at_a_join_that_waits_for_any_cancels_the_rest_of_the_block()
    {
        var json = Definitions.Json(Definitions.Neutralization);
        Definitions.SetInput(json, "reviewed", "mode", "\"WaitAny\"");
        var it = new Case(Definitions.Load(json), SomeFacts.At("R5", abroad: true)).Take("countersign.Signed", "intake.Passed");
        Assert.Equal(["panelVote"], it.Open);
        Assert.Equal(
            [
                new ActivityEnded("intake", Ports.Passed),
                new ActivityStarted("examination", it.Position.Find("panelVote")!.DueAt),
                new ActivityEnded("abroad", Ports.True),
                new ActivityStarted("foreignMinister", it.Position.Find("panelVote")!.DueAt),
                new ActivityEnded("protectionMeasure", Ports.False),
                new ActivityStarted("reviewed", null),
                new ActivityCancelled("examination"),
                new ActivityCancelled("foreignMinister"),
                new ActivityEnded("reviewed", Ports.Done),
                new ActivityStarted("panelVote", it.Position.Find("panelVote")!.DueAt),
            ],
            it.LastEvents);
    }

    [Fact]
    public void A_branch_that_finishes_first_leaves_later_branches_unopened_where_any_is_enough()
    {
        var json = Definitions.Json(Definitions.Neutralization);
        Definitions.SetInput(json, "reviewed", "mode", "\"WaitAny\"");
        Definitions.SetInput(json, "review", "branches", """["ForeignMinister","Examination","PublicSafetyCommission"]""");
        var it = new Case(Definitions.Load(json), SomeFacts.At("R5", abroad: false)).Take("countersign.Signed", "intake.Passed");
        Assert.Equal(["panelVote"], it.Open);
        Assert.DoesNotContain(it.LastEvents, happened => happened.Activity == "examination");
    }

    [Fact]
    public void Closing_cancels_everything_open_and_every_arrival_each_as_an_event()
    {
        var it = Neutralization("R6").Take("countersign.Signed", "intake.Passed", "examination.Ready", "foreignMinister.Lapsed");
        Assert.Equal(
            [
                new ActivityEnded("foreignMinister", Ports.Lapsed),
                new ActivityCancelled("publicSafetyCommission"),
                new ActivityCancelled("reviewed"),
                new ActivityStarted("lapsed", null),
            ],
            it.LastEvents);
        Assert.Empty(it.Position.Open);
        Assert.Empty(it.Position.Arrivals);
        Assert.Equal("Lapsed", it.Position.CloseOutcome);
    }

    [Fact]
    public void History_written_as_JSON_and_read_again_rebuilds_the_position()
    {
        var definition = Definitions.Load(Definitions.Neutralization);
        var it = new Case(definition, SomeFacts.At("R6", abroad: true)).Take("countersign.Signed", "intake.Returned", "correction.Resubmitted", "intake.Passed");
        it.Now += TimeSpan.FromHours(5);
        it.Take("foreignMinister.Recorded", "examination.InformationRequested");
        var position = FlowPosition.NotStarted;
        foreach (var (happened, at) in it.History)
        {
            var read = JsonSerializer.Deserialize<FlowEvent>(JsonSerializer.Serialize(happened))!;
            Assert.Equal(happened, read);
            position = Flow.Apply(position, read, definition, at);
        }
        Assert.Equal(JsonSerializer.Serialize(it.Position), JsonSerializer.Serialize(position));
        Assert.Equal(JsonSerializer.Serialize(position), JsonSerializer.Serialize(JsonSerializer.Deserialize<FlowPosition>(JsonSerializer.Serialize(position))));
        Assert.Equal(["publicSafetyCommission", "information"], position.Open.Select(open => open.Id));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text);
}
