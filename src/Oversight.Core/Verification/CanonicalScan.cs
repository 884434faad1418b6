using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Goes once over bytes and says whether they are canonical JSON, without making anything of them: it accepts exactly what
/// <see cref="CanonicalJson.Read"/> accepts.
/// </summary>
public ref struct CanonicalScan(ReadOnlySpan<byte> bytes)
{
    private const int DeepestLevel = 64;
    private const int LongestInteger = 16;
    private const long LargestInteger = (1L << 53) - 1;

    /// <summary>Characters that stand for themselves and end nothing.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x80 - ' ').Select(c => (byte)c).Where(c => c is not ((byte)'"' or (byte)'\\'))]);

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the scan stands.</summary>
    public int At { get; private set; }

    /// <summary>Whether all bytes were read.</summary>
    public readonly bool IsAtEnd => At == bytes.Length;

    /// <summary>Whether these bytes are the canonical form of a value.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        var scan = new CanonicalScan(bytes);
        return Utf8.IsValid(bytes) && scan.Value(0) && scan.IsAtEnd;
    }

    /// <summary>Passes exactly these bytes.</summary>
    public bool Literal(ReadOnlySpan<byte> expected)
    {
        var isThere = bytes[At..].StartsWith(expected);
        At += isThere ? expected.Length : 0;
        return isThere;
    }

    /// <summary>Passes a value that stands inside as many objects and lists.</summary>
    public bool Value(int level) => At < bytes.Length && bytes[At] switch
    {
        (byte)'{' => level < DeepestLevel && Object(level),
        (byte)'[' => level < DeepestLevel && List(level),
        (byte)'"' => String(out _),
        (byte)'t' => Literal("true"u8),
        (byte)'f' => Literal("false"u8),
        _ => Integer(out _),
    };

    /// <summary>Passes a string; gives where its text is, still escaped.</summary>
    public bool String(out Range text)
    {
        text = default;
        if (!Literal("\""u8))
        {
            return false;
        }

        var (start, isEscaped, isAscii) = (At, false, true);
        for (; ; At++)
        {
            var plain = bytes[At..].IndexOfAnyExcept(Plain);
            At += Math.Max(0, plain);
            if (plain < 0 || bytes[At] == '"')
            {
                break;
            }

            var c = bytes[At];
            if (c < ' ' || (c == '\\' && !Escape()))
            {
                return false;
            }

            isEscaped |= c == '\\';
            isAscii &= c < 0x80;
        }

        text = start..At;
        return Literal("\""u8) && (isAscii || TextRules.IsNormalised(Text(bytes[text], isEscaped)));
    }

    /// <summary>Passes an integer below 2^53 in magnitude.</summary>
    public bool Integer(out long number)
    {
        number = 0;
        var isNegative = Literal("-"u8);
        var start = At;
        for (; At < bytes.Length && bytes[At] is >= (byte)'0' and <= (byte)'9' && At - start <= LongestInteger; At++)
        {
            number = (number * 10) + (bytes[At] - '0');
        }

        var digits = At - start;
        var isCanonical = digits is > 0 and <= LongestInteger && (digits == 1 || bytes[start] != '0') && number <= LargestInteger && !(isNegative && number == 0);
        number = isNegative ? -number : number;
        return isCanonical;
    }

    /// <summary>The text of a string's bytes.</summary>
    public static string Text(ReadOnlySpan<byte> raw, bool isEscaped) =>
        isEscaped ? JsonSerializer.Deserialize<string>([(byte)'"', .. raw, (byte)'"'])! : Encoding.UTF8.GetString(raw);

    private bool Object(int level)
    {
        At++;
        if (Literal("}"u8))
        {
            return true;
        }

        for (Range? last = null; ;)
        {
            if (!String(out var name) || (last is { } before && !IsAscending(bytes[before], bytes[name])) || !Literal(":"u8) || !Value(level + 1))
            {
                return false;
            }

            if (!Literal(","u8))
            {
                return Literal("}"u8);
            }

            last = name;
        }
    }

    private bool List(int level)
    {
        At++;
        if (Literal("]"u8))
        {
            return true;
        }

        while (Value(level + 1))
        {
            if (!Literal(","u8))
            {
                return Literal("]"u8);
            }
        }

        return false;
    }

    /// <summary>By UTF-16 code units (RFC 8785 §3.2.3), which for plain ASCII is the order of the bytes.</summary>
    public static bool IsAscending(ReadOnlySpan<byte> before, ReadOnlySpan<byte> name)
    {
        var isPlain = Ascii.IsValid(before) && Ascii.IsValid(name) && !before.Contains((byte)'\\') && !name.Contains((byte)'\\');
        return isPlain ? before.SequenceCompareTo(name) < 0
            : string.CompareOrdinal(Text(before, before.Contains((byte)'\\')), Text(name, name.Contains((byte)'\\'))) < 0;
    }

    /// <summary>RFC 8785 §3.2.2.2: the short escapes, and \u00xx in lower case for the other control characters. Stops at the last character.</summary>
    private bool Escape()
    {
        At++;
        if (At < bytes.Length && bytes[At] is (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r')
        {
            return true;
        }

        if (!bytes[At..].StartsWith("u00"u8) || bytes.Length - At < 5 || bytes[At + 3] is not ((byte)'0' or (byte)'1'))
        {
            return false;
        }

        var low = bytes[At + 4];
        var hasShortForm = bytes[At + 3] == '0' && low is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'c' or (byte)'d';
        At += 4;
        return low is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f') && !(bytes[At - 1] == '0' && hasShortForm);
    }
}
