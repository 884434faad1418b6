using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Replay;

/// <summary>Compares events as entries hold them: the canonical JSON of their members and of their parts.</summary>
internal static class EventText
{
    private const int Longest = 300;

    private static readonly ConcurrentDictionary<Type, EventShape> Shapes = [];

    /// <summary>True when both are the same event but for the parts that are missing of the recorded one.</summary>
    public static bool AreSame(object recorded, object derived, IReadOnlyList<PartDigest> missing)
    {
        if (recorded.GetType() != derived.GetType())
            return false;
        var (one, other) = (JsonOf(recorded), JsonOf(derived));
        var shape = ShapeOf(recorded);
        foreach (var part in missing)
        {
            shape.Take(one, part.Name);
            shape.Take(other, part.Name);
        }
        try
        {
            return CanonicalJson.Write(one).AsSpan().SequenceEqual(CanonicalJson.Write(other));
        }
        catch (CanonicalJsonException)
        {
            // What the rules make of content that is missing need not be sayable in an entry; then it is not what was recorded.
            return false;
        }
    }

    /// <summary>What the difference is, without the content of parts.</summary>
    public static string Difference(object recorded, object derived, IReadOnlyList<PartDigest> missing)
    {
        if (recorded.GetType() != derived.GetType())
            return $"recorded is {NameOf(recorded)}, from the rules follows {NameOf(derived)} {Shown(Open(derived).Json)}";
        var ((one, parts), (other, otherParts)) = (Open(recorded), Open(derived));
        var members = one.Select(it => it.Key).Union(other.Select(it => it.Key)).Where(name => !JsonNode.DeepEquals(one[name], other[name]))
            .Select(name => $"{name}: recorded {Shown(one[name])}, from the rules follows {Shown(other[name])}");
        var contents = parts.Keys.Union(otherParts.Keys).Where(name => missing.All(part => part.Name != name))
            .Where(name => !JsonNode.DeepEquals(parts.GetValueOrDefault(name), otherParts.GetValueOrDefault(name))).Select(name => $"the content of part {name}");
        return $"{NameOf(recorded)} differs in {string.Join("; ", members.Concat(contents))}";
    }

    public static string NameOf(object happened) => happened.GetType().Name;

    private static (JsonObject Json, Dictionary<string, JsonNode?> Parts) Open(object happened)
    {
        var json = JsonOf(happened);
        var shape = ShapeOf(happened);
        return (json, shape.PartNames.Select(name => (Name: name, Value: shape.Take(json, name))).Where(part => part.Value is not null).ToDictionary(part => part.Name, part => part.Value));
    }

    private static EventShape ShapeOf(object happened) => Shapes.GetOrAdd(happened.GetType(), type => new EventShape(type));

    private static JsonObject JsonOf(object happened) => (JsonObject)JsonSerializer.SerializeToNode(happened, happened.GetType(), OversightJson.Options)!;

    private static string Shown(JsonNode? value)
    {
        var text = value?.ToJsonString(OversightJson.Options) ?? "nothing";
        return text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}…";
    }
}
