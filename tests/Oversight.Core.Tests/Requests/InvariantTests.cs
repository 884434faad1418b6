using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>The invariants of requests, numbered as the domain numbers them.</summary>
public sealed class InvariantTests
{
    [Fact]
    public void Invariant_1_every_entry_names_actor_time_in_utc_and_jst_and_rule_set()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end");

        foreach (var (entry, index) in s.Entries.Select((entry, index) => (entry, index)))
        {
            var header = JsonNode.Parse(entry.Bytes)!.AsObject();
            Assert.Equal(index + 1, (int)header["caseSeq"]!);
            Assert.NotEmpty((string)header["actor"]!);
            Assert.NotEmpty((string)header["role"]!);
            Assert.Matches("^jp-[0-9-]+@[0-9a-f]{64}$", (string)header["ruleSet"]!);
            Assert.Equal(DateTimeOffset.Parse((string)header["at"]!), DateTimeOffset.Parse((string)header["atJst"]!));
            Assert.EndsWith("+09:00", (string)header["atJst"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Invariant_2_requester_examiner_and_decider_are_different_people()
    {
        Actor As(Actor who, Role role) => new(who.Id, role, role is Role.Drafter or Role.AuthorisingOfficer ? Cao : null);
        var s = Scenario.Drafted(C01);
        s.When(s.Drafter, new Submit());
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(s.Drafter, Role.AuthorisingOfficer), new Sign(1)));

        s.When(s.Officer, new Sign(1));
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(s.Drafter, Role.Examiner), s.Marks()));
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(s.Officer, Role.Examiner), s.Marks()));

        s.Examine();
        s.Panel = With(s.Drafter, s.Officer, Examiner);
        foreach (var involved in new[] { s.Drafter, s.Officer, Examiner })
            Assert.Equal("NotOfTheRoom", s.RefusedAs(Kuze, Scenario.Motion([Kuze, Saegusa, As(involved, Role.PanelMember)])));

        s.Panel = People.Panel;
        s.When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members);
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(Ayabe, Role.Drafter), new Revise(C01)));
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(Examiner, Role.Drafter), new Revise(C01)));

        s.When(new Actor("cao.drafter2", Role.Drafter, Cao), new Revise(C01 with { Urgency = Urgency.Priority }));
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(As(s.Drafter, Role.AuthorisingOfficer), new Resubmit(2)));
    }

    [Fact]
    public void Invariant_3_every_decision_keeps_the_quorum_it_was_taken_with()
    {
        var s = Scenario.Voting(C03, Kuze, Saegusa, Nasu, Ibuki).When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, ["2"], "kin"))
            .Votes("yyyy", Kuze, Saegusa, Nasu, Ibuki);

        var closed = s.Event<RoundClosed>();
        Assert.Equal(s.State.Decision, closed.Decision);
        Assert.Equal(["1", "2", "3"], closed.Counts.Select(count => count.Item));
        Assert.Equal(Ids(Kuze, Saegusa, Ibuki), closed.Counts[1].Room);
        Assert.All(closed.Counts, count => Assert.Equal((Id(Kuze), count.Room.Count), (count.Presiding, count.Present)));
        Assert.Equal(5, s.Event<RoundOpened>().Panel.Seats.Count);
    }

    [Fact]
    public void Invariant_4_what_is_granted_lies_within_what_was_asked_for()
    {
        var narrowed = new Dictionary<string, ScopeItem> { ["2"] = C03.Scope![1] with { Ports = [Port("8443")], Selectors = C03.Scope[1].Selectors } };
        var wider = new Dictionary<string, ScopeItem> { ["1"] = C03.Scope[0] with { Sources = [AddressRange.Parse("192.0.2.0/24")] } };
        Assert.Equal("NarrowedScopeIsWider", Scenario.BeforePanel(C03).RefusedAs(
            Kuze, Scenario.Motion(Members, new(wider, Reasons: [new(Criterion.K4, Text("Why."))]))));

        var s = Scenario.BeforePanel(C03).When(Kuze, Scenario.Motion(Members, new(narrowed, Reasons: [new(Criterion.K4, Text("Why."))])))
            .Vote(Kuze, "yyn").Vote(Saegusa, "yyn").Vote(Nasu, "yyn").Vote(Ibuki, "yyn").Vote(Ayabe, "yyn");

        var use = s.State.Authorisation!.Use!;
        Assert.Equal(["1", "2"], use.Scope.Keys);
        Assert.All(use.Scope, item => Assert.True(ScopeRules.IsWithin(item.Value, ItemNames.Find(C03, item.Key)!)));
        Assert.DoesNotContain(use.Windows, window => window.Item == 3);
    }

    [Fact]
    public void Invariant_5_an_authorisation_ends_after_it_starts_and_within_every_maximum()
    {
        var late = Scenario.Filed(C01 with { Period = Period("2028-01-06 00:00", "2028-07-06 00:00") }).At("2028-01-11 12:00").Examine().Open(Members)
            .Votes("yyyyy", Members).State.Authorisation!;
        Assert.Equal((Jst("2028-01-11 12:00"), Jst("2028-07-06 00:00")), (late.Start, late.End));

        var s = Scenario.Drafted(C01);
        s.Law = s.Law with { Definitions = OneMonthAtMost() };
        var cut = s.File().Examine().Open(Members).Votes("yyyyy", Members).State.Authorisation!;
        Assert.Equal((Jst("2028-01-15 00:00"), Jst("2028-02-15 00:00")), (cut.Start, cut.End));

        Assert.Contains("PeriodEndsBeforeItStarts", ContentRules.Malformed(C01 with { Period = Period("2028-02-01 00:00", "2028-02-01 00:00") })!.Errors.Select(e => e.Code));
        Assert.Equal("RefusedAtIntake", Scenario.Filed(C01 with { Period = Period("2028-01-15 00:00", "2028-07-15 00:01") }).State.Close);
        Assert.Equal("RefusedAtIntake", Scenario.Filed(C01 with { Period = new(Jst("2028-01-15 00:00")) }).State.Close);
    }

    [Fact]
    public void Invariant_4_what_an_extension_grants_lies_within_its_parent()
    {
        var wider = Lives.C14 with { Scope = [C01.Scope![0], Traffic("198.51.100.0/25", "203.0.113.0/25", "443")] };
        var (parent, child) = Lives.Extended(wider);

        var granted = child.State.Authorisation!.Use!.Scope;
        Assert.Equal(["1"], granted.Keys);
        Assert.All(granted.Values, item => Assert.Contains(parent.State.Authorisation!.Use!.Scope.Values, outer => ScopeRules.IsWithin(item, outer)));
    }

    [Theory]
    [InlineData(Route.R1)]
    [InlineData(Route.R2)]
    [InlineData(Route.R3)]
    [InlineData(Route.R4)]
    public void Invariant_6_no_emergency_on_the_routes_that_copy_communications(Route route)
    {
        var content = C01 with { Route = route, Emergency = true };
        var s = route == Route.R4 ? Lives.Extending(content).Child.File() : Scenario.Filed(content);

        Assert.Contains(IntakeCode.I05, s.State.Intake!.Refused);
        Assert.Equal(("RefusedAtIntake", RequestStatus.Closed), (s.State.Close, s.State.State));
    }

    [Fact]
    public void Invariant_7_scope_within_japan_and_content_of_messages_never_pass_intake()
    {
        foreach (var type in Enum.GetValues<DataType>().Where(type => type >= DataType.Subject))
            Assert.Equal("RefusedAtIntake", Scenario.Filed(C01 with { Scope = [C01.Scope![0] with { DataTypes = [type] }] }).State.Close);

        Assert.Equal("RefusedAtIntake", Scenario.Filed(C03 with { Scope = [C03.Scope![0], Traffic("192.0.2.0/26", "192.0.2.200/32")], Windows = null }).State.Close);
    }

    [Fact]
    public void Invariant_8_a_condition_has_an_owner_a_due_and_a_proof_and_stands_as_a_duty_of_its_own()
    {
        var s = Lives.InForce(Lives.Condition("a", Lives.On("2028-02-01 00:00")), Lives.Condition("b", Lives.Each("2028-02-01"), owner: ConditionOwner.Secretariat));

        Assert.All(s.State.Authorisation!.Conditions, standing => Assert.NotNull(standing.Condition.Proof));
        Assert.Equal(["condition:a", "condition:b"], Timers.Of(s.State).Select(timer => timer.Name).Where(name => name.StartsWith("condition", StringComparison.Ordinal)));
        Assert.Equal(
            [("agency/cao/authorisingOfficer", "reportCondition"), ("examiner", "acceptCondition")],
            Waiting.Of(s.State, s.Law.Definitions).Select(item => (item.Audience, item.Command)));
    }

    [Fact]
    public void Invariant_9_ballots_are_never_changed_and_none_is_taken_after_closing()
    {
        var s = Scenario.Voting(C01).Vote(Kuze, "yn");
        var first = Scenario.Json(s.Round.Ballots[0]);
        s.Vote(Kuze, "yy").Votes("yyyy", Saegusa, Nasu, Ibuki, Ayabe);

        Assert.Equal(first, Scenario.Json(s.Round.Ballots[0]));
        Assert.Equal(6, s.Events.OfType<BallotCast>().Count());
        Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Scenario.Ballot(["1", "2"], "nn")));
    }

    [Fact]
    public void Invariant_10_refused_at_intake_and_withdrawn_requests_stay_filed_and_readable_to_the_panel()
    {
        var refused = Scenario.Filed(C01 with { Emergency = true });
        var withdrawn = Scenario.BeforePanel(C01);
        withdrawn.When(withdrawn.Officer, new Withdraw("overtaken by events"));

        Assert.Equal(("RefusedAtIntake", "Withdrawn"), (refused.State.Close, withdrawn.State.Close));
        foreach (var s in new[] { refused, withdrawn })
        {
            Assert.NotNull(s.State.FiledAt);
            Assert.All(Members, member => Assert.True(Reading.MayRead(s.State, member, s.Panel)));
            Assert.Equal(Scenario.Json(C01.Scope), Scenario.Json(s.State.Content.Scope));
        }
    }

    [Fact]
    public void Invariant_11_every_end_of_authority_is_erased_kept_for_a_reason_or_carried_over_and_else_stays_owed()
    {
        var (parent, child) = Lives.Extended();
        var ends = new[] { Lives.InForce().Pass("2028-07-15 00:00"), Lives.InForce().When(OfficerOf(Cao), new EndEarly("done")), parent.Pass("2028-07-15 00:00") };
        Assert.Equal([true, true, false], ends.Select(s => Waiting.Of(s.State, s.Law.Definitions).Any(item => item.Command == "recordErasure")));
        Assert.Equal(child.State.Id.Value, parent.State.CarriedOverTo);

        var breached = Lives.InForce().Pass("2028-07-30 00:00");
        Assert.Equal("ClosedInBreach", breached.State.Close);
        Assert.Contains(Waiting.Of(breached.State, breached.Law.Definitions), item => item.Command == "recordErasure");
        ends[0].When(ends[0].Officer, Lives.Kept("2028-12-01 00:00"));
        ends[1].When(ends[1].Officer, CaseTests.Erased(ends[1]));
        Assert.All(ends, s => Assert.Equal("Completed", s.State.Close));
    }

    [Fact]
    public void Invariant_12_nothing_is_approved_while_a_mandatory_consultation_is_missing()
    {
        var s = Scenario.BeforePanel(C11, Pref);
        s.Law = s.Law with { Map = new NetworkMap([], [], outsideJapanIsForeign: false) };
        Assert.Equal("ConsultationMissing", s.RefusedAs(Kuze, Scenario.Motion(Members)));

        var waiting = Scenario.Filed(C10).Examine();
        Assert.Equal("NotPossibleNow", waiting.RefusedAs(Kuze, Scenario.Motion(Members)));
        waiting.When(Examiner, waiting.Confirmation(Authority.ForeignMinister));
        Assert.Equal("NotPossibleNow", waiting.RefusedAs(Kuze, Scenario.Motion(Members)));
        Assert.Equal(RequestStatus.BeforePanel, waiting.Consult().State.State);
    }

    [Fact]
    public void Invariant_13_who_only_reads_never_writes()
    {
        Actor[] readers = [People.Auditor, People.Administrator];
        foreach (var s in ReachableStates())
            foreach (var reader in readers)
            {
                Assert.Empty(CommandRules.OpenTo(s.State, s.FactsOf(reader)));
                Assert.All(Commands(s), command => Assert.True(s.Refused(reader, command).Kind is RefusalKind.Forbidden or RefusalKind.NotFound));
            }
        Assert.All(readers, reader => Assert.IsType<Verdict.Refused>(
            RequestRules.Draft(new DraftRequest(RequestId.Of(2028, [0, 0, 0, 0, 0]), C01), new Scenario("2028-01-05 10:00").FactsOf(reader))));
    }

    [Fact]
    public void Invariant_14_a_returned_request_cannot_be_approved()
    {
        var returned = Scenario.Filed(C01 with { Handling = null });
        var remanded = Scenario.BeforePanel(C01).When(Kuze, Scenario.Remand(Members)).Votes("yyyyy", Members);

        foreach (var s in new[] { returned, remanded })
        {
            s.When(s.Drafter, new Revise(C01));
            Assert.Equal(RequestStatus.Returned, s.State.State);
            Assert.Equal("NotPossibleNow", s.RefusedAs(Examiner, s.Marks()));
            Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Scenario.Motion(Members)));
            Assert.Equal("NotPossibleNow", s.RefusedAs(Kuze, Scenario.Ballot(["1", "2"], "yy")));
        }
    }

    internal static IEnumerable<Scenario> ReachableStates()
    {
        yield return Scenario.Drafted(C01);
        yield return Scenario.Filed(C01 with { Handling = null });
        yield return Scenario.Filed(C08);
        yield return Scenario.Filed(C01).When(Examiner, new RequestInformation([Text("How many relays?")]));
        yield return Scenario.BeforePanel(C01);
        yield return Scenario.Voting(C01);
        yield return CaseTests.Tied(Kuze, Saegusa, Nasu, Ayabe);
        yield return Scenario.Voting(C01).Votes("yyyyy", Members);
        yield return Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end");
        yield return Scenario.Voting(C01).Votes("nnnnn", Members);
        foreach (var s in Lives.States())
            yield return s;
    }

    /// <summary>One plausible command of every kind.</summary>
    internal static IReadOnlyList<RequestCommand> Commands(Scenario s) =>
    [
        new Revise(s.State.Content), new Submit(), new Attach(new string('a', 64), 10, "application/pdf", "letter.pdf"), new Sign(s.State.ContentVersion),
        new Decline("not convinced"), new Resubmit(s.State.ContentVersion), new Answer(s.State.ContentVersion, Text("Twelve."), []),
        new Withdraw("overtaken"), s.Marks(), new RequestInformation([Text("How many?")]), s.Confirmation(Authority.ForeignMinister),
        s.Confirmation(Authority.PublicSafetyCommission), new DeclareInterest(RecusalGround.SelfRecusal, null, "kin"), Scenario.Motion(Members),
        Scenario.Remand(Members), new ChangePresence(Id(Ayabe), false), new ChangePresence(Id(Ayabe), true),
        Scenario.Ballot([.. ItemNames.All(s.State.Content)], new string('y', s.State.Content.Scope!.Count)), CaseTests.Cast(true), new EndEarly("done"),
        CaseTests.Erased(s), new FireTimer("deadline:panelVote"), new FireTimer("authorisation:end"), .. Lives.Commands(s),
    ];

    private static Panel With(params Actor[] newcomers) => new(
        [
            .. People.Panel.Seats.Take(2),
            .. newcomers.Select((who, i) => People.Panel.Seats[i + 2] with { Holder = People.Panel.Seats[i + 2].Holder! with { Member = new(who.Id) } }),
        ],
        Id(Saegusa));

    private static DefinitionSet OneMonthAtMost()
    {
        var json = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", "data-acquisition.json"));
        var file = JsonNode.Parse(json)!;
        var authorise = file["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == "authorise")!;
        authorise["maximumPeriod"]!["expression"]!["value"] = new JsonObject { ["months"] = 1 };
        return new DefinitionSet([DefinitionReader.Read(file.ToJsonString(JsonSerializerOptions.Default)).Definition!]);
    }
}
