using System.Text;
using Oversight.Core.Ledger;

namespace Oversight.Server.Tests.Foreign;

/// <summary>Logs written by our tree, judged by other people's: what is sound passes, and one byte anywhere makes it fail.</summary>
public sealed class LogTests
{
    private static readonly int[][] Growth =
        [[0], [1], [2], [3], [5], [255], [256], [257], [511], [512], [0, 1, 2, 3, 4, 7, 8, 9, 255, 256, 257, 300, 511, 512, 513, 700], [70, 65_599]];

    /// <summary>A log of 700 entries with checkpoints at 100, 256 and 300, and a change to it that must not pass.</summary>
    private static readonly Dictionary<string, Action<WrittenLog>> Changes = new()
    {
        ["a byte of an entry"] = log => Flip(log, "tile/entries/000", 50),
        ["the length of an entry"] = log => Flip(log, "tile/entries/000", 1),
        ["a byte of an entry in the last bundle"] = log => Flip(log, "tile/entries/002.p/188", ^1),
        ["a byte of a full tile"] = log => Flip(log, "tile/0/001", 77),
        ["a byte of the last tile"] = log => Flip(log, "tile/0/002.p/188", ^1),
        ["a byte of a tile above"] = log => Flip(log, "tile/1/000.p/2", 40),
        ["two tiles exchanged"] = log => Exchange(log, "tile/0/000", "tile/0/001"),
        ["two bundles exchanged"] = log => Exchange(log, "tile/entries/000", "tile/entries/001"),
        ["two bundles and their tiles exchanged"] = log =>
        {
            Exchange(log, "tile/entries/000", "tile/entries/001");
            Exchange(log, "tile/0/000", "tile/0/001");
        },
        ["a bundle cut within an entry"] = log => log.Write("tile/entries/000", log.Read("tile/entries/000")[..^1]),
        ["a bundle with an entry less"] = log => log.Write("tile/entries/001", EntryBundle.Of(Enumerable.Range(256, 255).Select(WrittenLog.Entry))),
        ["a bundle with an entry more"] = log => log.Write("tile/entries/001", EntryBundle.Of(Enumerable.Range(256, 257).Select(WrittenLog.Entry))),
        ["bytes after a bundle"] = log => log.Write("tile/entries/000", [.. log.Read("tile/entries/000"), 9]),
        ["a tile cut"] = log => log.Write("tile/0/000", log.Read("tile/0/000")[..^32]),
        ["a tile with a hash more"] = log => log.Write("tile/0/002.p/188", [.. log.Read("tile/0/002.p/188"), .. new byte[32]]),
        ["a partial tile of another width"] = log => Move(log, "tile/0/002.p/188", "tile/0/002.p/187"),
        ["a partial bundle of another width"] = log => Move(log, "tile/entries/002.p/188", "tile/entries/002.p/189"),
        ["a partial tile under the name of a full one"] = log => Move(log, "tile/1/000.p/2", "tile/1/000"),
        ["a missing tile"] = log => File.Delete(log.PathOf("tile/1/000.p/2")),
        ["a missing bundle"] = log => File.Delete(log.PathOf("tile/entries/001")),
        ["a bit of the first signature"] = log => Resign(log, note => Spoil(note, 0)),
        ["a bit of the second signature"] = log => Resign(log, note => Spoil(note, 1)),
        ["the first signature missing"] = log => Resign(log, note => note with { Signatures = [.. note.Signatures.Skip(1)] }),
        ["the second signature missing"] = log => Resign(log, note => note with { Signatures = [note.Signatures[0]] }),
        ["the text of the checkpoint"] = log => Resign(log, note => note with { Text = note.Text.Replace("700", "701", StringComparison.Ordinal) }),
        ["the checkpoint of a log of other entries"] = log => Resign(log, _ => WrittenLog.Sign(new Checkpoint(WrittenLog.Origin, 700, TreeHash.OfLeaf([1])))),
        ["the root of another size"] = log => Resign(log, _ => WrittenLog.Sign(new Checkpoint(WrittenLog.Origin, 700, MerkleTree.Root(699, log.Subtree)))),
        ["the size of another root"] = log => Resign(log, _ => WrittenLog.Sign(new Checkpoint(WrittenLog.Origin, 699, MerkleTree.Root(700, log.Subtree)))),
        ["a checkpoint of another origin"] = log => Resign(log, _ => WrittenLog.Sign(new Checkpoint("log.example/other", 700, MerkleTree.Root(700, log.Subtree)))),
        ["the checkpoint of a log of another name and key"] = log => Resign(log, _ => Stranger(log)),
        ["an earlier checkpoint the tree does not extend"] = log => log.Write("checkpoints/100", Bytes(WrittenLog.Sign(new Checkpoint(WrittenLog.Origin, 100, TreeHash.OfLeaf([1]))))),
        ["an earlier checkpoint under another size"] = log => Move(log, "checkpoints/100", "checkpoints/101"),
        ["an earlier checkpoint that is spoiled"] = log => log.Write("checkpoints/256", Bytes(Spoil(Spoil(log.Sign(256), 0), 1))),
        ["a later checkpoint among the earlier"] = log => log.Write("checkpoints/701", Bytes(WrittenLog.Sign(new Checkpoint(WrittenLog.Origin, 701, TreeHash.OfLeaf([1]))))),
    };

    /// <summary>sigstore-js has no tiles: files that the newest tree does not need are looked at by Go alone.</summary>
    private static readonly Dictionary<string, Action<WrittenLog>> ChangesForGo = new()
    {
        ["a byte of a partial tile that is full today"] = log => Flip(log, "tile/0/000.p/100", 0),
        ["a byte of a partial bundle that is full today"] = log => Flip(log, "tile/entries/001.p/44", ^1),
        ["an empty partial tile"] = log => log.Write("tile/0/003.p/0", []),
        ["a tile under a path that is none"] = log => log.Write("tile/0/0", new byte[32]),
        ["a tile of the other layout"] = log => log.Write("tile/8/0/000", new byte[32]),
        ["a bit of the cosignature"] = log => Resign(log, note => Spoil(note, 2)),
    };

    public static TheoryData<ForeignVerifier, int> Sizes => [.. from verifier in Enum.GetValues<ForeignVerifier>() from at in Enumerable.Range(0, Growth.Length) select (verifier, at)];

    public static TheoryData<ForeignVerifier, string> Tampering =>
    [
        .. from verifier in Enum.GetValues<ForeignVerifier>() from change in Changes.Keys select (verifier, change),
        .. ChangesForGo.Keys.Select(change => (ForeignVerifier.Go, change)),
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_log_of_any_size_and_history_is_sound(ForeignVerifier verifier, int growth)
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(Growth[growth]);
        var size = Growth[growth][^1];

        var verdict = await ForeignVerifiers.JudgeAsync(verifier, ["check", log.Folder, .. Keys(verifier)]);

        Assert.True(verdict.Ok, verdict.Error);
        Assert.Equal((size, 0), (verdict.Size, verdict.Beyond));
        Assert.True(verdict.Checks >= (2 * size) + (3 * Growth[growth].Length), $"{verdict.Checks} checks");
    }

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task A_changed_log_is_rejected(ForeignVerifier verifier, string change)
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(100, 256, 300, 700);
        (Changes.GetValueOrDefault(change) ?? ChangesForGo[change])(log);

        var verdict = await ForeignVerifiers.JudgeAsync(verifier, ["check", log.Folder, .. Keys(verifier)]);

        Assert.False(verdict.Ok);
        Assert.NotEmpty(verdict.Error!);
    }

    /// <summary>x/mod's own reader of tiles leaves some of them unproven in trees of such sizes; the checker does not.</summary>
    [Theory]
    [MemberData(nameof(ForeignVerifiers.All), MemberType = typeof(ForeignVerifiers))]
    public async Task Tiles_and_bundles_exchanged_together_or_changed_above_are_rejected_without_earlier_checkpoints(ForeignVerifier verifier)
    {
        _ = ForeignVerifiers.Folder;
        using (var small = new WrittenLog(700))
        {
            Changes["two bundles and their tiles exchanged"](small);
            Assert.False((await ForeignVerifiers.JudgeAsync(verifier, ["check", small.Folder, .. Keys(verifier)])).Ok);
        }
        using var large = new WrittenLog(65_599);
        Flip(large, "tile/1/000", 40);
        Assert.False((await ForeignVerifiers.JudgeAsync(verifier, ["check", large.Folder, .. Keys(verifier)])).Ok);
    }

    [Fact]
    public async Task Files_of_a_larger_tree_are_told_apart_and_not_vouched_for()
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(300, 700);
        File.Delete(log.PathOf("checkpoints/700"));
        File.Copy(log.PathOf("checkpoints/300"), log.PathOf("checkpoint"), true);

        var verdict = await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, ["check", log.Folder, .. Keys(ForeignVerifier.Go)]);

        // Tiles 0/001, 0/002.p/188 and 1/000.p/2, and two bundles.
        Assert.Equal((true, 300, 5), (verdict.Ok, verdict.Size, verdict.Beyond));
    }

    [Theory]
    [MemberData(nameof(ForeignVerifiers.All), MemberType = typeof(ForeignVerifiers))]
    public async Task Either_key_of_the_log_is_enough_for_who_knows_but_one(ForeignVerifier verifier)
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(5, 20);
        foreach (var key in Keys(verifier).Take(2))
            Assert.True((await ForeignVerifiers.JudgeAsync(verifier, "check", log.Folder, key)).Ok);
        var stranger = NoteSigner.Create(WrittenLog.Origin, NoteKeyType.Ed25519, WrittenLog.Seed(9)).Key.ToString();
        Assert.False((await ForeignVerifiers.JudgeAsync(verifier, "check", log.Folder, stranger)).Ok);
    }

    /// <summary>Both keys of the log; the witness's too where the verifier knows what a witness is.</summary>
    private static string[] Keys(ForeignVerifier verifier) =>
        [WrittenLog.Log.Key.ToString(), WrittenLog.Second.Key.ToString(), .. verifier == ForeignVerifier.Go ? [WrittenLog.Witness.Key.ToString()] : Array.Empty<string>()];

    private static void Flip(WrittenLog log, string file, Index at)
    {
        var bytes = log.Read(file);
        bytes[at] ^= 1;
        log.Write(file, bytes);
    }

    private static void Exchange(WrittenLog log, string one, string other)
    {
        var bytes = log.Read(one);
        log.Write(one, log.Read(other));
        log.Write(other, bytes);
    }

    private static void Move(WrittenLog log, string from, string to) => File.Move(log.PathOf(from), log.PathOf(to));

    private static void Resign(WrittenLog log, Func<SignedNote, SignedNote> change) => log.Write("checkpoint", Bytes(change(log.Sign(700))));

    private static SignedNote Spoil(SignedNote note, int at) =>
        note with { Signatures = [.. note.Signatures.Select((line, i) => i == at ? line with { Bytes = [.. line.Bytes[..^1], (byte)(line.Bytes[^1] ^ 1)] } : line)] };

    private static SignedNote Stranger(WrittenLog log)
    {
        var signer = NoteSigner.Create("log.example/stranger", NoteKeyType.Ed25519, WrittenLog.Seed(9));
        var text = new Checkpoint(signer.Key.Name, 700, MerkleTree.Root(700, log.Subtree)).Text;
        return new SignedNote(text, [signer.Sign(text, WrittenLog.At)]);
    }

    private static byte[] Bytes(SignedNote note) => Encoding.UTF8.GetBytes(note.ToString());
}
