using System.Security.Cryptography;

namespace Oversight.Core.Ledger;

/// <summary>The Merkle leaf hash of an entry (RFC 6962 §2.1).</summary>
public static class LeafHash
{
    /// <summary>SHA-256(0x00 ‖ entry), 32 bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>The leaf hash as 64 lower-case hexadecimal digits, the form <see cref="EntryHeader.Prev"/> takes.</summary>
    public static string HexOf(ReadOnlySpan<byte> entry) => Convert.ToHexStringLower(Of(entry));
}
