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
}
