using Oversight.Core.Law;

namespace Oversight.Core.Workflows;

/// <summary>What one step did: its events in order, and the position that is their fold.</summary>
public sealed record FlowStep(IReadOnlyList<FlowEvent> Events, FlowPosition Position);

/// <summary>
/// Runs definitions: a pure function from a position and a finished activity to events. It goes through Start, decisions,
/// forks, joins and Close by itself and stops at what waits or needs the caller's rules.
/// </summary>
public static class Flow
{
    /// <summary>Enters the flow at <paramref name="now"/>; what it stops at is open in the step's position.</summary>
    public static FlowStep Start(WorkflowDefinition definition, FlowFacts facts, DateTimeOffset now, WorkingCalendar calendar)
    {
        var walk = new FlowWalk(definition, FlowPosition.NotStarted, facts, now, calendar);
        walk.Enter(definition.Start, resumed: false);
        return walk.Step;
    }

    /// <summary>
    /// Ends an open activity by a port and goes on. Throws <see cref="ArgumentException"/> when the activity is not open or the
    /// port is not among <see cref="PortsOffered"/>; whether a deadline has come is the caller's question (<see cref="OpenActivity.IsDue"/>).
    /// </summary>
    public static FlowStep Complete(
        WorkflowDefinition definition, FlowPosition position, string activityId, string port, FlowFacts facts, DateTimeOffset now, WorkingCalendar calendar)
    {
        if (!PortsOffered(definition, position, activityId).Contains(port))
        {
            throw new ArgumentException($"'{activityId}' does not offer '{port}' here.", nameof(port));
        }
        var walk = new FlowWalk(definition, position, facts, now, calendar);
        walk.Leave(definition.Activities[activityId], port);
        return walk.Step;
    }

    /// <summary>
    /// The ports by which the activity can be left now, in the table's order; empty unless it is open. Remanded,
    /// InformationRequested and Returned are left out once their bound, or that of what they lead to, is spent (settled 12).
    /// </summary>
    public static IReadOnlyList<string> PortsOffered(WorkflowDefinition definition, FlowPosition position, string activityId) =>
        position.Find(activityId) is null
            ? []
            : [.. definition.Activities[activityId].Ports.Where(port => !FlowBounds.IsSpent(definition, position, activityId, port))];

    /// <summary>Folds one event that happened at <paramref name="at"/> into the position.</summary>
    public static FlowPosition Apply(FlowPosition position, FlowEvent flowEvent, WorkflowDefinition definition, DateTimeOffset at) =>
        FlowFold.Apply(position, flowEvent, definition.Activities[flowEvent.Activity], at);
}
