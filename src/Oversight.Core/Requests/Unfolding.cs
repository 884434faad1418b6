using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Gathers the events of one command and what follows from them at once: automatic activities, closing rounds, closing cases.</summary>
internal sealed class Unfolding(RequestState? state, RequestId id, Facts facts)
{
    private readonly List<RequestEvent> events = [];
    private RequestState? current = state;

    public RequestState State => current ?? throw new UnreachableException("No event yet.");

    public WorkflowDefinition Definition => facts.Rules.Definitions.Of(State.Definition!);

    public Verdict Accepted => new Verdict.Accepted(events, State);

    public void Emit(RequestEvent @event)
    {
        var stamp = new Stamp((current?.CaseSeq ?? 0) + 1, facts.Now, facts.Actor.Id);
        current = RequestFold.Apply(current, id, @event, stamp, facts.Rules.Definitions);
        events.Add(@event);
    }

    /// <summary>Enters the pinned definition.</summary>
    public void StartFlow() => Take(Flow.Start(Definition, FlowFactsOf(State, facts.Rules.Map), facts.Now, facts.Rules.Calendar));

    /// <summary>Leaves an activity; a round still open in it becomes void.</summary>
    public void Complete(string activity, string port)
    {
        VoidRoundOf(activity);
        Take(Flow.Complete(Definition, State.Position!, activity, port, FlowFactsOf(State, facts.Rules.Map), facts.Now, facts.Rules.Calendar));
    }

    private void VoidRoundOf(string activity)
    {
        if (State.OpenRound is { } round && round.Activity == activity)
            Emit(new RoundVoided(round.Number, round.Items));
    }

    /// <summary>The facts conditions may ask, one value per content version.</summary>
    private static FlowFacts FlowFactsOf(RequestState s, NetworkMap map)
    {
        var scope = s.Content.Scope ?? [];
        var addresses = scope.SelectMany(item => item.Sources.Concat(item.Destinations).Concat(item.Targets))
            .Aggregate(UInt128.Zero, (sum, range) => UInt128.MaxValue - sum < range.AddressCount ? UInt128.MaxValue : sum + range.AddressCount);
        return new FlowFacts(
            s.Content.Route.ToString(), Intake.IsTargetAbroad(s.Content, map), s.Content.Emergency,
            s.Content.Risk?.Threat.Product ?? 25, s.Content.Risk?.Intrusion.Product ?? 25, addresses, scope.Count);
    }

    private void Take(FlowStep step)
    {
        foreach (var moved in step.Events)
        {
            if (moved is ActivityCancelled cancelled)
                VoidRoundOf(cancelled.Activity);
            Emit(moved switch
            {
                ActivityStarted e => new FlowStarted(e.Activity, e.DueAt),
                ActivityEnded e => new FlowEnded(e.Activity, e.Port),
                ActivityCancelled e => new FlowCancelled(e.Activity),
                _ => throw new UnreachableException(),
            });
        }
        if (State.Position!.Closed && State.Close is null)
            Emit(new RequestClosed(State.Position.CloseOutcome!));
        RunAutomatic();
    }

    /// <summary>Runs the activities that need the case's rules but no person.</summary>
    private void RunAutomatic()
    {
        foreach (var open in State.Position!.Open.ToList())
        {
            if (State.Position.Find(open.Id) is null)
                continue;
            switch (Definition.Activities[open.Id])
            {
                case FlowActivity.Intake:
                    JudgeIntake(open.Id);
                    break;
                case FlowActivity.Authorise authorise:
                    Emit(Authorising.Issue(State, authorise, facts));
                    Complete(open.Id, Ports.Done);
                    break;
                case FlowActivity.StopOrder stop:
                    Emit(new StopOrdered([.. stop.Orders.Select(order => order.ToString())]));
                    Complete(open.Id, Ports.Done);
                    break;
                case FlowActivity.RecordBreach breach:
                    Emit(new BreachRecorded(breach.Breach.ToString()));
                    Complete(open.Id, Ports.Done);
                    break;
            }
        }
    }

    private void JudgeIntake(string activity)
    {
        var judged = Intake.Judge(State, State.FiledAt!.Value, facts);
        Emit(judged);
        var mayReturn = Flow.PortsOffered(Definition, State.Position!, activity).Contains(Ports.Returned);
        Complete(activity,
            judged.Refused.Count > 0 ? Ports.Refused
            : judged.Returned.Count == 0 ? Ports.Passed
            : mayReturn ? Ports.Returned : Ports.Refused);
    }

    /// <summary>Closes, ties or voids the open round if the ballots say so (settled 5); otherwise leaves it open.</summary>
    public void Reckon()
    {
        if (State.OpenRound is not { } round)
            return;
        var reckoning = Reckoning.Of(round, State.Interests);
        switch (reckoning)
        {
            case { Unquorate.Count: > 0 }:
                Emit(new RoundVoided(round.Number, reckoning.Unquorate));
                break;
            case { IsComplete: false }:
                break;
            case { Tied.Count: > 0 }:
                if (!reckoning.Tied.SequenceEqual(round.Tied) && round.Castings.Count == 0)
                    Emit(new RoundTied(round.Number, reckoning.Tied));
                break;
            default:
                Close(round, reckoning.Counts);
                break;
        }
    }

    private void Close(Round round, IReadOnlyList<CountedItem> counts)
    {
        var decision = Outcomes.Of(round, counts);
        Emit(new RoundClosed(round.Number, counts, decision));
        if (Outcomes.Port(decision) is { } port)
            Complete(round.Activity, port);
    }
}

/// <summary>Where an open round stands, item by item.</summary>
internal sealed record Reckoning(bool IsComplete, IReadOnlyList<string> Unquorate, IReadOnlyList<string> Tied, IReadOnlyList<CountedItem> Counts)
{
    public static Reckoning Of(Round round, IReadOnlyList<Interest> interests)
    {
        var unquorate = round.Items.Where(item => !RoomFor(round, interests, item).Meets(round.Rule.Quorum)).ToList();
        var complete = round.Items.All(item => Count.IsComplete(round.Settings, RoomFor(round, interests, item), Ballots(round, item)));
        if (unquorate.Count > 0 || !complete)
            return new Reckoning(complete, unquorate, [], []);
        var counts = round.Items.Select(item => CountOf(round, interests, item)).ToList();
        return new Reckoning(true, [], [.. counts.Where(count => count.Result == ItemResult.Tie).Select(count => count.Item)], counts);
    }

    public static Room RoomFor(Round round, IReadOnlyList<Interest> interests, string item) =>
        round.Panel.RoomFor(round.Present, [.. interests.Where(interest => interest.Concerns(item)).Select(interest => interest.Member)]);

    public static IReadOnlyDictionary<MemberId, Choice> Ballots(Round round, string item) =>
        round.Present.Select(round.BallotOf).OfType<Ballot>().Where(ballot => ballot.Items.ContainsKey(item))
            .ToDictionary(ballot => ballot.Member, ballot => ballot.Items[item]);

    private static CountedItem CountOf(Round round, IReadOnlyList<Interest> interests, string item)
    {
        var room = RoomFor(round, interests, item);
        var casting = round.Castings.FirstOrDefault(c => c.Item == item) is { } made ? new Casting(made.Member, made.Approve) : null;
        var count = Count.Of(round.Rule, round.Settings, room, Ballots(round, item), casting);
        return new CountedItem(item, room.Present, room.Chair, count.Present, count.Yes, count.No, count.Abstain, count.Result, count.DecidedByCasting);
    }
}

/// <summary>From counts to the decision and to the port the flow leaves by.</summary>
internal static class Outcomes
{
    public static Decision? Of(Round round, IReadOnlyList<CountedItem> counts) => round.Motion switch
    {
        MotionKind.Remand => counts[0].Result == ItemResult.Carried ? Decision.Remanded : null,
        MotionKind.Decide => Outcome.OfDecide([.. counts.Select(count => count.Result)], round.Text?.Conditions is { Count: > 0 }) switch
        {
            DecisionOutcome.Approved => Decision.Approved,
            DecisionOutcome.ApprovedWithConditions => Decision.ApprovedWithConditions,
            DecisionOutcome.PartlyApproved => Decision.PartlyApproved,
            DecisionOutcome.Refused => Decision.Refused,
            DecisionOutcome.NotCarried => Decision.NotCarried,
            _ => throw new UnreachableException(),
        },
        _ => throw new UnreachableException(),
    };

    public static string? Port(Decision? decision) => decision switch
    {
        null => null,
        Decision.Approved or Decision.ApprovedWithConditions => Ports.Approved,
        Decision.PartlyApproved => Ports.PartlyApproved,
        Decision.Refused => Ports.Refused,
        Decision.NotCarried => Ports.NotCarried,
        Decision.Remanded => Ports.Remanded,
        _ => throw new UnreachableException(),
    };
}

/// <summary>What an approval becomes: scope ⊆ request, an end within every maximum.</summary>
internal static class Authorising
{
    public static AuthorisationIssued Issue(RequestState s, FlowActivity.Authorise authorise, Facts facts)
    {
        var round = s.Rounds.Last(r => r.Counts.Count > 0 && r.Motion == MotionKind.Decide);
        var content = s.Content;
        var granted = round.Counts.Where(count => count.Result == ItemResult.Carried).Select(count => count.Item).ToList();
        var scope = ItemNames.Sorted(granted.Select(item => KeyValuePair.Create(item, Granted(round, content, item))));
        var (start, end) = Period(content, authorise, s.FiledAt!.Value, facts);
        return new AuthorisationIssued(
            s.ContentVersion, round.Number, start, end, granted,
            new AuthorisedUse(
                scope, content.Operators ?? [],
                [.. (content.Windows ?? []).Where(window => window.Item is null || granted.Contains(ItemNames.Of(window.Item.Value)))],
                round.Text?.Conditions ?? []));
    }

    /// <summary>What a *yes* on the item grants: the narrowed item when the motion names one, else the item asked for.</summary>
    private static ScopeItem Granted(Round round, RequestContent content, string item) =>
        round.Text?.Narrowed?.GetValueOrDefault(item) ?? ItemNames.Find(content, item)!;

    private static (DateTimeOffset Start, DateTimeOffset End) Period(
        RequestContent content, FlowActivity.Authorise authorise, DateTimeOffset filedAt, Facts facts)
    {
        var asked = content.Period!;
        var end = asked.End!.Value;
        var start = asked.Start < facts.Now && facts.Now < end ? facts.Now : asked.Start;
        var latest = Periods.LatestEnd(start, authorise.MaximumPeriod);
        if (facts.Rules.Law.InForceAt(filedAt).MaximumPeriods.TryGetValue(content.Route, out var route))
            latest = Earlier(latest, Periods.LatestEnd(start, route.Value));
        return (start, Earlier(end, latest));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
