using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>Changes of a content in words: under which heading, which field, and what it said.</summary>
public sealed class ChangeText(Words words)
{
    /// <summary>Members whose values are words of an enum.</summary>
    private static readonly Dictionary<string, string> Enums = new()
    {
        ["route"] = "Route", ["urgency"] = "Urgency", ["direction"] = "Direction", ["protocol"] = "Protocol", ["dataTypes"] = "DataType", ["type"] = "SelectorType",
        ["criterion"] = "Criterion", ["answer"] = "Fulfilment", ["grade"] = "EvidenceGrade", ["authority"] = "Authority",
    };

    /// <summary>The changes under their headings, in order: parts of the content, each scope item by itself.</summary>
    public IEnumerable<(string Heading, IReadOnlyList<ChangeView> Changes)> Groups(ChangesView changes)
    {
        var group = new List<ChangeView>();
        foreach (var change in changes.Items)
        {
            if (group.Count > 0 && HeadingOf(group[0]) != HeadingOf(change))
            {
                yield return (HeadingOf(group[0]), group);
                group = [];
            }
            group.Add(change);
        }
        if (group.Count > 0)
            yield return (HeadingOf(group[0]), group);
    }

    /// <summary>The field within its heading; empty when the heading says all.</summary>
    public string Field(ChangeView change)
    {
        var steps = Steps(change);
        var names = steps.Skip(1).Where(step => !IsIndex(step)).Select(Name);
        return string.Join(" – ", (change.Key is null ? [] : new[] { KeyText(steps[0], change.Key) }).Concat(names));
    }

    /// <summary>A scope item that came or went as a whole, or null.</summary>
    public static ScopeItem? WholeItem(ChangeView change) =>
        change.Path.Split('/') is ["", "scope", _] && (change.After ?? change.Before) is { } item ? item.Deserialize<ScopeItem>(OversightJson.Options) : null;

    /// <summary>What a place said, one line per member where it holds several; nothing as a dash.</summary>
    public IReadOnlyList<string> Lines(ChangeView change, JsonNode? value) =>
        value is null ? ["–"] : [.. Lines(value, Steps(change).LastOrDefault(step => !IsIndex(step)) ?? "")];

    /// <summary>What both texts begin and end with, in UTF-16 units, so that the middle can be marked; never inside a character.</summary>
    public static (int Start, int End) Shared(string before, string after)
    {
        var least = Math.Min(before.Length, after.Length);
        var start = 0;
        while (start < least && before[start] == after[start])
            start++;
        if (start > 0 && char.IsHighSurrogate(before[start - 1]))
            start--;
        var end = 0;
        while (end < least - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        if (end > 0 && char.IsLowSurrogate(before[^end]))
            end--;
        return (start, end);
    }

    private string HeadingOf(ChangeView change) => change switch
    {
        { ItemBefore: { } was, ItemAfter: { } now } when was != now => words["changes.item.renumbered", now, was],
        { ItemBefore: not null } or { ItemAfter: not null } => words["scope.item", change.ItemAfter ?? change.ItemBefore!],
        _ => words.Or($"contentPart.{change.Path.Split('/')[1]}", change.Path.Split('/')[1]),
    };

    /// <summary>The steps below the heading, the heading's own first.</summary>
    private static string[] Steps(ChangeView change) => change.Path.Split('/')[(change.ItemBefore is null && change.ItemAfter is null ? 1 : 2)..];

    private static bool IsIndex(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private string Name(string member) => words.Or($"field.{member}", member);

    private string KeyText(string part, string key) => part switch
    {
        "criteria" => words.Or($"Criterion.{key}", key),
        "consultations" => Word("Authority", key),
        _ => key,
    };

    private string Word(string type, string value) => words.Or($"{type}.{char.ToUpperInvariant(value[0])}{value[1..]}", value);

    private IEnumerable<string> Lines(JsonNode value, string member) => value switch
    {
        JsonObject members => members.SelectMany(inner => Lines(inner.Value!, inner.Key).Select(line => words["changes.line", Name(inner.Key), line])),
        JsonArray { Count: 0 } => ["–"],
        JsonArray list when list.Any(element => element is JsonObject) => list.SelectMany(element => Lines(element!, member)),
        JsonArray list => [string.Join(words["list.and"], list.SelectMany(element => Lines(element!, member)))],
        _ => [Leaf(value.AsValue(), member)],
    };

    private string Leaf(JsonValue value, string member)
    {
        if (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return words[value.GetValueKind() == JsonValueKind.True ? "changes.yes" : "changes.no"];
        var text = value.ToString();
        if (Enums.TryGetValue(member, out var type))
            return Word(type, text);
        return member switch
        {
            "start" => words.Time(CanonicalInstant.Parse(text)),
            "end" => words.End(CanonicalInstant.Parse(text)),
            "date" => words.Day(DateOnly.Parse(text, CultureInfo.InvariantCulture)),
            _ => text,
        };
    }
}
