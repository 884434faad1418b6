using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Unicode;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Goes through a file of parts line by line without allocating; accepts exactly what <see cref="PartLines.Read"/> accepts.</summary>
public sealed class PartReader(byte[] file)
{
    private int at;
    private Range name;
    private Range disclosure;
    private bool hasLine;

    /// <summary>Leaf index of the line's entry.</summary>
    public long Index { get; private set; }

    /// <summary>The part's name, as it stands in the line.</summary>
    public ReadOnlySpan<byte> Name => file.AsSpan(name);

    /// <summary>The disclosure, as it stands in the line.</summary>
    public ReadOnlySpan<byte> Disclosure => file.AsSpan(disclosure);

    /// <summary>Goes to the next line; false at the end. A line out of form or order throws <see cref="LogFormatException"/>.</summary>
    public bool Next()
    {
        if (at == file.Length)
        {
            return false;
        }

        var line = file.AsSpan(at);
        var scan = new CanonicalScan(line);
        if (!(scan.Literal("{\"disclosure\":"u8) && scan.String(out var opening) && scan.Literal(",\"index\":"u8) && scan.Integer(out var index) && index >= 0)
            || !(scan.Literal(",\"name\":"u8) && scan.String(out var next) && scan.Literal("}\n"u8)) || !Utf8.IsValid(line[..scan.At]))
        {
            throw new LogFormatException("BadParts", "The parts cannot be read: a line is a disclosure, an index and a name, in canonical form.");
        }

        if (hasLine && (index < Index || (index == Index && !CanonicalScan.IsAscending(Name, line[next]))))
        {
            throw new LogFormatException("BadParts", $"The parts cannot be read: those of entry {index} are out of order.");
        }

        (Index, name, disclosure, hasLine) = (index, Shift(next), Shift(opening), true);
        at += scan.At;
        return true;
    }

    private Range Shift(Range range) => (range.Start.Value + at)..(range.End.Value + at);
}

/// <summary>Opens commitments without making anything of the content; accepts exactly what <see cref="Part.Open"/> accepts.</summary>
public static class OpeningScan
{
    /// <summary>Whether the disclosure opens the commitment; name and digest as they stand in the entry.</summary>
    public static bool Opens(ReadOnlySpan<byte> name, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> disclosure)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        SHA256.HashData(disclosure, hash);
        Span<byte> text = stackalloc byte[EntryScan.DigestLength];
        if (Base64Url.EncodeToUtf8(hash, text) != text.Length || !text.SequenceEqual(digest))
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Base64Url.GetMaxDecodedLength(disclosure.Length) + 3);
        try
        {
            return Base64Url.IsValid(disclosure) && Base64Url.DecodeFromUtf8(disclosure, buffer, out _, out var length) == OperationStatus.Done
                && IsExact(disclosure, length, buffer) && IsOpening(buffer.AsSpan(0, length), name);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>One text for one value: no padding, no white space, no stray bits at the end.</summary>
    private static bool IsExact(ReadOnlySpan<byte> disclosure, int length, ReadOnlySpan<byte> bytes)
    {
        var rest = length % 3;
        Span<byte> end = stackalloc byte[4];
        return disclosure.Length == Base64Url.GetEncodedLength(length)
            && (rest == 0 || disclosure.EndsWith(end[..Base64Url.EncodeToUtf8(bytes[(length - rest)..length], end)]));
    }

    private static bool IsOpening(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        var scan = new CanonicalScan(bytes);
        return Utf8.IsValid(bytes) && scan.Literal("["u8) && scan.String(out var salt) && EntryScan.IsDigest(bytes[salt])
            && scan.Literal(",\""u8) && scan.Literal(name) && scan.Literal("\","u8) && scan.Value(1) && scan.Literal("]"u8) && scan.IsAtEnd;
    }
}
