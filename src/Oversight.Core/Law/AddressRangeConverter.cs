using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Law;

/// <summary>Reads and writes an address range in CIDR form; a bad one is refused with its reason.</summary>
public sealed class AddressRangeConverter : JsonConverter<AddressRange>
{
    /// <inheritdoc/>
    public override AddressRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("An address range is a string.");
        return AddressRange.TryParse(reader.GetString()!, out var range, out var reason) ? range : throw new JsonException(reason);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AddressRange value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
