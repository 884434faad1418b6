using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>A tree head as text (C2SP tlog-checkpoint): origin, size, root. Extension lines are not ours to write; read ones are refused.</summary>
/// <param name="Origin">Name of the log, which is the name of its keys.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root hash.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>The text that is signed, three lines.</summary>
    public string Text => $"{Origin}\n{DecimalText.Format(Size)}\n{Root}\n";

    /// <summary>Name of a log's place at a witness (C2SP tlog-witness): SHA-256 of the origin in lower-case hex.</summary>
    public static string PlaceOf(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    /// <summary>Reads exactly the text <see cref="Text"/> gives; anything else throws <see cref="LogFormatException"/>. The root of size 0 is that of no leaves.</summary>
    public static Checkpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""])
        {
            throw new LogFormatException("BadCheckpoint", "A checkpoint is three lines: origin, size, root.");
        }

        var checkpoint = new Checkpoint(origin, DecimalText.Parse(size), TreeHash.Parse(root));
        return checkpoint.Size > 0 || checkpoint.Root == TreeHash.Empty
            ? checkpoint
            : throw new LogFormatException("BadCheckpoint", "The root of an empty log is the hash of nothing.");
    }
}
