using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>What was found so far: of each case the first divergence, and what became of parts that are not there.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, Divergence> first = [];
    private readonly List<Divergence> unplaced = [];
    private readonly List<WithheldPart> missing = [];
    private readonly Dictionary<(string Case, int CaseSeq, string Name), int> erased = [];

    public int Decisions { get; set; }

    public int Authorisations { get; set; }

    public long Commands { get; set; }

    public long NotDerivable { get; set; }

    /// <summary>Records the fault unless the case has one already; an entry that cannot be read belongs to no case.</summary>
    public void Diverge(Spot spot, Fault fault)
    {
        var divergence = new Divergence(spot.Index, spot.Case, spot.CaseSeq, fault.Code, fault.Explanation);
        if (spot.Case.Length == 0)
            unplaced.Add(divergence);
        else
            first.TryAdd(spot.Case, divergence);
    }

    public bool HasDiverged(string name) => first.ContainsKey(name);

    public void Missing(Spot spot, string part) => missing.Add(new WithheldPart(spot.Index, spot.Case, spot.CaseSeq, part));

    /// <summary>Takes note of an erasure order; the order is an entry of the case whose parts it erased.</summary>
    public void Note(Spot spot, RequestEvent happened)
    {
        foreach (var (order, caseSeq, name) in ErasureOrders.Of(happened))
            erased.TryAdd((spot.Case, caseSeq, name), order);
    }

    public IReadOnlyList<Divergence> Divergences => [.. unplaced.Concat(first.Values).OrderBy(divergence => divergence.Index)];

    public IReadOnlyList<WithheldPart> Withheld => [.. missing.Where(part => !erased.ContainsKey((part.Case, part.CaseSeq, part.Name)))];

    public IReadOnlyList<ErasedPart> Erased =>
    [
        .. missing.Where(part => erased.ContainsKey((part.Case, part.CaseSeq, part.Name)))
            .Select(part => new ErasedPart(part.Index, part.Case, part.CaseSeq, part.Name, erased[(part.Case, part.CaseSeq, part.Name)])),
    ];

    /// <summary>
    /// The entry with every part that opens its commitment; one that does not is a divergence and left out. Null for an entry of no known type.
    /// </summary>
    public DecodedEntry<TEvent>? Read<TEvent>(Spot spot, LoggedEntry entry, Func<StoredEntry, DecodedEntry<TEvent>> read)
    {
        var parts = entry.Parts;
        for (; ; )
        {
            try
            {
                var decoded = read(new StoredEntry(entry.Bytes, parts));
                foreach (var part in decoded.MissingParts.Where(part => !entry.Parts.ContainsKey(part.Name)))
                    Missing(spot, part.Name);
                return decoded;
            }
            catch (BadOpeningException fault) when (parts.ContainsKey(fault.Part))
            {
                Diverge(spot, new Fault(DivergenceCodes.BadOpening, fault.Message));
                parts = parts.Where(part => part.Key != fault.Part).ToDictionary();
            }
            catch (LedgerException fault)
            {
                Diverge(spot, new Fault(fault.Code == "UnknownEventType" ? DivergenceCodes.UnknownEntry : fault.Code, fault.Message));
                return null;
            }
        }
    }
}

/// <summary>The parts an event erased; the one place that knows the events that do.</summary>
internal static class ErasureOrders
{
    public static IEnumerable<(int Order, int CaseSeq, string Name)> Of(RequestEvent happened) => happened switch
    {
        PartsErased e => e.Erased.Select(part => (e.Order, part.CaseSeq, part.Name)),
        _ => [],
    };
}
