using System.Text.Json.Nodes;

namespace Oversight.Core.Requests;

/// <summary>Which scope item of an earlier content is which one of a later content. Indexes count from 0.</summary>
internal sealed class ItemPairing
{
    private readonly int?[] after;
    private readonly int?[] before;
    private readonly HashSet<int> moved;

    private ItemPairing(int?[] after, int?[] before)
    {
        (this.after, this.before) = (after, before);
        moved = Moved([.. before.Select((i, j) => (Before: i, After: j)).Where(pair => pair.Before is not null).Select(pair => (pair.Before!.Value, pair.After))]);
    }

    public int CountBefore => after.Length;

    public int CountAfter => before.Length;

    public int? AfterOf(int indexBefore) => after[indexBefore];

    public int? BeforeOf(int indexAfter) => before[indexAfter];

    /// <summary>True for an item that stands elsewhere among those that were kept, and not only because of items added or removed.</summary>
    public bool HasMoved(int indexAfter) => moved.Contains(indexAfter);

    /// <summary>
    /// Equal items first, in their order as far as possible; then those most alike, the nearer ones where two are equally alike. Items that
    /// share no address, port, data type, selector or action are never paired.
    /// </summary>
    public static ItemPairing Of(JsonArray before, JsonArray after)
    {
        var pairing = (After: new int?[before.Count], Before: new int?[after.Count]);
        void Pair(int i, int j) => (pairing.After[i], pairing.Before[j]) = (j, i);
        bool AreFree(int i, int j) => pairing.After[i] is null && pairing.Before[j] is null;

        string[] one = [.. before.Select(item => item!.ToJsonString())], other = [.. after.Select(item => item!.ToJsonString())];
        foreach (var (i, j) in InOrder(one, other))
            Pair(i, j);
        foreach (var (i, j) in Pairs(one.Length, other.Length).Where(pair => AreFree(pair.I, pair.J) && one[pair.I] == other[pair.J]).ToList())
        {
            if (AreFree(i, j))
                Pair(i, j);
        }
        Dictionary<string, int>[] left = [.. before.Select(Elements)], right = [.. after.Select(Elements)];
        var alike = Pairs(one.Length, other.Length).Where(pair => AreFree(pair.I, pair.J))
            .Select(pair => (pair.I, pair.J, Likeness: Likeness(left[pair.I], right[pair.J]))).Where(pair => pair.Likeness > 0)
            .OrderByDescending(pair => pair.Likeness).ThenBy(pair => Math.Abs(pair.I - pair.J)).ThenBy(pair => pair.I).ToList();
        foreach (var (i, j, _) in alike)
        {
            if (AreFree(i, j))
                Pair(i, j);
        }
        return new ItemPairing(pairing.After, pairing.Before);
    }

    private static IEnumerable<(int I, int J)> Pairs(int before, int after) =>
        from i in Enumerable.Range(0, before) from j in Enumerable.Range(0, after) select (i, j);

    /// <summary>The longest common subsequence.</summary>
    private static IEnumerable<(int I, int J)> InOrder(string[] one, string[] other)
    {
        var length = new int[one.Length + 1, other.Length + 1];
        for (var i = one.Length - 1; i >= 0; i--)
        {
            for (var j = other.Length - 1; j >= 0; j--)
                length[i, j] = one[i] == other[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            if (one[i] == other[j])
                yield return (i++, j++);
            else if (length[i + 1, j] >= length[i, j + 1])
                i++;
            else
                j++;
        }
    }

    /// <summary>What an item names, each with its weight: addresses say more of what an item is about than ports or kinds of data.</summary>
    private static Dictionary<string, int> Elements(JsonNode? item) => item!.AsObject()
        .Where(member => member.Value is JsonArray)
        .SelectMany(member => member.Value!.AsArray().Select(element =>
            (Name: $"{member.Key} {element!.ToJsonString()}", Weight: member.Key is "sources" or "destinations" or "targets" ? 3 : 1)))
        .DistinctBy(element => element.Name).ToDictionary(element => element.Name, element => element.Weight, StringComparer.Ordinal);

    /// <summary>Weight shared, in millionths of the weight of both.</summary>
    private static long Likeness(Dictionary<string, int> one, Dictionary<string, int> other)
    {
        var shared = one.Where(element => other.ContainsKey(element.Key)).Sum(element => (long)element.Value);
        return shared == 0 ? 0 : shared * 1_000_000 / (one.Values.Sum() + other.Values.Sum() - shared);
    }

    /// <summary>Those outside the longest run of pairs whose order is kept, by their later index.</summary>
    private static HashSet<int> Moved(IReadOnlyList<(int Before, int After)> pairs)
    {
        var longest = new int[pairs.Count];
        for (var k = pairs.Count - 1; k >= 0; k--)
            longest[k] = 1 + Enumerable.Range(k + 1, pairs.Count - k - 1).Where(m => pairs[m].Before > pairs[k].Before).Select(m => longest[m]).DefaultIfEmpty().Max();
        var moved = pairs.Select(pair => pair.After).ToHashSet();
        for (int wanted = longest.DefaultIfEmpty().Max(), last = -1, k = 0; k < pairs.Count; k++)
        {
            if (longest[k] != wanted || pairs[k].Before <= last)
                continue;
            moved.Remove(pairs[k].After);
            (last, wanted) = (pairs[k].Before, wanted - 1);
        }
        return moved;
    }
}
