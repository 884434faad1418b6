using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Tests.Verification;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Cli;

/// <summary>`oversight verify` and its exit codes, as a shell sees them.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(9);

    public void Dispose() => auditor.Dispose();

    [Fact]
    public async Task Every_verdict_has_its_exit_code_in_a_process_of_its_own()
    {
        var policy = auditor.Policy(scene);
        var sound = auditor.Write("sound", scene.Files());
        var (withheld, cut, forged) = (scene.Files(), scene.Files(), scene.Files());
        withheld["parts/000.p/9"] = [];
        cut.Remove("tile/entries/000.p/9");
        forged["tile/entries/000.p/9"][40] ^= 1;
        var kept = auditor.Write("kept", LogScene.Sign(new Checkpoint(LogScene.Origin, 9, TreeHash.OfLeaf([])).Text, scene.LogKey).ToString());

        var witnessed = await Auditor.StartAsync("verify", sound, "--policy", policy, "--seen", auditor.Write("earlier", scene.CheckpointAt(4).ToString()));
        Assert.Equal((0, ""), (witnessed.ExitCode, witnessed.Error));
        Assert.StartsWith("VALID, witnessed by 2: court, press", witnessed.Out, StringComparison.Ordinal);
        Assert.Equal(10, (await Auditor.StartAsync("verify", sound, "--key", scene.LogKey.Key.ToString())).ExitCode);
        Assert.Equal(20, (await Auditor.StartAsync("verify", auditor.Write("withheld", withheld), "--policy", policy)).ExitCode);
        Assert.Equal(20, (await Auditor.StartAsync("verify", auditor.Write("cut", cut), "--policy", policy)).ExitCode);
        Assert.Equal(30, (await Auditor.StartAsync("verify", sound, "--policy", policy, "--seen", kept)).ExitCode);
        var invalid = await Auditor.StartAsync("verify", auditor.Write("forged", forged), "--policy", policy);
        Assert.Equal(40, invalid.ExitCode);
        Assert.Contains("OtherLeaf", invalid.Out, StringComparison.Ordinal);
        Assert.Equal(50, (await Auditor.StartAsync("verify", auditor.Path("nowhere"), "--policy", policy)).ExitCode);
        Assert.Equal(64, (await Auditor.StartAsync("verify", sound)).ExitCode);
        Assert.Equal(64, (await Auditor.StartAsync("verify", sound, "--polizei", policy)).ExitCode);
        Assert.Equal(64, (await Auditor.StartAsync("verify", sound, "--policy", auditor.Write("bad", "quorum"))).ExitCode);
    }

    [Fact]
    public async Task A_verdict_as_json_names_the_first_wrong_entry()
    {
        var files = scene.Files();
        files["parts/000.p/9"] = PartLines.Write(PartLines.Read(files["parts/000.p/9"]).Where(line => line.Index != 3));
        var answer = await Auditor.RunAsync("verify", auditor.Write("log", files), "--policy", auditor.Policy(scene), "--output", "json");
        var report = JsonNode.Parse(answer.Out)!;
        Assert.Equal(("incomplete", 20, 20), ((string)report["verdict"]!, (int)report["exitCode"]!, answer.ExitCode));
        var fault = report["faults"]![0]!;
        Assert.Equal(("Withheld", 3, "2028-0001", 2), ((string)fault["code"]!, (int)fault["index"]!, (string)fault["case"]!, (int)fault["caseSeq"]!));
        Assert.Equal(2, (int)report["parts"]!["withheld"]!);
        Assert.Equal(0, (await Auditor.RunAsync("verify", auditor.Path("log"), "--policy", auditor.Policy(scene), "--without-parts")).ExitCode);
    }

    [Fact]
    public async Task What_contradicts_the_kept_head_is_written_out_as_the_two_signed_notes()
    {
        var kept = LogScene.Sign(new Checkpoint(LogScene.Origin, 9, TreeHash.OfLeaf([])).Text, scene.LogKey).ToString();
        var answer = await Auditor.RunAsync(
            "verify", auditor.Write("log", scene.Files()), "--policy", auditor.Policy(scene), "--seen", auditor.Write("kept", kept), "--evidence", auditor.Path("evidence"));
        Assert.Equal(30, answer.ExitCode);
        Assert.Equal(kept, await File.ReadAllTextAsync(auditor.Path("evidence/contradiction-1-kept.checkpoint")));
        Assert.Equal(Encoding.UTF8.GetString(scene.Files()["checkpoint"]), await File.ReadAllTextAsync(auditor.Path("evidence/contradiction-1-shown.checkpoint")));
        Assert.Equal(50, (await Auditor.RunAsync("verify", auditor.Path("log"), "--policy", auditor.Policy(scene), "--seen", auditor.Write("x", "nothing"))).ExitCode);
    }

    [Fact]
    public async Task An_older_copy_accuses_nobody_and_a_server_that_went_back_does()
    {
        var (policy, files) = (auditor.Policy(scene), scene.Files());
        var kept = auditor.Write("kept", LogScene.Of(12).CheckpointAt(12).ToString());
        var copy = await Auditor.RunAsync("verify", auditor.Write("log", files), "--policy", policy, "--seen", kept, "--evidence", auditor.Path("evidence"));
        Assert.Equal((20, true), (copy.ExitCode, copy.Out.Contains("OlderThanKept", StringComparison.Ordinal)));
        Assert.Equal(30, (await Auditor.RunAsync("verify", auditor.Path("log"), "--served", "--policy", policy, "--seen", kept)).ExitCode);
        await using var server = await ReplayTests.ServeAsync((path, _) => files.GetValueOrDefault(path));
        var served = await Auditor.RunAsync("verify", server.Urls.Single(), "--policy", policy, "--seen", kept, "--evidence", auditor.Path("evidence"));
        Assert.Equal((30, true), (served.ExitCode, served.Out.Contains("Smaller", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(auditor.Path("evidence")));
    }

    [Theory]
    [InlineData("10m", "2028-02-14T00:09:59Z", 0), InlineData("10m", "2028-02-14T00:10:01Z", 10), InlineData("10m", "2028-02-13T23:55:00Z", 0), InlineData("10m", "2028-02-13T23:54:59Z", 10)]
    [InlineData("7d", "2028-02-20T23:00:00Z", 0), InlineData("1h", null, 10)]
    [InlineData("ten", null, 64), InlineData("10m", "yesterday", 64)]
    public async Task Old_cosignatures_vouch_for_nothing_when_fresh_ones_are_asked_for(string fresh, string? now, int code)
    {
        string[] args = ["verify", auditor.Write("log", scene.Files()), "--policy", auditor.Policy(scene), "--fresh", fresh];
        Assert.Equal(code, (await Auditor.RunAsync(now is null ? args : [.. args, "--now", now])).ExitCode);
    }

    [Fact]
    public async Task What_was_verified_is_kept_and_the_log_held_to_it_the_next_time()
    {
        var policy = auditor.Policy(scene);
        Assert.Equal(0, (await Auditor.RunAsync("verify", auditor.Write("log", scene.Files()), "--policy", policy, "--keep", auditor.Path("kept"))).ExitCode);
        var longer = LogScene.Of(300);
        Assert.Equal(0, (await Auditor.RunAsync("verify", auditor.Write("longer", longer.Files()), "--policy", policy, "--seen", auditor.Path("kept"))).ExitCode);
        var other = LogScene.Of(300);
        other.Forget(0);
        other.Entries.RemoveRange(6, 1);
        Assert.Equal(40, (await Auditor.RunAsync("verify", auditor.Write("other", other.Files()), "--policy", policy, "--seen", auditor.Path("kept"))).ExitCode);
    }

    [Fact]
    public async Task A_receipt_shows_its_entry_and_no_other()
    {
        var reader = new LogReader(scene.Files().GetValueOrDefault, SignedNote.Parse(scene.Files()["checkpoint"]));
        var (receipt, policy) = (auditor.Write("5.tlog-proof", reader.Receipt(5).ToString()), auditor.Policy(scene));
        await File.WriteAllBytesAsync(auditor.Path("entry"), scene.Entries[5].Bytes);
        await File.WriteAllBytesAsync(auditor.Path("other"), scene.Entries[4].Bytes);
        Assert.Equal(0, (await Auditor.RunAsync("receipt", receipt, auditor.Path("entry"), "--policy", policy)).ExitCode);
        Assert.Equal(40, (await Auditor.RunAsync("receipt", receipt, auditor.Path("other"), "--policy", policy)).ExitCode);
        Assert.Equal(40, (await Auditor.RunAsync("receipt", auditor.Path("entry"), auditor.Path("entry"), "--policy", policy)).ExitCode);
        Assert.Equal(50, (await Auditor.RunAsync("receipt", receipt, auditor.Path("none"), "--policy", policy)).ExitCode);
    }

    [Fact]
    public async Task Keys_are_made_for_their_owner_alone_and_never_written_over()
    {
        var made = await Auditor.RunAsync("keys", "new", "w.example/one", "--type", "witness", "--out", auditor.Path("w.key"));
        Assert.Equal((0, NoteKeyType.Cosignature), (made.ExitCode, NoteKey.Parse(made.Out.Trim()).Type));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(auditor.Path("w.key")));
        Assert.Equal(made.Out, (await Auditor.RunAsync("keys", "show", auditor.Path("w.key"))).Out);
        Assert.Equal(64, (await Auditor.RunAsync("keys", "new", "w.example/one", "--type", "witness", "--out", auditor.Path("w.key"))).ExitCode);
        Assert.Equal(64, (await Auditor.RunAsync("keys", "new", "a name", "--type", "log", "--out", auditor.Path("x.key"))).ExitCode);
        Assert.Equal(NoteKeyType.Ecdsa, NoteKey.Parse((await Auditor.RunAsync("keys", "new", "l", "--type", "log-ecdsa", "--out", auditor.Path("e.key"))).Out.Trim()).Type);
    }

    [Fact]
    public async Task The_program_tests_itself() => Assert.Equal(0, (await Auditor.RunAsync("selftest")).ExitCode);

    [Fact]
    public void The_guide_has_every_exit_code()
    {
        var guide = File.ReadAllText(Path.Combine(Hosting.Repository.Root, "docs", "auditing.md"));
        foreach (var verdict in Enum.GetValues<Verdict>())
            Assert.Contains($"| {(int)verdict} | {System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString())} |", guide, StringComparison.Ordinal);
        Assert.Contains("| 64 | usage |", guide, StringComparison.Ordinal);
    }
}
