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

    public static string Hash(DefinitionHead head, ReadFlow flow) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(Of(head, flow))!.ToJsonString(Plain))));

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
