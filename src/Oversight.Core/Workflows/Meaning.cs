using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oversight.Core.Workflows;

/// <summary>
/// The canonical meaning of a definition: what decides how a case runs and what people read, and nothing that a designer tool
/// adds, moves or reorders. Members, activities and connections are sorted; layout, labels, ids of the file and echoes are left out.
/// </summary>
internal static class Meaning
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(DefinitionHead head, ReadFlow flow) => Sorted(Of(head, flow))!.ToJsonString(Plain);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A file of the language with this meaning; its ids and names are those the meaning holds.</summary>
    public static string ToFile(string text)
    {
        var meaning = JsonNode.Parse(text)!;
        var oversight = new JsonObject
        {
            ["title"] = meaning["title"]!.DeepClone(), ["routes"] = meaning["routes"]!.DeepClone(), ["effectiveFrom"] = meaning["effectiveFrom"]!.DeepClone(),
        };
        if (meaning["effectiveTo"] is { } to)
            oversight["effectiveTo"] = to.DeepClone();
        var id = (string)meaning["definitionId"]!;
        return new JsonObject
        {
            ["id"] = id, ["definitionId"] = id, ["name"] = id, ["version"] = meaning["version"]!.DeepClone(),
            ["customProperties"] = new JsonObject { ["oversight"] = oversight },
            ["root"] = new JsonObject
            {
                ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["name"] = "flow",
                ["activities"] = new JsonArray([.. meaning["activities"]!.AsObject().Select(it => ActivityInFile(it.Key, it.Value!))]),
                ["connections"] = new JsonArray([.. meaning["connections"]!.AsArray().Select(it => ConnectionInFile(it!))]),
            },
        }.ToJsonString(Plain);
    }

    private static JsonObject ActivityInFile(string id, JsonNode activity)
    {
        var written = new JsonObject { ["id"] = id, ["type"] = activity["type"]!.DeepClone(), ["version"] = 1, ["name"] = id };
        foreach (var (name, value) in activity["inputs"]!.AsObject())
            written[name] = new JsonObject
            {
                ["typeName"] = "Object",
                ["expression"] = new JsonObject { ["type"] = name == "condition" ? "Oversight.Fact" : "Literal", ["value"] = value!.DeepClone() },
            };
        return written;
    }

    private static JsonObject ConnectionInFile(JsonNode connection) => new()
    {
        ["source"] = new JsonObject { ["activity"] = connection[0]!.DeepClone(), ["port"] = connection[1]!.DeepClone() },
        ["target"] = new JsonObject { ["activity"] = connection[2]!.DeepClone(), ["port"] = Ports.In },
    };

    private static JsonObject Of(DefinitionHead head, ReadFlow flow) => new()
    {
        ["definitionId"] = head.DefinitionId,
        ["version"] = head.Version,
        ["title"] = new JsonObject { ["en"] = head.Title.En, ["ja"] = head.Title.Ja },
        ["routes"] = InputType.List(head.Routes),
        ["effectiveFrom"] = Day(head.EffectiveFrom),
        ["effectiveTo"] = head.EffectiveTo is { } to ? Day(to) : null,
        ["activities"] = new JsonObject(flow.Activities.Select(it => KeyValuePair.Create(it.Key, (JsonNode?)Activity(it.Value, flow.Inputs[it.Key])))),
        ["connections"] = new JsonArray([.. flow.Connections.Select(it => InputType.List([it.Source, it.Port, it.Target]))]),
    };

    private static JsonObject Activity(FlowActivity activity, InputValues inputs) =>
        new() { ["type"] = activity.Type.Name, ["inputs"] = inputs.Canonical(activity.Type) };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => KeyValuePair.Create(it.Key, Sorted(it.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
