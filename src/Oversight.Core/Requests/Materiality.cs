using System.Text.Json.Nodes;

namespace Oversight.Core.Requests;

/// <summary>
/// Which changes of a content do not touch what the panel decides on. Everything that is not in this one table is material, new fields too.
/// A new version voids earlier ballots in any case; the table only tells readers where to look first.
/// </summary>
public static class Materiality
{
    /// <param name="Shape">Where: a pointer with a star for every index; a shape that begins with a star is the end of one.</param>
    private sealed record Row(string Shape, Func<ChangeKind, JsonNode?, JsonNode?, bool> When);

    private static readonly Row[] Immaterial =
    [
        // How soon an answer is wished for: no ground for any answer, and nothing is permitted by it.
        new("/urgency", (_, _, _) => true),
        // A note for the reader of an item carries no permission; the note on the risk is argument and stays material.
        new("/scope/*/note", (_, _, _) => true),
        // The window still holds for the same item; only the item's number is another.
        new("/windows/*/item", (kind, _, _) => kind == ChangeKind.Changed),
        // Spaces and line breaks of a text say nothing. Elsewhere they may: a selector finds what it spells.
        new("*/en", SaysTheSame),
        new("*/ja", SaysTheSame),
        new("/targetAct/description", SaysTheSame),
        // Ranges, ports, criteria, evidence are read as sets. A scope item that moved is another matter: ballots name items by number.
        new("*", (kind, before, _) => kind == ChangeKind.Moved && before is JsonArray),
        // An empty list says what no list says.
        new("*", (_, before, after) => (before ?? after) is JsonArray { Count: 0 } && (before is null || after is null)),
    ];

    internal static bool IsMaterial(string shape, ChangeKind kind, JsonNode? before, JsonNode? after) =>
        !Immaterial.Any(row => (row.Shape[0] == '*' ? shape.EndsWith(row.Shape[1..], StringComparison.Ordinal) : shape == row.Shape) && row.When(kind, before, after));

    private static bool SaysTheSame(ChangeKind kind, JsonNode? before, JsonNode? after) =>
        kind == ChangeKind.Changed && Words(before).SequenceEqual(Words(after));

    private static string[] Words(JsonNode? text) => text!.GetValue<string>().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
