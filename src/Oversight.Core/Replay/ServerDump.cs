using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Replay;

/// <summary>
/// What the server's tables hold at one moment, and the entries they rest on: those below <paramref name="Size"/> in the log, and behind them those of
/// <paramref name="Entries"/>, which had no place under a published head yet. So nothing in it rests on anything that cannot be replayed.
/// </summary>
/// <param name="Size">Entries of the published head.</param>
/// <param name="Entries">Entries beyond that head, in the order they were written; their indexes are not known, and negative.</param>
/// <param name="States">The stored state of every case.</param>
/// <param name="Rows">Rows that follow from the entries of requests.</param>
public sealed record ServerDump(long Size, IReadOnlyList<LoggedEntry> Entries, IReadOnlyList<StoredState> States, IReadOnlyList<StoredRow> Rows)
{
    private const string Bad = "BadDump";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The first line: the published head, and how many entries beyond it follow.</summary>
    public static byte[] First(long size, int entries) => Line(new JsonObject { ["entries"] = entries, ["size"] = size });

    /// <summary>The line of an entry beyond the head, with the parts still kept.</summary>
    public static byte[] Of(byte[] entry, IEnumerable<KeyValuePair<string, string>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Line(new JsonObject { ["entry"] = Convert.ToBase64String(entry), ["parts"] = new JsonObject(parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value))) });
    }

    /// <summary>The line of a stored state.</summary>
    public static byte[] Of(StoredState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Line(new JsonObject { ["case"] = state.Case, ["caseSeq"] = state.CaseSeq, ["snapshot"] = state.Json });
    }

    /// <summary>The line of a row.</summary>
    public static byte[] Of(StoredRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Line(new JsonObject { ["case"] = row.Case, ["row"] = row.Json, ["table"] = row.Table });
    }

    /// <summary>The last line, without which the dump is not whole.</summary>
    public static byte[] Last(int states, int rows) => Line(new JsonObject { ["rows"] = rows, ["states"] = states });

    /// <summary>Reads the lines of a dump; anything else, and one that is not whole, throws <see cref="LogFormatException"/>.</summary>
    public static ServerDump Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        (long Size, int Entries)? first = null;
        (int States, int Rows)? last = null;
        var (entries, states, rows) = (new List<LoggedEntry>(), new List<StoredState>(), new List<StoredRow>());
        foreach (var line in lines)
        {
            var node = Node(line);
            if (last is not null || (first is null) != node.ContainsKey("size"))
                throw new LogFormatException(Bad, "The dump begins with the size of the head it was taken at, and nothing comes after its last line.");
            if (first is null)
                first = (Get<long>(node, "size"), Get<int>(node, "entries"));
            else if (node.ContainsKey("entry"))
                entries.Add(new LoggedEntry(-1, StrictBase64.Decode(Get<string>(node, "entry")), Parts(node["parts"])));
            else if (node.ContainsKey("snapshot"))
                states.Add(new StoredState(Get<string>(node, "case"), Get<string>(node, "snapshot"), Get<int>(node, "caseSeq")));
            else if (node.ContainsKey("table"))
                rows.Add(new StoredRow(Get<string>(node, "table"), Get<string>(node, "case"), Get<string>(node, "row")));
            else
                last = (Get<int>(node, "states"), Get<int>(node, "rows"));
        }
        return first is var (size, count) && count == entries.Count && size >= 0 && last == (states.Count, rows.Count)
            ? new ServerDump(size, entries, states, rows) : throw new LogFormatException(Bad, "The dump is not whole; fetch it again.");
    }

    private static Dictionary<string, string> Parts(JsonNode? node) =>
        node is JsonObject parts ? parts.ToDictionary(part => part.Key, part => part.Value is JsonValue value && value.TryGetValue(out string? text) ? text : throw NotALine()) : throw NotALine();

    private static JsonObject Node(string line)
    {
        try
        {
            return JsonNode.Parse(line, null, Strict) as JsonObject ?? throw NotALine();
        }
        catch (JsonException cause)
        {
            throw new LogFormatException(Bad, $"A line of the dump cannot be read: {cause.Message}", cause);
        }
    }

    private static T Get<T>(JsonObject node, string name) => node[name] is JsonValue value && value.TryGetValue(out T? it) ? it : throw NotALine();

    private static LogFormatException NotALine() => new(Bad, "A line of the dump is none of a dump.");

    private static byte[] Line(JsonObject line) => [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
}

/// <summary>What the comparison with a dump came to.</summary>
/// <param name="Divergences">What the tables hold otherwise than the entries say, and what is wrong with entries only the dump has; by case.</param>
/// <param name="NotCompared">What could not be compared, and why; with any of it the dump proves nothing whole.</param>
/// <param name="Beyond">Entries the dump has and this log has not; they were replayed too.</param>
public sealed record DumpFindings(IReadOnlyList<Divergence> Divergences, IReadOnlyList<string> NotCompared, int Beyond)
{
    /// <summary>Nothing was compared, so nothing found.</summary>
    public static DumpFindings None { get; } = new([], [], 0);
}
