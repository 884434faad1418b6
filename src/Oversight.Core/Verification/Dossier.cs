using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Verification;

/// <summary>Takes a dossier out of a log: the entries of a case and of what its decisions hang on, each with its receipt.</summary>
public static class Dossier
{
    /// <summary>The registers decisions hang on: who has an account, which keys sign, who sits on the panel, by which rules it decides.</summary>
    public static IReadOnlyList<string> Registers { get; } = ["accounts", "keys", "panel", "rulebook"];

    /// <summary>
    /// The files of the dossier, and the cases it holds. What the log lacks or cannot be read throws <see cref="LogFormatException"/>; nothing is verified.
    /// </summary>
    /// <param name="files">The log's files.</param>
    /// <param name="number">The case.</param>
    /// <param name="indexes">Leaf indexes of a case's entries, ascending; empty for a case the log does not know.</param>
    public static (ExportManifest Manifest, SortedDictionary<string, byte[]> Files) Collect(
        Func<string, byte[]?> files, string number, Func<string, IReadOnlyList<long>> indexes)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(indexes);
        var checkpoint = files(LogPaths.Checkpoint) ?? throw Missing(LogPaths.Checkpoint);
        var log = new LogReader(files, SignedNote.Parse(checkpoint));
        var wanted = Cases(log, number, indexes);
        if (wanted[number].Count == 0)
        {
            throw new LogFormatException("UnknownCase", $"The log has no entries of {number}.");
        }

        var collected = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { [LogPaths.Checkpoint] = checkpoint };
        var documents = new NamedDocuments();
        foreach (var index in wanted.Values.SelectMany(some => some).Order())
        {
            var bytes = log.Entry(index);
            collected[LogPaths.Entry(index)] = bytes;
            collected[LogPaths.Receipt(index)] = Encoding.UTF8.GetBytes(log.Receipt(index).ToString());
            if (log.Parts(index) is { Count: > 0 } parts)
            {
                collected[LogPaths.PartsOf(index)] = PartLines.Write(parts);
            }

            documents.Note(index, bytes, EntryScan.TryRead(bytes, out var entry) ? entry : throw new LogFormatException("MalformedEntry", $"Entry {index} is none."));
        }

        foreach (var path in documents.All.Select(named => LogPaths.Document(named.Hash)))
        {
            if (files(path) is { } document)
            {
                collected[path] = document;
            }
        }

        var held = wanted.Where(one => one.Value.Count > 0).Select(one => one.Key).Order(StringComparer.Ordinal);
        return (new ExportManifest(log.Tree.Origin, log.Tree.Size, number, [.. held]), collected);
    }

    /// <summary>The case, the registers, and the requests it names: its parent, its extension, refused ones that are similar; and what these name.</summary>
    private static Dictionary<string, IReadOnlyList<long>> Cases(LogReader log, string number, Func<string, IReadOnlyList<long>> indexes)
    {
        var cases = Registers.Append(number).Distinct().ToDictionary(one => one, indexes);
        for (var open = new Queue<string>([number]); open.TryDequeue(out var next);)
        {
            foreach (var named in cases[next].SelectMany(index => NamedIn(log, index)).Distinct().Where(named => !cases.ContainsKey(named)).ToList())
            {
                cases[named] = indexes(named);
                open.Enqueue(named);
            }
        }

        return cases;
    }

    private static IEnumerable<string> NamedIn(LogReader log, long index)
    {
        var entry = EntryDocument.Read(log.Entry(index));
        var contents = entry.Parts.Join(log.Parts(index), part => part.Name, line => line.Name, (part, line) => Ledger.Part.Open(part, line.Disclosure));
        return contents.Append(entry.Event).SelectMany(NamedIn);
    }

    private static IEnumerable<string> NamedIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => NamedIn(member.Value)),
        JsonValue value when value.TryGetValue(out string? text) && RequestId.TryParse(text, out _) => [text],
        JsonArray items => items.SelectMany(NamedIn),
        _ => [],
    };

    internal static LogFormatException Missing(string path) => new("FileMissing", $"The file {path} is missing.");
}
