using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>What somebody who can write the whole log, chains and all, would like it to say.</summary>
public sealed class ForgeryTests
{
    private static readonly Scenario Approved = Lives.Approved(Lives.Condition("a", Lives.Each("2028-02-01", "2028-03-01"), 1));
    private static readonly Scenario Refused = Scenario.Voting(C01).Votes("nnnnn", Members);

    [Fact]
    public void A_count_of_votes_that_were_not_cast_is_found()
    {
        var log = Log.Of(Approved);
        var at = log.IndexOf("RoundClosed");

        var found = log.With(at, entry => Log.Changed<RoundClosed>(entry, e => e with { Counts = [.. e.Counts.Select(count => count with { Yes = count.Yes - 1, No = count.No + 1 })] }))
            .AssertFound(DivergenceCodes.EventDiffers, at);

        Assert.Contains("counts", found.Explanation, StringComparison.Ordinal);
        Assert.Equal((Approved.State.Id.Value, log.Entries[at].Document.Header.CaseSeq), (found.Case, found.CaseSeq));
    }

    [Fact]
    public void A_refusal_turned_into_an_approval_is_found()
    {
        var log = Log.Of(Refused);
        var at = log.IndexOf("RoundClosed");

        log.With(at, entry => Log.Changed<RoundClosed>(entry, e => e with { Decision = Decision.Approved })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_ballot_turned_round_is_found_where_the_count_no_longer_follows()
    {
        var log = Log.Of(Scenario.Voting(C01).Votes("yyynn", Members));
        var at = log.IndexOf("BallotCast", 1);

        log.With(at, entry => Log.Changed<BallotCast>(entry, e => e with
        {
            Items = e.Items.ToDictionary(it => it.Key, _ => Choice.No), Reasons = e.Items.ToDictionary(it => it.Key, _ => "too wide"),
        })).AssertFound(DivergenceCodes.EventDiffers, log.IndexOf("RoundClosed"));
    }

    [Fact]
    public void A_round_opened_by_fewer_than_the_quorum_is_found()
    {
        var log = Log.Of(Scenario.Voting(C01, Kuze, Saegusa, Nasu));
        var at = log.IndexOf("RoundOpened");

        var found = log.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Present = Ids(Kuze, Saegusa) })).AssertFound(DivergenceCodes.CommandRefused, at);

        Assert.Contains("PanelNotQuorate", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_period_longer_than_the_maximum_is_found()
    {
        var log = Log.Of(Approved);
        var at = log.IndexOf("AuthorisationIssued");

        log.With(at, entry => Log.Changed<AuthorisationIssued>(entry, e => e with { End = e.End.AddDays(1) })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_scope_wider_than_the_one_granted_is_found_though_it_is_a_part()
    {
        var log = Log.Of(Approved);
        var at = log.IndexOf("AuthorisationIssued");

        var found = log.With(at, entry => Log.Changed<AuthorisationIssued>(entry, e => e with
        {
            Use = e.Use! with { Scope = e.Use.Scope.ToDictionary(it => it.Key, _ => Traffic("198.51.100.0/24", "203.0.113.0/24")) },
        })).AssertFound(DivergenceCodes.EventDiffers, at);

        Assert.Contains("part use", found.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_quorum_that_is_kept_quiet_is_found()
    {
        var s = Scenario.Voting(C01, Kuze, Saegusa, Nasu).When(Kuze, new ChangePresence(Id(Nasu), IsPresent: false));
        Assert.IsType<RoundVoided>(s.Last[^1]);
        var log = Log.Of(s);
        var at = log.IndexOf("RoundVoided");

        log.Without(at).AssertFound(DivergenceCodes.ConsequenceMissing, at - 1);
        Log.Of(s.Open(Members)).Without(at).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_ballot_of_somebody_who_is_no_member_or_not_in_the_room_is_found()
    {
        var log = Log.Of(Scenario.Voting(C01, Kuze, Saegusa, Nasu, Ibuki).Votes("y", Kuze));
        var at = log.IndexOf("BallotCast");
        Written By(Actor actor) => Log.Saying(log.Entries[at], new BallotCast(1, Id(actor), 1, new Dictionary<string, Choice> { ["1"] = Choice.Yes, ["2"] = Choice.Yes }, new Dictionary<string, string>(), null), actor);

        log.After(at, By(new Actor("mori", Role.PanelMember))).AssertFound(DivergenceCodes.ActorNotEntitled, at + 1);
        log.After(at, By(new Actor("examiner1", Role.PanelMember))).AssertFound(DivergenceCodes.ActorNotEntitled, at + 1);
        var absent = log.After(at, By(Ayabe)).AssertFound(DivergenceCodes.CommandRefused, at + 1);
        Assert.Contains("NotPresent", absent.Explanation, StringComparison.Ordinal);
        Assert.Empty(log.After(at, By(Saegusa)).Replayed().Divergences);
    }

    [Fact]
    public void A_ballot_under_another_members_name_is_found()
    {
        var log = Log.Of(Scenario.Voting(C01).Votes("y", Kuze));
        var at = log.IndexOf("BallotCast");

        log.With(at, entry => Log.Changed<BallotCast>(entry, e => e with { Member = Id(Nasu) })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_code_of_intake_that_was_passed_over_is_found()
    {
        var s = Scenario.Filed(C01 with { Handling = null });
        var log = Log.Of(s);
        var at = log.IndexOf("IntakeJudged");
        Assert.NotEmpty(s.Event<IntakeJudged>().Returned);

        log.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { Returned = [] })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_timer_fired_early_or_out_of_turn_is_found()
    {
        var log = Log.Of(Lives.InForce());
        var at = log.IndexOf("AuthorisationStarted");

        log.With(at, entry => entry.With(h => h with { At = h.At.AddSeconds(-1) })).AssertFound(DivergenceCodes.TimerNotDue, at);
        Assert.Empty(log.With(at, entry => entry.With(h => h with { At = h.At.AddSeconds(1) })).Replayed().Divergences);
        Log.Of(Lives.InForce().Pass("2028-07-15 00:00")).Without(at).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_missed_condition_that_is_passed_over_is_found_at_the_next_act()
    {
        var s = Lives.InForce(Lives.Condition("a", Lives.Each("2028-02-01", "2028-03-01"))).Pass("2028-02-02 00:00");
        var at = Log.Of(s).IndexOf("ConditionMissed");
        s.When(s.Officer, new EndEarly("done"));

        var found = Log.Of(s).Without(at).AssertFound(DivergenceCodes.CommandRefused, at);

        Assert.Contains("DeadlinePassed", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_that_never_fires_is_told_as_overdue()
    {
        var s = Lives.InForce(Lives.Condition("a", Lives.Each("2028-02-01"))).Pass("2028-02-02 00:00");
        var log = Log.Of(s);
        var last = log.Entries[^1];
        Assert.Equal("ConditionMissed", last.Type);

        Assert.Empty(log.Replayed().Overdue);
        var other = Log.Of(Scenario.Drafted(C03, now: "2028-02-03 00:00", number: 9)).Entries[^1];
        var result = log.Without(log.Entries.Count - 1).Forged(all => [.. all, other]).Replayed();
        Assert.Empty(result.Divergences);
        Assert.Equal([(s.State.Id.Value, "condition:a")], result.Overdue.Select(timer => (timer.Case, timer.Timer)));
    }

    [Fact]
    public void A_suspension_that_does_not_follow_or_is_left_out_is_found()
    {
        var s = Approved.Entries.Count > 0 ? Lives.InForce(Lives.Condition("a", Lives.Each("2028-02-01"), 1)).Pass("2028-02-02 00:00") : Approved;
        var log = Log.Of(s);
        var at = log.IndexOf("AuthorisationSuspended");

        log.Without(at).AssertFound(DivergenceCodes.ConsequenceMissing, at - 1);
        var quiet = Log.Of(Lives.InForce());
        quiet.After(quiet.Entries.Count - 1, Log.Saying(quiet.Entries[^1], new AuthorisationSuspended(null, null), s.Officer))
            .AssertFound(DivergenceCodes.FollowsFromNothing, quiet.Entries.Count);
    }

    [Fact]
    public void A_command_by_somebody_of_another_duty_or_agency_is_found()
    {
        var log = Log.Of(Scenario.Filed(C01));
        var at = log.IndexOf("RequestSigned");

        log.With(at, entry => entry.With(h => h with { Actor = "cao.drafter" })).AssertFound(DivergenceCodes.ActorNotEntitled, at);
        log.With(at, entry => entry.With(h => h with { Actor = "cao.drafter", Role = "drafter" })).AssertFound(DivergenceCodes.CommandRefused, at);
        log.With(at, entry => entry.With(h => h with { Actor = "npa.officer" })).AssertFound(DivergenceCodes.CommandRefused, at);
        log.With(at, entry => entry.With(h => h with { Actor = "system", Role = "system" })).AssertFound(DivergenceCodes.TimerNotDue, at);
        log.With(at, entry => entry.With(h => h with { Role = "system" })).AssertFound(DivergenceCodes.ActorNotEntitled, at);
    }

    [Fact]
    public void An_extension_is_granted_and_noted_or_neither()
    {
        var (parent, child) = Lives.Extended();
        var noted = parent.Entries.Count - parent.Last.Count;
        var log = Log.Of([.. parent.Entries.Take(noted), .. child.Entries, .. parent.Entries.Skip(noted)]);
        var at = log.IndexOf("ExtensionGranted");
        Assert.Empty(log.Replayed().Divergences);

        log.Without(at).AssertFound(DivergenceCodes.ConsequenceMissing, log.IndexOf("AuthorisationIssued", 1));
        log.With(at, entry => Log.Changed<ExtensionGranted>(entry, e => e with { End = e.End.AddDays(1) })).AssertFound(DivergenceCodes.ExtensionNotGranted, at);
        Log.Of(parent).AssertFound(DivergenceCodes.ExtensionNotGranted, Log.Of(parent).IndexOf("ExtensionGranted"));
    }

    [Fact]
    public void A_similar_refusal_before_is_looked_for_in_the_log()
    {
        var first = Scenario.Voting(C01).Votes("nnnnn", Members);
        var again = Scenario.Drafted(C01, now: "2028-01-06 10:00", number: 7);
        again.RefusedBefore = [new RefusedRequest(first.State.Id.Value, C01.Scope!, C01.TargetAct!.Name)];
        again.File();
        Assert.NotEmpty(again.Event<IntakeJudged>().SimilarRefused);
        var log = Log.Of([.. first.Entries, .. again.Entries]);

        Assert.Empty(log.Replayed().Divergences);
        var at = log.IndexOf("IntakeJudged", 1);
        log.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { SimilarRefused = [], Warnings = [] })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void The_interlock_holds_in_the_log_too()
    {
        var first = Lives.Measured().Pass("2027-01-10 02:10");
        var second = Scenario.Drafted(Lives.C09, Pref, "2027-01-11 10:00", number: 7);
        second.When(second.Drafter, new RecordMeasure(Jst("2027-01-11 09:00"), new MeasureText("stop process")));
        var log = Log.Of([.. first.Entries, .. second.Entries]);

        var found = log.AssertFound(DivergenceCodes.CommandRefused, log.IndexOf("MeasureRecorded", 1));

        Assert.Contains("EmergencyInterlocked", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inspection_by_nobody_and_a_finding_from_nowhere_are_found()
    {
        var s = Lives.InForce().When(People.Inspector, Lives.Plan());
        var log = Log.Of(s);

        log.After(log.Entries.Count - 1, Log.Saying(log.Entries[^1], new FindingsUnanswered(1), People.Inspector)).AssertFound(DivergenceCodes.FollowsFromNothing, log.Entries.Count);
        log.After(log.Entries.Count - 1, Log.Saying(log.Entries[^1], new FindingRecorded(1, 1, null, null, null, null, Text("x")))).AssertFound(DivergenceCodes.CommandRefused, log.Entries.Count);
    }
}
