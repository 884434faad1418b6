using System.Text;

namespace Oversight.Core.Verification;

/// <summary>
/// The one way an export's archive is written: POSIX ustar, regular files of nobody, readable by all, of no time. Every header has exactly one spelling, so
/// whoever reads it back can demand each byte; any <c>tar</c> opens it.
/// </summary>
public static class Ustar
{
    /// <summary>Bytes of a header and of a block.</summary>
    public const int BlockSize = 512;

    /// <summary>Bytes of zero after the last file.</summary>
    public const int EndSize = 2 * BlockSize;

    /// <summary>Longest path, in bytes of ASCII.</summary>
    public const int LongestPath = 99;

    private const int SizeAt = 124;
    private const int SizeDigits = 11;
    private const int ChecksumAt = 148;

    /// <summary>The header of a file; a path that is not plain ASCII or too long throws.</summary>
    public static byte[] Header(string path, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(length, 1L << (3 * SizeDigits));
        if (!IsPath(path))
        {
            throw new ArgumentException("A path is 1 to 99 visible characters of ASCII.", nameof(path));
        }

        var header = new byte[BlockSize];
        Put(header, 0, path);
        Put(header, 100, "0000444");
        Put(header, 108, "0000000");
        Put(header, 116, "0000000");
        Put(header, SizeAt, Octal(length, SizeDigits));
        Put(header, 136, "00000000000");
        Put(header, ChecksumAt, "        ");
        Put(header, 156, "0");
        Put(header, 257, "ustar\u000000");
        Put(header, 329, "0000000");
        Put(header, 337, "0000000");
        var sum = 0;
        foreach (var one in header)
        {
            sum += one;
        }

        Put(header, ChecksumAt, Octal(sum, 6) + "\0 ");
        return header;
    }

    /// <summary>Path and length of a header; null when a single byte of it is not what <see cref="Header"/> writes.</summary>
    public static (string Path, long Length)? Read(ReadOnlySpan<byte> header)
    {
        var end = header[..(LongestPath + 1)].IndexOf((byte)0);
        var path = end > 0 && Ascii.IsValid(header[..end]) ? Encoding.ASCII.GetString(header[..end]) : "";
        var length = 0L;
        foreach (var digit in header.Slice(SizeAt, SizeDigits))
        {
            length = (length * 8) + (digit is >= (byte)'0' and < (byte)'8' ? digit - '0' : 0);
        }

        return IsPath(path) && header.SequenceEqual(Header(path, length)) ? (path, length) : null;
    }

    /// <summary>Bytes of zero after a file of this length.</summary>
    public static int PaddingOf(long length) => (int)((BlockSize - (length % BlockSize)) % BlockSize);

    private static bool IsPath(string path) => path is { Length: >= 1 and <= LongestPath } && path.All(c => c is > ' ' and < '\u007f');

    private static string Octal(long number, int digits) => Convert.ToString(number, 8).PadLeft(digits, '0');

    private static void Put(byte[] header, int at, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(at));
}
