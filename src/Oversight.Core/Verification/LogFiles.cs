using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Makes the files of a log from its entries, one at a time, with memory for one bundle: tiles, bundles of entries, parts and documents. The checkpoint is the
/// caller's to sign.
/// </summary>
/// <param name="write">Takes each file once: its path below the log's prefix, and its bytes.</param>
public sealed class LogFiles(Action<string, byte[]> write)
{
    private readonly List<List<byte>> levels = [];
    private readonly List<PartLine> parts = [];
    private readonly TreeFrontier tree = new();
    private readonly List<byte[]> bundle = new(Tile.FullWidth);

    /// <summary>Number of entries so far.</summary>
    public long Size => tree.Size;

    /// <summary>All files of a log of these entries, its checkpoint signed by these keys. Meant for logs that fit in memory.</summary>
    /// <param name="origin">Name of the log.</param>
    /// <param name="entries">Bytes of each entry and its kept parts, disclosures by name.</param>
    /// <param name="documents">Documents the entries name by hash.</param>
    /// <param name="signers">Keys of the log, and of witnesses where wanted.</param>
    /// <param name="at">Time of cosignatures.</param>
    public static SortedDictionary<string, byte[]> Of(
        string origin, IEnumerable<(byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> entries, IEnumerable<byte[]> documents,
        IEnumerable<NoteSigner> signers, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(signers);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var log = new LogFiles((path, bytes) => files[path] = bytes);
        foreach (var (bytes, kept) in entries)
        {
            log.Add(bytes, kept);
        }

        foreach (var document in documents)
        {
            files[LogPaths.DocumentOf(document)] = document;
        }

        var text = log.Finish(origin).Text;
        files[LogPaths.Checkpoint] = System.Text.Encoding.UTF8.GetBytes(new SignedNote(text, [.. signers.Select(signer => signer.Sign(text, at))]).ToString());
        return files;
    }

    /// <summary>Adds an entry with the parts that are kept of it; a file is written as soon as it is full.</summary>
    public void Add(ReadOnlySpan<byte> entry, IReadOnlyDictionary<string, string> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var leaf = TreeHash.OfLeaf(entry);
        parts.AddRange(kept.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => new PartLine(Size, part.Key, part.Value)));
        bundle.Add(entry.ToArray());
        tree.Add(leaf);
        AddHash(0, leaf);
        if (Size % Tile.FullWidth == 0)
        {
            WriteBundle((Size / Tile.FullWidth) - 1, Tile.FullWidth);
        }
    }

    /// <summary>Writes the files that are not full and gives the tree head to sign. Nothing can be added afterwards.</summary>
    public Checkpoint Finish(string origin)
    {
        var (number, width) = Math.DivRem(Size, Tile.FullWidth);
        if (width > 0)
        {
            WriteBundle(number, (int)width);
        }

        for (var level = 0; level < levels.Count; level++)
        {
            var hashes = Tile.HashesAt(level, Size);
            if (hashes % Tile.FullWidth > 0)
            {
                write(Tile.At(level, hashes / Tile.FullWidth, Size).Path, [.. levels[level]]);
            }
        }

        return new Checkpoint(origin, Size, tree.Root());
    }

    private void AddHash(int level, TreeHash hash)
    {
        if (level == levels.Count)
        {
            levels.Add(new List<byte>(Tile.FullWidth * TreeHash.Size));
        }

        var tile = levels[level];
        tile.AddRange(hash.ToArray());
        if (tile.Count < Tile.FullWidth * TreeHash.Size)
        {
            return;
        }

        byte[] bytes = [.. tile];
        tile.Clear();
        write(new Tile(level, (Tile.HashesAt(level, Size) / Tile.FullWidth) - 1, Tile.FullWidth).Path, bytes);
        AddHash(level + 1, Tile.Fold(bytes));
    }

    private void WriteBundle(long number, int width)
    {
        write(Tile.EntriesPath(number, width), EntryBundle.Of(bundle));
        write(LogPaths.Parts(number, width), PartLines.Write(parts));
        bundle.Clear();
        parts.Clear();
    }
}
