using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Oversight.Core.Ledger;

/// <summary>A SHA-256 hash of the tree (RFC 6962 §2.1): of a leaf, a node or a root. 32 bytes, compared by value.</summary>
public readonly record struct TreeHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private readonly ulong a, b, c, d;

    /// <summary>Takes 32 bytes; any other number throws <see cref="ArgumentException"/>.</summary>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A tree hash has {Size} bytes.", nameof(bytes));
        }

        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (a, b, c, d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>The hash of the tree of no leaves: SHA-256 of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of a leaf with these bytes: SHA-256(0x00 ‖ bytes).</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> bytes)
    {
        const int OnStack = 2048;
        Span<byte> hash = stackalloc byte[Size];
        if (bytes.Length < OnStack)
        {
            Span<byte> input = stackalloc byte[OnStack];
            input[0] = 0x00;
            bytes.CopyTo(input[1..]);
            SHA256.HashData(input[..(bytes.Length + 1)], hash);
            return new TreeHash(hash);
        }

        return new TreeHash(LeafHash.Of(bytes));
    }

    /// <summary>The hash of a node over two others: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static TreeHash OfNode(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        Span<byte> hash = stackalloc byte[Size];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, hash);
        return new TreeHash(hash);
    }

    /// <summary>Reads the base64 a checkpoint or proof has it in: 44 characters, canonical; anything else throws <see cref="LogFormatException"/>.</summary>
    public static TreeHash Parse(string base64)
    {
        var bytes = StrictBase64.Decode(base64);
        return bytes.Length == Size ? new TreeHash(bytes) : throw new LogFormatException("BadHash", "A hash has 32 bytes.");
    }

    /// <summary>Writes the 32 bytes into a span at least that long.</summary>
    public void CopyTo(Span<byte> target)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(target[..Size]);
        (words[0], words[1], words[2], words[3]) = (a, b, c, d);
    }

    /// <summary>A copy of the 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The hash in standard base64, 44 characters: its form in checkpoints and proofs.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());
}
