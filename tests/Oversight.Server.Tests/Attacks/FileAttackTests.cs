using System.Formats.Asn1;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Attacks;

/// <summary>What somebody can try who hands the log's files to an auditor: as published, changed, cut, mixed, or signed anew with stolen keys.</summary>
public sealed class FileAttackTests(HonestLog honest) : IClassFixture<HonestLog>
{
    private sealed record Attack(string Name, Action<Hands> Act, Verdict Verdict, params string[] Codes);

    private static readonly Attack[] Attacks =
    [
        new("flip a bit of a tile", it => it.Edit(it.Tile, bytes => bytes[40] ^= 1), Verdict.Invalid, "OtherTile", "OtherLeaf"),
        new("leave a tile out", it => it.Files.Remove(it.Tile), Verdict.Incomplete, "FileMissing"),
        new("cut a bundle", it => it.Files[it.Bundle] = it.Files[it.Bundle][..^3], Verdict.Invalid, "BadBundle"),
        new("append to a bundle", it => it.Files[it.Bundle] = [.. it.Files[it.Bundle], 0, 0], Verdict.Invalid, "BadBundle"),
        new("flip a bit of an entry", it => it.Edit(it.Bundle, bytes => bytes[700] ^= 1), Verdict.Invalid, "OtherLeaf", "MalformedEntry"),
        new("leave the parts out", it => it.Files.Remove(it.Parts), Verdict.Incomplete, "Withheld"),
        new("hand out no parts", it => it.Files[it.Parts] = [], Verdict.Incomplete, "Withheld"),
        new("flip a bit of a part", it => it.Edit(it.Parts, bytes => bytes[60] ^= 1), Verdict.Invalid, "BadOpening", "BadParts"),
        new("a part twice", it => it.Files[it.Parts] = [.. it.FirstPart, .. it.Files[it.Parts]], Verdict.Invalid, "BadParts"),
        new("a document of the same name with other bytes", it => it.Edit(it.Document, bytes => bytes[5] ^= 1), Verdict.Invalid, "BadDocument"),
        new("leave a document out", it => it.Files.Remove(it.Document), Verdict.Incomplete, "DocumentMissing"),
        new("flip a bit of the log's signature", it => it.Line(0, blob => blob[20] ^= 1), Verdict.Invalid, "BadSignature"),
        new("flip a bit of the second signature", it => it.Line(1, blob => blob[20] ^= 1), Verdict.Invalid, "BadSignature"),
        new("add the group order to an Ed25519 signature", it => it.Line(0, AddOrder), Verdict.Invalid, "BadSignature"),
        new("take the other root of an ECDSA signature, which is as good a signature of the same text", it => it.Line(1, Negate), Verdict.ValidWitnessed, ""),
        new("take the log's signatures away", it => it.Note(note => note with { Signatures = [note.Signatures[2]] }), Verdict.Invalid, "NotSigned"),
        new("take the witness's cosignature away", it => it.Note(note => note with { Signatures = [.. note.Signatures.Take(2)] }), Verdict.ValidUnwitnessed, "NoQuorum"),
        new("date the cosignature otherwise", it => it.Line(2, blob => blob[11] ^= 1), Verdict.Invalid, "BadSignature"),
        new("a cosignature of another witness of the same name", it => it.Cosign(NoteSigner.Create(it.Honest.Witness.Key.Name, NoteKeyType.Cosignature, new byte[32])), Verdict.ValidUnwitnessed, "NoQuorum"),
        new("the same signature twice", it => it.Text(text => text + text[text.LastIndexOf('—')..]), Verdict.Invalid, "BadNote"),
        new("base64 with stray bits", it => it.Text(text => StrayBits(text)), Verdict.Invalid, "BadBase64"),
        new("a size with a leading zero", it => it.Text(text => text.Replace("\n", "\n0", StringComparison.Ordinal)), Verdict.Invalid, "BadNote", "BadCheckpoint", "BadNumber"),
        new("another root under the same signatures", it => it.Text(text => text.Replace(text.Split('\n')[2], TreeHash.Empty.ToString(), StringComparison.Ordinal)), Verdict.Invalid, "BadSignature"),
        new("a checkpoint of another log, well signed", it => it.Sign(it.Tree with { Origin = "other.example" }, NoteSigner.Create("other.example", NoteKeyType.Ed25519, new byte[32])), Verdict.Invalid, "NotSigned"),
        new("a checkpoint of this log, signed with keys nobody named", it => it.Sign(it.Tree, NoteSigner.Create(it.Tree.Origin, NoteKeyType.Ed25519, new byte[32])), Verdict.Invalid, "NotSigned"),
        new("an older checkpoint of the log itself", it => it.Files["checkpoint"] = Encoding.UTF8.GetBytes(it.Honest.Seen[0].Note.ToString()), Verdict.Diverged, "Smaller"),
        new("sign another root with stolen keys", it => it.Sign(it.Tree with { Root = TreeHash.Empty }, [.. it.Honest.Keys]), Verdict.Diverged, "OtherHistory"),
        new("rewrite an entry and sign the new tree with stolen keys", it => it.Rewrite(4, entry => entry["actor"] = "somebody", rechain: true), Verdict.Diverged, "OtherHistory"),
        new("rewrite an entry with stolen keys, and the witness helps", it => it.Rewrite(4, entry => entry["actor"] = "somebody", rechain: true, withWitness: true), Verdict.Diverged, "OtherHistory"),
        new("drop a request's entries and sign the rest with stolen keys", it => it.Drop(entry => (string)entry["case"]! == it.Honest.Open), Verdict.Diverged, "OtherHistory", "Smaller"),
        new("an entry with a member twice, signed with stolen keys", it => it.Replace(4, text => text.Replace("{\"actor\":", "{\"actor\":\"x\",\"actor\":", StringComparison.Ordinal)), Verdict.Diverged, "OtherHistory"),
        new("an entry whose chain is broken, signed with stolen keys", it => it.Rewrite(4, entry => entry["prev"] = new string('0', 64), rechain: false), Verdict.Diverged, "OtherHistory"),
        new("a witness that has not looked for a month", it => it.IsAfterAMonth = true, Verdict.ValidUnwitnessed, "Stale"),
    ];

    /// <summary>The same attacks with stolen keys before somebody who kept nothing: only what is wrong in itself can show.</summary>
    private static readonly Attack[] BeforeStrangers =
    [
        new("rewrite an actor, with stolen keys and the witness's help", it => it.Rewrite(4, entry => entry["actor"] = "somebody", rechain: true, withWitness: true), Verdict.Diverged, "ActorNotEntitled"),
        new("break a chain, with stolen keys", it => it.Rewrite(4, entry => entry["prev"] = new string('0', 64), rechain: false), Verdict.Invalid, "WrongPrevious"),
        new("a member twice, with stolen keys", it => it.Replace(4, text => text.Replace("{\"actor\":", "{\"actor\":\"x\",\"actor\":", StringComparison.Ordinal)), Verdict.Invalid, "MalformedEntry"),
        new("drop the entries of a register, with stolen keys", it => it.Drop(entry => (string)entry["case"]! == "panel"), Verdict.Diverged, "CommandRefused", "ActorNotEntitled", "FollowsFromNothing", "RulesFailed"),
    ];

    public static TheoryData<string> Names => [.. Attacks.Select(attack => attack.Name)];

    public static TheoryData<string> NamesBeforeStrangers => [.. BeforeStrangers.Select(attack => attack.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task An_attack_on_the_files_shows(string name) => ShowAsync(Attacks, name, honest.Seen);

    [Theory, MemberData(nameof(NamesBeforeStrangers))]
    public Task What_is_wrong_in_itself_shows_to_somebody_who_kept_nothing(string name) => ShowAsync(BeforeStrangers, name, []);

    private async Task ShowAsync(Attack[] attacks, string name, IReadOnlyList<SeenEvidence> seen)
    {
        var attack = attacks.Single(attack => attack.Name == name);
        var it = new Hands(honest);
        attack.Act(it);
        var (verdict, code) = await Auditor.JudgeAsync(it.Files, honest.PolicyText, seen, it.IsAfterAMonth);
        Assert.True(attack.Verdict == verdict && attack.Codes.Contains(code), $"{name}: {verdict} {code}, expected {attack.Verdict} {string.Join(" or ", attack.Codes)}");
    }

    /// <summary>S + L: the same signature to a verifier that does not look at S (RFC 8032 §5.1.7).</summary>
    private static void AddOrder(byte[] signature)
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        signature.AsSpan(32).Clear();
        Assert.True(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
    }

    /// <summary>(r, n − s) of a DER signature on P-256.</summary>
    private static byte[] Negate(byte[] der)
    {
        var order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        var reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var (r, s) = (reader.ReadInteger(), reader.ReadInteger());
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(order - s);
        }
        return writer.Encode();
    }

    /// <summary>The last character before the padding gets a bit nobody reads.</summary>
    private static string StrayBits(string text)
    {
        var lines = text.Split('\n');
        var index = Array.FindIndex(lines, line => line.EndsWith('=') && !line.EndsWith("==", StringComparison.Ordinal) && line.StartsWith('—'));
        var (line, alphabet) = (index < 0 ? lines[2] : lines[index], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        var at = line.TrimEnd('=').Length - 1;
        lines[index < 0 ? 2 : index] = line[..at] + alphabet[alphabet.IndexOf(line[at], StringComparison.Ordinal) + 1] + line[(at + 1)..];
        return string.Join('\n', lines);
    }
}
