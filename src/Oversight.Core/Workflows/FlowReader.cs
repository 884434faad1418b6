using System.Text.Json;

namespace Oversight.Core.Workflows;

/// <summary>What the flowchart says, readable but not yet checked as a whole.</summary>
internal sealed record ReadFlow(
    IReadOnlyDictionary<string, FlowActivity> Activities,
    IReadOnlyDictionary<string, InputValues> Inputs,
    IReadOnlyDictionary<string, string> Paths,
    IReadOnlyList<FlowConnection> Connections);

/// <summary>Reads the one flowchart of a definition: its activities and connections.</summary>
internal static class FlowReader
{
    private const int MostActivities = 200;

    private static readonly string[] ActivityFields = ["id", "type", "version", "name", "nodeId", "metadata", "customProperties"];

    private static readonly string[] CustomProperties = ["canStartWorkflow", "runAsynchronously", "source", "notFoundConnections"];

    public static ReadFlow? Read(Located root)
    {
        if (!root.IsObjectOf([.. ActivityFields, "activities", "connections"]))
        {
            return null;
        }
        if (root["type"].Text() is { } type && type != "Elsa.Flowchart")
        {
            root["type"].Refuse(DefinitionCodes.UnknownActivityType, $"'{type}' cannot be the root.", "The root is one Elsa.Flowchart.");
        }
        ReadCommon(root);
        var activities = ReadActivities(root["activities"]);
        return activities with { Connections = ReadConnections(root["connections"], activities) };
    }

    private static ReadFlow ReadActivities(Located list)
    {
        var items = list.Items();
        if (items.Count > MostActivities)
        {
            list.Refuse(DefinitionCodes.TooLarge, $"There are more than {MostActivities} activities.", "Split the flow.");
        }
        var activities = new Dictionary<string, FlowActivity>(StringComparer.Ordinal);
        var inputs = new Dictionary<string, InputValues>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Element.ValueKind is JsonValueKind.Object && Identifier(item, paths) is { } id && ReadActivity(item, id) is var (activity, values))
            {
                activities[id] = activity;
                inputs[id] = values;
            }
        }
        RefuseOtherThanOneStart(list, activities, paths);
        return new ReadFlow(activities, inputs, paths, []);
    }

    private static string? Identifier(Located activity, Dictionary<string, string> paths)
    {
        var id = DefinitionReader.Identifier(activity["id"]);
        if (id is not null && !paths.TryAdd(id, activity.Path))
        {
            activity["id"].Refuse(DefinitionCodes.DuplicateId, $"'{id}' is the id of another activity.", "Give each activity an id of its own.");
            return null;
        }
        return id;
    }

    private static (FlowActivity Activity, InputValues Values)? ReadActivity(Located item, string id)
    {
        ReadCommon(item);
        if (item["type"].Text() is not { } name)
        {
            return null;
        }
        if (ActivityTypes.Find(name) is not { } type)
        {
            item["type"].Refuse(DefinitionCodes.UnknownActivityType, $"The language has no '{name}'.", $"Known: {string.Join(", ", ActivityTypes.All.Select(it => it.Name))}.");
            return null;
        }
        item.IsObjectOf([.. ActivityFields, .. type.Inputs.Select(it => it.Name)], DefinitionCodes.UnknownInput);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var input in type.Inputs)
        {
            if (ReadInput(item[input.Name], input) is { } value)
            {
                values[input.Name] = value;
            }
        }
        var read = new InputValues(values);
        return values.Count == type.Inputs.Count ? (type.Create(id, read), read) : null;
    }

    private static object? ReadInput(Located input, ActivityInput declared)
    {
        if (input.IsAbsent)
        {
            input.Refuse(DefinitionCodes.MissingInput, $"'{declared.Name}' is missing.", $"Set it; its type is {declared.Type.Name}.");
            return null;
        }
        if (!input.IsObjectOf(["typeName", "expression", "memoryReference"]) || !input["expression"].IsObjectOf(["type", "value"]))
        {
            return null;
        }
        var expression = input["expression"];
        var isKnown = expression["type"].Text() is { } type && (type == "Literal" || (type == "Oversight.Fact" && declared.Type == InputType.Condition));
        if (!isKnown)
        {
            expression["type"].Refuse(DefinitionCodes.UnknownExpression, "The language knows no such expression here.", "Use Literal; for conditions also Oversight.Fact.");
            return null;
        }
        return declared.Type.Read(expression["value"]);
    }

    private static void ReadCommon(Located activity)
    {
        activity["version"].Integer(1, 1);
        activity["name"].Text();
        if (!activity["metadata"].IsAbsent)
        {
            activity["metadata"].IsObjectOf(["designer", "displayText"]);
        }
        if (!activity["customProperties"].IsAbsent)
        {
            activity["customProperties"].IsObjectOf(CustomProperties);
        }
    }

    private static void RefuseOtherThanOneStart(Located list, Dictionary<string, FlowActivity> activities, Dictionary<string, string> paths)
    {
        var starts = activities.Values.OfType<FlowActivity.Start>().ToList();
        if (starts.Count == 0)
        {
            list.Refuse(DefinitionCodes.NoStart, "The flow has no Elsa.Start.", "Add one and connect it.");
        }
        foreach (var start in starts.Skip(1))
        {
            (list with { Path = paths[start.Id] }).Refuse(DefinitionCodes.SecondStart, $"'{start.Id}' is a second Start.", "Keep one.");
        }
    }

    private static IReadOnlyList<FlowConnection> ReadConnections(Located list, ReadFlow flow)
    {
        var connections = new Dictionary<(string Source, string Port), FlowConnection>();
        foreach (var item in list.Items().Where(it => it.IsObjectOf(["source", "target", "vertices"])))
        {
            var (source, target) = (ReadEnd(item["source"], flow, IsLeftBy), ReadEnd(item["target"], flow, IsEnteredBy));
            if (source is null || target is null)
            {
                continue;
            }
            if (!connections.TryAdd(source.Value, new FlowConnection(source.Value.Activity, source.Value.Port, target.Value.Activity)))
            {
                item["source"].Refuse(DefinitionCodes.SecondConnection, $"'{source.Value.Port}' of '{source.Value.Activity}' is connected twice.", "A port leads to one activity; for several use Elsa.FlowFork.");
            }
        }
        return [.. connections.Values.OrderBy(it => it.Source, StringComparer.Ordinal).ThenBy(it => it.Port, StringComparer.Ordinal)];
    }

    private static (string Activity, string Port)? ReadEnd(Located end, ReadFlow flow, Func<FlowActivity, string, bool> hasPort)
    {
        if (!end.IsObjectOf(["activity", "port"]))
        {
            return null;
        }
        var (activity, port) = (end["activity"].Text(), end["port"].Text());
        if (activity is null || port is null)
        {
            return null;
        }
        if (!flow.Paths.ContainsKey(activity))
        {
            end["activity"].Refuse(DefinitionCodes.UnknownActivity, $"There is no activity '{activity}'.", "Connect existing activities, or remove the connection.");
            return null;
        }
        // An activity that could not be read has its own error; its ports cannot be judged.
        if (flow.Activities.TryGetValue(activity, out var known) && !hasPort(known, port))
        {
            end["port"].Refuse(DefinitionCodes.UnknownPort, $"'{activity}' has no port '{port}' here.", $"Its ports: {string.Join(", ", known.Ports)}; all but Start are entered by In.");
            return null;
        }
        return (activity, port);
    }

    private static bool IsLeftBy(FlowActivity activity, string port) => activity.Ports.Contains(port);

    private static bool IsEnteredBy(FlowActivity activity, string port) => port == Ports.In && activity is not FlowActivity.Start;
}
