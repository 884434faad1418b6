using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>What follows a decision or a measure, ready for tests: cases in force, conditions, resolutions, measures, extensions.</summary>
internal static class Lives
{
    public static readonly string Digest = new('d', 64);

    /// <summary>C09's measure, at 02:10 in the night, notified by the prefecture.</summary>
    public static RequestContent C09 { get; } = C11 with
    {
        Emergency = true,
        Period = Period("2027-01-03 02:10", "2027-01-03 02:50"),
        Scope = [Target("192.0.2.201/32", "stop process")],
    };

    /// <summary>An extension of C01 for six months more.</summary>
    public static RequestContent C14 { get; } = C01 with
    {
        Route = Route.R4,
        Period = Period("2028-07-15 00:00", "2029-01-15 00:00"),
        Criteria = [.. Answers(Route.R4, targetAbroad: false).Select(answer => answer with { Text = Text($"Since then {answer.Criterion} was seen to hold.") })],
    };

    public static ConditionDue Standing => new(ConditionDueKind.Standing);

    public static ConditionDue On(string at) => new(ConditionDueKind.At, Jst(at));

    public static ConditionDue After(ConditionTrigger trigger, int hours) => new(ConditionDueKind.AfterEvent, After: trigger, WithinHours: hours);

    public static ConditionDue Each(params string[] dates) =>
        new(ConditionDueKind.Recurring, Dates: [.. dates.Select(date => DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))]);

    public static Condition Condition(
        string id, ConditionDue due, int? suspendsAfter = null, ConditionKind kind = ConditionKind.Continuing, ConditionOwner owner = ConditionOwner.Agency) =>
        new(id, kind, owner, Text($"Condition {id}."), due, Text("a report"), SuspendsAfterMisses: suspendsAfter);

    /// <summary>C01 approved with these conditions and started.</summary>
    public static Scenario InForce(params Condition[] conditions) => Approved(conditions).Fire("authorisation:start");

    /// <summary>C01 approved with these conditions, before its start.</summary>
    public static Scenario Approved(params Condition[] conditions)
    {
        var text = new MotionText(Conditions: conditions.Length == 0 ? null : conditions, Reasons: [new(Criterion.K1, Text("The act is named."))]);
        return Scenario.BeforePanel(C01).When(Kuze, Scenario.Motion(Members, text)).Votes("yyyyy", Members);
    }

    public static ReportCondition Report(string condition, params string[] documents) => new(condition, Text("As demanded."), documents);

    public static ConditionStanding ConditionOf(this Scenario s, string id) => s.State.Authorisation!.Find(id)!;

    /// <summary>Everything due until the instant fires in its order, and the clock stands there.</summary>
    public static Scenario Pass(this Scenario s, string until)
    {
        while (Timers.Of(s.State).OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Name, StringComparer.Ordinal).FirstOrDefault() is { } due && due.DueAt <= Jst(until))
            s.Fire(due.Name);
        return s.At(until);
    }

    // — Resolutions —

    public static OpenRound Resolve(params ResolutionKind[] kinds) => Resolve(new ResolutionText(kinds, Text("So resolved.")), Members);

    public static OpenRound Resolve(ResolutionText resolution, params Actor[] present) =>
        new(MotionKind.Resolve, Ids(present), new MotionText(Resolution: resolution));

    /// <summary>The panel resolves it, all present for it.</summary>
    public static Scenario Resolved(this Scenario s, params ResolutionKind[] kinds) => s.When(Kuze, Resolve(kinds)).Votes("yyyyy", Members);

    // — Measures —

    /// <summary>The measure of C09 is on record.</summary>
    public static Scenario Measured(string recordedAt = "2027-01-03 02:15", string measuredAt = "2027-01-03 02:10")
    {
        var s = Scenario.Drafted(C09, Pref, recordedAt);
        return s.When(s.Drafter, new RecordMeasure(Jst(measuredAt), new MeasureText("stop process")));
    }

    public static Scenario Notified(string at = "2027-01-03 11:40") => Measured().Notify(at);

    public static Scenario Notify(this Scenario s, string at) => s.At(at).When(s.Officer, new Notify(s.State.ContentVersion));

    public static OpenRound Confirm(Actor[] present, Bilingual? recommendation = null) =>
        new(MotionKind.Confirm, Ids(present), new MotionText(Reasons: [new(Criterion.K10, Text("There was no time."))], Recommendation: recommendation));

    // — Inspections —

    public static PlanInspection Plan(InspectionKind kind = InspectionKind.Unannounced, string article = "63(1)") => new(kind, article, null, Text("The access logs."));

    public static RecordFinding Finding(int inspection = 1, string? condition = null) =>
        new(inspection, Text("312 records were opened."), condition, 312, Digest, EvidenceGrade.A);

    public static RemedyIncident Remedied(Scenario s, int incident = 1) => new(incident, s.Now, CaseTests.Erased(s).Record);

    // — Extensions —

    /// <summary>C01 in force, and a draft that extends it, on the day given.</summary>
    public static (Scenario Parent, Scenario Child) Extending(RequestContent? content = null, string at = "2028-06-20 10:00", Scenario? parent = null)
    {
        parent ??= InForce();
        parent.Now = Jst(at);
        var child = Scenario.Drafted((content ?? C14) with { Parent = parent.State.Id.Value }, now: at, number: 2);
        child.Parent = parent;
        parent.Extension = child;
        return (parent, child);
    }

    /// <summary>The extension is before the panel.</summary>
    public static (Scenario Parent, Scenario Child) ExtensionBeforePanel(RequestContent? content = null, Scenario? parent = null)
    {
        var (extended, child) = Extending(content, parent: parent);
        return (extended, child.File().Examine());
    }

    /// <summary>The extension is granted and noted on its parent.</summary>
    public static (Scenario Parent, Scenario Child) Extended(RequestContent? content = null, Scenario? parent = null)
    {
        var (extended, child) = ExtensionBeforePanel(content, parent);
        child.Open(Members).Votes("yyyyy", Members);
        return (extended.Link(child), child);
    }

    // — Every state and command —

    /// <summary>One case in each state that only the life of a measure or authorisation has.</summary>
    public static IEnumerable<Scenario> States()
    {
        var conditions = new[] { Condition("a", Each("2028-02-01", "2028-03-01"), 1), Condition("b", On("2028-06-01 00:00"), owner: ConditionOwner.Secretariat) };
        yield return Scenario.Drafted(C09, Pref, "2027-01-03 02:15");
        yield return Measured();
        yield return Measured().Pass("2027-01-04 02:10");
        yield return Notified();
        yield return Notified().When(Kuze, Confirm(Members));
        yield return Notified().When(Kuze, Confirm(Members)).Votes("nnnnn", Members);
        yield return Measured().Pass("2027-02-01 00:00");
        yield return InForce(conditions).Pass("2028-02-02 00:00");
        yield return InForce(conditions).When(Kuze, Resolve(ResolutionKind.Notice));
        yield return InForce().Resolved(ResolutionKind.Suspend);
        yield return InForce().When(People.Inspector, Plan());
        yield return InForce().When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(1));
        yield return InForce().When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(1)).When(People.Inspector, new SendFindings(1));
        yield return InForce().When(People.Inspector, Plan()).When(People.Inspector, new OpenInspection(1)).When(People.Inspector, new SendFindings(1)).Fire("reply:1");
        yield return InForce().When(People.Inspector, new OpenIncident(4, Text("Four records.")));
        var reported = InForce().When(People.Inspector, new OpenIncident(4, Text("Four records.")));
        yield return reported.When(reported.Officer, new ReportIncident(1, Text("A filter was wrong.")));
        var kept = InForce().Pass("2028-07-15 00:00");
        yield return kept.When(kept.Officer, Kept("2028-12-01 00:00"));
    }

    public static KeepLonger Kept(string until) => new(Jst(until), new KeepingRecord(Text("the selection log"), Text("Criminal proceedings.")));

    /// <summary>One plausible command of every kind that follows a decision or a measure.</summary>
    public static IReadOnlyList<RequestCommand> Commands(Scenario s) =>
    [
        new RecordMeasure(s.Now.AddMinutes(-5), new MeasureText("stop process")), new Notify(s.State.ContentVersion), new OverrideInterlock("a second hospital"),
        Confirm(Members, Text("Keep a contact list.")), Resolve(ResolutionKind.Notice), Resolve(ResolutionKind.Suspend), Resolve(ResolutionKind.Resume),
        Resolve(ResolutionKind.Revoke), Scenario.Ballot(["resolution"], "y"), CaseTests.Cast(true, "resolution"), Report("a"), new AcceptCondition("b"),
        new RecordAct(s.Now, Text("The module was stopped.")), new Narrow(new Dictionary<string, ScopeItem> { ["1"] = ItemNames.Find(s.State.Content, "1")! }, "enough"),
        Kept("2030-01-01 00:00"), new RecordDisclosure(s.Now, DisclosurePurpose.DamagePrevention, 3, "police", Text("Three records.")),
        new RecordAccessLog(s.Now.AddDays(-1), s.Now, Digest, 10), Usage(s, 0), new AskInspection(Text("Who opened it?")), Plan(), new OpenInspection(1),
        Finding(), new SendFindings(1), new AnswerFindings(1, Text("We agree.")), new FollowInspection(1, Text("Put right.")), new CloseInspection(1, Text("Two findings.")),
        new OpenIncident(4, Text("Four records.")), new ContainIncident(1, 4, Text("Set aside.")), new ReportIncident(1, Text("A filter was wrong.")),
        new ClassifyIncident(1, IncidentClass.Relevant, 0, new(4, 4), false, Text("Four records.")), Remedied(s), new CloseIncident(1, Text("Done.")),
        new AnswerResolution(1, Text("We shall.")), new LinkExtension("2028-0000-0000", s.Now, s.Now.AddDays(1)), new FireTimer("round:2"), new FireTimer("keeping"),
        new FireTimer("condition:a"), new FireTimer("reply:1"), new FireTimer("deadline:measure"), new FireTimer("deadline:confirmation"),
    ];

    /// <summary>A file of ten records of which so many were found outside.</summary>
    public static FileUsage Usage(Scenario s, long found) => new(
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(s.State.CaseSeq))), "csv", 10, 0,
        found == 0 ? [] : [new(["outOfCidr"], found)], Digest, "usage.csv");

    public static Scenario Link(this Scenario parent, Scenario child)
    {
        var granted = child.State.Authorisation!;
        return parent.When(Actor.System, new LinkExtension(child.State.Id.Value, granted.Start, granted.End));
    }
}
