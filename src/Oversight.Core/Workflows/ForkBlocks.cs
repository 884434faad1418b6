namespace Oversight.Core.Workflows;

/// <summary>Something in the structure of a readable definition that must not run.</summary>
internal sealed record StructureProblem(string Activity, string Code, string Message, string Hint);

/// <summary>Matches forks with joins (settled 11): branches are disjoint, entered only by their fork, and left only to their one join or to Close.</summary>
internal static class ForkBlocks
{
    public static (IReadOnlyList<ForkBlock> Blocks, IReadOnlyList<StructureProblem> Problems) Find(WorkflowDefinition definition)
    {
        var blocks = new List<ForkBlock>();
        var problems = new List<StructureProblem>();
        foreach (var fork in definition.Activities.Values.OfType<FlowActivity.Fork>().OrderBy(it => it.Id, StringComparer.Ordinal))
        {
            var found = Match(definition, fork, problems);
            if (found is not null)
            {
                blocks.Add(found);
            }
        }
        foreach (var join in definition.Activities.Values.OfType<FlowActivity.Join>().Where(join => blocks.Count(it => it.Join == join.Id) != 1))
        {
            problems.Add(Problem(join.Id, "The join does not close exactly one fork.", "Give every fork one join of its own."));
        }
        return (blocks, problems);
    }

    private static ForkBlock? Match(WorkflowDefinition definition, FlowActivity.Fork fork, List<StructureProblem> problems)
    {
        var branches = fork.Branches.Select(branch => Explore(definition, fork, branch, problems)).ToList();
        string[] joins = [.. branches.SelectMany(it => it.Joins).Distinct()];
        if (joins.Length != 1)
        {
            problems.Add(Problem(fork.Id, $"The fork's branches meet in {joins.Length} joins.", "Lead every branch to one join."));
            return null;
        }
        foreach (var (branch, _) in fork.Branches.Zip(branches).Where(it => it.Second.Joins.Count == 0))
        {
            problems.Add(Problem(fork.Id, $"Branch '{branch}' never arrives at '{joins[0]}', which would wait for ever.", $"Lead the branch to '{joins[0]}'."));
        }
        foreach (var shared in branches.SelectMany(it => it.Members).GroupBy(it => it).Where(it => it.Count() > 1))
        {
            problems.Add(Problem(shared.Key, $"Two branches of '{fork.Id}' share '{shared.Key}'.", "Give each branch its own activities."));
        }
        var block = new ForkBlock(fork.Id, joins[0], branches.SelectMany(it => it.Members).ToHashSet(StringComparer.Ordinal));
        problems.AddRange(definition.Connections
            .Where(it => (block.Members.Contains(it.Target) || it.Target == block.Join) && it.Source != fork.Id && !block.Members.Contains(it.Source))
            .Select(it => Problem(it.Source, $"'{it.Source}' leads by '{it.Port}' into the block of '{fork.Id}' from outside, or a branch leads past its join.",
                $"Enter the block by '{fork.Id}', and leave it by '{block.Join}' or to a Close.")));
        return block;
    }

    /// <summary>Walks one branch; inner forks and joins count up and down, so that the join met at level 0 is the branch's own.</summary>
    private static Branch Explore(WorkflowDefinition definition, FlowActivity.Fork fork, string branch, List<StructureProblem> problems)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        var joins = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<(FlowActivity? Activity, int Level)>([(definition.Next(fork.Id, branch), 0)]);
        while (ahead.TryPop(out var at))
        {
            switch (at.Activity)
            {
                case null or FlowActivity.Close:
                    break;
                case FlowActivity.Join join when at.Level == 0:
                    joins.Add(join.Id);
                    break;
                case { Id: var id } when id == fork.Id:
                    problems.Add(Problem(fork.Id, $"Branch '{branch}' leads back to its own fork before the join.", "Loop inside the branch, or after the join."));
                    break;
                case { } activity when levels.TryAdd(activity.Id, at.Level):
                    var onward = at.Level + activity switch { FlowActivity.Fork => 1, FlowActivity.Join => -1, _ => 0 };
                    foreach (var port in activity.Ports)
                    {
                        ahead.Push((definition.Next(activity.Id, port), onward));
                    }
                    break;
                case { } activity when levels[activity.Id] != at.Level:
                    problems.Add(Problem(activity.Id, $"'{activity.Id}' is reached both inside and outside an inner fork.", "Close inner forks by their own joins."));
                    break;
            }
        }
        return new Branch([.. levels.Keys], joins);
    }

    private static StructureProblem Problem(string activity, string message, string hint) =>
        new(activity, DefinitionCodes.UnsoundFlow, message, hint);

    private sealed record Branch(IReadOnlyList<string> Members, IReadOnlySet<string> Joins);
}
