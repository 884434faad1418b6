using System.Text.Json;

namespace Oversight.Core.Workflows;

/// <summary>A JSON value, where it stands in the file, and where its errors go; nothing here stops at the first error.</summary>
internal readonly record struct Located(JsonElement Element, string Path, List<DefinitionError> Errors)
{
    public bool IsAbsent => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>A member, or an absent value; call it on objects only.</summary>
    public Located this[string name] =>
        this with { Element = Element.TryGetProperty(name, out var member) ? member : default, Path = $"{Path}.{name}" };

    public void Refuse(string code, string message, string hint) => Errors.Add(new DefinitionError(Path, code, message, hint));

    /// <summary>Refuses anything but an object, and every member that is not known.</summary>
    public bool IsObjectOf(IReadOnlyCollection<string> known, string code = DefinitionCodes.UnknownField)
    {
        if (Element.ValueKind is not JsonValueKind.Object)
        {
            RefuseKind("an object");
            return false;
        }
        foreach (var member in Element.EnumerateObject().Where(it => !known.Contains(it.Name)))
        {
            this[member.Name].Refuse(code, $"'{member.Name}' is not part of the language here.", known.Count == 0
                ? "Remove it." : $"Remove it; known here: {string.Join(", ", known)}.");
        }
        return true;
    }

    public IReadOnlyList<Located> Items()
    {
        if (Element.ValueKind is not JsonValueKind.Array)
        {
            RefuseKind("a list");
            return [];
        }
        var (path, errors) = (Path, Errors);
        return [.. Element.EnumerateArray().Select((item, index) => new Located(item, $"{path}[{index}]", errors))];
    }

    /// <summary>A text that is not blank, or null and an error.</summary>
    public string? Text(string code = DefinitionCodes.MissingField)
    {
        if (Element.ValueKind is JsonValueKind.String && Element.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }
        RefuseKind("a text", code);
        return null;
    }

    /// <summary>A whole number within the limits, inclusive, or null and an error.</summary>
    public int? Integer(int least, int most)
    {
        if (Element.ValueKind is JsonValueKind.Number && Element.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }
        RefuseKind($"a whole number from {least} to {most}");
        return null;
    }

    public void RefuseKind(string expected, string missingCode = DefinitionCodes.MissingField) =>
        Refuse(
            IsAbsent ? missingCode : DefinitionCodes.WrongValue,
            IsAbsent ? $"{expected} is missing." : $"{Shown()} is not {expected}.",
            $"Write {expected}.");

    private string Shown()
    {
        var text = Element.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
