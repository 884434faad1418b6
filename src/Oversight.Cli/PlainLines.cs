using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oversight.Cli;

/// <summary>
/// Lines for a screen. What comes from a log, a file or a server may hold characters that move the cursor, hide text, turn it round or break a line, and so
/// could write a verdict of its own; they are written as \u001b and the like. A line ends where this program ends it and nowhere else.
/// </summary>
public sealed class PlainLines(TextWriter to) : TextWriter(CultureInfo.InvariantCulture)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => to.Write(Escaped(value.ToString()));

    public override void Write(string? value) => to.Write(Escaped(value ?? ""));

    public override void WriteLine() => to.WriteLine();

    public override void WriteLine(string? value) => to.WriteLine(Escaped(value ?? ""));

    public override void Flush() => to.Flush();

    public override Task FlushAsync() => to.FlushAsync();

    public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);

    /// <summary>JSON over several lines. Within its strings a line break is escaped already, and what is escaped here means the same to whoever parses it.</summary>
    public void WriteJson(JsonNode json, JsonSerializerOptions? options = null)
    {
        foreach (var line in json.ToJsonString(options ?? Indented).Split('\n'))
            WriteLine(line);
    }

    /// <summary>The text with every control and formatting character, separator of lines and half of a surrogate pair as its code.</summary>
    public static string Escaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var units = isWhole ? rune.Utf16SequenceLength : 1;
            foreach (var unit in text.AsSpan(i, units))
                _ = isWhole && !IsUnseen(rune) ? plain.Append(unit) : plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            i += units;
        }

        return plain.ToString();
    }

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
