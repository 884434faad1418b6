using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Server.Hosting;

/// <summary>
/// JSON at the edge: the core's shapes, but text is normalised to NFC, instants may carry any offset, and what does not fit is refused with
/// its place. Unknown and duplicate members are refused.
/// </summary>
public static class ApiJson
{
    /// <summary>Longest request body that is not a file, in bytes.</summary>
    public const int LongestBody = 1 << 20;

    private const int LongestPointer = 500;

    private static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"];

    /// <summary>Options for bodies.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Reads a body, or says what is wrong with it.</summary>
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext http) where T : class
    {
        var (bytes, problem) = await BytesAsync(http);
        return problem is null ? Parse<T>(http, bytes!) : (null, problem);
    }

    /// <summary>The body's bytes, within the limit and of the right type.</summary>
    public static async Task<(byte[]? Bytes, IResult? Problem)> BytesAsync(HttpContext http) => http.Request.HasJsonContentType()
        ? await BytesAsync(http, LongestBody)
        : (null, Problems.Result(http, StatusCodes.Status415UnsupportedMediaType, "JsonExpected"));

    /// <summary>The body's bytes, of any type, up to a limit of their own.</summary>
    public static async Task<(byte[]? Bytes, IResult? Problem)> BytesAsync(HttpContext http, int longest)
    {
        if (http.Request.ContentLength > longest)
            return (null, Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "BodyTooLarge"));
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            if (buffer.Length + read > longest)
                return (null, Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "BodyTooLarge"));
            buffer.Write(chunk, 0, read);
        }
        return (buffer.ToArray(), null);
    }

    /// <summary>Parses bytes already read.</summary>
    public static (T? Body, IResult? Problem) Parse<T>(HttpContext http, byte[] bytes) where T : class
    {
        var (body, fault, reason) = Parse<T>(bytes);
        return body is null ? (null, Problems.Result(http, StatusCodes.Status400BadRequest, "InvalidJson", fault is null ? null : [fault], reason)) : (body, null);
    }

    /// <summary>Parses bytes; where they do not fit, the place at fault and the reason. JSON's null names no place.</summary>
    public static (T? Body, FieldError? Fault, string? Reason) Parse<T>(ReadOnlySpan<byte> bytes) where T : class
    {
        try
        {
            return (JsonSerializer.Deserialize<T>(bytes, Options), null, null);
        }
        catch (JsonException fault)
        {
            return (null, new FieldError(Pointer(fault), "InvalidValue"), Reason(fault));
        }
    }

    /// <summary>Reads an instant as bodies write it.</summary>
    public static bool TryParseInstant(string text, out DateTimeOffset at)
    {
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        var isInstant = DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out at)
            && hasOffset && at.UtcDateTime.Year is >= 2000 and <= 2099;
        at = at.ToUniversalTime();
        return isInstant;
    }

    private static string Pointer(JsonException fault)
    {
        var pointer = Pointer(fault.Path);
        return fault.Message.StartsWith(OversightJson.NullElement, StringComparison.Ordinal) ? pointer[..Math.Max(0, pointer.LastIndexOf('/'))] : pointer;
    }

    /// <summary>From the reader's path ($.scope[0]['a.b']) to a JSON pointer (/scope/0/a.b, RFC 6901).</summary>
    private static string Pointer(string? path)
    {
        var pointer = new StringBuilder();
        for (var at = 1; path is not null && at < path.Length;)
        {
            var (open, close) = path[at] == '.' ? (1, "") : path.AsSpan(at).StartsWith("['") ? (2, "']") : (1, "]");
            var start = at + open;
            var end = close.Length > 0 ? path.IndexOf(close, start, StringComparison.Ordinal) : path.AsSpan(start).IndexOfAny('.', '[') is >= 0 and var length ? start + length : -1;
            end = end < 0 ? path.Length : end;
            pointer.Append('/').Append(path[start..end].Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            at = end + close.Length;
        }
        return pointer.Length > LongestPointer ? "" : pointer.ToString();
    }

    /// <summary>The first sentence: what follows names types of the program.</summary>
    private static string Reason(JsonException fault)
    {
        var text = fault.Message.Split(" Path:")[0];
        return text.Contains("Oversight.", StringComparison.Ordinal) || text.Contains("System.", StringComparison.Ordinal)
            ? "The value has the wrong type, is not one of those allowed, or a member is unknown or missing."
            : text;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(OversightJson.Options) { MaxDepth = 32 };
        options.Converters.Insert(0, new NormalisedText());
        options.Converters.Insert(0, new AnyOffset());
        options.MakeReadOnly();
        return options;
    }

    private sealed class NormalisedText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Accept(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Accept(ref reader)!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string? Accept(ref Utf8JsonReader reader)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                throw new JsonException("A string is expected.");
            string? text;
            try
            {
                text = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw new JsonException("The text holds a lone surrogate.");
            }
            return text is null ? null : TextRules.Normalise(text) ?? throw new JsonException("The text holds a lone surrogate or a control character.");
        }
    }

    private sealed class AnyOffset : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParseInstant(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "", out var at)
                ? at
                : throw new JsonException("An instant is written 2028-02-14T09:00:00+09:00, with its offset, in the years 2000 to 2099.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(CanonicalInstant.Format(value));
    }
}
