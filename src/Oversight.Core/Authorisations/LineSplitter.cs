namespace Oversight.Core.Authorisations;

/// <summary>
/// Cuts chunks of a file of any size into lines, in constant memory. Lines end with LF or CR LF, the last one also with the file;
/// a byte order mark before the first is dropped.
/// </summary>
public sealed class LineSplitter(int longestLine)
{
    // A line is measured without mark and CR.
    private readonly byte[] held = new byte[longestLine + 4];
    private int heldCount;
    private bool isOverlong;

    /// <summary>The number of the line taken last, from 1.</summary>
    public long LineNumber { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Takes the next line off the chunk; false when the chunk is used up, and the beginning of a line is kept for the next chunk.
    /// The line is good until the next call; one over the limit is empty and said to be too long.
    /// </summary>
    public bool TryTake(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        var length = chunk.IndexOf((byte)'\n');
        if (length < 0)
        {
            Hold(chunk);
            chunk = default;
            line = default;
            isTooLong = false;
            return false;
        }

        line = chunk[..length];
        chunk = chunk[(length + 1)..];
        if (heldCount > 0 || isOverlong)
        {
            Hold(line);
            line = held.AsSpan(0, heldCount);
        }

        Finish(ref line, out isTooLong);
        return true;
    }

    /// <summary>Takes the last line when the file does not end with a line end; to be called after the last chunk.</summary>
    public bool TryTakeLast(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        line = held.AsSpan(0, heldCount);
        isTooLong = false;
        var isEmpty = !isOverlong && (line.IsEmpty || (LineNumber == 0 && line.SequenceEqual(ByteOrderMark)));
        if (isEmpty)
            return false;
        Finish(ref line, out isTooLong);
        return true;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        isOverlong |= bytes.Length > held.Length - heldCount;
        if (isOverlong)
            return;
        bytes.CopyTo(held.AsSpan(heldCount));
        heldCount += bytes.Length;
    }

    private void Finish(ref ReadOnlySpan<byte> line, out bool isTooLong)
    {
        if (++LineNumber == 1 && line.StartsWith(ByteOrderMark))
            line = line[3..];
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        isTooLong = isOverlong || line.Length > longestLine;
        if (isTooLong)
            line = default;
        heldCount = 0;
        isOverlong = false;
    }
}
