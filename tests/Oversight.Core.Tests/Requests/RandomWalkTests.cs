using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Random commands by random actors at random times; the scenario itself checks that entries give the state back after each.</summary>
public sealed class RandomWalkTests
{
    private static readonly RequestContent[] Drafts =
    [
        C01, C03, C08, C10, C11, C01 with { Handling = null }, C01 with { Emergency = true }, C01 with { Scope = [C01.Scope![0]] },
        C11 with { DesignatedOfficer = null, TargetAct = null }, C11 with { TargetAct = null }, Lives.C09, Lives.C09, Lives.C14, C01, C01, C01, C01,
    ];

    private const int Walks = 100;

    internal static readonly Dictionary<int, Scenario> Walked = Enumerable.Range(1, Walks).ToDictionary(seed => seed, seed => Walk(seed, _ => { }));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Walks)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Entries_rebuild_the_state_and_chain_whatever_was_commanded(int seed)
    {
        var s = Walked[seed];

        Assert.Equal(Scenario.Json(s.State), Scenario.Json(RequestEntries.Rebuild(s.Entries, s.Law.Definitions)!));
        Assert.Null(CaseChain.Verify(s.Entries.Select(entry => entry.Bytes)));
        Assert.Equal(s.Entries.Count, s.State.CaseSeq);
        Assert.Equal(s.Events.Count, s.State.CaseSeq);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Silence_never_leads_to_an_authorisation_and_ends_every_case(int seed) => Walk(seed, s =>
    {
        var (state, had) = (s.State, s.State.Authorisation is not null);
        var now = s.Now;
        for (var steps = 0; Timers.Of(state).OrderBy(timer => timer.DueAt).FirstOrDefault() is { } timer; steps++)
        {
            Assert.True(steps < 40, "The timers never end.");
            now = timer.DueAt > now ? timer.DueAt : now;
            var fired = RequestRules.Decide(state, new FireTimer(timer.Name), s.FactsOf(Actor.System) with { Now = now });
            state = Assert.IsType<Verdict.Accepted>(fired).State;
        }
        Assert.Equal(had, state.Authorisation is not null);
        Assert.True(state.State is RequestStatus.Draft or RequestStatus.Closed, state.State.ToString());
        Assert.Null(state.OpenRound);
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_authorisation_has_an_approval_of_its_version_with_quorum_behind_it(int seed)
    {
        var s = Walked[seed];
        if (s.State.Authorisation is not { } authorisation)
            return;

        var round = s.State.Rounds.Single(round => round.Counts.Any(count => count.Result == ItemResult.Carried) && round.Motion == MotionKind.Decide);
        Assert.Equal(s.State.SignedContentVersion, authorisation.ContentVersion);
        Assert.Equal(authorisation.ContentVersion, round.ContentVersion);
        Assert.True(authorisation.End > authorisation.Start);
        Assert.All(authorisation.Use!.Scope, item => Assert.True(ScopeRules.IsWithin(item.Value, ItemNames.Find(s.State.Content, item.Key)!)));
        Assert.All(authorisation.Narrowings.SelectMany(narrowing => narrowing.Scope!), item => Assert.True(ScopeRules.IsWithin(item.Value, authorisation.Use.Scope[item.Key])));
        foreach (var count in round.Counts.Where(count => authorisation.Items.Contains(count.Item)))
        {
            Assert.True(count.Room.Count >= 3 && count.Presiding is not null);
            Assert.True((2 * count.Yes > count.Present && count.Yes >= 2) || count.DecidedByCasting);
        }
    }

    [Fact]
    public void The_walks_meet_every_event()
    {
        var met = Walked.Values.SelectMany(s => s.Events).Select(happened => happened.GetType().Name).ToHashSet();

        Assert.Empty(new EventCodec<RequestEvent>().TypeNames.Except(met));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_was_obtained_is_erased_kept_for_a_reason_carried_over_or_still_owed(int seed)
    {
        var s = Walked[seed];
        if (s.State.Authorisation is not { IsLive: false })
            return;

        var isErased = s.State.ErasedAt is not null || s.State.CarriedOverTo is not null;
        Assert.True(isErased || Waiting.Of(s.State, s.Law.Definitions).Any(item => item.Command == "recordErasure"));
        Assert.Equal(s.State.Close == "Completed" && !isErased, s.State.Close == "Completed" && s.State.Keeping is not null && !isErased);
        Assert.True(s.State.Authorisation.Suspensions.All(suspension => suspension.To is not null && suspension.To >= suspension.From));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_condition_is_never_missed_twice_for_one_due_instant_and_only_a_live_authorisation_is_suspended(int seed)
    {
        var s = Walked[seed];
        var missed = s.Events.OfType<ConditionMissed>().ToList();

        Assert.Equal(missed.Count, missed.Select(miss => (miss.Condition, miss.DueAt)).Distinct().Count());
        foreach (var condition in s.State.Authorisation?.Conditions ?? [])
            Assert.Equal(condition.Misses, s.Events.Count(happened =>
                happened is ConditionMissed miss && miss.Condition == condition.Condition.Id || happened is ConditionBreached breach && breach.Condition == condition.Condition.Id));
        var ended = s.Events.ToList().FindIndex(happened => happened is AuthorisationEnded);
        Assert.True(ended < 0 || !s.Events.Skip(ended).Any(happened => happened is AuthorisationSuspended or AuthorisationResumed or AuthorisationNarrowed));
    }

    private static Scenario Walk(int seed, Action<Scenario> look)
    {
        var random = new Random(seed);
        var content = Drafts[random.Next(Drafts.Length)];
        var s = ReferenceEquals(content, C01) && random.Next(4) > 0 ? Lives.Approved(Conditions(random))
            : content.Route == Route.R4 ? Lives.Extending(content).Child
            : Scenario.Drafted(content, content.Route == Route.R5 && random.Next(2) == 0 ? Pref : null);
        if (content.Emergency && content.Route == Route.R5)
            Measure(s, random);
        else if (s.State.State == RequestStatus.Draft && random.Next(4) > 0)
            s.File();
        if (random.Next(6) == 0 && s.State.State == RequestStatus.UnderExamination)
            s.When(Examiner, new RequestInformation([Text("How many?")])).When(s.Officer, new Answer(1, Text("Twelve."), []));
        if (random.Next(4) > 0 && s.State.State == RequestStatus.UnderExamination)
            s.Examine().Consult();
        if (random.Next(2) == 0 && s.State.State == RequestStatus.BeforePanel)
            s.Open(Members[..4]).Votes(random.Next(2) == 0 ? "yyyy" : "yynn", Members[..4]);
        if (random.Next(3) > 0 && s.State.OpenRound is { Tied.Count: > 0 } tied)
            s.When(Kuze, CaseTests.Cast(random.Next(2) == 0, [.. tied.Tied]));
        if (random.Next(2) == 0 && s.State is { Content.Route: Route.R1, Authorisation.State: AuthorisationState.Pending, Authorisation.Items.Count: 2 })
            Extend(s, random);
        for (var step = 0; step < 80; step++)
        {
            Step(s, random);
            if (step % 20 == 19 || (s.State.Authorisation is { State: AuthorisationState.Suspended } && random.Next(3) == 0))
                Sit(s, random);
            if (step % 6 == 0)
                look(s);
        }
        look(s);
        Erase(s);
        return s;
    }

    /// <summary>A case that is over loses its statement, on the second try.</summary>
    private static void Erase(Scenario s)
    {
        if (Members[..2].FirstOrDefault(member => !s.State.IsRecused(member.Id)) is not { } presiding
            || !CommandRules.OpenTo(s.State, s.FactsOf(Examiner)).Any(rule => rule.Command == typeof(ProposeErasure)))
            return;
        s.When(Examiner, ErasureTests.Proposal("content.statement")).When(presiding, new RefuseErasureProposal(1, "not yet"));
        s.When(Examiner, ErasureTests.Proposal("content.statement")).When(presiding, new OrderErasure(2));
    }

    private static void Measure(Scenario s, Random random)
    {
        s.When(s.Drafter, new RecordMeasure(s.Now.AddHours(-random.Next(40)), new MeasureText("stop process")));
        if (random.Next(2) == 0 && !Timers.Of(s.State).Any(timer => timer.DueAt <= s.Now))
            s.When(s.Officer, new Notify(1));
        if (random.Next(2) == 0 && s.State.State == RequestStatus.UnderConfirmation)
            s.When(Kuze, Lives.Confirm(Members[..4], Text("Keep a list."))).Votes("yynn"[..random.Next(2, 4)], Members[..4]);
    }

    /// <summary>An extension that follows, or one that would begin earlier and is over before it does.</summary>
    private static void Extend(Scenario s, Random random)
    {
        s.Pass("2028-06-20 10:00");
        var isEarly = random.Next(2) == 0;
        var (_, child) = Lives.Extended(isEarly ? Lives.C14 with { Period = Period("2028-07-01 00:00", "2028-12-01 00:00") } : Lives.C14, s);
        if (isEarly && random.Next(2) == 0)
            child.When(child.Officer, new EndEarly("not needed"));
        s.Pass(random.Next(2) == 0 ? "2028-07-02 00:00" : "2028-07-15 00:00");
    }

    /// <summary>The panel sits on a resolution, if it can, and most of those present vote.</summary>
    private static void Sit(Scenario s, Random random)
    {
        var present = Members.Where(member => !s.State.IsRecused(member.Id)).ToArray();
        if (present.Length > 0)
            Try(Scenario.PresidingOf(present), s.State.Authorisation is { State: AuthorisationState.Suspended } && random.Next(2) == 0
                ? Lives.Resolve(new ResolutionText([ResolutionKind.Resume], Text("Go on.")), present)
                : Resolution(present, random));
        if (present.Length > 0 && random.Next(3) == 0)
            Try(Scenario.PresidingOf(present), new ChangePresence(Id(present[^1]), IsPresent: false));
        foreach (var member in present.Where(_ => s.State.OpenRound is not null && random.Next(12) > 0))
            Try(member, Scenario.Ballot(["resolution"], "yyyna"[random.Next(5)].ToString()));

        void Try(Actor actor, RequestCommand command)
        {
            if (RequestRules.Decide(s.State, command, s.FactsOf(actor)) is Verdict.Accepted accepted)
                s.Accept(actor, accepted);
        }
    }

    /// <summary>Mostly a command that is open to someone, sometimes any command by anyone; a refusal changes nothing, an answer is always the same.</summary>
    private static void Step(Scenario s, Random random)
    {
        s.Now = random.Next(s.State.Authorisation is null ? 30 : 2) == 0 && Timers.Of(s.State).Select(timer => timer.DueAt).Order().FirstOrDefault() is var next && next > s.Now
            ? next
            : s.Now.AddMinutes(random.Next(60));
        var due = Timers.Of(s.State).Where(timer => timer.DueAt <= s.Now).OrderBy(timer => timer.DueAt).ToList();
        var actor = due.Count > 0 && random.Next(4) > 0 ? Actor.System : AnyoneOf(random.Next(2) == 0 ? [.. Everyone.Where(IsAwaited)] : Everyone);
        RequestCommand[] commands = actor == Actor.System ? [new FireTimer(due.Count > 0 ? due[0].Name : "deadline:panelVote")] : Commands(s, actor, random);
        var open = CommandRules.OpenTo(s.State, s.FactsOf(actor)).Select(rule => rule.Command).ToList();
        var possible = commands.Where(command => open.Contains(command.GetType())).ToArray();
        var from = possible.Length > 0 && random.Next(5) > 0 ? possible : commands;
        var command = from[random.Next(from.Length)];

        var before = Scenario.Json(s.State);
        var verdict = RequestRules.Decide(s.State, command, s.FactsOf(actor));
        Assert.Equal(Bytes(verdict, s, actor), Bytes(RequestRules.Decide(s.State, command, s.FactsOf(actor)), s, actor));
        Assert.Equal(before, Scenario.Json(s.State));
        if (verdict is Verdict.Accepted)
            s.Accept(actor, verdict);

        Actor AnyoneOf(Actor[] actors) => actors.Length == 0 ? Actor.System : actors[random.Next(actors.Length)];
        bool IsAwaited(Actor who) => who.Role != Role.System && CommandRules.OpenTo(s.State, s.FactsOf(who)).Any();
    }

    private static RequestCommand[] Commands(Scenario s, Actor actor, Random random)
    {
        var items = ItemNames.All(s.State.Content).ToArray();
        var present = Members.Where(_ => random.Next(5) > 0).ToArray();
        var round = s.State.OpenRound;
        var mine = round?.Items.Where(item => s.State.Interests.All(i => i.Member.Value != actor.Id || !i.Concerns(item, round!.ContentVersion, s.State.Interests))).ToArray() ?? items;
        var letters = new string([.. mine.Select(_ => "yyyynna"[random.Next(7)])]);
        return
        [
            .. InvariantTests.Commands(s).Where(command => random.Next(6) == 0 || command is not (Withdraw or DeclareInterest { Items: null } or EndEarly)),
            .. new RequestCommand[] { Lives.Finding(condition: "a"), Lives.Report("a"), Lives.Report("c"), Lives.Report("d"), new AcceptCondition("d"), new RecordAct(s.Now.AddHours(-random.Next(90)), Text("Done.")) },
            Scenario.Ballot(mine, letters), Scenario.Ballot(mine, letters), Scenario.Ballot(mine, letters),
            Scenario.Motion(present), Scenario.Motion(present), Conditional(present, random), Lives.Confirm(present), Resolution(present, random), random.Next(3) == 0 ? Scenario.Remand(present) : Scenario.Motion(present),
            new Revise(s.State.Content with { Handling = C01.Handling, TargetAct = C01.TargetAct, Urgency = (Urgency)random.Next(3) }),
            .. items.Where(_ => random.Next(20) == 0).Select(item => new DeclareInterest(RecusalGround.SelfRecusal, [item], "kin")),
            .. Members.Where(_ => random.Next(2) == 0).Select(member => new ChangePresence(Id(member), round?.Present.Contains(Id(member)) == false)),
            CaseTests.Cast(random.Next(2) == 0, [.. round?.Tied ?? ["1"]]), CaseTests.Cast(false, [.. round?.Tied ?? ["1"]]),
            Lives.Usage(s, random.Next(3)),
        ];
    }

    private static OpenRound Conditional(Actor[] present, Random random) =>
        Scenario.Motion(present, new MotionText(Conditions: Conditions(random), Reasons: [new(Criterion.K4, Text("Why."))]));

    private static Condition[] Conditions(Random random) =>
    [
        Lives.Condition("a", Lives.Each("2028-02-01", "2028-03-01", "2028-04-01", "2027-01-22"), 1 + random.Next(2)),
        Lives.Condition("b", Lives.On("2028-02-20 00:00"), owner: ConditionOwner.Secretariat), Lives.Condition("c", Lives.After((ConditionTrigger)random.Next(3), 48)),
        Lives.Condition("d", Lives.Standing, kind: ConditionKind.Precedent),
    ];

    private static OpenRound Resolution(Actor[] present, Random random) => Lives.Resolve(
        new ResolutionText([(ResolutionKind)random.Next(6)], Text("So resolved."), random.Next(4) == 0 ? 1 : null, random.Next(4) == 0 ? 1 : null), present);

    private static string Bytes(Verdict verdict, Scenario s, Actor actor) => verdict switch
    {
        Verdict.Accepted accepted => string.Join('\n', RequestEntries.Of(
            "oversight.test", s.Entries.Count == 0 ? "" : LeafHash.HexOf(s.Entries[^1].Bytes), accepted, s.FactsOf(actor), () => new byte[Part.SaltBytes])
            .Select(entry => Convert.ToHexString(entry.LeafHash))),
        Verdict.Refused refused => $"{refused.Refusal.Kind} {refused.Refusal.Code} {refused.Refusal.Pointer}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
