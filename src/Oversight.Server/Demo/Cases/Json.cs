using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oversight.Server.Demo.Cases;

/// <summary>Merge patches, placeholders, and whether one document is a part of another.</summary>
public static class Json
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>RFC 7396: members of the patch replace, null removes, objects go deeper.</summary>
    public static JsonObject Patched(JsonObject target, JsonObject? patch)
    {
        var patched = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch ?? [])
        {
            if (value is null)
                patched.Remove(name);
            else
                patched[name] = value is JsonObject deeper ? Patched(patched[name] as JsonObject ?? [], deeper) : value.DeepClone();
        }
        return patched;
    }

    /// <summary>The document with every text that is a placeholder, such as <c>$request</c>, replaced.</summary>
    public static JsonNode? Filled(JsonNode? node, IReadOnlyDictionary<string, string> values) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, values)))),
        JsonArray elements => new JsonArray([.. elements.Select(element => Filled(element, values))]),
        JsonValue value when value.TryGetValue<string>(out var text) && values.TryGetValue(text, out var filled) => filled,
        _ => node?.DeepClone(),
    };

    /// <summary>
    /// Where <paramref name="actual"/> lacks what is expected. Every expected member must be there and match, arrays element by
    /// element and in length; null matches null and absent; instants match as instants.
    /// </summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path = "") => (expected, actual) switch
    {
        (JsonObject part, JsonObject whole) => part.SelectMany(member => Differences(member.Value, whole[member.Key], $"{path}/{member.Key}")),
        (JsonArray some, JsonArray others) when some.Count == others.Count =>
            some.SelectMany((element, i) => Differences(element, others[i], $"{path}/{i}")),
        _ when JsonNode.DeepEquals(expected, actual) || (InstantOf(expected) is { } instant && instant == InstantOf(actual)) => [],
        _ => [$"{path}: expected {Shown(expected)}, found {Shown(actual)}"],
    };

    private static DateTimeOffset? InstantOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 10
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    private static string Shown(JsonNode? node) => node?.ToJsonString(Readable) ?? "nothing";
}
