using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>How a field of a later content differs from the earlier one; moved says that it is the same in another place.</summary>
[CamelCaseNames]
public enum ChangeKind { Added, Removed, Changed, Moved }

/// <summary>One difference between two contents.</summary>
/// <param name="Path">JSON pointer into the later content; for what was removed, into the earlier one.</param>
/// <param name="Before">The earlier value as JSON text; null for what was added and for a scope item that moved.</param>
/// <param name="After">The later value as JSON text; null for what was removed and for a scope item that moved.</param>
/// <param name="IsMaterial">False only for what <see cref="Materiality"/> lists; a change is shown either way.</param>
/// <param name="ItemBefore">Number of the scope item in the earlier content, from 1; null outside the scope and for an item that was added.</param>
/// <param name="ItemAfter">Number of the scope item in the later content, from 1; null outside the scope and for an item that was removed.</param>
/// <param name="Key">What the element is known by: the criterion, the evidence's id, the authority consulted; null elsewhere.</param>
public sealed record FieldChange(
    string Path, ChangeKind Kind, string? Before, string? After, bool IsMaterial, int? ItemBefore = null, int? ItemAfter = null, string? Key = null);

/// <summary>What changed between two contents, field by field.</summary>
public sealed class ContentDifference
{
    private static readonly IReadOnlyList<string> Parts = [.. OversightJson.Options.GetTypeInfo(typeof(RequestContent)).Properties.Select(p => p.Name)];

    /// <summary>Lists whose elements are known by one of their members; the elements of every other list are known by all they hold.</summary>
    private static readonly Dictionary<string, string> Keys = new() { ["/criteria"] = "criterion", ["/evidence"] = "id", ["/consultations"] = "authority" };

    private readonly List<FieldChange> changes = [];
    private readonly ItemPairing? pairing;

    private ContentDifference(ItemPairing? pairing) => this.pairing = pairing;

    /// <summary>
    /// The differences in the order of the content; empty for equal contents. Scope items are compared with the item most alike, so that one put in
    /// between changes no other. Parts named in <paramref name="erased"/> are left out: an erasure is no change.
    /// </summary>
    public static IReadOnlyList<FieldChange> Between(RequestContent before, RequestContent after, IReadOnlyCollection<string>? erased = null)
    {
        var (one, other) = (Json(before), Json(after));
        var difference = new ContentDifference(
            erased?.Contains("scope") == true ? null : ItemPairing.Of(one["scope"]?.AsArray() ?? [], other["scope"]?.AsArray() ?? []));
        foreach (var part in Parts.Where(part => erased?.Contains(part) != true))
            difference.Compare(Place.Root.Member(part), one[part], other[part]);
        return difference.changes;
    }

    private static JsonObject Json(RequestContent content) => JsonSerializer.SerializeToNode(content, OversightJson.Options)!.AsObject();

    private void Compare(Place at, JsonNode? before, JsonNode? after)
    {
        switch (before, after)
        {
            case (JsonObject one, JsonObject other):
                foreach (var name in one.Select(member => member.Key).Union(other.Select(member => member.Key)))
                    Compare(at.Member(name), one[name], other[name]);
                break;
            case (null, JsonArray { Count: > 0 }):
                Compare(at, new JsonArray(), after);
                break;
            case (JsonArray { Count: > 0 }, null):
                Compare(at, before, new JsonArray());
                break;
            case (JsonArray one, JsonArray other) when at.Shape == "/scope":
                CompareItems(at, one, other);
                break;
            case (JsonArray one, JsonArray other):
                CompareLists(at, one, other);
                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                    Add(at, before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed, before, after);
                break;
        }
    }

    private void CompareItems(Place at, JsonArray before, JsonArray after)
    {
        for (var i = 0; i < before.Count; i++)
        {
            if (pairing!.AfterOf(i) is null)
                Add(at.Element(i, i) with { ItemBefore = i + 1 }, ChangeKind.Removed, before[i], null);
        }
        for (var j = 0; j < after.Count; j++)
        {
            var place = at.Element(pairing!.BeforeOf(j) ?? j, j) with { ItemBefore = pairing.BeforeOf(j) + 1, ItemAfter = j + 1 };
            if (pairing.BeforeOf(j) is not { } i)
            {
                Add(place, ChangeKind.Added, null, after[j]);
                continue;
            }
            if (pairing.HasMoved(j))
                Add(place, ChangeKind.Moved, null, null);
            Compare(place, before[i], after[j]);
        }
    }

    /// <summary>Elements with the same key are the same element, the n-th with the n-th; the order of a list says nothing.</summary>
    private void CompareLists(Place at, JsonArray before, JsonArray after)
    {
        var (keysBefore, keysAfter) = (KeysOf(at, before, isBefore: true), KeysOf(at, after, isBefore: false));
        var pairs = keysAfter.Select(key => keysBefore.IndexOf(key)).ToList();
        var known = Keys.GetValueOrDefault(at.Shape);
        for (var i = 0; i < before.Count; i++)
        {
            if (!pairs.Contains(i))
                Add(at.Element(i, i) with { Key = Text(before[i], known) ?? at.Key }, ChangeKind.Removed, before[i], null);
        }
        for (var j = 0; j < after.Count; j++)
        {
            var place = at.Element(pairs[j], j) with { Key = Text(after[j], known) ?? at.Key };
            if (pairs[j] < 0)
                Add(place, ChangeKind.Added, null, after[j]);
            else
                Compare(place, before[pairs[j]], after[j]);
        }
        var kept = pairs.Where(i => i >= 0).ToList();
        if (!kept.SequenceEqual(kept.Order()))
            Add(at, ChangeKind.Moved, before, after);
    }

    /// <summary>The key of each element and how many of that key came before it.</summary>
    private List<(string, int)> KeysOf(Place at, JsonArray list, bool isBefore)
    {
        var keys = new List<(string, int)>(list.Count);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var element in list)
        {
            var key = at.Shape == "/windows" ? WindowKey(element!.AsObject(), isBefore) : Text(element, Keys.GetValueOrDefault(at.Shape)) ?? element!.ToJsonString();
            seen[key] = seen.GetValueOrDefault(key) + 1;
            keys.Add((key, seen[key]));
        }
        return keys;
    }

    /// <summary>A window is the same while it is about the same item, whatever number that has now.</summary>
    private string WindowKey(JsonObject window, bool isBefore)
    {
        var time = $"{window["start"]} {window["end"]}";
        if (window["item"]?.GetValue<int>() is not { } number)
            return time;
        if (pairing is null || number < 1 || number > (isBefore ? pairing.CountBefore : pairing.CountAfter))
            return $"{time} number {number}";
        if (isBefore)
            return pairing.AfterOf(number - 1) is { } now ? $"{time} item {now + 1}" : $"{time} removed item {number}";
        return $"{time} item {number}";
    }

    private void Add(Place at, ChangeKind kind, JsonNode? before, JsonNode? after) => changes.Add(new FieldChange(
        kind == ChangeKind.Removed ? at.Before : at.After, kind, before?.ToJsonString(OversightJson.Options), after?.ToJsonString(OversightJson.Options),
        Materiality.IsMaterial(at.Shape, kind, before, after), at.ItemBefore, at.ItemAfter, at.Key));

    private static string? Text(JsonNode? element, string? member) => member is null ? null : element?[member]?.GetValue<string>();

    /// <summary>A place in both contents: its pointer in each, and its shape, the pointer with a star for every index.</summary>
    private sealed record Place(string Before, string After, string Shape, int? ItemBefore = null, int? ItemAfter = null, string? Key = null)
    {
        public static readonly Place Root = new("", "", "");

        public Place Member(string name)
        {
            // RFC 6901 §3.
            var step = "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            return this with { Before = Before + step, After = After + step, Shape = Shape + step };
        }

        public Place Element(int before, int after) => this with { Before = $"{Before}/{before}", After = $"{After}/{after}", Shape = Shape + "/*" };
    }
}
