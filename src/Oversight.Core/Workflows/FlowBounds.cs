namespace Oversight.Core.Workflows;

/// <summary>Bounds on loops: how often a case may be corrected, asked for information or remanded (settled 12).</summary>
internal static class FlowBounds
{
    /// <summary>Ports that are withheld when a bound is spent; every other port stays open, so a wait can always end.</summary>
    public static bool IsOptional(string port) => port is Ports.Remanded or Ports.InformationRequested or Ports.Returned;

    /// <summary>The bound on entries to the activity; null where there is none.</summary>
    public static int? OfEntries(FlowActivity activity) => activity switch
    {
        FlowActivity.Correction correction => correction.MaximumReturns,
        FlowActivity.Information information => information.MaximumRounds,
        _ => null,
    };

    public static bool IsSpent(WorkflowDefinition definition, FlowPosition position, string activityId, string port)
    {
        if (!IsOptional(port))
        {
            return false;
        }
        var ownIsSpent = definition.Activities[activityId] is FlowActivity.PanelVote vote && port == Ports.Remanded
            && position.CountOf(activityId) >= vote.MaximumRemands;
        return ownIsSpent || Reached(definition, activityId, port).Any(it => position.CountOf(it.Id) >= OfEntries(it));
    }

    /// <summary>Where the port may stop next: a decision counts as both ways and a fork as all, since the facts are not known here.</summary>
    public static IReadOnlyCollection<FlowActivity> Reached(WorkflowDefinition definition, string activityId, string port)
    {
        var met = new HashSet<FlowActivity>();
        var ahead = new Stack<FlowActivity?>([definition.Next(activityId, port)]);
        while (ahead.TryPop(out var next))
        {
            if (next is null || !met.Add(next) || next.Type.Kind is not ActivityKind.PassThrough)
            {
                continue;
            }
            foreach (var onward in next.Ports)
            {
                ahead.Push(definition.Next(next.Id, onward));
            }
        }
        return [.. met.Where(it => it.Type.Kind is not ActivityKind.PassThrough)];
    }
}
