using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Panels;

/// <summary>The account id of a member of the panel; compared ordinally, a plain string in JSON.</summary>
[JsonConverter(typeof(MemberIdJsonConverter))]
public readonly record struct MemberId(string Value)
{
    /// <summary>The id itself.</summary>
    public override string ToString() => Value;
}

/// <summary>Writes a member id as a string, also where it is the key of a map; an empty id is a <see cref="JsonException"/>.</summary>
public sealed class MemberIdJsonConverter : JsonConverter<MemberId>
{
    /// <inheritdoc/>
    public override MemberId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.GetString() is { Length: > 0 } id
            ? new MemberId(id)
            : throw new JsonException("a member id is a string of at least one character");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MemberId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override MemberId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, MemberId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
