using System.Text.Json.Nodes;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

/// <summary>Small definitions written in a few lines: activities as <c>id type inputs</c>, connections as <c>id.Port > id</c>.</summary>
internal static class Sketch
{
    public static WorkflowDefinition Load(string activities, string connections) => Definitions.Load(Json(activities, connections));

    public static JsonNode Json(string activities, string connections)
    {
        var json = Definitions.Json(Definitions.Acquisition);
        json["root"]!["activities"] = new JsonArray([.. Lines(activities).Select(Activity)]);
        json["root"]!["connections"] = new JsonArray([.. Lines(connections).Select(Connection)]);
        return json;
    }

    private static JsonObject Activity(string line)
    {
        var words = line.Split(' ', 3);
        var activity = new JsonObject { ["id"] = words[0], ["name"] = words[0], ["type"] = words[1], ["version"] = 1 };
        foreach (var (name, value) in JsonNode.Parse(words.ElementAtOrDefault(2) ?? "{}")!.AsObject())
        {
            activity[name] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value!.DeepClone() } };
        }
        return activity;
    }

    private static JsonObject Connection(string line)
    {
        var (source, target) = (line.Split(" > ")[0].Split('.'), line.Split(" > ")[1]);
        return new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source[1] },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        };
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
