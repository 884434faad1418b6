using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>A case as a table of the server stores it: for a register its snapshot, for a request the array of the two texts of its <see cref="RequestSnapshot"/>.</summary>
/// <param name="Case">The case.</param>
/// <param name="Json">The state.</param>
/// <param name="CaseSeq">Entries of the case it says it rests on; null where that is not known. A state that rests on another number than there are differs.</param>
public sealed record StoredState(string Case, string Json, int? CaseSeq = null)
{
    /// <summary>A request's stored state.</summary>
    public static StoredState Of(string request, RequestSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new(request, $"[{snapshot.Content},{snapshot.Standing}]");
    }

    /// <summary>Where this state first differs from the other text, as a JSON path; null where they are the same.</summary>
    internal string? DifferenceTo(string other)
    {
        if (Json == other)
            return null;
        try
        {
            return Difference(JsonNode.Parse(Json), JsonNode.Parse(other), "$");
        }
        catch (JsonException)
        {
            return "$";
        }
    }

    private static string? Difference(JsonNode? one, JsonNode? other, string path) => (one, other) switch
    {
        (JsonObject a, JsonObject b) => a.Select(it => it.Key).Union(b.Select(it => it.Key)).Select(name => Difference(a[name], b[name], $"{path}.{name}")).FirstOrDefault(it => it is not null),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(it => it is not null),
        _ => JsonNode.DeepEquals(one, other) ? null : path,
    };
}
