using Oversight.Core.Panels;

namespace Oversight.Core.Workflows;

/// <summary>What must hold of a definition's graph and rules before the interpreter may be given it: parts of V04, V05, V11 and V12.</summary>
internal static class Structure
{
    public static IReadOnlyList<StructureProblem> Problems(WorkflowDefinition definition) =>
    [
        .. UnconnectedPorts(definition),
        .. Unreachable(definition),
        .. DeadEnds(definition),
        .. ForkBlocks.Find(definition).Problems,
        .. UnboundedLoops(definition),
        .. UnconditionalEntries(definition),
        .. VotingRules(definition),
    ];

    private static IEnumerable<StructureProblem> UnconnectedPorts(WorkflowDefinition definition) =>
        from activity in definition.Activities.Values
        from port in activity.Ports
        where definition.Next(activity.Id, port) is null
        select new StructureProblem(
            activity.Id,
            activity.Type.Kind is ActivityKind.Waiting ? DefinitionCodes.UnboundedWait : DefinitionCodes.UnsoundFlow,
            $"Port '{port}' of '{activity.Id}' leads nowhere.",
            "Connect every port, the passing of the deadline included.");

    private static IEnumerable<StructureProblem> Unreachable(WorkflowDefinition definition)
    {
        var reachable = Closure([definition.Start.Id], id => Successors(definition, id));
        return definition.Activities.Keys.Where(id => !reachable.Contains(id)).Select(id =>
            new StructureProblem(id, DefinitionCodes.UnsoundFlow, $"No path from Start reaches '{id}'.", "Connect it or remove it."));
    }

    private static IEnumerable<StructureProblem> DeadEnds(WorkflowDefinition definition)
    {
        var sources = definition.Connections.ToLookup(it => it.Target, it => it.Source);
        var ending = Closure(definition.Activities.Values.OfType<FlowActivity.Close>().Select(it => it.Id), id => sources[id]);
        return definition.Activities.Keys.Where(id => !ending.Contains(id)).Select(id =>
            new StructureProblem(id, DefinitionCodes.UnsoundFlow, $"No Close can be reached from '{id}'.", "Lead every path to a Close."));
    }

    /// <summary>A loop is bounded when it enters Correction or Information, or goes by Remanded; without those edges no loop may remain.</summary>
    private static IEnumerable<StructureProblem> UnboundedLoops(WorkflowDefinition definition)
    {
        var unbounded = definition.Connections
            .Where(it => it.Port != Ports.Remanded && FlowBounds.OfEntries(definition.Activities[it.Target]) is null)
            .ToLookup(it => it.Source, it => it.Target);
        return definition.Activities.Keys.Where(id => Closure(unbounded[id], next => unbounded[next]).Contains(id)).Select(id =>
            new StructureProblem(id, DefinitionCodes.UnboundedWait, $"'{id}' can come round for ever.", "Loop through Correction, Information or Remanded, which are bounded."));
    }

    /// <summary>A bounded activity in a loop may be entered only by ports that can be withheld once it is spent (settled 12).</summary>
    private static IEnumerable<StructureProblem> UnconditionalEntries(WorkflowDefinition definition) =>
        from activity in definition.Activities.Values
        where activity.Type.Kind is not ActivityKind.PassThrough
        from port in activity.Ports
        where !FlowBounds.IsOptional(port)
        from entered in FlowBounds.Reached(definition, activity.Id, port)
        where FlowBounds.OfEntries(entered) is not null && Closure([entered.Id], id => Successors(definition, id)).Contains(activity.Id)
        select new StructureProblem(
            activity.Id,
            DefinitionCodes.UnboundedWait,
            $"'{port}' of '{activity.Id}' leads to '{entered.Id}' even when its bound is spent.",
            "Enter it by Returned, InformationRequested or Remanded, which are withheld then.");

    private static IEnumerable<StructureProblem> VotingRules(WorkflowDefinition definition) =>
        from activity in definition.Activities.Values
        let rule = activity switch
        {
            FlowActivity.PanelVote vote => vote.VotingRule,
            FlowActivity.Confirmation confirmation => confirmation.VotingRule,
            _ => null,
        }
        where rule is not null
        from problem in rule.Problems()
        select new StructureProblem(
            activity.Id,
            problem is VotingRuleProblem.FloorMissing ? DefinitionCodes.ZeroApprovals : DefinitionCodes.IllegalVotingRule,
            $"The voting rule of '{activity.Id}' may not run: {problem}.",
            "Compare it with the rule of the reference definition.");

    private static IEnumerable<string> Successors(WorkflowDefinition definition, string id) =>
        definition.Activities[id].Ports.Select(port => definition.Next(id, port)?.Id).OfType<string>();

    /// <summary>Everything that can be reached from the seeds, the seeds included.</summary>
    private static HashSet<string> Closure(IEnumerable<string> seeds, Func<string, IEnumerable<string>> onward)
    {
        var reached = new HashSet<string>(seeds, StringComparer.Ordinal);
        var ahead = new Stack<string>(reached);
        while (ahead.TryPop(out var id))
        {
            foreach (var next in onward(id).Where(reached.Add))
            {
                ahead.Push(next);
            }
        }
        return reached;
    }
}
