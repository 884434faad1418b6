using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

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
    private readonly List<(long Index, string Case, int CaseSeq, string Name)> missing = [];
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

    /// <summary>The first part that is gone without an order.</summary>
    public Fault? Withheld => missing.Count == 0 ? null : missing.Min() is var (index, number, caseSeq, name)
        ? new Fault(
            Verdict.Incomplete, "Withheld", $"Part '{name}' of entry {index} is missing and no erasure order covers it; {missing.Count} such parts in all.", index,
            number, caseSeq) : null;

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
        if (bytes[entry.Type].SequenceEqual("PartsErased"u8))
        {
            Erase(EntryDocument.Read(bytes));
        }

        return null;
    }

    /// <summary>Notes a commitment without its part; an order may come later.</summary>
    public void Miss(long index, ReadOnlySpan<byte> bytes, in EntryScan entry, string name) => missing.Add((index, Text(bytes[entry.Case]), entry.CaseSeq, name));

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

    /// <summary>An order erases parts of earlier entries of its own case, and nothing else.</summary>
    private void Erase(EntryDocument order)
    {
        if (order.Event["erased"] is not JsonArray places)
        {
            return;
        }

        var number = order.Event["order"] is JsonValue value && value.TryGetValue(out long read) ? read : order.Header.CaseSeq;
        foreach (var place in places.OfType<JsonObject>())
        {
            var at = missing.FindIndex(part => part.Case == order.Header.Case && Is(place, part.CaseSeq, part.Name));
            if (at >= 0)
            {
                var part = missing[at];
                missing.RemoveAt(at);
                erased.Add(new ErasedPart(part.Index, part.Case, part.CaseSeq, part.Name, number));
            }
        }
    }

    private static bool Is(JsonObject place, int caseSeq, string name) =>
        place["caseSeq"] is JsonValue seq && seq.TryGetValue(out int number) && number == caseSeq
        && place["name"] is JsonValue text && text.TryGetValue(out string? called) && called == name;

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
