using System.Text;
using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

/// <summary>Signed notes, keys, policies and receipts: what is written is read, and nothing else is.</summary>
public sealed class SignedNoteTests
{
    private const string Origin = "log.example/panel";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_830_000_000);
    private static readonly NoteSigner Log = NoteSigner.Create(Origin, NoteKeyType.Ed25519, Seed(1));
    private static readonly NoteSigner Second = NoteSigner.Create(Origin, NoteKeyType.Ecdsa, []);
    private static readonly NoteSigner[] Witnesses = [.. Enumerable.Range(0, 3).Select(i => NoteSigner.Create($"w{i}.example", NoteKeyType.Cosignature, Seed(10 + i)))];
    private static readonly Checkpoint Head = new(Origin, 3, TreeHash.OfLeaf([7]));

    [Fact]
    public void Ed25519_signs_what_RFC_8032_says_and_its_verification_agrees_bit_by_bit()
    {
        // RFC 8032 §7.1, test 2.
        var signer = NoteSigner.Parse("oversight-key+x+" + Convert.ToBase64String([1, .. Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")]));
        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(signer.Key.PublicKey));
        var signature = signer.Sign("r", At).Bytes;
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(signature));
        Assert.True(Ed25519.Verify(signer.Key.PublicKey, "r"u8, signature));
        for (var bit = 0; bit < 512; bit += 3)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Ed25519.Verify(signer.Key.PublicKey, "r"u8, flipped));
        }
    }

    [Fact]
    public void A_checkpoint_is_believed_under_the_keys_of_the_policy_and_the_quorum_is_counted_by_groups()
    {
        var policy = LogPolicy.Parse($"""
            # whom we believe
            log {Log.Key}
            log {Second.Key} https://log.example
            witness a {Witnesses[0].Key} http://127.0.0.1:1
            witness b {Witnesses[1].Key}
            witness c {Witnesses[2].Key}
            group ab any a b
            group all all ab c
            quorum all

            """);
        var note = Signed(Log, Second);
        Assert.False(policy.Judge(note).IsQuorum);
        Assert.False(policy.Judge(note.With([Witnesses[0].Sign(note.Text, At), Witnesses[1].Sign(note.Text, At)])).IsQuorum);
        var verdict = policy.Judge(SignedNote.Parse(note.With([Witnesses[1].Sign(note.Text, At), Witnesses[2].Sign(note.Text, At)]).ToString()));
        Assert.True(verdict.IsQuorum);
        Assert.Equal(["b", "c"], verdict.Witnesses);
        Assert.Equal((Head, At), (verdict.Checkpoint, verdict.LatestAt));
        Assert.True(LogPolicy.Of(Second.Key).Judge(note).IsQuorum);
        Assert.Equal("NotSigned", Code(() => LogPolicy.Of(NoteSigner.Create(Origin, NoteKeyType.Ed25519, Seed(9)).Key).Judge(note)));
        Assert.Equal("NotSigned", Code(() => LogPolicy.Of(NoteSigner.Create("other.example", NoteKeyType.Ed25519, Seed(1)).Key).Judge(note)));
    }

    [Fact]
    public void A_bad_line_of_a_known_key_spoils_the_note_and_one_of_an_unknown_key_does_not()
    {
        var note = Signed(Log, Second);
        var line = note.Signatures[1];
        var spoiled = note with { Signatures = [note.Signatures[0], line with { Bytes = [.. line.Bytes[..^1], (byte)(line.Bytes[^1] ^ 1)] }] };
        Assert.Equal("BadSignature", Code(() => LogPolicy.Of(Log.Key, Second.Key).Judge(spoiled)));
        Assert.True(LogPolicy.Of(Log.Key).Judge(spoiled).IsQuorum);
    }

    [Theory]
    [InlineData("log.example/panel\n3\n")]
    [InlineData("log.example/panel\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log.example/panel\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log.example/panel\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log.example/panel\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("log.example/panel\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n")]
    [InlineData("log.example/panel\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n")]
    [InlineData("\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log.example/panel\n0\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n")]
    public void A_checkpoint_out_of_form_is_refused(string text) => Assert.Throws<LogFormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void A_note_out_of_form_is_refused()
    {
        var good = Signed(Log).ToString();
        Assert.Equal(good, SignedNote.Parse(good).ToString());
        string[] bad =
        [
            good[..^1], good + "\n", good + "x\n", good.Replace("\n\n", "\n"), good.Replace("—", "-"), good.Replace("— ", "—  "), good.Replace("\n", "\r\n"),
            good + good[(good.IndexOf('—', StringComparison.Ordinal))..], good.Replace("=\n", "==\n"), Head.Text + "\n", Head.Text,
            Head.Text + "\n" + string.Concat(Enumerable.Range(0, 33).Select(i => new NoteSignature("x" + i, 1, [1]).ToString())),
        ];
        Assert.All(bad, text => Assert.Throws<LogFormatException>(() => SignedNote.Parse(text)));
        Assert.Throws<LogFormatException>(() => SignedNote.Parse([.. Encoding.UTF8.GetBytes(good), 0xff, (byte)'\n']));
    }

    [Fact]
    public void A_policy_out_of_form_is_refused()
    {
        var (log, a, b) = ($"log {Log.Key}\n", $"witness a {Witnesses[0].Key}\n", $"witness b {Witnesses[1].Key}\n");
        string[] bad =
        [
            log, log + log + "quorum none\n", log + "quorum none\nquorum none\n", log + "quorum a\n" + a, log + a + a + "quorum a\n",
            log + $"witness a {Log.Key}\nquorum a\n", $"log {Witnesses[0].Key}\nquorum none\n", log + a + "group g 2 a\nquorum g\n", log + a + "group g 0 a\nquorum g\n",
            log + a + b + "group g any a\ngroup h any a b\nquorum h\n", log + a + "group none any a\nquorum none\n", log + "group g any none\nquorum g\n",
            log + "group g any\nquorum g\n", log + "hello\nquorum none\n", log + "quorum none\r\n", log + a + $"witness c {NoteKey.Create("c", NoteKeyType.Cosignature, Witnesses[0].Key.PublicKey)}\nquorum a\n",
        ];
        Assert.All(bad, text => Assert.Equal("BadPolicy", Code(() => LogPolicy.Parse(text))));
        Assert.True(LogPolicy.Parse(" \t# c\n\n" + log + a + b + "group g all a b\nquorum g").NeedsWitnesses);
    }

    [Fact]
    public void A_key_is_its_own_text_and_no_other()
    {
        Assert.All([Log.Key, Second.Key, Witnesses[0].Key], key => Assert.Equal(key, NoteKey.Parse(key.ToString())));
        var text = Log.Key.ToString();
        string[] bad = [text.Replace('+', ' '), text[..^4], text + "AAAA", "x y" + text, text.Replace(Origin, "other"), text.ToUpperInvariant(), "", "a+00000000+AQ=="];
        Assert.All(bad, vkey => Assert.Throws<LogFormatException>(() => NoteKey.Parse(vkey)));
        Assert.Equal(Log.Key, NoteSigner.Parse(Log.Export()).Key);
        Assert.Equal(Second.Key, NoteSigner.Parse(Second.Export()).Key);
    }

    [Fact]
    public void A_receipt_is_read_as_it_is_written_and_proves_its_entry_alone()
    {
        TreeHash[] leaves = [.. Enumerable.Range(0, 3).Select(i => TreeHash.OfLeaf([(byte)i]))];
        SubtreeHash subtree = (level, index) => level == 0 ? leaves[index] : TreeHash.OfNode(leaves[0], leaves[1]);
        var head = new Checkpoint(Origin, 3, MerkleTree.Root(3, subtree));
        var proof = new TlogProof(1, MerkleTree.InclusionProof(1, 3, subtree), new SignedNote(head.Text, [Log.Sign(head.Text, At)]));
        var read = TlogProof.Parse(proof.ToString());
        Assert.Equal(proof.ToString(), read.ToString());
        Assert.True(read.Includes([1]));
        Assert.False(read.Includes([2]));
        var text = proof.ToString();
        string[] bad = [text.Replace("index 1", "index 01"), text.Replace("v1", "v2"), text.Replace("index", "extra AA==\nindex"), text.Replace("\n\n", "\n"), "x" + text];
        Assert.All(bad, receipt => Assert.Throws<LogFormatException>(() => TlogProof.Parse(receipt)));
    }

    [Fact]
    public void Whoever_signed_a_tree_signs_only_what_extends_it()
    {
        TreeHash[] leaves = [.. Enumerable.Range(0, 8).Select(i => TreeHash.OfLeaf([(byte)i]))];
        Checkpoint At(int size) => new(Origin, size, MerkleTree.Root(size, Subtree));
        TreeHash Subtree(int level, long index) => level == 0 ? leaves[index] : TreeHash.OfNode(Subtree(level - 1, index * 2), Subtree(level - 1, (index * 2) + 1));
        AddCheckpointAnswer Ask(long old, Checkpoint? last, Checkpoint next, params TreeHash[] proof) => AddCheckpoint.Parse(new AddCheckpoint(old, proof, next.Text).ToString()).Judge(last, next);

        TreeHash[] proof = [.. MerkleTree.ConsistencyProof(3, 7, Subtree)];
        Assert.Equal(AddCheckpointAnswer.Accepted, Ask(0, null, At(3)));
        Assert.Equal(AddCheckpointAnswer.Accepted, Ask(3, At(3), At(7), proof));
        Assert.Equal(AddCheckpointAnswer.Accepted, Ask(3, At(3), At(3)));
        Assert.Equal(AddCheckpointAnswer.Inconsistent, Ask(0, null, At(3), leaves[0]));
        Assert.Equal(AddCheckpointAnswer.Inconsistent, Ask(3, At(3), At(7)));
        Assert.Equal(AddCheckpointAnswer.Inconsistent, Ask(3, At(3), At(7) with { Root = leaves[0] }, proof));
        Assert.Equal(AddCheckpointAnswer.Inconsistent, Ask(3, At(3), At(3) with { Root = leaves[0] }));
        Assert.Equal(AddCheckpointAnswer.Conflict, Ask(0, At(3), At(7)));
        Assert.Equal(AddCheckpointAnswer.Conflict, Ask(2, At(3), At(2)));
        Assert.Equal(AddCheckpointAnswer.Malformed, Ask(8, At(8), At(7)));
    }

    private static SignedNote Signed(params NoteSigner[] signers) => new(Head.Text, [.. signers.Select(signer => signer.Sign(Head.Text, At))]);

    private static byte[] Seed(int number) => [.. Enumerable.Range(0, 32).Select(i => (byte)(number + i))];

    private static string Code(Action act) => Assert.Throws<LogFormatException>(act).Code;
}
