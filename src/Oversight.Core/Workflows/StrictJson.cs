using System.Text.Json;

namespace Oversight.Core.Workflows;

/// <summary>JSON within the format's limits: no key twice, no broken text, at most 32 deep and a million characters long.</summary>
internal static class StrictJson
{
    public const int MostCharacters = 1_000_000;

    private const int MostLevels = 32;

    /// <summary>The value, or null and the reasons in <paramref name="errors"/>.</summary>
    public static Located? Parse(string json, string path, List<DefinitionError> errors)
    {
        var root = new Located(default, path, errors);
        if (json.Length > MostCharacters)
        {
            root.Refuse(DefinitionCodes.TooLarge, $"The text is longer than {MostCharacters} characters.", "A definition is a few dozen activities; split the flow.");
            return null;
        }
        try
        {
            root = root with { Element = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MostLevels }) };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            root.Refuse(DefinitionCodes.NotJson, exception.Message, $"Write JSON (RFC 8259), at most {MostLevels} levels deep.");
            return null;
        }
        var before = errors.Count;
        Inspect(root);
        return errors.Count == before ? root : null;
    }

    private static void Inspect(Located value)
    {
        switch (value.Element.ValueKind)
        {
            case JsonValueKind.Object:
                InspectMembers(value);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.Items())
                {
                    Inspect(item);
                }
                break;
            case JsonValueKind.String when !IsReadable(() => value.Element.GetString()!):
                value.Refuse(DefinitionCodes.UnreadableText, "The text holds half a surrogate pair.", "Write the whole character.");
                break;
        }
    }

    private static void InspectMembers(Located value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.Element.EnumerateObject())
        {
            if (!IsReadable(() => member.Name))
            {
                value.Refuse(DefinitionCodes.UnreadableText, "A key holds half a surrogate pair.", "Write the whole character.");
                continue;
            }
            var inner = value with { Element = member.Value, Path = $"{value.Path}.{member.Name}" };
            if (!names.Add(member.Name))
            {
                inner.Refuse(DefinitionCodes.DuplicateKey, $"'{member.Name}' is written twice.", "Keep one of them.");
            }
            Inspect(inner);
        }
    }

    /// <summary>Half a surrogate pair written as an escape passes the parser and fails only when it is read.</summary>
    private static bool IsReadable(Func<string> read)
    {
        try
        {
            return read() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
