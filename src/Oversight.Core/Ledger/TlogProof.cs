using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>A receipt (C2SP tlog-proof@v1): the index of an entry, its audit path and the signed checkpoint, as one text. Extra data is not used and refused.</summary>
public sealed record TlogProof(long Index, IReadOnlyList<TreeHash> Path, SignedNote Checkpoint)
{
    /// <summary>First line, and name of the format.</summary>
    public const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>Ending of the file's name.</summary>
    public const string Extension = ".tlog-proof";

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Header}\nindex {DecimalText.Format(Index)}\n");
        foreach (var hash in Path)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads exactly such a text; anything else throws <see cref="LogFormatException"/>. Nothing is verified yet.</summary>
    public static TlogProof Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Start = Header + "\nindex ";
        if (!text.StartsWith(Start, StringComparison.Ordinal) || text.IndexOf("\n\n", StringComparison.Ordinal) is var gap && gap < 0)
        {
            throw new LogFormatException("BadReceipt", $"This is not a {Header} file.");
        }

        var lines = text[Start.Length..gap].Split('\n');
        if (lines.Length - 1 > MerkleTree.MaximumProof)
        {
            throw new LogFormatException("BadReceipt", $"A path has at most {MerkleTree.MaximumProof} hashes.");
        }

        return new TlogProof(DecimalText.Parse(lines[0]), [.. lines.Skip(1).Select(TreeHash.Parse)], SignedNote.Parse(text[(gap + 2)..]));
    }

    /// <summary>Whether the entry is in the tree of the receipt's checkpoint. The checkpoint's signatures are the policy's to judge.</summary>
    public bool Includes(ReadOnlySpan<byte> entry)
    {
        var tree = Ledger.Checkpoint.Parse(Checkpoint.Text);
        return MerkleTree.VerifyInclusion(Index, tree.Size, TreeHash.OfLeaf(entry), Path, tree.Root);
    }
}
