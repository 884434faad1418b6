using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Reads single entries, their parts and receipts out of a log's files, keeping the bundle read last. It believes the files; nothing is verified.</summary>
public sealed class LogReader
{
    private readonly Func<string, byte[]?> files;
    private readonly SignedNote note;
    private readonly Dictionary<string, byte[]> tiles = [];
    private (long Number, byte[] Bytes, IReadOnlyList<Range> Places, IReadOnlyList<PartLine> Parts) bundle = (-1, [], [], []);

    /// <summary>A log by its files and the head to read it at.</summary>
    public LogReader(Func<string, byte[]?> files, SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        (this.files, this.note) = (files, note);
        Tree = Checkpoint.Parse(note.Text);
    }

    /// <summary>The head.</summary>
    public Checkpoint Tree { get; }

    /// <summary>The bytes of an entry; an index not below the size, or a file that is missing, throws <see cref="LogFormatException"/>.</summary>
    public byte[] Entry(long index)
    {
        Load(index);
        return bundle.Bytes[bundle.Places[(int)(index % Tile.FullWidth)]];
    }

    /// <summary>Its kept parts, by name.</summary>
    public IReadOnlyList<PartLine> Parts(long index)
    {
        Load(index);
        return [.. bundle.Parts.Where(line => line.Index == index)];
    }

    /// <summary>Its receipt under the head.</summary>
    public TlogProof Receipt(long index)
    {
        var read = new Dictionary<(int, long), byte[]>();
        foreach (var tile in Tile.ForProof(index, Tree.Size))
        {
            var bytes = tiles.TryGetValue(tile.Path, out var known) ? known : tiles[tile.Path] = files(tile.Path) ?? throw Dossier.Missing(tile.Path);
            read[(tile.Level, tile.Number)] = bytes.Length == tile.Width * TreeHash.Size ? bytes : throw new LogFormatException("BadTile", $"The file {tile.Path} is no tile of its width.");
        }

        return new TlogProof(index, MerkleTree.InclusionProof(index, Tree.Size, Tile.Reader(read)), note);
    }

    /// <summary>All entries in order, with their kept parts.</summary>
    public IEnumerable<(long Index, byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> All()
    {
        for (var index = 0L; index < Tree.Size; index++)
        {
            Load(index);
            var lines = bundle.Parts.Where(line => line.Index == index).ToDictionary(line => line.Name, line => line.Disclosure);
            yield return (index, Entry(index), lines);
        }
    }

    /// <summary>Every path of the log's set of files, documents included, in ordinal order; entries are read for the documents they name.</summary>
    public IReadOnlyList<string> Paths()
    {
        var documents = new NamedDocuments();
        for (var index = 0L; index < Tree.Size; index++)
        {
            if (EntryScan.TryRead(Entry(index), out var entry))
            {
                documents.Note(index, Entry(index), entry);
            }
        }

        var paths = new List<string> { LogPaths.Checkpoint };
        foreach (var tile in Tile.All(Tree.Size))
        {
            paths.Add(tile.Path);
            paths.AddRange(tile.Level == 0 ? [Tile.EntriesPath(tile.Number, tile.Width), LogPaths.Parts(tile.Number, tile.Width)] : []);
        }

        paths.AddRange(documents.All.Select(named => LogPaths.Document(named.Hash)));
        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    private void Load(long index)
    {
        var number = index / Tile.FullWidth;
        if (number == bundle.Number)
        {
            return;
        }

        if (index < 0 || index >= Tree.Size)
        {
            throw new LogFormatException("NoSuchEntry", $"The log has no entry {index}.");
        }

        var width = Tile.At(0, number, Tree.Size).Width;
        var bytes = files(Tile.EntriesPath(number, width)) ?? throw Dossier.Missing(Tile.EntriesPath(number, width));
        bundle = (number, bytes, EntryBundle.Read(bytes, width), [.. PartLines.Read(files(LogPaths.Parts(number, width)) ?? [])]);
    }
}
