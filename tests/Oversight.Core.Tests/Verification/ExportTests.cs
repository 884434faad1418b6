using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>Exports and dossiers, and every single bit of them.</summary>
public sealed class ExportTests
{
    private const string Parent = "2028-AAAA-AAAA";
    private const string Case = "2028-BBBB-BBBB";
    private const string Refused = "2028-CCCC-CCCC";
    private const string Extension = "2028-DDDD-DDDD";
    private const string Unknown = "2028-EEEE-EEEE";
    private static readonly byte[] Document = LogScene.Utf8("{\"law\":1}");

    private readonly LogScene scene = new();
    private readonly NoteSigner second = LogScene.Key(LogScene.Origin, NoteKeyType.Ed25519, 4);
    private readonly ConcurrentDictionary<string, object> judged = new();
    private readonly SortedDictionary<string, byte[]> files;

    public ExportTests()
    {
        scene.Documents.Add(Document);
        scene.Add("panel", "Seated", new JsonObject { ["seats"] = 5 }, []);
        scene.Add("elsewhere", "Noted", [], ["reason"]);
        scene.Add(Parent, "Noted", [], []);
        scene.Add(Case, "Noted", new JsonObject { ["parent"] = Parent }, ["content.scope"], ruleSet: $"r1@{Convert.ToHexStringLower(SHA256.HashData(Document))}");
        scene.Add("elsewhere", "Noted", [], []);
        scene.Add(Case, "Noted", new JsonObject { ["yes"] = 3, ["similarRefused"] = new JsonArray(Refused, Unknown), ["extension"] = Extension }, []);
        foreach (var register in new[] { "accounts", "keys", "rulebook" })
            scene.Add(register, "Noted", [], []);
        scene.Add(Refused, "Noted", [], []);
        scene.Add(Extension, "Noted", [], []);
        files = scene.Files();
        // A line of a key no policy here knows, and one under the log's own name.
        var note = SignedNote.Parse(files["checkpoint"]);
        files["checkpoint"] = LogScene.Utf8(note.With([second.Sign(note.Text, LogScene.At)]).ToString());
    }

    [Fact]
    public void A_dossier_holds_the_case_the_cases_it_names_and_the_registers_and_nothing_else()
    {
        var (manifest, dossier) = Collect();
        Assert.Equal(ManifestText(new ExportManifest(LogScene.Origin, 11, Case, [Parent, Case, Refused, Extension, "accounts", "keys", "panel", "rulebook"])), ManifestText(manifest));
        Assert.Equal([0, 2, 3, 5, 6, 7, 8, 9, 10], DossierVerifier.IndexesIn(dossier.Keys));
        Assert.Contains("entries/3.parts", dossier.Keys);
        Assert.Contains(LogPaths.DocumentOf(Document), dossier.Keys);
        Assert.Equal(1 + 9 + 9 + 1 + 1, dossier.Count);
        var report = Verify(Pack(manifest, dossier));
        Assert.Equal((Verdict.ValidUnwitnessed, "TailsNotProved", null), Deciding(report));
        Assert.Equal((9, 8, 1), ((int)report.EntryCount, report.CaseCount, (int)report.OpenedCount));
    }

    [Fact]
    public void Every_single_bit_flipped_in_a_dossier_is_noticed()
    {
        var (manifest, dossier) = Collect();
        var export = Pack(manifest, dossier);
        Assert.InRange(export.Length, 8_000, 48_000);
        Assert.Equal(Verdict.ValidUnwitnessed, Verify(export).Verdict);
        Assert.Empty(Flips(export, Enumerable.Range(0, export.Length * 8), hashAgain: false));
    }

    /// <summary>Receipts repeat the checkpoint byte for byte, so not even a line nobody knows can be touched.</summary>
    [Fact]
    public void Every_single_bit_flipped_in_a_dossier_is_noticed_even_when_its_hash_is_made_anew()
    {
        var (manifest, dossier) = Collect();
        var export = Pack(manifest, dossier);
        Assert.Empty(Flips(export, Enumerable.Range(0, HashedLength(export) * 8), hashAgain: true));
    }

    [Fact]
    public void In_a_whole_log_with_its_hash_made_anew_only_lines_of_unknown_keys_can_be_touched()
    {
        var export = PackLog();
        Assert.Equal(Verdict.ValidWitnessed, Verify(export).Verdict);
        var line = export.AsSpan().IndexOf(Encoding.UTF8.GetBytes(second.Sign(Checkpoint.Parse(SignedNote.Parse(files["checkpoint"]).Text).Text, LogScene.At).ToString()));
        var end = line + export.AsSpan(line).IndexOf((byte)'\n');
        // Every bit of manifest and checkpoint, one in eleven of the rest.
        var accepted = Flips(export, Enumerable.Range(0, HashedLength(export) * 8).Where(bit => bit / 8 < 4 * Ustar.BlockSize || bit % 11 == 0), hashAgain: true);
        Assert.NotEmpty(accepted);
        Assert.All(accepted, bit => Assert.InRange(bit / 8, line, end - 1));
        Assert.Empty(Flips(export, Enumerable.Range(0, export.Length * 8).Where(bit => bit % 17 == 0), hashAgain: false));
    }

    [Fact]
    public void A_dossier_that_leaves_something_out_or_holds_more_is_not_valid()
    {
        var (manifest, dossier) = Collect();
        foreach (var path in dossier.Keys.ToList())
            Assert.True(Verify(Pack(manifest, Without(dossier, path))).Verdict is Verdict.Invalid or Verdict.Incomplete, path);
        Assert.Equal((Verdict.Incomplete, "Withheld", 3L), Deciding(Verify(Pack(manifest, Without(dossier, "entries/3.parts")))));
        Assert.Equal((Verdict.Incomplete, "ReceiptMissing", 5L), Deciding(Verify(Pack(manifest, Without(dossier, "entries/5.tlog-proof")))));
        Assert.Equal((Verdict.Incomplete, "DocumentMissing", 3L), Deciding(Verify(Pack(manifest, Without(dossier, LogPaths.DocumentOf(Document))))));
        Assert.Equal((Verdict.Invalid, "UnexpectedFile", null), Deciding(Verify(Pack(manifest, With(dossier, "entries/7.note", [1])))));
        Assert.Equal((Verdict.Invalid, "BadParts", 5L), Deciding(Verify(Pack(manifest, With(dossier, "entries/5.parts", [])))));
        Assert.Equal((Verdict.Invalid, "OtherManifest", null), Deciding(Verify(Pack(manifest with { Case = "elsewhere" }, dossier))));
        Assert.Equal((Verdict.Invalid, "OtherManifest", null), Deciding(Verify(Pack(manifest with { Size = 12 }, dossier))));
        Assert.Equal((Verdict.Invalid, "OtherManifest", null), Deciding(Verify(Pack(manifest with { Cases = [Case] }, dossier))));
    }

    [Theory, InlineData("accounts"), InlineData("keys"), InlineData("panel"), InlineData("rulebook")]
    public void A_dossier_without_a_register_is_incomplete_whatever_its_manifest_says(string register)
    {
        var (manifest, dossier) = Dossier.Collect(files.GetValueOrDefault, Case, number => number == register ? [] : Indexes(number));
        Assert.Equal((Verdict.Incomplete, "RegisterMissing", null), Deciding(Verify(Pack(manifest, dossier))));
    }

    [Fact]
    public void A_dossier_cannot_be_held_against_what_was_signed_before_its_head_and_says_so()
    {
        var (manifest, dossier) = Collect();
        var export = ExportReader.Open(new MemoryStream(Pack(manifest, dossier)));
        var task = new VerificationTask(_ => null, scene.Policy.Judge) { Seen = [new SeenEvidence("kept", scene.CheckpointAt(3), null)] };
        Assert.Equal((Verdict.Incomplete, "NotComparable", null), Deciding(ExportVerifier.Verify(task, export)));
        task = task with { Seen = [new SeenEvidence("kept", LogScene.Sign(new Checkpoint(LogScene.Origin, 11, TreeHash.OfLeaf([])).Text, scene.LogKey), null)] };
        Assert.Equal((Verdict.Diverged, "OtherHistory", null), Deciding(ExportVerifier.Verify(task, export)));
    }

    [Fact]
    public void An_unknown_case_has_no_dossier() =>
        Assert.Equal("UnknownCase", Assert.Throws<LogFormatException>(() => Dossier.Collect(files.GetValueOrDefault, Unknown, Indexes)).Code);

    [Theory]
    [InlineData("checkpoint", 0), InlineData("tile/entries/x001/x234/067.p/255", 8_589_934_591), InlineData("a", 511), InlineData("b", 512)]
    public void A_header_has_one_spelling(string path, long length)
    {
        var header = Ustar.Header(path, length);
        Assert.Equal((path, length), Ustar.Read(header));
        for (var bit = 0; bit < header.Length * 8; bit++)
        {
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Ustar.Read(header));
            header[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Any_tar_opens_an_export()
    {
        using var stream = new MemoryStream(PackLog());
        using var tar = new System.Formats.Tar.TarReader(stream);
        var read = new Dictionary<string, byte[]>();
        while (tar.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            read[entry.Name] = bytes.ToArray();
        }

        Assert.Equal(["oversight-export", .. files.Keys, "sha256"], read.Keys);
        Assert.All(files, file => Assert.Equal(file.Value, read[file.Key]));
    }

    private static (Verdict, string?, long?) Deciding(VerificationReport report) => (report.Verdict, report.Deciding?.Code, report.Deciding?.Index);

    private static string ManifestText(ExportManifest manifest) => Encoding.UTF8.GetString(manifest.ToBytes());

    private (ExportManifest, SortedDictionary<string, byte[]>) Collect() => Dossier.Collect(files.GetValueOrDefault, Case, Indexes);

    private IReadOnlyList<long> Indexes(string number) =>
        [.. scene.Entries.Select((entry, index) => (EntryDocument.Read(entry.Bytes).Header.Case, (long)index)).Where(one => one.Case == number).Select(one => one.Item2)];

    private byte[] PackLog() => Pack(ExportManifest.OfLog(Checkpoint.Parse(SignedNote.Parse(files["checkpoint"]).Text)), files);

    private static byte[] Pack(ExportManifest manifest, SortedDictionary<string, byte[]> packed)
    {
        using var stream = new MemoryStream();
        using var export = new ExportWriter(stream, manifest);
        foreach (var (path, bytes) in packed)
            export.Add(path, bytes);
        export.Finish();
        return stream.ToArray();
    }

    private static int HashedLength(byte[] export) => export.Length - Ustar.EndSize - (2 * Ustar.BlockSize);

    /// <summary>The bits whose flip leaves the export as good as it was.</summary>
    private List<int> Flips(byte[] export, IEnumerable<int> bits, bool hashAgain)
    {
        var accepted = new ConcurrentBag<int>();
        Parallel.ForEach(bits, () => export.ToArray(), (bit, _, copy) =>
        {
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            if (hashAgain)
                HashAgain(copy);
            if (Verify(copy).Faults.All(fault => fault.Code == "TailsNotProved"))
                accepted.Add(bit);
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            return copy;
        }, _ => { });
        return [.. accepted.Order()];
    }

    private static void HashAgain(byte[] export)
    {
        var length = HashedLength(export);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(export.AsSpan(0, length))), export.AsSpan(length + Ustar.BlockSize));
    }

    private VerificationReport Verify(byte[] export)
    {
        try
        {
            return ExportVerifier.Verify(new VerificationTask(_ => null, Judge), ExportReader.Open(new MemoryStream(export)));
        }
        catch (LogFormatException fault)
        {
            return VerificationReport.Of(new Fault(Verdict.Invalid, fault.Code, fault.Message));
        }
    }

    /// <summary>The policy's verdict, reckoned once for each checkpoint: checking signatures is slow.</summary>
    private PolicyVerdict Judge(SignedNote note) => judged.GetOrAdd(note.ToString(), _ =>
    {
        try
        {
            return scene.Policy.Judge(note);
        }
        catch (LogFormatException fault)
        {
            return fault;
        }
    }) switch { PolicyVerdict verdict => verdict, LogFormatException fault => throw new LogFormatException(fault.Code, fault.Message), _ => throw new InvalidOperationException() };

    private static SortedDictionary<string, byte[]> Without(SortedDictionary<string, byte[]> from, string path)
    {
        var rest = new SortedDictionary<string, byte[]>(from, StringComparer.Ordinal);
        rest.Remove(path);
        return rest;
    }

    private static SortedDictionary<string, byte[]> With(SortedDictionary<string, byte[]> to, string path, byte[] bytes) => new(to, StringComparer.Ordinal) { [path] = bytes };
}
