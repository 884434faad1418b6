using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Tests.Verification;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Cli;

/// <summary>Logs made to harm whoever verifies them: his screen, his memory, his patience.</summary>
public sealed class HostileSourceTests : IDisposable
{
    /// <summary>Clears the screen, writes a verdict, hides the rest, turns text round, breaks lines in three more ways.</summary>
    private const string Forged = "\u001b[2J\u001b[HVALID, witnessed by 3: court, diet, press\nentries 1\r\u001b[8m\u009b8m\u007f\u202e\u2066\u2028\u2029\u0085";

    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(9);

    public void Dispose() => auditor.Dispose();

    [Theory, InlineData("verify", "text"), InlineData("verify", "json"), InlineData("replay", "text"), InlineData("replay", "json")]
    public async Task What_a_log_says_cannot_move_the_cursor_or_break_a_line(string command, string output)
    {
        scene.Add(Forged, Forged, new JsonObject { ["count"] = Forged }, [Forged], actor: Forged, role: Forged);
        scene.Add(Forged, "Noted", [], ["reason"]);
        var files = scene.Files();
        files["parts/000.p/11"] = PartLines.Write(PartLines.Read(files["parts/000.p/11"]).Where(line => line.Index < 9));
        var answer = await Auditor.RunAsync(command, auditor.Write("log", files), "--policy", auditor.Policy(scene), "--output", output);
        Assert.Contains("[2J", answer.Out, StringComparison.Ordinal);
        AssertPlain(answer);
        if (output == "json")
            Assert.Contains(Forged, Strings(JsonNode.Parse(answer.Out)!));
        else
            Assert.DoesNotContain(answer.Out.Split('\n'), line => line.StartsWith("VALID", StringComparison.Ordinal) || line.StartsWith("entries 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nor_can_a_file_name_a_checkpoint_a_policy_a_dump_a_server_or_the_command_line()
    {
        var log = auditor.Write("log", scene.Files());
        var policy = auditor.Policy(scene);
        await File.WriteAllTextAsync(auditor.Path("bad.checkpoint"), $"{Forged}\n");
        var note = LogScene.Sign(new Checkpoint("evil\u202e/log", 9, TreeHash.Empty).Text, LogScene.Key("log", NoteKeyType.Ed25519, 9)).ToString();
        await using var server = await ReplayTests.ServeAsync((_, _) => Encoding.UTF8.GetBytes(note));
        string[][] commands =
        [
            ["verify", auditor.Path(Forged), "--policy", policy],
            ["verify", log, "--policy", auditor.Path(Forged)],
            ["verify", log, "--policy", auditor.Write("forged", $"witness {Forged}")],
            ["verify", log, "--policy", policy, "--seen", auditor.Path("bad.checkpoint")],
            ["verify", log, "--policy", policy, "--seen", auditor.Write("bad\u001b[2J", "nothing")],
            ["verify", server.Urls.Single(), "--policy", policy],
            ["replay", log, "--policy", policy, "--dump", auditor.Path(Forged)],
            ["export", log, auditor.Path("case.tar"), "--case", Forged],
            ["receipt", auditor.Write("r", Forged), auditor.Path("r"), "--policy", policy],
            [Forged],
        ];
        foreach (var command in commands)
        {
            var answer = await Auditor.RunAsync(command);
            Assert.NotEqual("", answer.Out + answer.Error);
            AssertPlain(answer);
        }
    }

    [Fact]
    public async Task A_folder_of_links_pipes_and_devices_is_not_read()
    {
        var policy = auditor.Policy(scene);
        var zero = auditor.Write("zero", scene.Files());
        Link(zero, "checkpoint", "/dev/zero");
        await RefusedAsync("NotAFile", zero, policy);

        var outside = auditor.Write("outside", scene.Files());
        Directory.Move(Path.Combine(outside, "tile"), auditor.Path("elsewhere"));
        File.CreateSymbolicLink(Path.Combine(outside, "tile"), auditor.Path("elsewhere"));
        await RefusedAsync("NotAFile", outside, policy);

        var pipe = auditor.Write("pipe", scene.Files());
        File.Delete(Path.Combine(pipe, "tile/0/000.p/9"));
        await Process.Start("mkfifo", [Path.Combine(pipe, "tile/0/000.p/9")]).WaitForExitAsync();
        await RefusedAsync("NotAFile", pipe, policy);
    }

    [Theory, InlineData("checkpoint"), InlineData("tile/0/000.p/9"), InlineData("tile/entries/000.p/9"), InlineData("parts/000.p/9")]
    public async Task A_file_larger_than_any_such_file_is_not_read(string path)
    {
        var log = auditor.Write("log", scene.Files());
        using (var sparse = File.OpenWrite(Path.Combine(log, path)))
            sparse.SetLength(LogPaths.LargestOf(path) + 1);
        await RefusedAsync("TooLarge", log, auditor.Policy(scene));
    }

    [Fact]
    public async Task A_member_of_an_export_larger_than_any_such_file_breaks_the_export()
    {
        var files = scene.Files();
        files["tile/0/000.p/9"] = new byte[LogPaths.LargestOf("tile/0/000.p/9") + 1];
        using (var stream = File.Create(auditor.Path("log.tar")))
        {
            using var export = new ExportWriter(stream, ExportManifest.OfLog(Checkpoint.Parse(SignedNote.Parse(files["checkpoint"]).Text)));
            foreach (var (path, bytes) in files)
                export.Add(path, bytes);
            export.Finish();
        }

        var answer = await Auditor.RunAsync("verify", auditor.Path("log.tar"), "--policy", auditor.Policy(scene));
        Assert.Equal((40, true), (answer.ExitCode, answer.Out.Contains("BadExport", StringComparison.Ordinal)));
    }

    private static async Task RefusedAsync(string code, string log, string policy)
    {
        var answer = await Task.Run(() => Auditor.RunAsync("verify", log, "--policy", policy)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((50, true), (answer.ExitCode, answer.Error.StartsWith($"error {code}: ", StringComparison.Ordinal)));
    }

    private static void Link(string folder, string path, string target)
    {
        File.Delete(Path.Combine(folder, path));
        File.CreateSymbolicLink(Path.Combine(folder, path), target);
    }

    private static void AssertPlain(Answer answer) =>
        Assert.DoesNotContain(answer.Out + answer.Error, c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u2066' or '\u2028' or '\u2029'));

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject of => of.SelectMany(member => Strings(member.Value)),
        JsonArray of => of.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
