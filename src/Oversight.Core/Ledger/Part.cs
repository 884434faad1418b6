using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Oversight.Core.Ledger;

/// <summary>Marks a property of an event as content: kept beside the entry, which holds only its commitment. The property must be nullable, for content may be erased.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartAttribute : Attribute;

/// <summary>Gives 32 fresh unpredictable bytes each time it is called.</summary>
public delegate byte[] SaltSource();

/// <summary>A content part: the disclosure in the form of SD-JWT (RFC 9901 §4.2), kept beside the entry, and the digest inside the entry.</summary>
/// <param name="Name">Path of the part inside the event.</param>
/// <param name="Disclosure">base64url(JCS([salt, name, value])), no padding.</param>
/// <param name="Digest">base64url(SHA-256(ascii(disclosure))), no padding.</param>
public sealed record Part(string Name, string Disclosure, string Digest)
{
    /// <summary>Most bytes the canonical form of a part's value may have: 1 MiB.</summary>
    public const int MaximumValueBytes = 1 << 20;

    /// <summary>Bytes of salt in each disclosure.</summary>
    public const int SaltBytes = 32;

    /// <summary>Commits to a value; the wrong length of salt throws <c>BadSalt</c>, a value above <see cref="MaximumValueBytes"/> throws <c>PartTooLarge</c>. The value must have no owner.</summary>
    public static Part Commit(string name, JsonNode value, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (salt is not { Length: SaltBytes })
        {
            throw new LedgerException("BadSalt", $"A salt has {SaltBytes} bytes.");
        }

        var opening = new JsonArray(Base64Url.EncodeToString(salt), name);
        var bare = CanonicalJson.Write(opening).Length;
        opening.Add(value);
        var bytes = CanonicalJson.Write(opening);
        if (bytes.Length - bare - 1 > MaximumValueBytes)
        {
            throw new LedgerException("PartTooLarge", $"Part '{name}' has {bytes.Length - bare - 1} bytes; {MaximumValueBytes} is the limit.");
        }

        var disclosure = Base64Url.EncodeToString(bytes);
        return new Part(name, disclosure, DigestOf(disclosure));
    }

    /// <summary>The value a disclosure opens; one that does not match the digest, or is not well-formed, throws <see cref="BadOpeningException"/>.</summary>
    public static JsonNode Open(PartDigest commitment, string disclosure)
    {
        ArgumentNullException.ThrowIfNull(commitment);
        ArgumentNullException.ThrowIfNull(disclosure);
        // The digest is over ASCII: another character must not pass for the '?' it would be encoded as.
        if (!Ascii.IsValid(disclosure) || DigestOf(disclosure) != commitment.Digest || !Base64Url.IsValid(disclosure))
        {
            throw new BadOpeningException(commitment.Name);
        }

        var bytes = Base64Url.DecodeFromChars(disclosure);
        if (Base64Url.EncodeToString(bytes) != disclosure || ReadOpening(bytes) is not { Count: 3 } opening
            || !IsSalt(opening[0]!) || !Is(opening[1]!, commitment.Name))
        {
            throw new BadOpeningException(commitment.Name);
        }

        var value = opening[2]!;
        opening.RemoveAt(2);
        return value;
    }

    private static JsonArray? ReadOpening(byte[] bytes)
    {
        try
        {
            return CanonicalJson.Read(bytes) as JsonArray;
        }
        catch (CanonicalJsonException)
        {
            return null;
        }
    }

    private static bool Is(JsonNode node, string name) => node is JsonValue value && value.TryGetValue(out string? text) && text == name;

    private static bool IsSalt(JsonNode node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && Base64Url.IsValid(text, out var length) && length == SaltBytes
        && Base64Url.EncodeToString(Base64Url.DecodeFromChars(text)) == text;

    private static string DigestOf(string disclosure) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));
}
