using System.Buffers;
using System.Text.Unicode;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// What the verifier needs of an entry, as places in its bytes: read without allocating, and accepting exactly what
/// <see cref="EntryDocument.Read"/> accepts. The members stand in canonical order, so each is where it must be.
/// </summary>
public readonly record struct EntryScan(Range Case, int CaseSeq, Range Definition, Range Log, Range Parts, int PartCount, Range Prev, Range RuleSet, Range Type)
{
    private static readonly SearchValues<byte> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);
    private static readonly SearchValues<byte> LastOfDigest = SearchValues.Create("AEIMQUYcgkosw048"u8);
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Characters of a digest or salt: 32 bytes in base64url.</summary>
    public const int DigestLength = 43;

    /// <summary>False for bytes that are no entry.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EntryScan entry)
    {
        entry = default;
        var scan = new CanonicalScan(bytes);
        if (bytes.Length > EntryDocument.MaximumBytes || !Utf8.IsValid(bytes)
            || !(scan.Literal("{\"actor\":"u8) && scan.String(out var actor) && scan.Literal(",\"agency\":"u8) && scan.String(out _))
            || !(scan.Literal(",\"at\":"u8) && scan.String(out var at) && scan.Literal(",\"atJst\":"u8) && scan.String(out var atJst))
            || !(scan.Literal(",\"case\":"u8) && scan.String(out var number) && scan.Literal(",\"caseSeq\":"u8) && scan.Integer(out var caseSeq))
            || !(scan.Literal(",\"definition\":"u8) && scan.String(out var definition) && scan.Literal(",\"event\":"u8) && IsObject(bytes, scan.At) && scan.Value(1))
            || !(scan.Literal(",\"log\":"u8) && scan.String(out var log) && scan.Literal(",\"parts\":"u8)))
        {
            return false;
        }

        var parts = scan.At;
        if (!ReadParts(bytes, ref scan, out var count))
        {
            return false;
        }

        var partsEnd = scan.At;
        if (!(scan.Literal(",\"prev\":"u8) && scan.String(out var prev) && scan.Literal(",\"role\":"u8) && scan.String(out _))
            || !(scan.Literal(",\"route\":"u8) && scan.String(out _) && scan.Literal(",\"ruleSet\":"u8) && scan.String(out var ruleSet))
            || !(scan.Literal(",\"type\":"u8) && scan.String(out var type) && scan.Literal(",\"v\":1}"u8) && scan.IsAtEnd))
        {
            return false;
        }

        var isWhole = !IsEmpty(log) && !IsEmpty(number) && !IsEmpty(type) && !IsEmpty(actor) && caseSeq is >= 1 and <= int.MaxValue
            && (caseSeq == 1 ? IsEmpty(prev) : bytes[prev].Length == 2 * TreeHash.Size && !bytes[prev].ContainsAnyExcept(Hex))
            && InstantScan.IsSame(bytes[at], bytes[atJst]);
        entry = isWhole ? new EntryScan(number, (int)caseSeq, definition, log, parts..partsEnd, count, prev, ruleSet, type) : default;
        return isWhole;
    }

    /// <summary>Takes the next commitment off the list of parts, which was found whole before.</summary>
    public static bool TryTakePart(ReadOnlySpan<byte> bytes, ref Range rest, out Range name, out Range digest)
    {
        var scan = new CanonicalScan(bytes[rest]);
        _ = scan.Literal("["u8) || scan.Literal(","u8);
        var start = rest.Start.Value;
        if (!ReadPart(ref scan, out name, out digest))
        {
            return false;
        }

        (name, digest) = (Shift(name, start), Shift(digest, start));
        rest = (start + scan.At)..rest.End;
        return true;
    }

    /// <summary>Whether this is a digest's or salt's text: 43 characters of base64url whose last holds no stray bits.</summary>
    public static bool IsDigest(ReadOnlySpan<byte> text) =>
        text.Length == DigestLength && !text.ContainsAnyExcept(Base64Url) && LastOfDigest.Contains(text[^1]);

    private static bool ReadParts(ReadOnlySpan<byte> bytes, ref CanonicalScan scan, out int count)
    {
        count = 0;
        if (!scan.Literal("["u8))
        {
            return false;
        }

        if (scan.Literal("]"u8))
        {
            return true;
        }

        for (Range last = default; ; count++)
        {
            if (!ReadPart(ref scan, out var name, out var digest) || !IsDigest(bytes[digest]) || (count > 0 && !CanonicalScan.IsAscending(bytes[last], bytes[name])))
            {
                return false;
            }

            if (!scan.Literal(","u8))
            {
                count++;
                return scan.Literal("]"u8);
            }

            last = name;
        }
    }

    private static bool ReadPart(ref CanonicalScan scan, out Range name, out Range digest)
    {
        name = default;
        digest = default;
        return scan.Literal("{\"digest\":"u8) && scan.String(out digest) && scan.Literal(",\"name\":"u8) && scan.String(out name) && scan.Literal("}"u8);
    }

    private static bool IsObject(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length && bytes[at] == '{';

    private static bool IsEmpty(Range text) => text.Start.Value == text.End.Value;

    private static Range Shift(Range range, int by) => (range.Start.Value + by)..(range.End.Value + by);
}
