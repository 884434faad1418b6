using System.Diagnostics;
using System.Text.Json;
using Oversight.Core.Authorisations;
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

    /// <summary>Enters the pinned definition; its first clock runs from now, or from the instant of a measure already taken.</summary>
    public void StartFlow(DateTimeOffset? from = null) =>
        Take(Flow.Start(Definition, FlowFactsOf(State, facts.Rules.Map), from ?? facts.Now, facts.Rules.Calendar), from);

    /// <summary>Leaves an activity; a round still open in it becomes void.</summary>
    public void Complete(string activity, string port)
    {
        VoidRoundOf(activity);
        Take(Flow.Complete(Definition, State.Position!, activity, port, FlowFactsOf(State, facts.Rules.Map), facts.Now, facts.Rules.Calendar));
    }

    /// <summary>Leaves the open activity that offers the port, if one does.</summary>
    public void CompleteWhere(string port)
    {
        if (CommandRules.OfferedBy(State, facts, port) is { } activity)
            Complete(activity, port);
    }

    /// <summary>What was kept for a legal reason is not erased at the end of that reason's time.</summary>
    public void EndKeeping()
    {
        Emit(new KeepingEnded());
        Emit(new BreachRecorded(nameof(Breach.ErasureOverdue)));
    }

    /// <summary>Makes an open round void: what it put to the vote is not what stands any more.</summary>
    public void VoidOpenRound()
    {
        if (State.OpenRound is { } round)
            Emit(new RoundVoided(round.Number, round.Items));
    }

    private void VoidRoundOf(string activity)
    {
        if (State.OpenRound?.Activity == activity)
            VoidOpenRound();
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

    private void Take(FlowStep step, DateTimeOffset? from = null)
    {
        foreach (var moved in step.Events)
        {
            if (moved is ActivityCancelled cancelled)
                VoidRoundOf(cancelled.Activity);
            Emit(moved switch
            {
                ActivityStarted e => new FlowStarted(
                    e.Activity, EmergencyRules.Stricter(State, Definition.Activities[e.Activity], e.DueAt, from ?? facts.Now, facts)),
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
                    Emit(new StopOrdered([.. stop.Orders.Select(order => JsonNamingPolicy.CamelCase.ConvertName(order.ToString()))]));
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
        var judged = Intake.Judge(State, State.JudgedAt!.Value, facts);
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
        if ((Outcomes.Grants(decision) && (State.Content.Period!.End <= facts.Now || ExtensionRules.Dead(State, facts) is not null
                || ExtensionRules.WiderThanParent(State, round.Text?.Narrowed, facts).Any(item => counts.Any(count => count.Item == item && count.Result == ItemResult.Carried))))
            || ResolutionRules.IsOvertaken(State, round, counts))
        {
            // While the panel voted the period ran out, or what was to be extended, suspended or revoked ended: nothing is left to grant or to take.
            Emit(new RoundVoided(round.Number, round.Items));
            return;
        }
        Emit(new RoundClosed(round.Number, counts, decision));
        var isLate = decision is not null && round.Activity.Length == 0;
        if (isLate)
            Emit(new BreachRecorded(EmergencyRules.ConfirmationLapsed));
        ResolutionRules.Adopt(this, round, counts);
        if (!isLate && Outcomes.Port(decision) is { } port)
            Complete(round.Activity, port);
    }
}
