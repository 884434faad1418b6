using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Oversight.Core.Ledger;

/// <summary>The one way records become JSON, for entries and for snapshots of the state.</summary>
public static class OversightJson
{
    /// <summary>What is said of a null in a list or map; the path then still names the element that would come next.</summary>
    public const string NullElement = "Null is no element of a list or map.";

    /// <summary>
    /// Read-only. Members camelCase, enums by their declared name or, where marked <see cref="CamelCaseNamesAttribute"/>, in camelCase, instants as <see cref="CanonicalInstant"/>, dates <c>yyyy-MM-dd</c>, null left out.
    /// Reading refuses unknown and duplicate members, and a missing member that is neither nullable nor has a default; computed properties are not written.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            // Read back by this program only, never shown inside a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new EnumConverter(), new InstantConverter(), new TextConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepStoredMembersOnly, RequireWhatCannotBeNull, RefuseNullElements } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void KeepStoredMembersOnly(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Set: null, AssociatedParameter: null })
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // The serialiser cannot require what only a constructor sets; such a constructor refuses null itself.
            property.IsRequired |= property.Set is not null && property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };
        }
    }

    /// <summary>Annotations speak of members only; lists and maps have no place for null either.</summary>
    private static void RefuseNullElements(JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Enumerable)
        {
            type.OnDeserialized = Refuse<IEnumerable>(list => list.Cast<object?>().Contains(null));
        }
        else if (type.Kind is JsonTypeInfoKind.Dictionary)
        {
            type.OnDeserialized = Refuse<IDictionary>(map => map.Values.Cast<object?>().Contains(null));
        }

        static Action<object> Refuse<T>(Func<T, bool> holdsNull) =>
            read => _ = read is T values && holdsNull(values) ? throw new JsonException(NullElement) : false;
    }

    /// <summary>Enums by their one spelling; the platform's converter would also take other cases, blanks around them and lists.</summary>
    internal sealed class EnumConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Spelled<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class Spelled<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(value => value, Name);
        private static readonly Dictionary<string, T> Values = Names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && Values.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException($"One of {string.Join(", ", Values.Keys)} is expected.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Names[value]);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(Names[value]);

        private static string Name(T value) => typeof(T).IsDefined(typeof(CamelCaseNamesAttribute), inherit: false)
            ? JsonNamingPolicy.CamelCase.ConvertName(value.ToString())
            : value.ToString();
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return CanonicalInstant.Parse(reader.GetString()!);
            }
            catch (FormatException cause)
            {
                throw new JsonException("An instant reads yyyy-MM-ddTHH:mm:ss.fffZ.", cause);
            }
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(CanonicalInstant.Format(value));
    }

    /// <summary>The serialiser would silently replace a lone surrogate; here text outside the rules is refused instead.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Accept(reader.GetString());

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Accept(value));

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Accept(reader.GetString())!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(Accept(value)!);

        private static string? Accept(string? text) =>
            text is null || TextRules.IsAcceptable(text) ? text : throw new JsonException("The text is not in normalisation form C, or holds a control character or a lone surrogate.");
    }
}

/// <summary>Marks an enum whose values are words of the interface and read camelCase in JSON; others (states, routes, codes) read as declared.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class CamelCaseNamesAttribute : Attribute;
