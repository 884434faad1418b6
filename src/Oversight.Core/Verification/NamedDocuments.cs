using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>The documents that entries name by hash: their rule set and definition, and whatever the rulebook adopts.</summary>
internal sealed class NamedDocuments
{
    private readonly Dictionary<TreeHash, long> documents = [];

    /// <summary>Hashes of documents, and the first entry that names each.</summary>
    public IEnumerable<(string Hash, long Index)> All => documents.Select(named => (Convert.ToHexStringLower(named.Key.ToArray()), named.Value)).Order();

    /// <summary>Notes what an entry names.</summary>
    public void Note(long index, ReadOnlySpan<byte> bytes, in EntryScan entry)
    {
        Name(bytes[entry.Definition], index);
        Name(bytes[entry.RuleSet], index);
        if (bytes[entry.Case].SequenceEqual("rulebook"u8))
        {
            NameAll(EntryDocument.Read(bytes).Event, index);
        }
    }

    private void NameAll(JsonNode? node, long index)
    {
        foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
        {
            NameAll(inner, index);
        }

        if (node is JsonValue value && value.TryGetValue(out string? text))
        {
            Name(Encoding.UTF8.GetBytes(text), index);
        }
    }

    /// <summary>A hash, alone or after the last @ of an id.</summary>
    private void Name(ReadOnlySpan<byte> text, long index)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        Span<byte> spelt = stackalloc byte[2 * TreeHash.Size];
        var hex = text[(text.LastIndexOf((byte)'@') + 1)..];
        if (hex.Length == spelt.Length && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done
            && Convert.TryToHexStringLower(hash, spelt, out _) && spelt.SequenceEqual(hex))
        {
            documents.TryAdd(new TreeHash(hash), index);
        }
    }
}
