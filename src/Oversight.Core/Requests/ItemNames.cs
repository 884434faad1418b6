using System.Globalization;

namespace Oversight.Core.Requests;

/// <summary>Scope items are named by their number, from 1, as text.</summary>
public static class ItemNames
{
    /// <summary>The name of an item number.</summary>
    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The names of all items of a content, in order.</summary>
    public static IReadOnlyList<string> All(RequestContent content) => [.. Enumerable.Range(1, content.Scope?.Count ?? 0).Select(Of)];

    /// <summary>In the order in which entries keep members, so that a state reads the same as decided and as rebuilt.</summary>
    internal static IReadOnlyDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> byItem) =>
        new SortedDictionary<string, T>(byItem.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The item of that name, or null.</summary>
    public static ScopeItem? Find(RequestContent content, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= (content.Scope?.Count ?? 0)
        && Of(number) == name
            ? content.Scope![number - 1]
            : null;
}
