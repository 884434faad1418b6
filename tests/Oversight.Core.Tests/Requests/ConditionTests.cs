using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Conditions as live duties: due, reported, accepted, missed, breached, and suspending as each one says.</summary>
public sealed class ConditionTests
{
    private static readonly ConditionDue Monthly = Each("2028-02-01", "2028-03-01", "2028-04-01");

    [Fact]
    public void A_report_on_time_meets_a_condition_due_once()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00")));
        Assert.Equal([("reportCondition", Jst("2028-02-01 12:00"))], Waiting.Of(s.State, s.Law.Definitions).Select(item => (item.Command, item.DueAt!.Value)));

        s.Now = Jst("2028-02-01 12:00").AddMilliseconds(-1);
        s.When(s.Officer, Report("a"));
        Assert.Equal((ConditionState.Met, s.Now), (s.ConditionOf("a").State, s.ConditionOf("a").MetAt));
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, Report("a")));
        Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
    }

    [Fact]
    public void At_its_due_instant_a_condition_is_missed_and_a_late_report_mends_nothing()
    {
        var s = InForce(Condition("a", On("2028-02-01 12:00"))).At("2028-02-01 12:00");
        Assert.Equal("DeadlinePassed", s.RefusedAs(s.Officer, Report("a")));

        s.Fire("condition:a").When(s.Officer, Report("a"));
        Assert.Equal((ConditionState.Breached, 1, Jst("2028-02-01 12:00")), (s.ConditionOf("a").State, s.ConditionOf("a").Misses, s.ConditionOf("a").BreachedAt));
        Assert.Null(s.ConditionOf("a").Reports[0].DueAt);
        Assert.Equal(AuthorisationState.Active, s.State.Authorisation!.State);
    }

    [Fact]
    public void What_waits_follows_from_the_precedent_conditions_not_met()
    {
        var precedent = Condition("a", Standing, kind: ConditionKind.Precedent, owner: ConditionOwner.Secretariat);
        foreach (var (items, ports, waiting) in new (string[]?, PortRange[]?, string)[]
        {
            (null, null, "12"), ([], [], "12"), (["1"], null, "1"), (["2", "1"], null, "12"), (null, [Port("443")], ""), (["1"], [Port("443")], ""),
        })
        {
            var a = InForce(precedent with { Items = items, Ports = ports }, Condition("b", Standing)).State.Authorisation!;
            Assert.Equal((waiting, waiting == "12"), (string.Concat(a.Items.Where(a.Awaits)), a.AwaitsCondition));
            Assert.Equal("a", Assert.Single(a.Unmet).Id);
        }

        var met = InForce(precedent).When(Examiner, new AcceptCondition("a")).State.Authorisation!;
        Assert.Equal((0, false), (met.Unmet.Count, met.AwaitsCondition));
        var ended = InForce(precedent);
        Assert.False(ended.When(ended.Officer, new EndEarly("done")).State.Authorisation!.AwaitsCondition);
    }

    [Fact]
    public void A_date_means_the_end_of_that_day_in_japan() =>
        Assert.Equal([Jst("2028-02-02 00:00")], Timers.Of(InForce(Condition("a", Each("2028-02-01"))).State).Where(timer => timer.Name == "condition:a").Select(timer => timer.DueAt));

    [Theory]
    [InlineData(ConditionTrigger.Start, "2028-01-17 00:00")]
    [InlineData(ConditionTrigger.Act, null)]
    [InlineData(ConditionTrigger.End, null)]
    public void A_condition_counts_from_its_event_and_waits_for_it(ConditionTrigger trigger, string? due) =>
        Assert.Equal(due is null ? null : Jst(due), ConditionDues.Next(InForce(Condition("a", After(trigger, 48))).ConditionOf("a"), InForce(Condition("a", After(trigger, 48))).State.Authorisation!));

    [Fact]
    public void The_first_act_starts_the_conditions_that_count_from_it()
    {
        var s = InForce(Condition("a", After(ConditionTrigger.Act, 48))).At("2028-02-03 10:00");
        Assert.Equal("DateInFuture", s.RefusedAs(s.Drafter, new RecordAct(s.Now.AddMilliseconds(1), Text("Done."))));
        Assert.Equal("DateTooEarly", s.RefusedAs(s.Drafter, new RecordAct(Jst("2028-01-15 00:00").AddMilliseconds(-1), Text("Done."))));
        s.When(s.Drafter, new RecordAct(Jst("2028-02-03 09:00"), Text("Done."))).At("2028-02-04 10:00").When(s.Drafter, new RecordAct(s.Now, Text("Again.")));
        Assert.Equal(Jst("2028-02-05 09:00"), Timers.Of(s.State).Single(timer => timer.Name == "condition:a").DueAt);

        s.At("2028-02-05 08:59").When(s.Officer, Report("a"));
        Assert.Equal(ConditionState.Met, s.ConditionOf("a").State);
    }

    [Fact]
    public void What_counts_from_the_end_counts_from_the_instant_it_was_to_end_however_late_that_is_noticed()
    {
        var s = InForce(Condition("d", After(ConditionTrigger.End, 336))).At("2028-07-18 10:00").Fire("authorisation:end");
        Assert.Equal(Jst("2028-07-15 00:00"), s.State.Authorisation!.EndedAt);
        Assert.Equal(Jst("2028-07-29 00:00"), Timers.Of(s.State).Single(timer => timer.Name == "condition:d").DueAt);

        s.Pass("2028-07-29 00:00");
        Assert.Equal(ConditionState.Breached, s.ConditionOf("d").State);
    }

    [Fact]
    public void What_ended_before_it_began_never_started()
    {
        var s = Approved(Condition("a", After(ConditionTrigger.Start, 48)), Condition("c", Monthly));
        s.When(s.Officer, new EndEarly("not needed"));

        Assert.DoesNotContain(Timers.Of(s.State), timer => timer.Name.StartsWith("condition:", StringComparison.Ordinal));
        s.When(s.Officer, CaseTests.Erased(s));
        Assert.Equal("Completed", s.State.Close);
    }

    [Fact]
    public void Recurring_dates_after_the_end_are_not_owed()
    {
        var s = InForce(Condition("c", Monthly, 2)).Pass("2028-02-20 10:00");
        s.When(s.Officer, new EndEarly("done"));

        Assert.Equal(1, s.ConditionOf("c").Misses);
        Assert.DoesNotContain(Timers.Of(s.State), timer => timer.Name == "condition:c");
    }

    [Fact]
    public void Two_misses_suspend_and_after_a_resumption_the_next_one_suspends_again()
    {
        var s = InForce(Condition("c", Monthly, 2)).Pass("2028-03-01 23:59");
        Assert.Equal((1, ConditionState.Open, AuthorisationState.Active), (s.ConditionOf("c").Misses, s.ConditionOf("c").State, s.State.Authorisation!.State));

        s.Pass("2028-03-02 00:00");
        Assert.Equal((2, ConditionState.Breached, AuthorisationState.Suspended), (s.ConditionOf("c").Misses, s.ConditionOf("c").State, s.State.Authorisation.State));
        Assert.Equal("c", s.State.Authorisation.Suspensions[0].Condition);

        s.At("2028-03-10 10:00").Resolved(ResolutionKind.Resume);
        Assert.Equal((AuthorisationState.Active, s.Now), (s.State.Authorisation.State, s.State.Authorisation.Suspensions[0].To));
        s.Pass("2028-04-02 00:00");
        Assert.Equal((3, AuthorisationState.Suspended, 2), (s.ConditionOf("c").Misses, s.State.Authorisation.State, s.State.Authorisation.Suspensions.Count));
        Assert.Equal(Jst("2028-03-02 00:00"), s.ConditionOf("c").BreachedAt);
    }

    [Fact]
    public void A_miss_while_suspended_or_after_the_end_suspends_nothing_more()
    {
        var s = InForce(Condition("c", Monthly, 1), Condition("b", On("2028-02-10 00:00"), 1), Condition("d", After(ConditionTrigger.End, 1), 1)).Pass("2028-02-10 00:00");
        Assert.Single(s.State.Authorisation!.Suspensions);
        Assert.Equal(ConditionState.Breached, s.ConditionOf("b").State);

        s.When(s.Officer, new EndEarly("done")).Pass("2028-02-20 00:00");
        Assert.Equal((ConditionState.Breached, AuthorisationState.EndedEarly, 1), (s.ConditionOf("d").State, s.State.Authorisation.State, s.State.Authorisation.Suspensions.Count));
    }

    [Fact]
    public void One_report_does_not_answer_for_two_dates_however_early()
    {
        var s = InForce(Condition("c", Monthly, 1)).At("2028-01-20 10:00");
        s.When(s.Officer, Report("c")).When(s.Officer, Report("c"));
        Assert.Equal([Jst("2028-02-02 00:00"), null], s.ConditionOf("c").Reports.Select(report => report.DueAt));
        Assert.Equal(Jst("2028-03-02 00:00"), ConditionDues.Next(s.ConditionOf("c"), s.State.Authorisation!));

        s.Pass("2028-02-02 00:00").When(s.Officer, Report("c")).Pass("2028-03-02 00:00");
        Assert.Equal((0, ConditionState.Open), (s.ConditionOf("c").Misses, s.ConditionOf("c").State));
        s.Pass("2028-04-02 00:00");
        Assert.Equal(AuthorisationState.Suspended, s.State.Authorisation!.State);
    }

    [Fact]
    public void A_date_written_twice_is_due_once() =>
        Assert.Equal(2, ConditionDues.Of(Condition("c", Each("2028-03-01", "2028-02-01", "2028-03-01")), InForce().State.Authorisation!).Count);

    [Fact]
    public void A_precedent_condition_is_met_when_the_secretariat_accepts_the_proof()
    {
        var s = InForce(Condition("a", Standing, kind: ConditionKind.Precedent));
        Assert.Equal("NotPossibleNow", s.RefusedAs(Examiner, new AcceptCondition("a")));
        Assert.Equal("DocumentNotAttached", s.RefusedAs(s.Officer, Report("a", Digest)));
        s.When(s.Drafter, new Attach(Digest, 10, "application/pdf", "confirmation.pdf"));
        Assert.Empty(Reading.Seen(s.State, Examiner).Attachments);

        s.When(s.Officer, Report("a", Digest));
        Assert.Equal(ConditionState.Reported, s.ConditionOf("a").State);
        Assert.Single(Reading.Seen(s.State, Examiner).Attachments);
        Assert.Contains(Waiting.Of(s.State, s.Law.Definitions), item => item is { Audience: "examiner", Command: "acceptCondition" });
        Assert.Equal("NoSuchCondition", s.RefusedAs(Examiner, new AcceptCondition("z")));

        s.When(Examiner, new AcceptCondition("a"));
        Assert.Equal((ConditionState.Met, s.Now), (s.ConditionOf("a").State, s.ConditionOf("a").MetAt));
        Assert.Equal("NotPossibleNow", s.RefusedAs(Examiner, new AcceptCondition("a")));
    }

    [Fact]
    public void A_precedent_condition_shown_too_late_can_still_be_accepted()
    {
        var s = InForce(Condition("a", On("2028-02-01 00:00"), kind: ConditionKind.Precedent)).Pass("2028-02-05 10:00");
        Assert.Equal(ConditionState.Breached, s.ConditionOf("a").State);

        s.When(s.Officer, Report("a")).When(Examiner, new AcceptCondition("a"));
        Assert.Equal((ConditionState.Met, 1, Jst("2028-02-01 00:00")), (s.ConditionOf("a").State, s.ConditionOf("a").Misses, s.ConditionOf("a").BreachedAt));
    }

    [Fact]
    public void What_the_secretariat_owes_it_accepts_by_itself_and_the_agency_cannot_report()
    {
        var s = InForce(
            Condition("p", Standing, kind: ConditionKind.Precedent, owner: ConditionOwner.Secretariat), Condition("r", Monthly, owner: ConditionOwner.Secretariat),
            Condition("o", On("2028-02-01 00:00"), owner: ConditionOwner.Secretariat), Condition("s", Standing, owner: ConditionOwner.Secretariat),
            Condition("x", Standing)).At("2028-01-20 10:00");
        Assert.Equal("NoSuchCondition", s.RefusedAs(s.Officer, Report("r")));
        Assert.Equal("NothingToAccept", s.RefusedAs(Examiner, new AcceptCondition("s")));

        s.When(Examiner, new AcceptCondition("p")).When(Examiner, new AcceptCondition("o")).When(Examiner, new AcceptCondition("r"));
        Assert.Equal((ConditionState.Met, ConditionState.Met, ConditionState.Open), (s.ConditionOf("p").State, s.ConditionOf("o").State, s.ConditionOf("r").State));
        Assert.Equal("NothingToAccept", s.RefusedAs(Examiner, new AcceptCondition("r")));
        Assert.Equal(Jst("2028-03-02 00:00"), ConditionDues.Next(s.ConditionOf("r"), s.State.Authorisation!));
        s.Pass("2028-03-02 00:00");
        Assert.Equal((1, ConditionState.Breached, ConditionState.Met), (s.ConditionOf("r").Misses, s.ConditionOf("r").State, s.ConditionOf("o").State));
    }

    [Fact]
    public void A_due_that_never_falls_due_or_lies_beyond_all_years_is_refused()
    {
        ConditionDue[] bad =
        [
            new(ConditionDueKind.At), new(ConditionDueKind.AfterEvent, After: ConditionTrigger.Act), new(ConditionDueKind.AfterEvent, WithinHours: 1),
            new(ConditionDueKind.Recurring), new(ConditionDueKind.Recurring, Dates: []), new(ConditionDueKind.Recurring, Dates: [DateOnly.MaxValue]),
        ];
        var s = Scenario.BeforePanel(C01);
        foreach (var due in bad)
            Assert.Equal("ConditionDueIncomplete", s.RefusedAs(
                Kuze, Scenario.Motion(Members, new(Conditions: [Condition("a", due)], Reasons: [new(Criterion.K4, Text("Why."))]))));
    }
}
