using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Oversight.Core.Ledger;

/// <summary>One type of event: how it is serialised and where its parts are.</summary>
internal sealed class EventShape
{
    private readonly Dictionary<string, string[]> _paths;

    /// <summary>Throws when a part is not nullable or sits where it cannot be told apart (in a list, in a subtype, in a type that holds itself).</summary>
    public EventShape(Type type)
    {
        Json = OversightJson.Options.GetTypeInfo(type);
        PartNames = [.. FindParts(Json, "", [type]).Order(StringComparer.Ordinal)];
        _paths = PartNames.ToDictionary(name => name, name => name.Split('.'));
    }

    public JsonTypeInfo Json { get; }

    /// <summary>In ordinal order, the order in which salts are drawn and commitments are listed.</summary>
    public IReadOnlyList<string> PartNames { get; }

    /// <summary>Takes the part's value out of the event, or gives null when the event has none.</summary>
    public JsonNode? Take(JsonObject root, string partName)
    {
        var path = _paths[partName];
        if (Holder(root, path) is not { } holder || holder[path[^1]] is not { } value)
        {
            return null;
        }

        holder.Remove(path[^1]);
        return value;
    }

    public bool Has(string partName) => _paths.ContainsKey(partName);

    /// <summary>Puts an opened value back where it was taken from.</summary>
    public void Put(JsonObject root, string partName, JsonNode value)
    {
        var path = _paths[partName];
        var holder = Holder(root, path) ?? throw LedgerException.Malformed($"nothing holds part '{partName}'");
        holder[path[^1]] = value;
    }

    private static JsonObject? Holder(JsonObject root, string[] path)
    {
        var holder = root;
        for (var i = 0; i < path.Length - 1 && holder is not null; i++)
        {
            holder = holder[path[i]] as JsonObject;
        }

        return holder;
    }

    private static IEnumerable<string> FindParts(JsonTypeInfo type, string prefix, HashSet<Type> holders)
    {
        foreach (var property in type.Properties)
        {
            var name = prefix + property.Name;
            if (IsPart(property))
            {
                yield return property.IsSetNullable ? name : throw new InvalidOperationException($"{type.Type.Name}: part '{name}' must be nullable; it may be erased.");
                continue;
            }

            var inner = TypeInfoOf(property.PropertyType);
            if (inner.Kind == JsonTypeInfoKind.Object && inner.PolymorphismOptions is null && holders.Add(inner.Type))
            {
                foreach (var part in FindParts(inner, name + ".", holders))
                {
                    yield return part;
                }

                holders.Remove(inner.Type);
            }
            else if (HoldsParts(inner.Type, []))
            {
                throw new InvalidOperationException($"{type.Type.Name}: '{name}' cannot hold parts; mark it as a part itself.");
            }
        }
    }

    private static bool HoldsParts(Type type, HashSet<Type> seen)
    {
        var info = TypeInfoOf(type);
        if (!seen.Add(info.Type))
        {
            return false;
        }

        return info.Properties.Any(property => IsPart(property) || HoldsParts(property.PropertyType, seen))
            || (info.ElementType is { } element && HoldsParts(element, seen))
            || (info.PolymorphismOptions?.DerivedTypes.Any(derived => HoldsParts(derived.DerivedType, seen)) ?? false);
    }

    private static JsonTypeInfo TypeInfoOf(Type type) => OversightJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static bool IsPart(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(PartAttribute), inherit: true) ?? false;
}
