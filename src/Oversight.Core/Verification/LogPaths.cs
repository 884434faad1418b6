using System.Security.Cryptography;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Paths of the set of files a log is read from: the same served over HTTP, in a directory and in an export.</summary>
public static class LogPaths
{
    /// <summary>The signed tree head.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Kept content parts of the entries of the bundle with this number and width.</summary>
    public static string Parts(long number, int width) => $"parts/{Tile.EntriesPath(number, width)["tile/entries/".Length..]}";

    /// <summary>A document that entries name by its SHA-256, 64 lower-case hexadecimal digits.</summary>
    public static string Document(string sha256) => $"documents/{sha256}";

    /// <summary>The path of a document's bytes.</summary>
    public static string DocumentOf(ReadOnlySpan<byte> document) => Document(Convert.ToHexStringLower(SHA256.HashData(document)));

    /// <summary>Indexes of a case's entries, one a line; only the server has it.</summary>
    public static string Case(string number) => $"cases/{number}";

    /// <summary>The bytes of one entry, in a dossier.</summary>
    public static string Entry(long index) => $"entries/{DecimalText.Format(index)}";

    /// <summary>The receipt of one entry, in a dossier.</summary>
    public static string Receipt(long index) => Entry(index) + TlogProof.Extension;

    /// <summary>Kept parts of one entry, in a dossier; there is no such file when none is kept.</summary>
    public static string PartsOf(long index) => Entry(index) + ".parts";

    /// <summary>Most bytes the file of this path can have, inclusive: nobody who hands out a log is believed about its sizes. For parts it is one of the largest size for each entry.</summary>
    public static long LargestOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        const long Disclosed = (Part.MaximumValueBytes * 4L / 3) + (4L << 10);
        bool Is(string start, string end = "") => path.StartsWith(start, StringComparison.Ordinal) && path.EndsWith(end, StringComparison.Ordinal);
        return path switch
        {
            Checkpoint => SignedNote.MaximumLength,
            _ when Is("tile/entries/") => Tile.FullWidth * (2L + EntryDocument.MaximumBytes),
            _ when Is("tile/") => Tile.FullWidth * TreeHash.Size,
            _ when Is("parts/") => Tile.FullWidth * Disclosed,
            _ when Is("entries/", ".parts") => 32 * Disclosed,
            _ when Is("entries/", TlogProof.Extension) => 2L * SignedNote.MaximumLength,
            _ when Is("entries/") => EntryDocument.MaximumBytes,
            _ => 64L << 20,
        };
    }
}
