using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

/// <summary>The definitions that ship, and ways to change a copy of one.</summary>
internal static class Definitions
{
    public const string Acquisition = "data-acquisition.json";
    public const string Neutralization = "neutralization.json";
    public const string Emergency = "emergency.json";
    public const string Extension = "extension.json";

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", name));

    public static JsonNode Json(string name) => JsonNode.Parse(Text(name))!;

    public static WorkflowDefinition Load(string name) => Load(Json(name));

    public static WorkflowDefinition Load(JsonNode json)
    {
        var reading = DefinitionReader.Read(json.ToJsonString());
        Assert.Empty(reading.Errors);
        return reading.Definition!;
    }

    public static JsonObject Activity(JsonNode definition, string id) =>
        definition["root"]!["activities"]!.AsArray().Single(it => it!["id"]!.GetValue<string>() == id)!.AsObject();

    public static void SetInput(JsonNode definition, string activity, string input, string json) =>
        Activity(definition, activity)[input]!["expression"]!["value"] = JsonNode.Parse(json);

    /// <summary>JSON Patch (RFC 6902): add, replace and remove.</summary>
    public static void Patch(JsonNode document, JsonArray changes)
    {
        foreach (var change in changes)
        {
            var steps = change!["path"]!.GetValue<string>().Split('/')[1..];
            var parent = steps[..^1].Aggregate(document, (node, step) => node is JsonArray items ? items[int.Parse(step)]! : node[step]!);
            var op = change["op"]!.GetValue<string>();
            if (parent is JsonArray list)
            {
                PatchItem(list, op, steps[^1], change["value"]?.DeepClone());
                continue;
            }
            Assert.Equal(op != "add", parent.AsObject().Remove(steps[^1]));
            if (op != "remove")
            {
                parent[steps[^1]] = change["value"]?.DeepClone();
            }
        }
    }

    private static void PatchItem(JsonArray list, string op, string step, JsonNode? value)
    {
        var index = step == "-" ? list.Count : int.Parse(step);
        if (op != "add")
        {
            list.RemoveAt(index);
        }
        if (op != "remove")
        {
            list.Insert(index, value);
        }
    }
}

/// <summary>A case in its flow, moved by hand: names only ports that are offered, and keeps every event with its time.</summary>
internal sealed class Case
{
    private readonly WorkflowDefinition definition;
    private readonly List<(FlowEvent Event, DateTimeOffset At)> history = [];

    public Case(WorkflowDefinition definition, FlowFacts facts, string startedAt = "2027-12-01T01:00:00Z")
    {
        (this.definition, Facts, Now) = (definition, facts, DateTimeOffset.Parse(startedAt));
        Keep(Flow.Start(definition, facts, Now, WorkingCalendar.Japan));
    }

    public FlowFacts Facts { get; }

    public DateTimeOffset Now { get; set; }

    public FlowPosition Position { get; private set; } = FlowPosition.NotStarted;

    public IReadOnlyList<(FlowEvent Event, DateTimeOffset At)> History => history;

    public IReadOnlyList<FlowEvent> LastEvents { get; private set; } = [];

    public IEnumerable<string> Open => Position.Open.Select(it => it.Id);

    public Case Take(params string[] steps)
    {
        foreach (var step in steps.Select(it => it.Split('.')))
        {
            Keep(Flow.Complete(definition, Position, step[0], step[1], Facts, Now, WorkingCalendar.Japan));
        }
        return this;
    }

    public IReadOnlyList<string> Offered(string activity) => Flow.PortsOffered(definition, Position, activity);

    private void Keep(FlowStep step)
    {
        history.AddRange(step.Events.Select(it => (it, Now)));
        (Position, LastEvents) = (step.Position, step.Events);
    }
}

internal static class SomeFacts
{
    public static FlowFacts At(string route, bool abroad = false) =>
        new(route, abroad, Emergency: false, Threat: 9, Intrusion: 6, AddressCount: 256, ItemCount: 2);
}
