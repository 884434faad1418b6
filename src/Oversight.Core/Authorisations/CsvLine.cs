namespace Oversight.Core.Authorisations;

/// <summary>A record as one line of RFC 4180; an empty field stands for an absent one.</summary>
internal static class CsvLine
{
    private static readonly UsageField[] Needed = [UsageField.Time, UsageField.Destination, UsageField.Protocol, UsageField.Operator, UsageField.Action];

    /// <summary>What the columns hold; empty for a header that names a field twice, an unknown one, or leaves out a needed one.</summary>
    public static UsageField[] Columns(ReadOnlySpan<byte> line, byte[] buffer, bool needsSource)
    {
        var columns = new List<UsageField>();
        for (var hasMore = true; hasMore;)
        {
            if (!TryTakeField(ref line, buffer, out var name, out hasMore) || UsageDraft.FieldOf(name) is not { } field || columns.Contains(field))
                return [];
            columns.Add(field);
        }

        return Needed.All(columns.Contains) && (!needsSource || columns.Contains(UsageField.Source)) ? [.. columns] : [];
    }

    /// <summary>Fills the draft; null unless the line does not fit the columns, which is told before any fault inside.</summary>
    public static MalformedReason? Read(ReadOnlySpan<byte> line, UsageField[] columns, byte[] buffer, TextPool pool, ref UsageDraft draft)
    {
        var count = 0;
        for (var hasMore = true; hasMore; count++)
        {
            if (!TryTakeField(ref line, buffer, out var text, out hasMore))
                return MalformedReason.BadQuoting;
            if (count < columns.Length && text.Length > 0)
                draft.Read(columns[count], text, pool);
        }

        return count == columns.Length ? null : MalformedReason.WrongColumnCount;
    }

    /// <summary>Takes a field and the comma behind it off the line; false when a quotation mark is out of place.</summary>
    private static bool TryTakeField(ref ReadOnlySpan<byte> line, byte[] buffer, out ReadOnlySpan<byte> field, out bool hasMore)
    {
        var length = line.IndexOf((byte)',');
        if (line is [(byte)'"', ..])
        {
            if (!TryTakeQuoted(ref line, buffer, out field))
            {
                hasMore = false;
                return false;
            }

            length = line.IndexOf((byte)',');
            hasMore = length == 0;
            line = hasMore ? line[1..] : line;
            return hasMore || line.IsEmpty;
        }

        hasMore = length >= 0;
        field = hasMore ? line[..length] : line;
        line = hasMore ? line[(length + 1)..] : default;
        return !field.Contains((byte)'"');
    }

    /// <summary>Takes a field in quotation marks, of which a doubled one is one.</summary>
    private static bool TryTakeQuoted(ref ReadOnlySpan<byte> line, byte[] buffer, out ReadOnlySpan<byte> field)
    {
        field = default;
        var count = 0;
        for (var at = 1; at < line.Length; at++)
        {
            if (line[at] == '"' && (at + 1 == line.Length || line[at + 1] != '"'))
            {
                field = buffer.AsSpan(0, count);
                line = line[(at + 1)..];
                return true;
            }

            if (line[at] == '"')
                at++;
            buffer[count++] = line[at];
        }

        return false;
    }
}
