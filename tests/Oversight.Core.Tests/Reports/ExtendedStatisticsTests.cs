using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Reports;

/// <summary>What is reported beyond Art 61(2).</summary>
public sealed class ExtendedStatisticsTests
{
    [Fact]
    public void Every_statistic_is_there_also_when_nothing_happened()
    {
        var extended = Reporting.Of().Extended;
        Assert.Equal(Statistics.Groups.Keys, extended.Groups.Keys);
        Assert.All(Statistics.Groups, group => Assert.Equal(group.Value, extended.Groups[group.Key].Keys));
        Assert.Equal(Statistics.Durations, extended.Durations.Keys);
        Assert.All(extended.Shares.Values, share => Assert.Null(share.Percent));
    }

    [Fact]
    public void Each_way_a_request_ends_has_its_number()
    {
        var decisions = new[] { Decision.Approved, Decision.ApprovedWithConditions, Decision.PartlyApproved, Decision.Refused, Decision.NotCarried, Decision.Remanded };
        var report = Reporting.Of(decisions.Select((decision, n) => new Told($"{n}", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", decision)));

        Assert.All(decisions, decision => Assert.Equal(1, report.Number("outcomes", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{decision}"))));
        Assert.Equal(5, report.Number("versions", "decided"));
        Assert.Equal((3, 2, 0), (report.Number("panelRefusals", "byMajority"), report.Number("panelRefusals", "notCarried"), report.Number("panelRefusals", "byCasting")));
        Assert.Equal((10, 5, 0), (report.Number("items", "asked"), report.Number("items", "granted"), report.Number("items", "struck")));
    }

    [Fact]
    public void Struck_items_were_asked_for_too()
    {
        var report = Reporting.Of(new Told("a", Route.R4, "2028-01-01 09:00").Filed("2028-01-05 10:00", extends: Route.R1, struck: "3").Voted("2028-01-20 10:00", Decision.Approved));
        Assert.Equal((3, 2, 1), (report.Number("items", "asked"), report.Number("items", "granted"), report.Number("items", "struck")));
    }

    [Fact]
    public void The_share_changed_before_the_decision_compares_the_version_filed_with_the_one_decided()
    {
        var report = Reporting.Of(
            new Told("a", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Approved, contentVersion: 2),
            new Told("b", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Refused),
            new Told("c", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Approved));

        Assert.Equal(1, report.Number("versions", "changedBeforeDecision"));
        Assert.Equal(33.3m, report.Extended.Shares["changedBeforeDecision"].Percent);
    }

    [Fact]
    public void The_time_to_a_decision_leaves_out_what_lay_with_the_agency()
    {
        var told = new Told("a", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00")
            .Then("2028-01-05 10:00", new FlowStarted("examination", null))
            .Then("2028-01-06 10:00", new InformationRequested(null), new FlowEnded("examination", "InformationRequested"), new FlowStarted("information", null))
            .Then("2028-01-08 10:00", new InformationAnswered(1, [], null), new FlowEnded("information", "Answered"), new FlowStarted("examination", null))
            .Then("2028-01-09 10:00", new InformationRequested(null), new FlowEnded("examination", "InformationRequested"), new FlowStarted("information", null))
            .Then("2028-01-12 10:00", new FlowEnded("information", "Lapsed"), new FlowStarted("panelVote", null))
            .Then("2028-01-13 10:00", new RoundClosed(1, [], Decision.Remanded), new FlowEnded("panelVote", "Remanded"), new FlowStarted("correction", null))
            .Then("2028-01-20 10:00", new RequestResubmitted(2), new FlowEnded("correction", "Resubmitted"), new FlowStarted("panelVote", null))
            .Voted("2028-01-21 22:30", Decision.Approved, contentVersion: 2);

        var times = Reporting.Of(told).Extended.Durations["timeToDecision"];

        // 16 days 12:30 less 2, 3 and 7 days.
        Assert.Equal(new Durations(1, ((4 * 24) + 12) * 60 + 30, ((4 * 24) + 12) * 60 + 30), times);
        Assert.Equal(2, Reporting.Of(told).Number("course", "informationRounds"));
    }

    [Theory]
    [InlineData(new[] { 1 }, 1, 1)]
    [InlineData(new[] { 3, 1, 10 }, 3, 10)]
    [InlineData(new[] { 4, 1, 2, 11 }, 3, 11)]
    public void The_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(int[] hours, long median, long longest)
    {
        var report = Reporting.Of(hours.Select((h, n) => new Told($"{n}", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted($"2028-01-05 {10 + h}:00", Decision.Approved)));
        Assert.Equal(new Durations(hours.Length, median * 60, longest * 60), report.Extended.Durations["timeToDecision"]);
    }

    [Fact]
    public void Returns_count_with_their_codes_and_when_they_are_spent_those_codes_refuse()
    {
        var report = Reporting.Of(new Told("a", Route.R1, "2028-01-01 09:00")
            .Then("2028-01-05 10:00", new RequestSigned(1, null), new IntakeJudged(1, [], [IntakeCode.I07, IntakeCode.I08], [], "map", []), new FlowEnded("intake", "Returned"))
            .Then("2028-01-06 10:00", new RequestResubmitted(2), new IntakeJudged(2, [], [IntakeCode.I07], [], "map", []), new FlowEnded("intake", "Refused")));

        Assert.Equal((1, 1, 1), (report.Number("course", "returnedForCorrection"), report.Number("intakeReturns", "I07"), report.Number("intakeReturns", "I08")));
        Assert.Equal((1, 1, 0), (report.Number("outcomes", "refusedAtIntake"), report.Number("intakeRefusals", "I07"), report.Number("intakeRefusals", "I08")));
    }

    [Fact]
    public void What_intake_says_of_a_notice_refuses_nothing()
    {
        var report = Reporting.Of(new Told("a", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00")
            .Then("2028-01-03 11:00", new MeasureNotified(1, null), new IntakeJudged(1, [IntakeCode.I09], [], [], "map", []), new FlowEnded("measure", "Notified")));
        Assert.Equal((0, 0), (report.Number("outcomes", "refusedAtIntake"), report.Number("intakeRefusals", "I09")));
    }

    [Fact]
    public void Measures_end_confirmed_not_proper_or_lapsed()
    {
        var report = Reporting.Of(
            new Told("a", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00", decided: Decision.ConfirmedProper, decidedAt: "2028-01-08 10:00"),
            new Told("b", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00", decided: Decision.NotProper, decidedAt: "2028-01-08 10:00")
                .Then("2028-02-08 10:00", new FlowEnded("erasure", "Lapsed"), new BreachRecorded("ErasureOverdue")),
            new Told("c", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00")
                .Then("2028-01-20 10:00", new FlowEnded("confirmation", "Lapsed"), new StopOrdered(["stop", "destroy"]))
                .Then("2028-02-20 10:00", new FlowEnded("erasure", "Lapsed"), new BreachRecorded("ErasureOverdue")),
            new Told("d", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00", overdue: "2028-01-04 10:00"));

        Assert.Equal((1, 1, 1), (report.Number("emergencies", "confirmedProper"), report.Number("emergencies", "notProper"), report.Number("emergencies", "lapsed")));
        Assert.Equal(2, report.Number("erasure", "overdue"));
        Assert.Equal(0, report.Number("versions", "decided"));
    }

    [Fact]
    public void Conditions_incidents_usage_and_disclosures_are_counted_as_they_were_recorded()
    {
        var report = Reporting.Of(new Told("a", Route.R2, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.ApprovedWithConditions)
            .Then("2028-03-01 10:00", new ConditionMissed("c", Jst("2028-03-01 00:00"), 1), new ConditionMissed("c", Jst("2028-03-31 00:00"), 2), new AuthorisationSuspended("c", null))
            .Then("2028-03-20 10:00", new ConditionBreached("b", 1, 1), new AuthorisationResumed(1))
            .Then("2028-03-21 10:00", Told.Usage(18_204, 32), new IncidentOpened(1, 1, true, 32, null, null), new IncidentClassified(1, IncidentClass.Serious, 4, null, false, null))
            .Then("2028-03-22 10:00",
                new DisclosureRecorded(Jst("2028-03-22 00:00"), DisclosurePurpose.DamagePrevention, true, 3, null, null),
                new DisclosureRecorded(Jst("2028-03-22 00:00"), DisclosurePurpose.DamagePrevention, false, 3, null, null),
                new DisclosureRecorded(Jst("2028-03-22 00:00"), DisclosurePurpose.CriminalInvestigation, true, 3, null, null)));

        Assert.Equal((2, 1, 1, 1), (report.Number("conditions", "missed"), report.Number("conditions", "breached"), report.Number("conditions", "suspensions"), report.Number("conditions", "resumptions")));
        Assert.Equal((1, 0, 1), (report.Number("incidents", "opened"), report.Number("incidents", "relevant"), report.Number("incidents", "serious")));
        Assert.Equal((1, 18_204, 18_172, 32, 1), (report.Number("usage", "files"), report.Number("usage", "records"), report.Number("usage", "unflagged"), report.Number("usage", "flagged"), report.Number("usage", "malformed")));
        Assert.Equal((3, 2), (report.Number("disclosures", "recorded"), report.Number("disclosures", "offPurpose")));
        Assert.Equal(18_204, report.Extended.Groups["usage"]["records"].Entries!.Single().Amount);
    }

    [Fact]
    public void The_share_erased_is_of_the_authorisations_ended_that_were_not_continued()
    {
        var report = Reporting.Of(
            Ended("a", AuthorisationEnd.Expired).Then("2028-04-11 10:00", new ErasureRecorded(Jst("2028-04-11 09:00"), null)),
            Ended("b", AuthorisationEnd.EndedEarly).Then("2028-04-03 10:00", new ErasureRecorded(Jst("2028-03-30 09:00"), null)),
            Ended("c", AuthorisationEnd.Expired).Then("2028-04-05 10:00", new ErasureKept(Jst("2028-12-01 00:00"), null)).Then("2028-12-01 00:00", new KeepingEnded(), new BreachRecorded("ErasureOverdue")),
            Ended("d", AuthorisationEnd.SupersededByExtension).Then("2028-04-01 09:00", new ErasureCarriedOver("e")),
            Ended("e", AuthorisationEnd.Expired).Then("2029-01-03 10:00", new ErasureRecorded(Jst("2029-01-03 09:00"), null)));

        Assert.Equal((4, 2, 2), (report.Number("erasure", "ended"), report.Number("erasure", "endedAndErased"), report.Number("erasure", "erased")));
        Assert.Equal((1, 1, 1), (report.Number("erasure", "carriedOver"), report.Number("erasure", "keptLonger"), report.Number("erasure", "overdue")));
        Assert.Equal(50m, report.Extended.Shares["erased"].Percent);
        Assert.Equal(new Durations(2, 5 * 24 * 60, 10 * 24 * 60), report.Extended.Durations["timeToErasure"]);
    }

    [Fact]
    public void A_round_is_void_for_lost_quorum_only_after_somebody_left()
    {
        var report = Reporting.Of(new Told("a", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00")
            .Then("2028-01-20 10:00", Told.Opened(2, 1, MotionKind.Decide), new PresenceChanged(1, Id(Ibuki), false), new RoundVoided(1, ["1", "2"]))
            .Then("2028-01-21 10:00", Told.Opened(2, 1, MotionKind.Decide), new InterestDeclared(Id(Nasu), RecusalGround.SelfRecusal, null, null), new RoundVoided(2, ["1", "2"]))
            .Then("2028-01-22 10:00", Told.Opened(2, 1, MotionKind.Decide), new RequestWithdrawn(null), new RoundVoided(3, ["1", "2"]))
            .Then("2028-01-23 10:00", new TieDecided(4, "1", Id(Kuze), false, false, null), new TieDecided(4, "2", Id(Saegusa), true, true, null)));

        Assert.Equal((1, 2), (report.Number("deliberation", "recusals"), report.Number("deliberation", "quorumLost")));
        Assert.Equal((2, 1), (report.Number("deliberation", "castings"), report.Number("deliberation", "castingsByActingChair")));
    }

    private static Told Ended(string number, AuthorisationEnd how) => new Told(number, Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00")
        .Voted("2028-01-20 10:00", Decision.Approved).Then("2028-04-01 09:00", new AuthorisationEnded(how, null));
}
