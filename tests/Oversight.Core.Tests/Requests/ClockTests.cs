using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

public sealed class ClockTests
{
    private static readonly RequestInformation Question = new([Text("How many relays are there?")]);

    [Theory]
    [InlineData(Urgency.Standard, "2028-01-21 00:00")]
    [InlineData(Urgency.Priority, "2028-01-12 00:00")]
    [InlineData(Urgency.Urgent, "2028-01-06 10:00")]
    public void The_decision_is_due_after_ten_or_three_working_days_or_a_day(Urgency urgency, string due) =>
        Assert.Equal(Jst(due), Scenario.Filed(C01 with { Urgency = urgency }).State.Clock!.DueAt);

    [Fact]
    public void A_question_pauses_the_decision_clock_and_what_was_left_of_the_deadline_runs_on_after_the_answer()
    {
        var s = Scenario.Filed(C01);
        var (clock, deadline) = (s.State.Clock!.DueAt, s.State.Position!.Find("examination")!.DueAt);
        s.At("2028-01-06 10:00").When(Examiner, Question);
        Assert.Equal((RequestStatus.InformationRequested, s.Now), (s.State.State, s.State.Clock!.PausedAt));

        s.At("2028-01-08 13:30").When(s.Officer, new Answer(1, Text("Twelve."), []));
        Assert.Equal(RequestStatus.UnderExamination, s.State.State);
        Assert.Null(s.State.Clock.PausedAt);
        Assert.Equal(clock.AddHours(51.5), s.State.Clock.DueAt);
        Assert.Equal(deadline!.Value.AddHours(51.5), s.State.Position!.Find("examination")!.DueAt);
        Assert.Equal("Twelve.", s.State.Inquiries[0].Answer!.En);
    }

    [Fact]
    public void An_answer_names_the_version_that_stands_and_documents_that_are_attached()
    {
        var digest = new string('a', 64);
        var s = Scenario.Filed(C01).When(Examiner, Question);

        Assert.Equal("ContentVersionChanged", s.RefusedAs(s.Officer, new Answer(2, Text("Twelve."), [])));
        Assert.Equal("DocumentNotAttached", s.RefusedAs(s.Officer, new Answer(1, Text("Twelve."), [digest])));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(s.Officer, new Answer(1, new(" "), [])));
        s.When(s.Drafter, new Attach(digest, 10, "application/pdf", "relays.pdf"));
        Assert.Equal("AlreadyAttached", s.RefusedAs(s.Drafter, new Attach(digest, 10, "application/pdf", "relays.pdf")));
        Assert.Equal("DocumentTwice", s.RefusedAs(s.Officer, new Answer(1, Text("Twelve."), [digest, digest])));
        Assert.Equal([digest], s.When(s.Officer, new Answer(1, Text("Twelve."), [digest])).State.Inquiries[0].Documents!);
    }

    [Fact]
    public void Questions_are_bounded_and_silence_on_one_goes_on_to_the_panel()
    {
        var s = Scenario.Filed(C01);
        foreach (var _ in Enumerable.Range(0, 2))
            s.When(Examiner, Question).When(s.Officer, new Answer(1, Text("Twelve."), []));
        s.When(Examiner, Question).When(s.Officer, new Answer(1, Text("Twelve."), []));
        Assert.Equal("NotPossibleNow", s.RefusedAs(Examiner, Question));

        var silent = Scenario.Filed(C01).When(Examiner, Question).Fire("deadline:information");
        Assert.Equal(RequestStatus.BeforePanel, silent.State.State);
        Assert.Null(silent.State.Inquiries[0].AnsweredAt);
        Assert.Null(silent.State.Clock!.PausedAt);
    }

    [Fact]
    public void A_correction_pauses_the_decision_clock_and_starts_deadlines_anew()
    {
        var s = Scenario.Filed(C01 with { Handling = null });
        var due = s.State.Clock!.DueAt;
        Assert.Equal(s.Now, s.State.Clock.PausedAt);

        s.At("2028-01-07 10:00").When(s.Drafter, new Revise(C01)).When(s.Officer, new Resubmit(2));
        Assert.Equal(due.AddDays(2), s.State.Clock.DueAt);
        Assert.Equal(Jst("2028-01-25 00:00"), s.State.Position!.Find("examination")!.DueAt);
    }

    [Fact]
    public void The_decision_clock_stops_with_the_decision()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members);
        var stopped = s.State.Clock;
        Assert.Equal(s.Now, stopped!.StoppedAt);

        Assert.Equal(stopped, s.Fire("authorisation:start").State.Clock);
    }

    [Fact]
    public void A_request_is_withdrawn_wherever_the_port_is_open_and_nowhere_else()
    {
        Scenario[] open =
        [
            Scenario.Filed(C01 with { Handling = null }), Scenario.Filed(C01), Scenario.Filed(C01).When(Examiner, Question), Scenario.BeforePanel(C01),
            Scenario.Voting(C01), Scenario.Filed(C08),
        ];
        foreach (var s in open)
        {
            s.When(s.Officer, new Withdraw("overtaken by events"));
            Assert.Equal(("Withdrawn", RequestStatus.Closed), (s.State.Close, s.State.State));
            Assert.Null(s.State.OpenRound);
            Assert.Empty(Timers.Of(s.State));
            Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
        }
        Scenario[] closed = [Scenario.Drafted(C01), Scenario.Voting(C01).Votes("yyyyy", Members), Scenario.Voting(C01).Votes("nnnnn", Members)];
        Assert.All(closed, s => Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, new Withdraw("overtaken"))));
    }

    [Fact]
    public void A_reason_is_given_for_declining_withdrawing_and_leaving()
    {
        var s = Scenario.Drafted(C01);
        s.When(s.Drafter, new Submit());
        Assert.Equal("ReasonMissing", s.RefusedAs(s.Officer, new Decline(" ")));
        s.When(s.Officer, new Sign(1));
        Assert.Equal("ReasonMissing", s.RefusedAs(s.Officer, new Withdraw("")));
        Assert.Equal("ReasonMissing", s.RefusedAs(s.Officer, new Withdraw(new string('x', ContentRules.LongestText + 1))));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, new DeclareInterest(RecusalGround.SelfRecusal, null, "")));
    }

    [Fact]
    public void What_the_officer_declines_was_never_filed()
    {
        var s = Scenario.Drafted(C01);
        s.When(s.Drafter, new Submit());
        Assert.Equal(RefusalKind.NotFound, s.Refused(Examiner, s.Marks()).Kind);

        s.When(s.Officer, new Decline("not convinced"));
        Assert.Equal((null, "Withdrawn"), (s.State.FiledAt, s.State.Close));
        Assert.Null(s.State.Clock);
        Assert.False(Reading.MayRead(s.State, Kuze, s.Panel));
    }

    [Fact]
    public void A_version_revised_since_is_not_signed()
    {
        var s = Scenario.Drafted(C01);
        s.When(s.Drafter, new Revise(C01 with { Urgency = Urgency.Priority })).When(s.Drafter, new Submit());

        Assert.Equal("ContentVersionChanged", s.RefusedAs(s.Officer, new Sign(1)));
        Assert.Equal(2, s.When(s.Officer, new Sign(2)).State.SignedContentVersion);
    }

    [Fact]
    public void An_authorisation_ended_early_owes_its_erasure_record()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start");
        s.When(s.Officer, new EndEarly("the act has ended"));

        Assert.Equal((AuthorisationState.EndedEarly, RequestStatus.ErasureDue), (s.State.Authorisation!.State, s.State.State));
        Assert.Equal(["recordErasure"], Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("authorisation:end")));
        Assert.Equal("DateInFuture", s.RefusedAs(s.Officer, CaseTests.Erased(s) with { ErasedAt = s.Now.AddMilliseconds(1) }));
        Assert.Equal("Completed", s.When(s.Officer, CaseTests.Erased(s)).State.Close);
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, CaseTests.Erased(s)));
    }

    [Fact]
    public void An_authorisation_does_not_end_early_once_its_end_has_come()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start");
        s.Now = s.State.Authorisation!.End;

        Assert.Equal("DeadlinePassed", s.RefusedAs(s.Officer, new EndEarly("too late")));
    }

    [Fact]
    public void An_erasure_record_overdue_is_a_breach_and_the_duty_stays_open()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end").Fire("deadline:erasure");
        Assert.Equal(("ClosedInBreach", RequestStatus.Closed), (s.State.Close, s.State.State));
        Assert.Equal(["ErasureOverdue"], s.State.Breaches);
        Assert.Contains("recordErasure", Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command));

        s.When(s.Officer, CaseTests.Erased(s));
        Assert.Equal(s.Now, s.State.ErasedAt);
        Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
    }

    [Fact]
    public void The_erasure_record_counts_even_when_its_own_text_was_erased()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end");
        s.When(s.Officer, CaseTests.Erased(s));
        var stored = s.Entries.Select(entry => entry with { Parts = new Dictionary<string, string>() });

        var rebuilt = RequestEntries.Rebuild(stored, s.Law.Definitions)!;
        Assert.Null(rebuilt.Content.Scope);
        Assert.Null(rebuilt.Erasure);
        Assert.Empty(Waiting.Of(rebuilt, s.Law.Definitions));
        Assert.Equal((s.State.Close, s.State.Version, s.State.Decision), (rebuilt.Close, rebuilt.Version, rebuilt.Decision));
    }

    [Fact]
    public void What_fell_due_first_happens_first_however_late_both_are_noticed()
    {
        var s = Lives.InForce(Lives.Condition("c", Lives.Each("2028-07-12", "2028-07-13"), 2)).At("2028-07-20 10:00");
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("authorisation:end")));
        s.Fire("condition:c");
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("authorisation:end")));

        s.Fire("condition:c").Fire("authorisation:end");
        Assert.Single(s.State.Authorisation!.Suspensions);
    }

    [Fact]
    public void A_timer_fires_when_it_is_due_and_only_once()
    {
        var s = Scenario.Filed(C01);
        var timer = Assert.Single(Timers.Of(s.State));
        s.Now = timer.DueAt.AddMilliseconds(-1);
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer(timer.Name)));
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("deadline:nothing")));
        Assert.Equal(RefusalKind.Forbidden, s.Refused(Examiner, new FireTimer(timer.Name)).Kind);

        s.Now = timer.DueAt;
        Assert.Equal("DeadlinePassed", s.RefusedAs(Examiner, s.Marks()));
        s.When(Actor.System, new FireTimer(timer.Name));
        Assert.Equal(RequestStatus.BeforePanel, s.State.State);
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer(timer.Name)));
    }
}
