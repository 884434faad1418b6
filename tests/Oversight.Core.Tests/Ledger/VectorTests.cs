using System.Text.Json;
using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

/// <summary>The published and computed vectors of <c>Ledger/vectors</c>, whose README says where each comes from.</summary>
public sealed class VectorTests
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static TheoryData<SignatureVector> Signatures => [.. Read<SignatureVector[]>("ed25519.json")];

    public static TheoryData<NoteVector> Notes => [.. Read<NoteVector[]>("notes.json")];

    public static TheoryData<KeyVector> Keys => [.. Read<KeyVector[]>("vkeys.json")];

    [Theory]
    [MemberData(nameof(Signatures))]
    public void An_Ed25519_signature_is_judged_by_the_strict_rule(SignatureVector vector)
    {
        Assert.Equal(
            vector.Valid, Ed25519.Verify(Convert.FromHexString(vector.Key), Convert.FromHexString(vector.Message), Convert.FromHexString(vector.Signature)));
    }

    [Theory]
    [MemberData(nameof(Notes))]
    public void A_note_is_read_and_verified_as_signed_note_says(NoteVector vector)
    {
        string[] Verified() => [.. SignedNote.Parse(vector.Note).Verify(vector.Keys.Select(NoteKey.Parse)).Select(signature => signature.Key.Name)];

        if (vector.Error is null)
        {
            Assert.Equal(vector.Signers!.Order(), Verified().Order());
            Assert.Equal(vector.Note, SignedNote.Parse(vector.Note).ToString());
            return;
        }
        Assert.Equal(vector.Error, Assert.Throws<LogFormatException>(Verified).Code);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_verifier_key_is_read_only_under_its_own_id_and_length(KeyVector vector)
    {
        if (vector.Valid)
            Assert.Equal(vector.Vkey, NoteKey.Parse(vector.Vkey).ToString());
        else
            Assert.Throws<LogFormatException>(() => NoteKey.Parse(vector.Vkey));
    }

    [Fact]
    public void The_tree_of_eight_leaves_has_the_roots_and_proofs_everybody_has()
    {
        var tree = Read<TreeVectors>("merkle.json");
        TreeHash[] leaves = [.. tree.Leaves.Select(leaf => TreeHash.OfLeaf(Convert.FromHexString(leaf)))];
        TreeHash Subtree(int level, long index) => Tile.Fold([.. leaves.Skip((int)index << level).Take(1 << level).SelectMany(leaf => leaf.ToArray())]);

        Assert.Equal(tree.Roots, Enumerable.Range(0, 9).Select(size => MerkleTree.Root(size, Subtree).ToString()));
        foreach (var (size, index, proof) in tree.Inclusion)
        {
            Assert.Equal(proof, MerkleTree.InclusionProof(index, size, Subtree).Select(hash => hash.ToString()));
            AssertOnlyThis(proof, path => MerkleTree.VerifyInclusion(index, size, leaves[index], path, TreeHash.Parse(tree.Roots[size])));
        }
        foreach (var (old, size, proof) in tree.Consistency)
        {
            Assert.Equal(proof, MerkleTree.ConsistencyProof(old, size, Subtree).Select(hash => hash.ToString()));
            AssertOnlyThis(proof, path => MerkleTree.VerifyConsistency(old, size, TreeHash.Parse(tree.Roots[old]), TreeHash.Parse(tree.Roots[size]), path));
        }
        Assert.Equal((36, 36), (tree.Inclusion.Length, tree.Consistency.Length));
    }

    [Fact]
    public void The_checkpoint_of_the_cosignature_specification_is_read()
    {
        // C2SP tlog-cosignature (CC BY 4.0), first example; its keys are not published.
        const string Published = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

            """;
        var note = SignedNote.Parse(Published);
        var checkpoint = Checkpoint.Parse(note.Text);
        Assert.Equal(("example.com/behind-the-sofa", 20852163, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="), (checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToString()));
        Assert.Equal(["example.com/behind-the-sofa", "witness.example.com/w1"], note.Signatures.Select(line => line.Name));
        Assert.Equal([64, 8 + 64], note.Signatures.Select(line => line.Bytes.Length));
        Assert.Equal(Published, note.ToString());
        Assert.StartsWith("cosignature/v1\ntime 1679315147\nexample.com/", System.Text.Encoding.UTF8.GetString(NoteKey.CosignedBytes(note.Text, 1679315147)));
    }

    /// <summary>The proof holds, and no proof with a bit turned, a hash less, a hash more or two hashes exchanged does.</summary>
    private static void AssertOnlyThis(string[] proof, Func<IReadOnlyList<TreeHash>, bool> holds)
    {
        TreeHash[] path = [.. proof.Select(TreeHash.Parse)];
        Assert.True(holds(path));
        Assert.False(holds([.. path, TreeHash.Empty]));
        Assert.False(holds([TreeHash.Empty, .. path]));
        for (var i = 0; i < path.Length; i++)
        {
            var turned = path[i].ToArray();
            turned[i] ^= 0x80;
            Assert.False(holds([.. path[..i], new TreeHash(turned), .. path[(i + 1)..]]));
            Assert.False(holds([.. path[..i], .. path[(i + 1)..]]));
            if (i > 0)
                Assert.False(holds([.. path[..(i - 1)], path[i], path[i - 1], .. path[(i + 1)..]]));
        }
    }

    private static T Read<T>(string file) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ledger", "vectors", file)), Options)!;

    public sealed record SignatureVector(string What, string Key, string Message, string Signature, bool Valid)
    {
        public override string ToString() => What;
    }

    public sealed record NoteVector(string What, string Note, string[] Keys, string[]? Signers, string? Error)
    {
        public override string ToString() => What;
    }

    public sealed record KeyVector(string What, string Vkey, bool Valid)
    {
        public override string ToString() => What;
    }

    private sealed record TreeVectors(string[] Leaves, string[] Roots, InclusionVector[] Inclusion, ConsistencyVector[] Consistency);

    private sealed record InclusionVector(int Size, int Index, string[] Proof);

    private sealed record ConsistencyVector(int Old, int Size, string[] Proof);
}
