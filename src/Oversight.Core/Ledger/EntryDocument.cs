using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Oversight.Core.Ledger;

/// <summary>The commitment an entry holds for one of its parts.</summary>
/// <param name="Name">Path of the part inside the event, e.g. <c>content.scope</c>.</param>
/// <param name="Digest">base64url(SHA-256(ascii(disclosure))), no padding.</param>
public sealed record PartDigest(string Name, string Digest);

/// <summary>An entry as it stands in its bytes, readable without knowing the family of events: header, event without its parts, commitments.</summary>
public sealed partial record EntryDocument(EntryHeader Header, string Type, JsonObject Event, IReadOnlyList<PartDigest> Parts)
{
    /// <summary>Version of the entry format.</summary>
    public const int FormatVersion = 1;

    /// <summary>Most bytes an entry may have: what an entry bundle of the tiled log can hold.</summary>
    public const int MaximumBytes = 65_535;

    private const int MemberCount = 16;

    /// <summary>The entry's bytes; more than <see cref="MaximumBytes"/> throws <c>EntryTooLarge</c>. Takes no copy of <see cref="Event"/> unless it has an owner.</summary>
    public byte[] ToBytes()
    {
        Check();
        var bytes = CanonicalJson.Write(ToJson());
        return bytes.Length <= MaximumBytes ? bytes
            : throw new LedgerException("EntryTooLarge", $"The entry has {bytes.Length} bytes; {MaximumBytes} is the limit. Move long text into parts.");
    }

    /// <summary>The entry these bytes hold; anything but the exact bytes <see cref="ToBytes"/> writes throws <see cref="LedgerException"/>.</summary>
    public static EntryDocument Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
        {
            throw LedgerException.Malformed($"more than {MaximumBytes} bytes");
        }

        var root = CanonicalJson.Read(bytes) as JsonObject ?? throw LedgerException.Malformed("not an object");
        if (root.Count != MemberCount || Number(root, "v") != FormatVersion)
        {
            throw LedgerException.Malformed("unknown version or members");
        }

        var at = Instant(root);
        var header = new EntryHeader(
            Text(root, "log"), Text(root, "case"), Number(root, "caseSeq"), Text(root, "prev"), at, Text(root, "actor"), Text(root, "role"),
            Text(root, "agency"), Text(root, "route"), Text(root, "definition"), Text(root, "ruleSet"));
        var entry = new EntryDocument(header, Text(root, "type"), Member<JsonObject>(root, "event"), [.. Member<JsonArray>(root, "parts").Select(ReadPart)]);
        entry.Check();
        return entry;
    }

    private JsonObject ToJson() => new()
    {
        ["v"] = FormatVersion,
        ["log"] = Header.Log,
        ["type"] = Type,
        ["case"] = Header.Case,
        ["caseSeq"] = Header.CaseSeq,
        ["prev"] = Header.Prev,
        ["at"] = CanonicalInstant.Format(Header.At),
        ["atJst"] = CanonicalInstant.FormatJst(Header.At),
        ["actor"] = Header.Actor,
        ["role"] = Header.Role,
        ["agency"] = Header.Agency,
        ["route"] = Header.Route,
        ["definition"] = Header.Definition,
        ["ruleSet"] = Header.RuleSet,
        ["event"] = Event.Parent is null ? Event : Event.DeepClone(),
        ["parts"] = new JsonArray([.. Parts.Select(part => new JsonObject { ["name"] = part.Name, ["digest"] = part.Digest })]),
    };

    /// <summary>What must hold of every entry, written or read.</summary>
    private void Check()
    {
        if (Header.Log.Length == 0 || Header.Case.Length == 0 || Type.Length == 0 || Header.Actor.Length == 0)
        {
            throw LedgerException.Malformed("log, case, type and actor are never empty");
        }

        if (Header.CaseSeq < 1 || !(Header.CaseSeq == 1 ? Header.Prev.Length == 0 : LeafHashHex().IsMatch(Header.Prev)))
        {
            throw LedgerException.Malformed("caseSeq counts from 1, and every entry but the first names the leaf hash before it");
        }

        for (var i = 0; i < Parts.Count; i++)
        {
            if (!Digest().IsMatch(Parts[i].Digest) || (i > 0 && string.CompareOrdinal(Parts[i - 1].Name, Parts[i].Name) >= 0))
            {
                throw LedgerException.Malformed("parts are digests, each name once, in ordinal order");
            }
        }
    }

    private static PartDigest ReadPart(JsonNode? node) =>
        node is JsonObject { Count: 2 } part ? new PartDigest(Text(part, "name"), Text(part, "digest")) : throw LedgerException.Malformed("a part is a name and a digest");

    private static DateTimeOffset Instant(JsonObject root)
    {
        try
        {
            var at = CanonicalInstant.Parse(Text(root, "at"));
            return CanonicalInstant.FormatJst(at) == Text(root, "atJst") ? at : throw LedgerException.Malformed("at and atJst are different instants");
        }
        // The last hours of the year 9999 have no Japanese time.
        catch (Exception cause) when (cause is FormatException or ArgumentOutOfRangeException)
        {
            throw new LedgerException("MalformedEntry", "The entry is malformed: at is not an instant.", cause);
        }
    }

    private static string Text(JsonObject root, string name) =>
        Member<JsonValue>(root, name).TryGetValue(out string? text) ? text : throw LedgerException.Malformed($"{name} is not a string");

    private static int Number(JsonObject root, string name) =>
        Member<JsonValue>(root, name).TryGetValue(out int number) ? number : throw LedgerException.Malformed($"{name} is not a number");

    private static T Member<T>(JsonObject root, string name) where T : JsonNode =>
        root[name] as T ?? throw LedgerException.Malformed($"{name} is missing or of the wrong kind");

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LeafHashHex();

    /// <summary>43 characters of base64url whose last holds no stray bits.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();
}
