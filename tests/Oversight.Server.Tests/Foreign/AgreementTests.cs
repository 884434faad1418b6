using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Oversight.Core.Ledger;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Foreign;

/// <summary>Receipts, cosignatures, notes, proofs and signatures: other people's code and ours say the same of each.</summary>
public sealed class AgreementTests
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    [Theory]
    [MemberData(nameof(ForeignVerifiers.All), MemberType = typeof(ForeignVerifiers))]
    public async Task A_receipt_proves_its_entry_and_no_other(ForeignVerifier verifier)
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(300);
        foreach (var (index, size) in new[] { (0, 1), (0, 2), (6, 7), (255, 256), (256, 257), (299, 300) })
        {
            var receipt = log.Receipt(index, size);
            await AssertReceiptAsync(true, receipt.ToString(), WrittenLog.Entry(index));
            await AssertReceiptAsync(false, receipt.ToString(), Encoding.UTF8.GetBytes("another entry"));
            await AssertReceiptAsync(false, (receipt with { Index = index + 1 }).ToString(), WrittenLog.Entry(index));
            await AssertReceiptAsync(false, (receipt with { Path = [.. receipt.Path, TreeHash.Empty] }).ToString(), WrittenLog.Entry(index));
            await AssertReceiptAsync(false, (receipt with { Checkpoint = log.Sign(size == 300 ? 299 : size + 1) }).ToString(), WrittenLog.Entry(index));
        }
        var text = log.Receipt(6, 7).ToString();
        await AssertReceiptAsync(false, text.Replace("@v1", "@v2", StringComparison.Ordinal), WrittenLog.Entry(6));
        await AssertReceiptAsync(false, text.Replace("index 6", "index 06", StringComparison.Ordinal), WrittenLog.Entry(6));
        await AssertReceiptAsync(false, text.Replace("\n7\n", "\n8\n", StringComparison.Ordinal), WrittenLog.Entry(6));

        async Task AssertReceiptAsync(bool isProof, string receipt, byte[] entry)
        {
            log.Write("receipt.tlog-proof", Encoding.UTF8.GetBytes(receipt));
            log.Write("entry", entry);
            var verdict = await ForeignVerifiers.JudgeAsync(
                verifier, "receipt", log.PathOf("receipt.tlog-proof"), log.PathOf("entry"), WrittenLog.Log.Key.ToString(), WrittenLog.Second.Key.ToString());
            Assert.True(verdict.Ok == isProof, $"{receipt}{verdict.Error}");
            Assert.Equal(isProof, IsOurProof(receipt, entry));
        }
    }

    [Fact]
    public async Task A_cosignature_of_ours_is_read_with_its_time_and_only_under_the_witness_s_key()
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(3);
        var verdict = await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, "cosignature", log.PathOf("checkpoint"), WrittenLog.Witness.Key.ToString());
        Assert.Equal((true, 3, (ulong)WrittenLog.At.ToUnixTimeSeconds()), (verdict.Ok, verdict.Size, verdict.Time));

        var stranger = NoteSigner.Create(WrittenLog.Witness.Key.Name, NoteKeyType.Cosignature, WrittenLog.Seed(7)).Key;
        Assert.False((await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, "cosignature", log.PathOf("checkpoint"), stranger.ToString())).Ok);

        var note = log.Sign(3);
        var line = note.Signatures[2];
        var later = note with { Signatures = [line with { Bytes = [.. line.Bytes[..7], (byte)(line.Bytes[7] + 1), .. line.Bytes[8..]] }] };
        log.Write("checkpoint", Encoding.UTF8.GetBytes(later.ToString()));
        Assert.False((await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, "cosignature", log.PathOf("checkpoint"), WrittenLog.Witness.Key.ToString())).Ok);
    }

    [Fact]
    public async Task A_log_written_by_x_mod_is_read_by_ours()
    {
        var folder = Directory.CreateTempSubdirectory("oversight-foreign-").FullName;
        try
        {
            var keys = await ForeignVerifiers.RunAsync<WrittenKeys>(ForeignVerifier.Go, "write", folder, "log.example/foreign", "a seed", "0", "1", "256", "300", "700");
            foreach (var size in new[] { 0, 1, 256, 300, 700 })
                AssertReads(folder, size, NoteKey.Parse(keys.Vkey), NoteKey.Parse(keys.WitnessVkey), keys.Time);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public async Task Roots_and_proofs_of_every_size_to_seventy_are_those_of_x_mod()
    {
        _ = ForeignVerifiers.Folder;
        using var log = new WrittenLog(70);
        var theirs = await ForeignVerifiers.RunAsync<Proofs>(ForeignVerifier.Go, "prove", log.Folder);
        Assert.Equal(theirs.Roots, Enumerable.Range(0, 71).Select(size => MerkleTree.Root(size, log.Subtree).ToString()));
        Assert.Equal((70 * 71 / 2, 70 * 71 / 2), (theirs.Inclusion.Length, theirs.Consistency.Length));
        foreach (var (size, index, proof) in theirs.Inclusion)
            Assert.Equal(proof, MerkleTree.InclusionProof(index, size, log.Subtree).Select(hash => hash.ToString()));
        foreach (var (old, size, proof) in theirs.Consistency)
            Assert.Equal(proof, MerkleTree.ConsistencyProof(old, size, log.Subtree).Select(hash => hash.ToString()));
    }

    /// <summary>Where x/mod is laxer than the vectors say, the vector says so: it takes a key that signs twice, and base64 with stray bits.</summary>
    [Fact]
    public async Task X_mod_says_of_every_note_what_its_vector_says()
    {
        var file = Path.GetTempFileName();
        foreach (var note in Read<NoteVector[]>("notes.json"))
        {
            await File.WriteAllTextAsync(file, note.Note);
            var verdict = await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, ["note", file, .. note.Keys]);
            Assert.True((note.Xmod ?? note.Error is null) == verdict.Ok, $"{note.What}: {verdict.Error}");
            Assert.Equal(note.Error is null ? note.Signers!.Length : verdict.Checks, verdict.Checks);
        }
        File.Delete(file);
    }

    /// <summary>Go takes keys that are not in the canonical encoding; in everything else its rule is ours.</summary>
    [Fact]
    public async Task Go_says_of_every_Ed25519_vector_what_the_strict_rule_says_but_for_keys_not_canonical()
    {
        foreach (var vector in Read<SignatureVector[]>("ed25519.json").Where(vector => !vector.What.Contains("A not canonical", StringComparison.Ordinal)))
        {
            var verdict = await ForeignVerifiers.JudgeAsync(ForeignVerifier.Go, "ed25519", vector.Key, vector.Message, vector.Signature);
            Assert.True(vector.Valid == verdict.Ok, vector.What);
        }
    }

    /// <summary>The beginning of the list of Ed25519's authors, which lies beside Go's own test: secret and public key, public key, message, signature and message.</summary>
    [Fact]
    public void The_signatures_of_Ed25519_s_authors_verify()
    {
        var lines = File.ReadLines(Path.Combine(ForeignVerifiers.Folder, "sign.input")).ToList();
        Assert.Equal(128, lines.Count);
        for (var i = 0; i < lines.Count; i += 3)
        {
            var fields = lines[i].Split(':');
            var (key, message, signature) = (Convert.FromHexString(fields[1]), Convert.FromHexString(fields[2]), Convert.FromHexString(fields[3])[..64]);
            Assert.True(Ed25519.Verify(key, message, signature));
            Assert.False(Ed25519.Verify(key, [.. message, 0], signature));
            var signer = NoteSigner.Parse($"oversight-key+x+{Convert.ToBase64String([1, .. Convert.FromHexString(fields[0])[..32]])}");
            Assert.Equal(fields[1], Convert.ToHexStringLower(signer.Key.PublicKey));
        }
    }

    private static void AssertReads(string folder, int size, NoteKey key, NoteKey witness, long time)
    {
        var note = SignedNote.Parse(File.ReadAllBytes(Path.Combine(folder, "checkpoints", $"{size}")));
        var checkpoint = Checkpoint.Parse(note.Text);
        Assert.Equal((key.Name, size), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal(new[] { new VerifiedSignature(key, null), new VerifiedSignature(witness, DateTimeOffset.FromUnixTimeSeconds(time)) }, note.Verify([key, witness]));

        var tiles = new Dictionary<(int, long), byte[]>();
        foreach (var tile in Tile.All(size))
        {
            tiles[(tile.Level, tile.Number)] = File.ReadAllBytes(Path.Combine(folder, tile.Path));
            if (tile.Level > 0)
                continue;
            var bundle = File.ReadAllBytes(Path.Combine(folder, Tile.EntriesPath(tile.Number, tile.Width)));
            Assert.Equal(tiles[(0, tile.Number)], EntryBundle.Read(bundle, tile.Width).SelectMany(place => TreeHash.OfLeaf(bundle.AsSpan(place)).ToArray()));
        }
        Assert.Equal(checkpoint.Root, MerkleTree.Root(size, Tile.Reader(tiles)));
    }

    private static bool IsOurProof(string receipt, byte[] entry)
    {
        try
        {
            var proof = TlogProof.Parse(receipt);
            LogPolicy.Of(WrittenLog.Log.Key, WrittenLog.Second.Key).Judge(proof.Checkpoint);
            return proof.Includes(entry);
        }
        catch (LogFormatException)
        {
            return false;
        }
    }

    private static T Read<T>(string vectors) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(Repository.PathOf($"tests/Oversight.Core.Tests/Ledger/vectors/{vectors}")), Options)!;

    private sealed record WrittenKeys(string Vkey, string WitnessVkey, long Time);

    private sealed record Proofs(string[] Roots, Inclusion[] Inclusion, Consistency[] Consistency);

    private sealed record Inclusion(int Size, int Index, string[] Proof);

    private sealed record Consistency(int Old, int Size, string[] Proof);

    private sealed record NoteVector(string What, string Note, string[] Keys, string[]? Signers, string? Error, bool? Xmod);

    private sealed record SignatureVector(string What, string Key, string Message, string Signature, bool Valid);
}
