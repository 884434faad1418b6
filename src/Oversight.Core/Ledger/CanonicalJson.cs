using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Oversight.Core.Ledger;

/// <summary>
/// RFC 8785 (JCS) for a closed schema: objects, arrays, strings in normalisation form C, booleans and integers below 2^53 in magnitude.
/// No null and no fractions; at most 64 levels deep.
/// </summary>
public static class CanonicalJson
{
    private const long LargestInteger = (1L << 53) - 1;
    private const int DeepestLevel = 64;

    private static readonly UTF8Encoding Utf8Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DeepestLevel };

    /// <summary>The one canonical UTF-8 form of the value; anything outside the closed schema throws <see cref="CanonicalJsonException"/>.</summary>
    public static byte[] Write(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder(1024);
        WriteValue(text, value, new Place(null, "$", 0));
        return Utf8Text.GetBytes(text.ToString());
    }

    /// <summary>The value these bytes are the canonical form of; any other bytes throw <see cref="CanonicalJsonException"/>.</summary>
    public static JsonNode Read(ReadOnlySpan<byte> bytes)
    {
        var value = Parse(bytes);
        if (!Write(value).AsSpan().SequenceEqual(bytes))
        {
            throw new CanonicalJsonException("$", "the bytes are not in canonical form");
        }

        return value;
    }

    private static JsonNode Parse(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new CanonicalJsonException("$", "the bytes are not UTF-8");
        }

        try
        {
            return JsonNode.Parse(bytes, null, Strict) ?? throw new CanonicalJsonException("$", "null is not in the schema");
        }
        catch (JsonException cause)
        {
            throw new CanonicalJsonException(cause.Path ?? "$", "this is not strict JSON", cause);
        }
        catch (InvalidOperationException cause)
        {
            // How the parser reports a member name with an escaped lone surrogate.
            throw new CanonicalJsonException("$", "a member name holds a lone surrogate", cause);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, Place place)
    {
        switch (value)
        {
            case JsonObject or JsonArray when place.Level == DeepestLevel:
                throw place.Refuse($"nested deeper than {DeepestLevel} levels");
            case JsonObject members:
                WriteObject(text, members, place);
                break;
            case JsonArray items:
                WriteArray(text, items, place);
                break;
            case JsonValue scalar:
                WriteScalar(text, scalar, place);
                break;
            default:
                throw place.Refuse("null is not in the schema; leave the member out");
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject members, Place place)
    {
        // RFC 8785 §3.2.3: by UTF-16 code units, which is what ordinal order means here.
        var sorted = members.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        text.Append('{');
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            var member = place.Inside(sorted[i].Key);
            WriteString(text, sorted[i].Key, member);
            text.Append(':');
            WriteValue(text, sorted[i].Value, member);
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonArray items, Place place)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            WriteValue(text, items[i], place.Inside(i));
        }

        text.Append(']');
    }

    private static void WriteScalar(StringBuilder text, JsonValue scalar, Place place)
    {
        switch (scalar.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Number:
                text.Append(CultureInfo.InvariantCulture, $"{IntegerOf(scalar, place)}");
                break;
            case JsonValueKind.String:
                WriteString(text, StringOf(scalar, place), place);
                break;
            default:
                throw place.Refuse("not in the schema");
        }
    }

    private static long IntegerOf(JsonValue scalar, Place place)
    {
        var integer = scalar.TryGetValue(out long large) ? large
            : scalar.TryGetValue(out int small) ? small
            : throw place.Refuse("a number must be an integer");
        return integer is >= -LargestInteger and <= LargestInteger ? integer : throw place.Refuse("an integer must be smaller than 2^53 in magnitude");
    }

    private static string StringOf(JsonValue scalar, Place place)
    {
        try
        {
            return scalar.TryGetValue(out string? text) ? text : throw place.Refuse("not a plain string");
        }
        catch (InvalidOperationException cause)
        {
            // How the parser reports an escaped lone surrogate, which only shows when the string is asked for.
            throw place.Refuse("a string holds a lone surrogate", cause);
        }
    }

    private static void WriteString(StringBuilder text, string value, Place place)
    {
        if (!TextRules.IsWellFormed(value))
        {
            throw place.Refuse("a string holds a lone surrogate or U+FFFE");
        }

        if (!TextRules.IsNormalised(value))
        {
            throw place.Refuse("a string is not in normalisation form C");
        }

        text.Append('"');
        AppendEscaped(text, value);
        text.Append('"');
    }

    /// <summary>RFC 8785 §3.2.2.2.</summary>
    private static void AppendEscaped(StringBuilder text, string value)
    {
        var from = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c >= ' ' && c is not ('"' or '\\'))
            {
                continue;
            }

            text.Append(value, from, i - from);
            from = i + 1;
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        text.Append(value, from, value.Length - from);
    }

    /// <summary>Where the writer stands; the path is spelt out only when something is refused.</summary>
    private sealed record Place(Place? Outer, object Step, int Level)
    {
        public Place Inside(object step) => new(this, step, Level + 1);

        public CanonicalJsonException Refuse(string reason, Exception? cause = null) => new(Path, reason, cause);

        private string Path => Outer is null ? "$" : Step is int index ? $"{Outer.Path}[{index}]" : $"{Outer.Path}.{Step}";
    }
}
