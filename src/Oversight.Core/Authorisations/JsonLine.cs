using System.Text.Json;

namespace Oversight.Core.Authorisations;

/// <summary>A record as one JSON object; null stands for an absent field.</summary>
internal static class JsonLine
{
    /// <summary>Fills the draft; null unless the line is no JSON object, which is told before any fault inside.</summary>
    public static MalformedReason? Read(ReadOnlySpan<byte> line, byte[] buffer, TextPool pool, ref UsageDraft draft)
    {
        // A file in another format must not cost an exception a line.
        if (line.TrimStart(" \t\r"u8) is not [(byte)'{', ..])
            return MalformedReason.NotJson;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return MalformedReason.NotJson;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadMember(ref reader, buffer, pool, ref draft);

            // Whatever follows the object makes the reader throw.
            reader.Read();
            return null;
        }
        catch (JsonException)
        {
            return MalformedReason.NotJson;
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an escape that is half of a surrogate pair.
            return MalformedReason.NotJson;
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, byte[] buffer, TextPool pool, ref UsageDraft draft)
    {
        if (UsageDraft.FieldOf(TextOf(ref reader, buffer)) is not { } field)
        {
            draft.Blame(MalformedReason.UnknownField);
            reader.Skip();
            return;
        }

        var isFirst = draft.Name(field);
        reader.Read();
        var isRightKind = reader.TokenType == (field == UsageField.Port ? JsonTokenType.Number : JsonTokenType.String);
        if (isRightKind && isFirst)
            draft.Read(field, TextOf(ref reader, buffer), pool);
        else if (!isRightKind && reader.TokenType != JsonTokenType.Null)
            draft.Blame(field);
        reader.Skip();
    }

    private static ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader, byte[] buffer) =>
        reader.ValueIsEscaped ? buffer.AsSpan(0, reader.CopyString(buffer)) : reader.ValueSpan;
}
