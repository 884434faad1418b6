using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Inspections;

/// <summary>Inspections and incidents: their order, who sees what of them, and how long the agency may stay silent.</summary>
public sealed class InspectionTests
{
    private static readonly RequestCommand[] Inspecting =
    [
        new OpenInspection(1), Finding(), new SendFindings(1), new AnswerFindings(1, Text("We agree.")), new FollowInspection(1, Text("Put right.")),
        new CloseInspection(1, Text("One finding.")),
    ];

    /// <summary>The states of an inspection with the commands that are open there, by their place in the list above.</summary>
    [Theory]
    [InlineData("", new[] { 0 })]
    [InlineData("0", new[] { 1, 2 })]
    [InlineData("01", new[] { 1, 2 })]
    [InlineData("02", new[] { 3 })]
    [InlineData("023", new[] { 4, 5 })]
    [InlineData("02.", new[] { 4, 5 })]
    [InlineData("0234", new[] { 4, 5 })]
    [InlineData("02345", new int[0])]
    public void An_inspection_goes_its_order_and_no_other(string path, int[] open)
    {
        var s = InForce().When(People.Inspector, Plan());
        foreach (var step in path)
            _ = step == '.' ? s.Fire("reply:1") : s.When(By(Inspecting[step - '0']), Inspecting[step - '0']);

        for (var i = 0; i < Inspecting.Length; i++)
            if (!open.Contains(i))
                Assert.Equal("NotPossibleNow", s.RefusedAs(By(Inspecting[i]), Inspecting[i]));
            else
                Assert.IsType<Verdict.Accepted>(RequestRules.Decide(s.State, Inspecting[i], s.FactsOf(By(Inspecting[i]))));

        Actor By(RequestCommand command) => command is AnswerFindings ? OfficerOf(Cao) : People.Inspector;
    }

    [Fact]
    public void An_inspection_is_planned_for_today_in_Japan_or_later()
    {
        var s = InForce();
        var today = Core.Law.Jst.DateOf(s.Now);
        Assert.Equal("DateInPast", s.RefusedAs(People.Inspector, Plan() with { On = new(1999, 1, 1) }));
        Assert.Equal("DateInPast", s.RefusedAs(People.Inspector, Plan() with { On = today.AddDays(-1) }));

        Assert.Equal(today, s.When(People.Inspector, Plan() with { On = today }).State.Monitoring.Inspections[0].On);
    }

    [Fact]
    public void An_inspection_names_its_article_and_a_number_that_exists()
    {
        var s = InForce();
        Assert.Equal("NoSuchArticle", s.RefusedAs(People.Inspector, Plan(article: "63(3)")));
        s.When(People.Inspector, Plan(article: "63(2)"));
        foreach (var number in new[] { 0, 2, -1, int.MaxValue })
            Assert.Equal("NoSuchInspection", s.RefusedAs(People.Inspector, new OpenInspection(number)));
        s.When(People.Inspector, new OpenInspection(1));
        Assert.Equal("NoSuchCondition", s.RefusedAs(People.Inspector, Finding(condition: "z")));
        Assert.Equal("NumberOutOfRange", s.RefusedAs(People.Inspector, Finding() with { Records = -1 }));
        Assert.Equal("NumberOutOfRange", s.RefusedAs(People.Inspector, Finding() with { Records = long.MaxValue }));
        Assert.Equal("DigestMalformed", s.RefusedAs(People.Inspector, Finding() with { AccessLogDigest = "E1" }));
    }

    [Fact]
    public void The_agency_has_ten_working_days_to_reply_and_then_the_findings_are_final_without_it()
    {
        var s = InForce().At("2028-03-17 16:00").When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(1)).When(People.Inspector, new SendFindings(1));
        var due = s.State.Monitoring.Inspections[0].ReplyDueAt!.Value;
        // The equinox, 20 March 2028, is a holiday.
        Assert.Equal(Jst("2028-04-04 00:00"), due);

        s.Now = due.AddMilliseconds(-1);
        Assert.Equal("TimerNotDue", s.RefusedAs(Actor.System, new FireTimer("reply:1")));
        s.Now = due;
        Assert.Equal("DeadlinePassed", s.RefusedAs(s.Officer, new AnswerFindings(1, Text("We agree."))));
        s.Fire("reply:1");
        Assert.Equal((InspectionState.Final, null), (s.State.Monitoring.Inspections[0].State, s.State.Monitoring.Inspections[0].RepliedAt));
    }

    [Fact]
    public void The_agency_learns_of_an_unannounced_inspection_when_it_opens_and_of_findings_when_they_are_sent()
    {
        var s = InForce().When(Ayabe, new AskInspection(Text("Who opened it?"))).When(People.Inspector, Plan()).When(People.Inspector, Plan(InspectionKind.Planned));
        Monitoring Seen() => Reading.Seen(s.State, s.Officer).Monitoring;
        List<string> Hidden() => [.. s.Events.Where(happened => happened is InspectionAsked or InspectionPlanned or FindingRecorded)
            .Where(happened => !Reading.MaySeeEntry(s.State, happened, s.Officer)).Select(happened => happened.GetType().Name)];
        Assert.Equal([2], Seen().Inspections.Select(inspection => inspection.Number));
        Assert.Empty(Seen().Asked);
        Assert.Equal(["InspectionAsked", "InspectionPlanned"], Hidden());

        s.When(People.Inspector, new OpenInspection(1)).When(People.Inspector, Finding());
        Assert.Equal([1, 2], Seen().Inspections.Select(inspection => inspection.Number));
        Assert.Empty(Seen().Inspections[0].Findings);
        Assert.Equal(["InspectionAsked", "FindingRecorded"], Hidden());

        s.When(People.Inspector, new SendFindings(1));
        Assert.Single(Seen().Inspections[0].Findings);
        Assert.Equal(["InspectionAsked"], Hidden());
        Assert.Single(Reading.Seen(s.State, Kuze).Monitoring.Asked);
    }

    [Fact]
    public void A_condition_found_broken_counts_as_a_miss_and_suspends_as_it_says()
    {
        var s = InForce(Condition("b", Standing, 1), Condition("c", Standing, 2)).When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(1));
        s.When(People.Inspector, Finding(condition: "c")).When(People.Inspector, Finding(condition: "b"));
        // The agency sees conditions and breaches: until the findings go to it, nothing of them shows there.
        Assert.Equal((0, 0, "Active"), (s.ConditionOf("c").Misses, s.ConditionOf("b").Misses, $"{s.State.Authorisation!.State}"));

        s.When(People.Inspector, new SendFindings(1));
        Assert.Equal((1, "Open"), (s.ConditionOf("c").Misses, $"{s.ConditionOf("c").State}"));
        Assert.Equal((1, "Breached", "Suspended"), (s.ConditionOf("b").Misses, $"{s.ConditionOf("b").State}", $"{s.State.Authorisation.State}"));
        Assert.Equal([1, 2], s.State.Monitoring.Inspections[0].Findings.Select(finding => finding.Number));
    }

    [Fact]
    public void Somebody_is_always_waited_for_until_an_inspection_is_closed()
    {
        var s = InForce().When(Ayabe, new AskInspection(Text("Who opened it?")));
        string? Next() => Waiting.Of(s.State, s.Law.Definitions).Select(item => item.Command).SingleOrDefault();
        Assert.Equal("planInspection", Next());
        Assert.Equal("openInspection", Of(Plan(), People.Inspector));
        Assert.Equal("sendFindings", Of(new OpenInspection(1), People.Inspector));
        Assert.Equal("answerFindings", Of(new SendFindings(1), People.Inspector));
        Assert.Equal("closeInspection", Of(new AnswerFindings(1, Text("We agree.")), s.Officer));
        Assert.Null(Of(new CloseInspection(1, Text("Nothing.")), People.Inspector));

        string? Of(RequestCommand command, Actor actor)
        {
            s.When(actor, command);
            return Next();
        }
    }

    // — Incidents —

    private static readonly RequestCommand[] Handling =
    [
        new ContainIncident(1, 4, Text("Set aside.")), new ReportIncident(1, Text("A filter was wrong.")),
        new ClassifyIncident(1, IncidentClass.Relevant, 2, new(4, 4), true, Text("Four records.")),
        new RemedyIncident(1, Jst("2028-01-15 00:00"), new(Text("all"), Text("overwritten"), "cao-op-01", "certificate 3")), new CloseIncident(1, Text("Done.")),
    ];

    [Theory]
    [InlineData("", new[] { 0, 1, 3 })]
    [InlineData("0", new[] { 1, 3 })]
    [InlineData("1", new[] { 0, 2, 3 })]
    [InlineData("3", new[] { 0, 1 })]
    [InlineData("31", new[] { 0, 2 })]
    [InlineData("12", new[] { 0, 3 })]
    [InlineData("10", new[] { 2, 3 })]
    [InlineData("120", new[] { 3 })]
    [InlineData("012", new[] { 3 })]
    [InlineData("123", new[] { 0, 4 })]
    [InlineData("1230", new[] { 4 })]
    [InlineData("312", new[] { 0, 4 })]
    [InlineData("1234", new int[0])]
    public void An_incident_goes_its_order_and_the_agency_is_heard_before_it_is_classified(string path, int[] open)
    {
        var s = InForce().When(People.Inspector, new OpenIncident(4, Text("Four records.")));
        foreach (var step in path)
            s.When(By(Handling[step - '0']), Handling[step - '0']);

        for (var i = 0; i < Handling.Length; i++)
            if (!open.Contains(i))
                Assert.Contains(s.RefusedAs(By(Handling[i]), Handling[i]), (string[])["NotPossibleNow", "AgencyNotHeard"]);
            else
                Assert.IsType<Verdict.Accepted>(RequestRules.Decide(s.State, Handling[i], s.FactsOf(By(Handling[i]))));

        Actor By(RequestCommand command) => command is ReportIncident or RemedyIncident ? OfficerOf(Cao) : People.Inspector;
    }

    [Fact]
    public void An_agency_that_reports_first_keeps_no_inspector_from_the_quarantine()
    {
        var s = InForce().When(People.Inspector, new OpenIncident(4, Text("Four records."))).When(OfficerOf(Cao), Handling[1]);
        Assert.Contains(CommandRules.OpenTo(s.State, s.FactsOf(People.Inspector)), rule => rule.Name == "containIncident");

        // What the incident has come to since then stays: it does not go back.
        s.When(People.Inspector, Handling[2]).When(People.Inspector, Handling[0]);
        Assert.Equal((IncidentState.Classified, s.Now), (s.State.Monitoring.Incidents[0].State, s.State.Monitoring.Incidents[0].ContainedAt));
        Assert.Equal("NotPossibleNow", s.RefusedAs(People.Inspector, Handling[0]));
    }

    [Fact]
    public void An_agency_that_stays_silent_keeps_nobody_from_classifying_for_ever()
    {
        var s = InForce().When(People.Inspector, new OpenIncident(4, Text("Four records.")));
        var due = s.State.Monitoring.Incidents[0].ReplyDueAt!.Value;
        Assert.Equal(Jst("2028-01-29 00:00"), due);
        s.Now = due.AddMilliseconds(-1);
        Assert.Equal("AgencyNotHeard", s.RefusedAs(People.Inspector, Handling[2]));

        s.Now = due;
        Assert.Equal(IncidentState.Classified, s.When(People.Inspector, Handling[2]).State.Monitoring.Incidents[0].State);
    }

    [Fact]
    public void Numbers_and_times_of_an_incident_are_possible_ones()
    {
        var s = InForce();
        foreach (var records in new[] { -1, long.MaxValue })
            Assert.Equal("NumberOutOfRange", s.RefusedAs(People.Inspector, new OpenIncident(records, Text("Records."))));
        s.When(People.Inspector, new OpenIncident(4, Text("Four records.")));
        foreach (var number in new[] { 0, 2 })
            Assert.Equal("NoSuchIncident", s.RefusedAs(People.Inspector, new ContainIncident(number, 1, Text("Set aside."))));
        s.When(s.Officer, Handling[1]);
        var classify = (ClassifyIncident)Handling[2];
        foreach (var bad in new[] { classify with { Serious = -1 }, classify with { Serious = 5 }, classify with { Intrusion = new(0, 1) }, classify with { Intrusion = new(1, 6) } })
            Assert.Equal("NumberOutOfRange", s.RefusedAs(People.Inspector, bad));
        var remedy = (RemedyIncident)Handling[3];
        Assert.Equal("DateInFuture", s.RefusedAs(s.Officer, remedy with { ErasedAt = s.Now.AddMilliseconds(1) }));
        Assert.Equal("DateTooEarly", s.RefusedAs(s.Officer, remedy with { ErasedAt = Jst("2028-01-15 00:00").AddMilliseconds(-1) }));
    }

    [Fact]
    public void What_was_never_granted_or_done_is_not_inspected()
    {
        foreach (var s in new[] { Scenario.BeforePanel(C01), Scenario.Voting(C01).Votes("nnnnn", Members) })
            foreach (var command in new RequestCommand[] { Plan(), new OpenIncident(1, Text("One.")) })
                Assert.Equal("NotPossibleNow", s.RefusedAs(People.Inspector, command));
        Assert.Single(Measured().When(People.Inspector, Plan()).State.Monitoring.Inspections);
    }
}
