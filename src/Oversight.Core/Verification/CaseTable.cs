using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Verification;

/// <summary>
/// What must be remembered from entry to entry: where each case stands, which parts are missing, which documents were named. It grows with the number of
/// cases and of missing parts, not with the number of entries.
/// </summary>
internal sealed class CaseTable
{
    private const int LongestQuickName = 128;

    private readonly Dictionary<string, Tail> tails = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tail>.AlternateLookup<ReadOnlySpan<char>> quick;
    private readonly Dictionary<(string Case, int CaseSeq, string Name), long> missing = [];
    private readonly Dictionary<string, CaseOrders> orders = new(StringComparer.Ordinal);
    private readonly List<ErasedPart> erased = [];
    private readonly NamedDocuments documents = new();
    private readonly byte[] origin;

    public CaseTable(string log)
    {
        origin = CanonicalJson.Write(JsonValue.Create(log)!)[1..^1];
        quick = tails.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int CaseCount => tails.Count;

    public IEnumerable<string> Cases => tails.Keys.Order(StringComparer.Ordinal);

    public IReadOnlyList<ErasedPart> Erased => erased;

    public int WithheldCount => missing.Count;

    /// <summary>Hashes of documents, and the first entry that names each.</summary>
    public IEnumerable<(string Hash, long Index)> Documents => documents.All;

    /// <summary>The first order nobody could give; what it names counts as withheld.</summary>
    public Fault? Unlawful { get; private set; }

    /// <summary>The first part that is gone without an order.</summary>
    public Fault? Withheld
    {
        get
        {
            if (missing.Count == 0)
            {
                return null;
            }

            var index = missing.Values.Min();
            var (number, caseSeq, name) = missing.Where(part => part.Value == index).Select(part => part.Key).MinBy(part => part.Name, StringComparer.Ordinal);
            return new Fault(
                Verdict.Incomplete, "Withheld", $"Part '{name}' of entry {index} is missing and no erasure order covers it; {missing.Count} such parts in all.", index,
                number, caseSeq);
        }
    }

    /// <summary>Goes on with an entry of the right form; the fault when it does not follow.</summary>
    public Fault? Follow(long index, ReadOnlySpan<byte> bytes, in EntryScan entry, TreeHash leaf)
    {
        var tail = TailOf(bytes[entry.Case]);
        Span<byte> before = stackalloc byte[2 * TreeHash.Size];
        var code = !bytes[entry.Log].SequenceEqual(origin) ? "OtherLog"
            : entry.CaseSeq != tail.CaseSeq + 1 ? "WrongSequence"
            : entry.CaseSeq > 1 && !bytes[entry.Prev].SequenceEqual(tail.WriteLeaf(before)) ? "WrongPrevious" : null;
        if (code is not null)
        {
            return Broken(index, bytes, entry, tail, code);
        }

        (tail.CaseSeq, tail.Leaf) = (entry.CaseSeq, leaf);
        documents.Note(index, bytes, entry);
        if (CaseOrders.Concern(bytes[entry.Type]))
        {
            Erase(index, EntryDocument.Read(bytes));
        }

        return null;
    }

    /// <summary>Notes a commitment without its part; an order may come later.</summary>
    public void Miss(long index, ReadOnlySpan<byte> bytes, in EntryScan entry, string name) => 
        missing[(Text(bytes[entry.Case]), entry.CaseSeq, name)] = index;

    private static Fault Broken(long index, ReadOnlySpan<byte> bytes, in EntryScan entry, Tail tail, string code)
    {
        var number = Text(bytes[entry.Case]);
        var message = code switch
        {
            "OtherLog" => $"Entry {index} is one of the log {Text(bytes[entry.Log])}.",
            "WrongSequence" => $"Entry {index} is number {entry.CaseSeq} of {number}, where {tail.CaseSeq + 1} comes next.",
            _ => $"Entry {index} does not name the entry before it in {number}.",
        };
        return new Fault(Verdict.Invalid, code, message, index, number, entry.CaseSeq);
    }

    private Tail TailOf(ReadOnlySpan<byte> number)
    {
        if (number.Length > LongestQuickName)
        {
            var text = Encoding.UTF8.GetString(number);
            return tails.TryGetValue(text, out var known) ? known : tails[text] = new Tail();
        }

        Span<char> buffer = stackalloc char[LongestQuickName];
        ReadOnlySpan<char> name = buffer[..Encoding.UTF8.GetChars(number, buffer)];
        return quick.TryGetValue(name, out var tail) ? tail : tails[name.ToString()] = new Tail();
    }

    /// <summary>An order erases parts of earlier entries of its own request, and nothing else.</summary>
    private void Erase(long index, EntryDocument entry)
    {
        var (number, caseSeq) = (entry.Header.Case, entry.Header.CaseSeq);
        if (!orders.TryGetValue(number, out var ofCase))
        {
            orders[number] = ofCase = new CaseOrders();
        }

        if (ofCase.Take(entry) is not { } order || !(order.Erased.Count == 0 || RequestId.TryParse(number, out _)))
        {
            Unlawful ??= new Fault(
                Verdict.Diverged, "UnlawfulOrder", $"Entry {index} orders an erasure that nobody proposed so, or that its author could not order.", index, number, caseSeq);
            return;
        }

        foreach (var (seq, name) in order.Erased)
        {
            if (missing.Remove((number, seq, name), out var at))
            {
                erased.Add(new ErasedPart(at, number, seq, name, order.Order));
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> raw) => CanonicalScan.Text(raw, raw.Contains((byte)'\\'));

    private sealed class Tail
    {
        public int CaseSeq { get; set; }
        public TreeHash Leaf { get; set; }

        public ReadOnlySpan<byte> WriteLeaf(Span<byte> hex)
        {
            Span<byte> hash = stackalloc byte[TreeHash.Size];
            Leaf.CopyTo(hash);
            Convert.TryToHexStringLower(hash, hex, out _);
            return hex;
        }
    }
}
