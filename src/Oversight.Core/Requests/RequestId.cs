using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Requests;

/// <summary>A request's number, such as 2028-4K7X-Q2M9: the year of its draft and 40 random bits in Crockford's base 32.</summary>
/// <remarks>Drawn, not counted, so that nobody learns from a number how many requests other agencies made.</remarks>
[JsonConverter(typeof(RequestIdConverter))]
public readonly record struct RequestId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private RequestId(string value) => Value = value;

    /// <summary>The number as shown and as used in addresses.</summary>
    public string Value { get; }

    /// <summary>Makes a number from a year and 5 random bytes.</summary>
    public static RequestId Of(int year, ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, 5);
        ulong bits = 0;
        foreach (var b in random)
            bits = bits << 8 | b;
        var letters = new char[8];
        for (var i = 7; i >= 0; i--, bits >>= 5)
            letters[i] = Alphabet[(int)(bits & 31)];
        return new RequestId($"{year:0000}-{new string(letters, 0, 4)}-{new string(letters, 4, 4)}");
    }

    /// <summary>Parses a number exactly as printed; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId id)
    {
        id = default;
        if (text is not { Length: 14 } || text[4] != '-' || text[9] != '-')
            return false;
        for (var i = 0; i < 14; i++)
            if (i is not (4 or 9) && !(i < 4 ? char.IsAsciiDigit(text[i]) : Alphabet.Contains(text[i])))
                return false;
        id = new RequestId(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

internal sealed class RequestIdConverter : JsonConverter<RequestId>
{
    public override RequestId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RequestId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A request number looks like 2028-4K7X-Q2M9.");

    public override void Write(Utf8JsonWriter writer, RequestId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
