using Oversight.Core.Ledger;

namespace Oversight.Core.Reports;

/// <summary>Figures as they grow: by group and name, each entry with what it adds.</summary>
internal sealed class FigureLists
{
    private readonly Dictionary<(string Group, string Name), List<CountedEntry>> lists = [];

    public static CountedEntry Counted(EntryHeader header, long amount = 1) =>
        new(header.Case, header.At, header.CaseSeq, amount == 1 ? null : amount);

    public void Add(string group, string name, EntryHeader header, long amount = 1) => Add(group, name, Counted(header, amount));

    public void Add(string group, string name, CountedEntry entry)
    {
        if (entry.Amount == 0)
            return;
        if (!lists.TryGetValue((group, name), out var list))
            lists[(group, name)] = list = [];
        list.Add(entry);
    }

    public Figure Total(string group, string name) => Of(lists.GetValueOrDefault((group, name)) ?? []);

    /// <summary>Listed by instant, then by number, so that the order in which requests were read does not show.</summary>
    public static Figure Of(IEnumerable<CountedEntry> entries)
    {
        var list = InOrder(entries, entry => entry);
        return new Figure(list.Sum(entry => entry.Amount ?? 1), list);
    }

    public static List<T> InOrder<T>(IEnumerable<T> things, Func<T, CountedEntry> entryOf) =>
        [.. things.OrderBy(thing => entryOf(thing).At).ThenBy(thing => entryOf(thing).Number, StringComparer.Ordinal).ThenBy(thing => entryOf(thing).CaseSeq)];
}
