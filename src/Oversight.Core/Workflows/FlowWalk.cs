using Oversight.Core.Law;

namespace Oversight.Core.Workflows;

/// <summary>One step of the interpreter: collects events and folds each into the position at once.</summary>
internal sealed class FlowWalk(WorkflowDefinition definition, FlowPosition position, FlowFacts facts, DateTimeOffset now, WorkingCalendar calendar)
{
    private readonly List<FlowEvent> events = [];

    public FlowStep Step => new(events, position);

    public void Leave(FlowActivity activity, string port)
    {
        Happened(new ActivityEnded(activity.Id, port));
        Follow(activity, port, resumed: activity is FlowActivity.Information);
    }

    /// <summary>Enters an activity; <paramref name="resumed"/> says that the step began at Information, whose end lets a suspended clock run on.</summary>
    public void Enter(FlowActivity activity, bool resumed)
    {
        switch (activity)
        {
            case FlowActivity.Start:
                Follow(activity, Ports.Done, resumed);
                break;
            case FlowActivity.Decision decision:
                var answer = decision.Condition.Holds(facts) ? Ports.True : Ports.False;
                Happened(new ActivityEnded(decision.Id, answer));
                Follow(decision, answer, resumed);
                break;
            case FlowActivity.Fork fork:
                OpenBranches(fork, resumed);
                break;
            case FlowActivity.Join join:
                Arrive(join, resumed);
                break;
            case FlowActivity.Close close:
                CancelAll(_ => true);
                Happened(new ActivityStarted(close.Id, DueAt: null));
                break;
            default:
                Happened(new ActivityStarted(activity.Id, DueAt(activity, resumed)));
                break;
        }
    }

    private void Follow(FlowActivity activity, string port, bool resumed) => Enter(definition.Next(activity.Id, port)!, resumed);

    /// <summary>A branch that closes the case, or arrives first where one arrival is enough, leaves the later branches unopened.</summary>
    private void OpenBranches(FlowActivity.Fork fork, bool resumed)
    {
        var wentOn = new ActivityEnded(BlockOf(it => it.Fork == fork.Id).Join, Ports.Done);
        var before = events.Count;
        foreach (var branch in fork.Branches)
        {
            Follow(fork, branch, resumed);
            if (position.Closed || events.Skip(before).Contains(wentOn))
            {
                return;
            }
        }
    }

    private void Arrive(FlowActivity.Join join, bool resumed)
    {
        Happened(new ActivityStarted(join.Id, DueAt: null));
        var block = BlockOf(it => it.Join == join.Id);
        var branches = ((FlowActivity.Fork)definition.Activities[block.Fork]).Branches.Count;
        if (join.Mode is JoinMode.WaitAll && position.ArrivalsAt(join.Id) < branches)
        {
            return;
        }
        CancelAll(block.Members.Contains);
        Happened(new ActivityEnded(join.Id, Ports.Done));
        Follow(join, Ports.Done, resumed);
    }

    private void CancelAll(Func<string, bool> isCancelled)
    {
        string[] left = [.. position.Open.Select(it => it.Id), .. position.Arrivals.Select(it => it.Activity)];
        foreach (var activity in left.Where(isCancelled))
        {
            Happened(new ActivityCancelled(activity));
        }
    }

    /// <summary>Back from Information the remaining time runs on; any other entry starts the deadline anew (settled 13).</summary>
    private DateTimeOffset? DueAt(FlowActivity activity, bool resumed) =>
        resumed && position.SuspendedOf(activity.Id) is { } remaining ? now + remaining : activity.WaitsFor?.DueFrom(now, calendar);

    private ForkBlock BlockOf(Func<ForkBlock, bool> isIt) => definition.Blocks.Single(isIt);

    private void Happened(FlowEvent flowEvent)
    {
        events.Add(flowEvent);
        position = FlowFold.Apply(position, flowEvent, definition.Activities[flowEvent.Activity], now);
    }
}
