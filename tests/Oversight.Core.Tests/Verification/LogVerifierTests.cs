using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>Verdicts on whole logs: sound ones, and one for each way of tampering.</summary>
public sealed class LogVerifierTests
{
    private static readonly DateTimeOffset At = LogScene.At;

    [Theory]
    [InlineData(0, 1), InlineData(1, 1), InlineData(255, 2), InlineData(256, 1), InlineData(257, 2), InlineData(700, 2)]
    public void A_sound_log_is_valid_and_witnessed(int size, int threads)
    {
        var scene = LogScene.Of(size);
        var report = Verify(scene, scene.Files(), task => task with { Threads = threads });
        Assert.Equal(Verdict.ValidWitnessed, report.Verdict);
        Assert.Empty(report.Faults);
        Assert.Equal(["court", "press"], report.Witnesses);
        Assert.Equal((size, Math.Min(size, 3), (size + 2) / 3 * 2L), ((int)report.EntryCount, report.CaseCount, report.OpenedCount));
        Assert.Equal(At, report.WitnessedAt);
    }

    [Fact]
    public void Without_the_quorum_of_witnesses_or_with_old_ones_a_log_is_valid_but_unwitnessed()
    {
        var scene = LogScene.Of(5);
        Expect(Verdict.ValidUnwitnessed, "NoQuorum", Verify(scene, With(scene, "checkpoint", LogScene.Utf8(scene.CheckpointAt(5, scene.Court).ToString()))));
        Expect(Verdict.ValidUnwitnessed, "Stale", Verify(scene, scene.Files(), task => task with { FreshSince = At.AddSeconds(1) }));
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, scene.Files(), task => task with { FreshSince = At }).Verdict);
        foreach (var (court, press) in new[] { (At, At.AddDays(1)), (At.AddDays(1), At), (At.AddYears(90), At) })
            Expect(Verdict.ValidUnwitnessed, "Stale", Verify(scene, scene.FilesCosigned(court, press), task => task with { FreshSince = At.AddHours(1), FreshUntil = At.AddDays(1) }));
        Expect(Verdict.ValidUnwitnessed, "Stale", Verify(scene, scene.FilesCosigned(At.AddDays(2), At.AddDays(1)), task => task with { FreshSince = At, FreshUntil = At.AddDays(1) }));
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, scene.FilesCosigned(At, At.AddDays(1)), task => task with { FreshSince = At, FreshUntil = At.AddDays(1) }).Verdict);
        var alone = LogPolicy.Of(scene.LogKey.Key);
        Expect(Verdict.ValidUnwitnessed, "NoWitness", Verify(scene, scene.Files(), task => task with { Judge = alone.Judge }));
    }

    [Theory]
    [InlineData(0), InlineData(299)]
    public void A_changed_entry_is_named(int index)
    {
        var scene = LogScene.Of(300);
        var files = scene.Files();
        var bundle = files[index < 256 ? "tile/entries/000" : "tile/entries/001.p/44"];
        bundle[index < 256 ? 30 : bundle.Length - 30] ^= 1;
        Expect(Verdict.Invalid, "OtherLeaf", Verify(scene, files), index);
    }

    [Fact]
    public void An_entry_changed_together_with_all_its_hashes_no_longer_adds_up_to_what_was_signed()
    {
        var scene = LogScene.Of(300);
        var honest = scene.Files();
        var forged = Forge(scene, entries => entries.RemoveAt(299)).Files();
        Expect(Verdict.Incomplete, "FileMissing", Verify(scene, new(forged, StringComparer.Ordinal) { ["checkpoint"] = honest["checkpoint"] }));
        var other = LogScene.Of(300);
        other.Entries[299] = (Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(other.Entries[299].Bytes).Replace("\"count\":299", "\"count\":298", StringComparison.Ordinal)), other.Entries[299].Parts);
        Expect(Verdict.Invalid, "OtherRoot", Verify(scene, new(other.Files(), StringComparer.Ordinal) { ["checkpoint"] = honest["checkpoint"] }));
    }

    [Theory]
    [InlineData("delete", "WrongSequence", 6L), InlineData("reorder", "WrongSequence", 3L), InlineData("doubled", "WrongSequence", 4L), InlineData("rewritten", "WrongPrevious", 6L)]
    public void Even_signed_anew_a_case_with_entries_deleted_reordered_doubled_or_rewritten_breaks_its_chain(string how, string code, long index)
    {
        var forged = Forge(LogScene.Of(9), entries =>
        {
            switch (how)
            {
                case "delete": entries.RemoveAt(3); index--; break;
                case "reorder": (entries[3], entries[6]) = (entries[6], entries[3]); break;
                case "doubled": entries.Insert(4, entries[3]); break;
                default:
                    var text = Encoding.UTF8.GetString(entries[3].Bytes).Replace("\"count\":3", "\"count\":4", StringComparison.Ordinal);
                    entries[3] = (Encoding.UTF8.GetBytes(text), entries[3].Parts);
                    break;
            }
        });
        var report = Verify(forged, forged.Files());
        Expect(Verdict.Invalid, code, report, index);
        Assert.Equal("2028-0001", report.Deciding!.Case);
    }

    [Fact]
    public void A_tail_cut_off_is_missing_under_the_old_head_and_diverges_from_what_was_kept_under_a_new_one()
    {
        var scene = LogScene.Of(300);
        var files = scene.Files();
        var kept = SeenEvidence.Parse("kept", Encoding.UTF8.GetString(files["checkpoint"]));
        var cut = Forge(scene, entries => entries.RemoveRange(290, 10)).Files();
        Expect(Verdict.Incomplete, "FileMissing", Verify(scene, new(cut, StringComparer.Ordinal) { ["checkpoint"] = files["checkpoint"] }), 256);
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, cut).Verdict);
        var report = Verify(scene, cut, task => task with { Seen = [kept], IsServed = true });
        Expect(Verdict.Diverged, "Smaller", report);
        Assert.Empty(report.Contradictions);
        // An honest copy of an earlier day is no accusation: the two heads do not contradict each other.
        Expect(Verdict.Incomplete, "OlderThanKept", Verify(scene, cut, task => task with { Seen = [kept] }));
    }

    [Theory]
    [InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(299), InlineData(300)]
    public void A_log_extends_whatever_it_signed_and_a_forked_one_does_not(int size)
    {
        var scene = LogScene.Of(300);
        var fork = Forge(LogScene.Of(300), entries => entries[0] = (Of(1, 7), entries[0].Parts));
        var honest = new SeenEvidence("kept", scene.CheckpointAt(size), null);
        var forked = new SeenEvidence("fork", fork.CheckpointAt(size), null);
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, scene.Files(), task => task with { Seen = [honest] }).Verdict);
        var report = Verify(scene, scene.Files(), task => task with { Seen = [honest, forked] });
        Expect(Verdict.Diverged, "OtherHistory", report);
        Assert.Equal("fork", Assert.Single(report.Contradictions).Name);
    }

    [Fact]
    public void A_receipt_holds_the_log_to_the_entry_it_was_given_for()
    {
        var scene = LogScene.Of(300);
        var files = scene.Files();
        var early = new LogReader(Forge(scene, entries => entries.RemoveRange(260, 40)).Files().GetValueOrDefault, scene.CheckpointAt(260));
        foreach (var index in new[] { 0, 255, 256, 259 })
        {
            var receipt = SeenEvidence.Parse("receipt", early.Receipt(index).ToString());
            Assert.Equal(Verdict.ValidWitnessed, Verify(scene, files, task => task with { Seen = [receipt] }).Verdict);
        }

        var other = new LogReader(LogScene.Of(300).Files().GetValueOrDefault, scene.CheckpointAt(300)).Receipt(7);
        var wrong = new SeenEvidence("receipt", other.Checkpoint, other with { Index = 8 });
        var report = Verify(scene, files, task => task with { Seen = [wrong] });
        Expect(Verdict.CouldNotTell, "BadEvidence", report, 8);
        Assert.Empty(report.Contradictions);
    }

    [Fact]
    public void Evidence_the_log_never_signed_tells_nothing()
    {
        var scene = LogScene.Of(5);
        var foreign = new SeenEvidence("foreign", LogScene.Sign(Checkpoint.Parse(scene.CheckpointAt(3).Text).Text, LogScene.Key(LogScene.Origin, NoteKeyType.Ed25519, 9)), null);
        Expect(Verdict.CouldNotTell, "BadEvidence", Verify(scene, scene.Files(), task => task with { Seen = [foreign] }));
    }

    [Fact]
    public void A_damaged_copy_does_not_accuse_the_log_of_another_history()
    {
        var scene = LogScene.Of(300);
        var other = LogScene.Of(300);
        other.Entries[299] = (Of(99, 5), new Dictionary<string, string>());
        var files = new SortedDictionary<string, byte[]>(other.Files(), StringComparer.Ordinal) { ["checkpoint"] = scene.Files()["checkpoint"] };
        Assert.Equal(Verdict.Invalid, Verify(scene, files, task => task with { Seen = [new SeenEvidence("kept", scene.CheckpointAt(300), null)] }).Verdict);
    }

    [Theory]
    [InlineData("swapped", "BadOpening"), InlineData("value", "BadOpening"), InlineData("name", "UnknownPart"), InlineData("moved", "UnknownPart"), InlineData("cut", "BadParts")]
    public void Parts_that_are_swapped_changed_renamed_or_moved_do_not_open_their_commitments(string how, string code)
    {
        var scene = LogScene.Of(9);
        var files = scene.Files();
        var lines = PartLines.Read(files["parts/000.p/9"]).ToList();
        switch (how)
        {
            case "swapped": (lines[2], lines[3]) = (lines[2] with { Disclosure = lines[3].Disclosure }, lines[3] with { Disclosure = lines[2].Disclosure }); break;
            case "value": lines[2] = lines[2] with { Disclosure = Part.Commit("content.scope", JsonValue.Create("other")!, new byte[32]).Disclosure }; break;
            case "name": lines[2] = lines[2] with { Name = "content.other" }; break;
            case "moved": lines[2] = lines[2] with { Index = 1 }; break;
            default: break;
        }

        var file = PartLines.Write(lines);
        files["parts/000.p/9"] = how == "cut" ? file[..^1] : file;
        Expect(Verdict.Invalid, code, Verify(scene, files), code == "BadParts" ? 0 : how == "moved" ? 1 : 3);
    }

    [Theory]
    [InlineData("tile/entries/000", 0L), InlineData("tile/entries/001.p/44", 256L), InlineData("tile/0/000", 0L), InlineData("tile/1/000.p/1", null)]
    [InlineData("documents/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", 299L)]
    public void A_missing_file_is_missing_wherever_it_is(string path, long? index)
    {
        var scene = Documented();
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, scene.Files()).Verdict);
        var files = scene.Files();
        Assert.True(files.Remove(path));
        var report = Verify(scene, files);
        Assert.Equal((Verdict.Incomplete, index), (report.Verdict, report.Deciding!.Index));
    }

    [Fact]
    public void Partial_tiles_of_another_width_documents_of_another_hash_and_bundles_of_another_length_are_wrong()
    {
        var scene = Documented();
        Expect(Verdict.Invalid, "BadTile", Verify(scene, With(scene, "tile/0/001.p/44", scene.Files()["tile/0/001.p/44"][..^32])), 256);
        Expect(Verdict.Invalid, "BadTile", Verify(scene, With(scene, "tile/1/000.p/1", new byte[32])));
        Expect(Verdict.Invalid, "BadBundle", Verify(scene, With(scene, "tile/entries/001.p/44", [.. scene.Files()["tile/entries/001.p/44"], 0])), 256);
        Expect(Verdict.Invalid, "BadDocument", Verify(scene, With(scene, "documents/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", LogScene.Utf8("[]"))), 299);
    }

    [Theory]
    [InlineData("{\"count\":1,\"count\":1}", "{\"count\":1}"), InlineData("{\"count\":01}", "{\"count\":1}"), InlineData("{\"count\": 1}", "{\"count\":1}"), InlineData("{\"count\":null}", "{\"count\":1}")]
    public void An_entry_in_another_spelling_is_none_even_where_the_log_signed_it(string written, string meant)
    {
        var scene = LogScene.Of(4);
        scene.Entries[1] = (Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(scene.Entries[1].Bytes).Replace(meant, written, StringComparison.Ordinal)), scene.Entries[1].Parts);
        Expect(Verdict.Invalid, "MalformedEntry", Verify(scene, scene.Files()), 1);
    }

    [Fact]
    public void An_entry_of_another_log_is_none_of_this_one()
    {
        var scene = LogScene.Of(4);
        scene.Add("2028-0009", "Noted", [], [], log: "other.example");
        Expect(Verdict.Invalid, "OtherLog", Verify(scene, scene.Files()), 4);
    }

    [Theory]
    [InlineData("zeros", "BadNumber"), InlineData("base64", "BadBase64"), InlineData("origin", "BadSignature"), InlineData("unsigned", "BadNote"), InlineData("stranger", "NotSigned"), InlineData("twice", "BadNote")]
    public void A_checkpoint_that_is_not_exactly_what_was_signed_is_invalid(string how, string code)
    {
        var scene = LogScene.Of(8);
        var text = Encoding.UTF8.GetString(scene.Files()["checkpoint"]);
        var signature = text.Split('\n')[4];
        text = how switch
        {
            "zeros" => text.Replace("\n8\n", "\n08\n", StringComparison.Ordinal),
            "base64" => text.Replace("=\n\n", "\n\n", StringComparison.Ordinal),
            "origin" => text.Replace($"{LogScene.Origin}\n8", $"{LogScene.Origin}\n7", StringComparison.Ordinal),
            "unsigned" => text[..(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)],
            "stranger" => LogScene.Sign(Checkpoint.Parse(scene.CheckpointAt(8).Text).Text, LogScene.Key(LogScene.Origin, NoteKeyType.Ed25519, 9)).ToString(),
            _ => text + signature + "\n",
        };
        Expect(Verdict.Invalid, code, Verify(scene, With(scene, "checkpoint", LogScene.Utf8(text))));
        Expect(Verdict.CouldNotTell, "NoCheckpoint", Verify(scene, []));
    }

    [Fact]
    public void Another_origin_or_an_old_checkpoint_does_not_pass()
    {
        var scene = LogScene.Of(300);
        var other = LogScene.Sign(new Checkpoint("other.example", 300, Checkpoint.Parse(scene.CheckpointAt(300).Text).Root).Text, LogScene.Key("other.example", NoteKeyType.Ed25519, 1));
        Expect(Verdict.Invalid, "NotSigned", Verify(scene, With(scene, "checkpoint", LogScene.Utf8(other.ToString()))));
        var old = With(scene, "checkpoint", LogScene.Utf8(scene.CheckpointAt(290, scene.Court, scene.Press).ToString()));
        Assert.Equal(Verdict.Incomplete, Verify(scene, old).Verdict);
    }

    private static LogScene Documented()
    {
        var scene = LogScene.Of(299);
        scene.Documents.Add(LogScene.Utf8("{}"));
        scene.Add("rulebook", "RulebookAdopted", new JsonObject { ["definitions"] = new JsonArray(Convert.ToHexStringLower(SHA256.HashData("{}"u8))) }, []);
        return scene;
    }

    private static byte[] Of(int seed, int count) => new LogScene().Add($"2029-{seed:0000}", "Noted", new JsonObject { ["count"] = count }, []).ToBytes();

    private static LogScene Forge(LogScene scene, Action<List<(byte[] Bytes, IReadOnlyDictionary<string, string> Parts)>> change)
    {
        var forged = new LogScene();
        forged.Entries.AddRange(scene.Entries);
        change(forged.Entries);
        return forged;
    }

    private static SortedDictionary<string, byte[]> With(LogScene scene, string path, byte[] bytes) => new(scene.Files(), StringComparer.Ordinal) { [path] = bytes };

    private static VerificationReport Verify(LogScene scene, SortedDictionary<string, byte[]> files, Func<VerificationTask, VerificationTask>? with = null)
    {
        var task = new VerificationTask(files.GetValueOrDefault, scene.Policy.Judge);
        return LogVerifier.Verify(with is null ? task : with(task));
    }

    private static void Expect(Verdict verdict, string code, VerificationReport report, long? index = null)
    {
        Assert.Equal((verdict, code), (report.Verdict, report.Deciding?.Code));
        Assert.Equal(index ?? report.Deciding!.Index, report.Deciding!.Index);
    }

}
