using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>A kept content part as a line of a file of parts.</summary>
/// <param name="Index">Leaf index of its entry.</param>
/// <param name="Name">Name of the part.</param>
/// <param name="Disclosure">What opens the entry's commitment (<see cref="Part"/>).</param>
public sealed record PartLine(long Index, string Name, string Disclosure);

/// <summary>Files of parts: one canonical JSON line each, <c>{"disclosure","index","name"}</c>, ordered by index, then name.</summary>
public static class PartLines
{
    /// <summary>The file of these parts, which are already in order; empty for none.</summary>
    public static byte[] Write(IEnumerable<PartLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var file = new MemoryStream();
        foreach (var line in lines)
        {
            file.Write(CanonicalJson.Write(new JsonObject { ["disclosure"] = line.Disclosure, ["index"] = line.Index, ["name"] = line.Name }));
            file.WriteByte((byte)'\n');
        }

        return file.ToArray();
    }

    /// <summary>Reads exactly such a file; anything else, lines out of order or twice, throws <see cref="LogFormatException"/>. Nothing is opened yet.</summary>
    public static IEnumerable<PartLine> Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        PartLine? last = null;
        for (var start = 0; start < file.Length;)
        {
            var length = file.AsSpan(start).IndexOf((byte)'\n');
            var line = length < 0 ? throw Bad("the last line has no end") : ReadLine(file.AsSpan(start, length));
            if (last is not null && (line.Index < last.Index || (line.Index == last.Index && string.CompareOrdinal(line.Name, last.Name) <= 0)))
            {
                throw Bad($"the part '{line.Name}' of entry {line.Index} is out of order");
            }

            yield return last = line;
            start += length + 1;
        }
    }

    private static PartLine ReadLine(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return CanonicalJson.Read(bytes) is JsonObject { Count: 3 } line
                && line["index"] is JsonValue index && index.TryGetValue(out long number) && number >= 0
                && line["name"] is JsonValue name && name.TryGetValue(out string? text)
                && line["disclosure"] is JsonValue disclosure && disclosure.TryGetValue(out string? opening)
                ? new PartLine(number, text, opening)
                : throw Bad("a line is a disclosure, an index and a name");
        }
        catch (CanonicalJsonException cause)
        {
            throw new LogFormatException("BadParts", $"The parts cannot be read: {cause.Message}", cause);
        }
    }

    private static LogFormatException Bad(string what) => new("BadParts", $"The parts cannot be read: {what}.");
}
