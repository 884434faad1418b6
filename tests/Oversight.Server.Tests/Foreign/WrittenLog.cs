using System.Text;
using Oversight.Core.Ledger;

namespace Oversight.Server.Tests.Foreign;

/// <summary>A log on disk, written with Core's tree, tiles and notes alone: a checkpoint for each size, the last being the newest. Deleted at the end.</summary>
internal sealed class WrittenLog : IDisposable
{
    public const string Origin = "log.example/oversight";

    public static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_830_000_000);
    public static readonly NoteSigner Log = NoteSigner.Create(Origin, NoteKeyType.Ed25519, Seed(1));
    public static readonly NoteSigner Second = NoteSigner.Create(Origin, NoteKeyType.Ecdsa, []);
    public static readonly NoteSigner Witness = NoteSigner.Create("witness.example/w", NoteKeyType.Cosignature, Seed(2));

    private readonly byte[][] entries;
    private readonly TreeHash[] leaves;

    public WrittenLog(params int[] sizes)
    {
        entries = [.. Enumerable.Range(0, sizes[^1]).Select(Entry)];
        leaves = [.. entries.Select(entry => TreeHash.OfLeaf(entry))];
        Directory.CreateDirectory(Folder);
        foreach (var size in sizes)
            Publish(size);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"oversight-log-{Guid.NewGuid():N}");

    public static byte[] Seed(int number) => [.. Enumerable.Repeat((byte)number, 32)];

    /// <summary>Entries of many lengths, some of them empty, some as long as an entry may be.</summary>
    public static byte[] Entry(int index) =>
        index % 512 == 300 ? [.. Enumerable.Repeat((byte)(index % 251), EntryDocument.MaximumBytes)] : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"entry {index} ", index % 5)));

    public string PathOf(string file) => Path.Combine(Folder, file);

    public byte[] Read(string file) => File.ReadAllBytes(PathOf(file));

    public void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllBytes(PathOf(file), bytes);
    }

    public TreeHash Subtree(int level, long index) =>
        level == 0 ? leaves[index] : TreeHash.OfNode(Subtree(level - 1, 2 * index), Subtree(level - 1, (2 * index) + 1));

    /// <summary>The checkpoint of a size, signed by the log twice and by the witness.</summary>
    public SignedNote Sign(int size) => Sign(new Checkpoint(Origin, size, MerkleTree.Root(size, Subtree)));

    public static SignedNote Sign(Checkpoint checkpoint) => new(checkpoint.Text, [.. new[] { Log, Second, Witness }.Select(signer => signer.Sign(checkpoint.Text, At))]);

    public TlogProof Receipt(int index, int size) => new(index, MerkleTree.InclusionProof(index, size, Subtree), Sign(size));

    public void Dispose() => Directory.Delete(Folder, true);

    private void Publish(int size)
    {
        foreach (var tile in Tile.All(size))
        {
            var first = tile.Number * Tile.FullWidth;
            Write(tile.Path, [.. Enumerable.Range(0, tile.Width).SelectMany(i => Subtree(tile.Level * Tile.Height, first + i).ToArray())]);
            if (tile.Level == 0)
                Write(Tile.EntriesPath(tile.Number, tile.Width), EntryBundle.Of(entries.Skip((int)first).Take(tile.Width)));
        }
        var note = Encoding.UTF8.GetBytes(Sign(size).ToString());
        Write("checkpoint", note);
        Write($"checkpoints/{size}", note);
    }
}
