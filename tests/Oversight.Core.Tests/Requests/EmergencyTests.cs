using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Measures taken without approval: the clock from the measure, the notice, the panel's confirmation, the interlock.</summary>
public sealed class EmergencyTests
{
    [Fact]
    public void The_clock_runs_from_the_measure_whether_or_not_a_notice_comes()
    {
        var s = Measured();

        Assert.Equal(RequestStatus.MeasureReported, s.State.State);
        Assert.Equal(Jst("2027-01-04 02:10"), s.State.Position!.Find("measure")!.DueAt);
        Assert.Equal((Jst("2027-01-03 14:10"), Jst("2027-01-03 02:15")), (s.State.Measure!.WarnAt, s.State.Measure.RecordedAt));
        Assert.Null(s.State.FiledAt);
        Assert.Equal(["notify"], Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));
    }

    [Fact]
    public void A_notice_is_in_time_until_the_last_millisecond_before_twenty_four_hours()
    {
        var s = Measured();
        s.Now = Jst("2027-01-04 02:10").AddMilliseconds(-1);
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("deadline:measure")));
        s.When(s.Officer, new Notify(1));
        Assert.Equal((RequestStatus.UnderConfirmation, s.Now, s.Now), (s.State.State, s.State.FiledAt!.Value, s.State.Measure!.NotifiedAt!.Value));
        Assert.Empty(s.State.Breaches);

        var late = Measured().At("2027-01-04 02:10");
        Assert.Equal("DeadlinePassed", late.RefusedAs(late.Officer, new Notify(1)));
        late.Fire("deadline:measure");
        Assert.Equal(["NotifyOverdue"], late.State.Breaches);
        Assert.Equal(["stop"], late.State.Orders);
        Assert.Equal(RequestStatus.UnderConfirmation, late.State.State);
    }

    [Fact]
    public void A_late_notice_is_still_taken_and_the_breach_stays_though_the_measure_is_confirmed()
    {
        var s = Measured().Pass("2027-01-04 08:10");
        Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Confirm(Members)));
        Assert.Equal("NotPossibleNow", s.RefusedAs(Examiner, s.Marks()));

        s.Notify("2027-01-04 08:10").Examine().When(Kuze, Confirm(Members)).Votes("yyyyy", Members);
        Assert.Equal((Decision.ConfirmedProper, "ConfirmedProper"), (s.State.Decision, s.State.Close));
        Assert.Equal(["NotifyOverdue"], s.State.Breaches);
        Assert.False(Interlock.Holds(s.State, s.Now));
    }

    [Fact]
    public void The_notice_files_what_the_drafter_wrote_until_then_and_afterwards_it_stands()
    {
        var s = Measured();
        s.When(s.Drafter, new Revise(C09 with { Urgency = Urgency.Urgent }));
        Assert.Equal("RouteIsFixed", s.RefusedAs(s.Drafter, new Revise(C09 with { Emergency = false })));
        Assert.Equal("ContentVersionChanged", s.RefusedAs(s.Officer, new Notify(1)));
        Assert.Null(Reading.Seen(s.State, Kuze).Content.Scope);

        s.Notify("2027-01-03 11:40");
        Assert.NotNull(Reading.Seen(s.State, Kuze).Content.Scope);
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Drafter, new Revise(C09)));
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, new Notify(2)));
        Assert.Equal(2, s.State.Intake!.ContentVersion);
    }

    [Fact]
    public void The_checks_of_intake_inform_the_panel_and_move_nothing()
    {
        var s = Scenario.Drafted(C09 with { TargetAct = null }, Pref, "2027-01-03 02:15");
        s.RefusedBefore = [new RefusedRequest("2026-0000-0001", C09.Scope!, null)];
        s.When(s.Drafter, new RecordMeasure(Jst("2027-01-03 02:10"), new("stop process"))).Notify("2027-01-03 03:00");

        Assert.Equal([IntakeCode.I07], s.State.Intake!.Returned);
        Assert.Equal([IntakeCode.W02], s.State.Intake.Warnings);
        Assert.Equal(RequestStatus.UnderConfirmation, s.State.State);
    }

    [Fact]
    public void A_measure_recorded_three_days_late_is_overdue_at_once()
    {
        var s = Measured(recordedAt: "2027-01-06 03:00");
        Assert.Equal("DeadlinePassed", s.RefusedAs(s.Officer, new Notify(1)));

        s.Fire("deadline:measure");
        Assert.Equal((Jst("2027-01-06 03:00"), RequestStatus.UnderConfirmation), (s.Now, s.State.State));
        Assert.Equal(["NotifyOverdue"], s.State.Breaches);
        Assert.True(Interlock.Holds(s.State, s.Now));
    }

    [Fact]
    public void A_measure_lies_in_the_past_and_not_years_back()
    {
        var s = Scenario.Drafted(C09, Pref, "2027-01-03 02:15");

        Assert.Equal("DateInFuture", s.RefusedAs(s.Drafter, new RecordMeasure(s.Now.AddMilliseconds(1), new("stop process"))));
        Assert.Equal("DateTooEarly", s.RefusedAs(s.Drafter, new RecordMeasure(s.Now.AddYears(-5).AddMilliseconds(-1), new("stop process"))));
        Assert.Equal("RecordTheMeasure", s.RefusedAs(s.Drafter, new Submit()));
        Assert.Equal(["recordMeasure"], Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));
        Assert.Equal(s.Now, s.When(s.Drafter, new RecordMeasure(s.Now, new("stop process"))).State.JudgedAt);
    }

    [Theory]
    [InlineData(Route.R1)]
    [InlineData(Route.R2)]
    [InlineData(Route.R3)]
    [InlineData(Route.R4)]
    public void Copying_communications_knows_no_emergency(Route route)
    {
        var s = Scenario.Drafted(C01 with { Route = route, Emergency = true });

        Assert.Equal("NotAnEmergency", s.RefusedAs(s.Drafter, new RecordMeasure(s.Now, new("copy"))));
    }

    [Fact]
    public void Without_confirmation_in_time_the_measure_is_to_be_stopped_destroyed_and_erased()
    {
        foreach (var s in new[] { Notified(), Measured().Pass("2027-01-05 00:00") })
        {
            var due = s.State.Position!.Find("confirmation")!.DueAt!.Value;
            Assert.Equal(Jst(s.State.FiledAt is null ? "2027-01-20 00:00" : "2027-01-19 00:00"), due);
            s.Fire("deadline:confirmation");
            Assert.Equal((Decision.Lapsed, RequestStatus.ErasureDue), (s.State.Decision, s.State.State));
            Assert.Equal(["stop", "destroy", "limitUse"], s.State.Orders.TakeLast(3));
            Assert.True(Interlock.Holds(s.State, s.Now));
            s.Fire("deadline:erasure");
            Assert.Equal(("ClosedInBreach", "ErasureOverdue"), (s.State.Close, s.State.Breaches[^1]));
            Assert.Contains("recordErasure", Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));
            Assert.Equal(s.Now, s.When(s.Officer, CaseTests.Erased(s)).State.ErasedAt);
        }
    }

    [Theory]
    [InlineData("yyyn", Decision.ConfirmedProper, "ConfirmedProper")]
    [InlineData("yyaa", Decision.NotProper, null)]
    [InlineData("nnny", Decision.NotProper, null)]
    public void Only_a_majority_finds_the_measure_proper_and_a_recommendation_goes_with_either(string votes, Decision decision, string? close)
    {
        var s = Notified().When(Kuze, Confirm(Members[..4], Text("Keep a contact list."))).Votes(votes, Members[..4]);

        Assert.Equal((decision, close), (s.State.Decision, s.State.Close));
        var adopted = Assert.Single(s.State.Monitoring.Resolutions);
        Assert.Equal([ResolutionKind.Recommendation], adopted.Kinds);
        Assert.True(adopted.AfterMeasure);
        Assert.Contains("answerResolution", Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));
    }

    [Fact]
    public void What_is_not_proper_is_erased_not_before_the_measure()
    {
        var s = Notified().When(Kuze, Confirm(Members)).Votes("nnnnn", Members);
        Assert.Equal("ErasedBeforeTheEnd", s.RefusedAs(s.Officer, CaseTests.Erased(s) with { ErasedAt = Jst("2027-01-03 02:10").AddMilliseconds(-1) }));

        s.When(s.Officer, CaseTests.Erased(s) with { ErasedAt = Jst("2027-01-03 02:10") });
        Assert.Equal(("NotProper", RequestStatus.Closed), (s.State.Close, s.State.State));
        Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
    }

    [Fact]
    public void What_was_ordered_destroyed_is_not_kept_on_the_agencys_own_word()
    {
        var unproper = Notified().When(Kuze, Confirm(Members)).Votes("nnnnn", Members);
        var lapsed = Notified().Fire("deadline:confirmation");
        var closed = Notified().Fire("deadline:confirmation").Fire("deadline:erasure");
        foreach (var s in new[] { unproper, lapsed, closed })
        {
            Assert.Equal("DestructionOrdered", s.RefusedAs(s.Officer, Kept("2027-12-01 00:00")));
            Assert.DoesNotContain(CommandRules.OpenTo(s.State, s.FactsOf(s.Officer)), rule => rule.Name == "keepLonger");
        }
    }

    [Fact]
    public void An_erasure_record_ends_the_duty_only_when_what_else_was_ordered_is_carried_out()
    {
        var s = Notified().When(Kuze, Confirm(Members)).Votes("nnnnn", Members);
        Assert.Equal(["stop", "destroy", "limitUse"], s.State.Orders);
        foreach (var carriedOut in new Order[]?[] { null, [], [Order.Stop], [Order.LimitUse], [Order.Stop, Order.Destroy, Order.LimitUse] })
        {
            var refused = s.Refused(s.Officer, CaseTests.Erased(s) with { CarriedOut = carriedOut });
            Assert.Equal((RefusalKind.Invalid, "OrdersNotReported", "/carriedOut", "stop, limitUse"), (refused.Kind, refused.Code, refused.Pointer, refused.Detail));
        }
        Assert.Contains("recordErasure", Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));

        s.When(s.Officer, CaseTests.Erased(s) with { CarriedOut = [Order.LimitUse, Order.Stop] });
        Assert.Equal("NotProper", s.State.Close);
        Assert.Equal([Order.Stop, Order.LimitUse], s.State.CarriedOut!);

        var granted = InForce().Pass("2028-07-16 10:00");
        Assert.Equal("OrdersNotReported", granted.RefusedAs(granted.Officer, CaseTests.Erased(granted) with { CarriedOut = [Order.Stop] }));
    }

    [Fact]
    public void A_rule_set_that_does_not_ask_for_it_takes_the_erasure_record_alone()
    {
        var s = Notified();
        s.Law = s.Law with { Law = LegalCalendar.OfSets(s.Law.Law.RuleSets.Select(set => (set with { OrdersReported = null }).ToJson())) };
        s.When(Kuze, Confirm(Members)).Votes("nnnnn", Members);

        s.When(s.Officer, CaseTests.Erased(s) with { CarriedOut = null });
        Assert.Equal("NotProper", s.State.Close);
        Assert.Null(s.State.CarriedOut);
    }

    // — Reviewed too late —

    [Theory]
    [InlineData("yyyyy", Decision.ConfirmedProper)]
    [InlineData("nnnnn", Decision.NotProper)]
    public void The_panel_reviews_a_lapsed_measure_after_all_and_that_lifts_the_interlock(string votes, Decision decision)
    {
        var due = Notified().Fire("deadline:confirmation");
        var closed = Notified().Fire("deadline:confirmation").Fire("deadline:erasure");
        foreach (var s in new[] { due, closed })
        {
            var (state, orders, close) = (s.State.State, s.State.Orders, s.State.Close);
            Assert.True(Interlock.Holds(s.State, s.Now));
            s.When(Kuze, Confirm(Members, Text("Keep a contact list."))).Votes(votes, Members);

            Assert.Equal((decision, false), (s.State.Decision, Interlock.Holds(s.State, s.Now)));
            // The lapse stays on record, and so does what was ordered when it lapsed.
            Assert.Contains("ConfirmationLapsed", s.State.Breaches);
            Assert.Equal((state, close), (s.State.State, s.State.Close));
            Assert.Equal(orders, s.State.Orders);
            Assert.Equal([ResolutionKind.Recommendation], Assert.Single(s.State.Monitoring.Resolutions).Kinds);
            Assert.Equal("MotionNotPossible", s.RefusedAs(Kuze, Confirm(Members)));
            Assert.Equal(s.Now, s.When(s.Officer, CaseTests.Erased(s)).State.ErasedAt);
        }
    }

    [Fact]
    public void A_late_review_nobody_votes_in_is_void_and_can_be_opened_again()
    {
        var s = Notified().Fire("deadline:confirmation").Fire("deadline:erasure").When(Kuze, Confirm(Members));
        s.Fire("round:1");
        Assert.Equal((true, Decision.Lapsed, true), (s.Round.IsVoid, s.State.Decision, Interlock.Holds(s.State, s.Now)));

        s.When(Kuze, Confirm(Members)).Votes("yyyyy", Members);
        Assert.Equal(Decision.ConfirmedProper, s.State.Decision);
    }

    [Fact]
    public void A_measure_without_notice_is_notified_after_the_lapse_and_then_reviewed()
    {
        var s = Measured().Pass("2027-02-20 00:00");
        Assert.Equal(("MotionNotPossible", Decision.Lapsed), (s.RefusedAs(Kuze, Confirm(Members)), s.State.Decision));
        s.When(s.Drafter, new Revise(C09 with { Urgency = Urgency.Urgent }));
        s.When(s.Officer, new Notify(2));
        Assert.Equal((s.Now, RequestStatus.Closed, Decision.Lapsed), (s.State.FiledAt, s.State.State, s.State.Decision));
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, new Notify(2)));
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Drafter, new Revise(C09)));

        s.When(Kuze, Confirm(Members)).Votes("yyyyy", Members);
        Assert.False(Interlock.Holds(s.State, s.Now));
        Assert.Equal(["NotifyOverdue", "ErasureOverdue", "ConfirmationLapsed"], s.State.Breaches);
    }

    [Fact]
    public void A_tie_on_a_measure_is_the_chairs_and_unresolved_until_the_deadline_it_lapses()
    {
        var tied = Notified().When(Kuze, Confirm(Members[..4])).Votes("yynn", Members[..4]);
        Assert.Equal(RequestStatus.UnderConfirmation, tied.State.State);
        Assert.Equal(["decideTie"], Waiting.Of(tied.State, tied.Law.Definitions).Where(item => item.Audience == "member/kuze").Select(item => item.Command));

        tied.Fire("deadline:confirmation");
        Assert.Equal((Decision.Lapsed, true), (tied.State.Decision, tied.Round.IsVoid));

        var cast = Notified().When(Kuze, Confirm(Members[..4])).Votes("yynn", Members[..4]).When(Kuze, CaseTests.Cast(true));
        Assert.Equal(Decision.ConfirmedProper, cast.State.Decision);
    }

    [Fact]
    public void A_shorter_time_of_the_rule_set_holds_against_the_definition()
    {
        var s = Scenario.Drafted(C09, Pref, "2027-01-03 02:15");
        s.Law = s.Law with { Law = Changed(s.Law.Law, "\"emergencyNoticeBreach\": {\n        \"value\": \"24 hours\"", "\"emergencyNoticeBreach\": {\n        \"value\": \"6 hours\"") };
        s.When(s.Drafter, new RecordMeasure(Jst("2027-01-03 02:10"), new("stop process")));

        Assert.Equal(Jst("2027-01-03 08:10"), s.State.Position!.Find("measure")!.DueAt);
    }

    // — The interlock —

    [Fact]
    public void An_unreviewed_measure_past_its_limit_holds_back_the_next_one()
    {
        var (measured, notified) = (Measured(), Notified());
        Assert.False(Interlock.Holds(measured.State, measured.Now));
        Assert.False(Interlock.Holds(notified.State, notified.Now));
        var overdue = Measured().Pass("2027-01-04 02:10");
        Assert.True(Interlock.Holds(overdue.State, overdue.Now));

        var next = Scenario.Drafted(C09, Pref, "2027-01-05 02:15");
        next.UnreviewedMeasures = [overdue.State.Id.Value];
        Assert.Equal("EmergencyInterlocked", next.RefusedAs(next.Drafter, new RecordMeasure(Jst("2027-01-05 02:10"), new("stop process"))));
        next.Law = next.Law with { Law = Changed(next.Law.Law, "\"emergencyInterlock\": {\n        \"value\": true", "\"emergencyInterlock\": {\n        \"value\": false") };
        next.When(next.Drafter, new RecordMeasure(Jst("2027-01-05 02:10"), new("stop process")));
    }

    [Fact]
    public void The_one_presiding_overrides_it_with_a_reason_as_often_as_it_holds()
    {
        Assert.Equal("NothingToOverride", Notified().RefusedAs(Kuze, new OverrideInterlock("a second hospital")));

        var s = Measured().Pass("2027-01-04 02:10");
        Assert.Equal("NotPresiding", s.RefusedAs(Nasu, new OverrideInterlock("a second hospital")));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, new OverrideInterlock(" ")));
        s.When(Kuze, new OverrideInterlock("a second hospital"));
        Assert.Equal(s.Now, s.State.Measure!.OverriddenAt);
        // It is spent with the next measure; for one more the panel's head is asked again.
        s.At("2027-01-04 05:00").When(Saegusa, new OverrideInterlock("a third one"));
        Assert.Equal(s.Now, s.State.Measure.OverriddenAt);

        s.Notify("2027-01-04 06:00").When(Kuze, Confirm(Members)).Votes("nnnnn", Members);
        Assert.Equal("NothingToOverride", s.RefusedAs(Kuze, new OverrideInterlock("a fourth one")));
    }

    private static LegalCalendar Changed(LegalCalendar law, string from, string to)
    {
        Assert.True(LegalCalendar.TryParse(law.ToJson().Replace(from, to, StringComparison.Ordinal), out var changed, out var error), error);
        Assert.NotEqual(law.ToJson(), changed.ToJson());
        return changed;
    }
}
