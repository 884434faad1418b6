using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight selftest`: whether this program does its sums right on this machine.</summary>
public static class SelfTestCommand
{
    private const string Origin = "selftest.example/log";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("selftest", "Check this program on this machine: published vectors, a log of its own, and what it says when a bit is flipped.");
        command.SetAction(_ =>
        {
            var isSound = true;
            foreach (var (name, holds) in Tests())
            {
                var passed = holds();
                terminal.Out.WriteLine($"{(passed ? "ok    " : "FAILED")} {name}");
                isSound &= passed;
            }

            return (int)(isSound ? Verdict.ValidWitnessed : Verdict.CouldNotTell);
        });
        return command;
    }

    private static IEnumerable<(string Name, Func<bool> Holds)> Tests()
    {
        yield return ("SHA-256 of nothing is what FIPS 180-4 says", () => TreeHash.Empty.ToString() == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        yield return ("the tree of the eight test leaves of Certificate Transparency has its root", IsEightLeafRoot);
        yield return ("Ed25519 accepts vector 2 of RFC 8032 and no flipped bit of it", IsVectorAccepted);
        yield return ("text in Unicode can be judged", () => "é".Normalize(NormalizationForm.FormD).Length == 2);
        yield return ("a log made here is valid, and no longer so after any flip of a bit in its entries", IsOwnLogJudged);
    }

    private static bool IsEightLeafRoot()
    {
        var tree = new TreeFrontier();
        foreach (var leaf in new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" })
            tree.Add(TreeHash.OfLeaf(Convert.FromHexString(leaf)));
        return Convert.ToHexStringLower(tree.Root().ToArray()) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
    }

    private static bool IsVectorAccepted()
    {
        var key = Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        var signature = Convert.FromHexString(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        byte[] message = [0x72];
        return Ed25519.Verify(key, message, signature) && Enumerable.Range(0, signature.Length * 8).Where(bit => bit % 37 == 0).All(bit =>
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            return !Ed25519.Verify(key, message, flipped);
        });
    }

    private static bool IsOwnLogJudged()
    {
        var signer = NoteSigner.Create(Origin, NoteKeyType.Ecdsa, []);
        var (entries, previous) = (new List<(byte[], IReadOnlyDictionary<string, string>)>(), "");
        for (var i = 1; i <= 3; i++)
        {
            var part = Part.Commit("text", JsonValue.Create($"part {i}")!, RandomNumberGenerator.GetBytes(Part.SaltBytes));
            var header = new EntryHeader(Origin, "2028-1", i, previous, DateTimeOffset.UnixEpoch.AddSeconds(i), "system", "system");
            var bytes = new EntryDocument(header, "Noted", [], [new PartDigest(part.Name, part.Digest)]).ToBytes();
            previous = LeafHash.HexOf(bytes);
            entries.Add((bytes, new Dictionary<string, string> { [part.Name] = part.Disclosure }));
        }

        var files = LogFiles.Of(Origin, entries, [], [signer], DateTimeOffset.UnixEpoch);
        var judged = LogPolicy.Of(signer.Key).Judge(SignedNote.Parse(files[LogPaths.Checkpoint]));
        Verdict Judge() => LogVerifier.Verify(new VerificationTask(files.GetValueOrDefault, _ => judged)).Verdict;
        return Judge() == Verdict.ValidUnwitnessed && new[] { "tile/entries/000.p/3", "tile/0/000.p/3", "parts/000.p/3" }.All(path =>
            Enumerable.Range(0, files[path].Length * 8).All(bit =>
            {
                files[path][bit / 8] ^= (byte)(1 << (bit % 8));
                var verdict = Judge();
                files[path][bit / 8] ^= (byte)(1 << (bit % 8));
                return verdict is Verdict.Invalid or Verdict.Incomplete;
            }));
    }
}
