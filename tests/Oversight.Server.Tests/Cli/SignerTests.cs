extern alias Cli;
using System.Diagnostics;
using System.Net.Sockets;
using Oversight.Core.Ledger;
using Oversight.Core.Tests.Verification;
using WitnessServer = Cli::Oversight.Cli.Witnessing.WitnessServer;
using WitnessStore = Cli::Oversight.Cli.Witnessing.WitnessStore;

namespace Oversight.Server.Tests.Cli;

/// <summary>The signer as a process of its own, asked over its socket.</summary>
public sealed class SignerTests : IAsyncDisposable
{
    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(300);
    private Process? process;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        auditor.Dispose();
    }

    [Fact]
    public async Task It_signs_what_extends_the_last_head_and_remembers_it_even_when_killed()
    {
        using (var http = await StartAsync("--alone"))
        {
            Assert.Equal(404, (int)(await http.GetAsync("/checkpoint")).StatusCode);
            Assert.Equal($"{scene.LogKey.Key}\n", await http.GetStringAsync("/keys"));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(auditor.Path("socket")));
            var (status, lines) = await SignAsync(http, 0, 8);
            Assert.Equal(200, status);
            Assert.Single(new SignedNote(scene.CheckpointAt(8).Text, [NoteSignature.Parse(lines.TrimEnd('\n'))]).Verify([scene.LogKey.Key]));
            Assert.Equal(200, (await SignAsync(http, 8, 300)).Status);
            Assert.Equal((409, "300\n"), await SignAsync(http, 8, 299));
            Assert.Equal(422, (await PostAsync(http, new AddCheckpoint(300, [], new Checkpoint(LogScene.Origin, 300, TreeHash.Empty).Text).ToString())).Status);
            Assert.Equal(400, (await PostAsync(http, "old")).Status);
            Assert.Equal(400, (await PostAsync(http, new AddCheckpoint(0, [], new Checkpoint("other.example", 1, TreeHash.OfLeaf([])).Text).ToString())).Status);
        }

        process!.Kill();
        using var again = await StartAsync("--alone");
        Assert.Equal((409, "300\n"), await SignAsync(again, 0, 8));
        Assert.Equal(scene.CheckpointAt(300).Text, SignedNote.Parse(await again.GetStringAsync("/checkpoint")).Text);
    }

    [Fact]
    public async Task Asked_to_end_it_ends_and_a_second_signer_on_its_socket_is_refused()
    {
        (await StartAsync("--alone")).Dispose();
        var second = await Auditor.StartAsync("signer", "--key", auditor.Path("log.key"), "--store", auditor.Path("store"), "--socket", auditor.Path("socket"), "--alone");
        Assert.Equal((50, true), (second.ExitCode, second.Error.Contains("AlreadyRunning", StringComparison.Ordinal)));
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_stays_shut_until_the_witnesses_show_nothing_newer_than_its_folder()
    {
        var witness = new WitnessStore(auditor.Path("witness"), scene.Court, [scene.LogKey.Key], TimeProvider.System);
        var served = WitnessServer.Create(witness, "http://127.0.0.1:0", TextWriter.Null);
        await served.StartAsync();
        var url = served.Urls.Single();
        var policy = auditor.Write("policy", $"log {scene.LogKey.Key}\nwitness court {scene.Court.Key} {url}\nquorum court\n");
        using (var http = await StartAsync("--policy", policy))
            Assert.Equal(200, (await EventuallyAsync(http, 0, 8)).Status);
        await StopAsync();

        Assert.Equal(200, witness.Add(WitnessTests.Request(scene, 0, 300)).Status);
        using (var http = await StartAsync("--policy", policy))
        {
            var (status, body) = await EventuallyAsync(http, 8, 300, shutBy: "WitnessIsAhead");
            Assert.Equal(503, status);
            Assert.StartsWith("WitnessIsAhead: Witness court has cosigned 300 entries and this signer remembers 8", body, StringComparison.Ordinal);
        }

        await StopAsync();
        await served.StopAsync();
        using (var http = await StartAsync("--policy", policy))
            Assert.Equal(503, (await EventuallyAsync(http, 8, 300, shutBy: "WitnessesUnreachable")).Status);
        await StopAsync();
        using (var http = await StartAsync("--policy", policy, "--alone"))
            Assert.Equal(200, (await EventuallyAsync(http, 8, 300)).Status);
    }

    [Fact]
    public async Task Without_witnesses_to_compare_with_it_starts_only_where_that_is_said()
    {
        string[] common = ["signer", "--key", auditor.Write("log.key", scene.LogKey.Export() + "\n"), "--store", auditor.Path("store"), "--socket", auditor.Path("socket")];
        var nobody = auditor.Write("nobody", $"log {scene.LogKey.Key}\nquorum none\n");
        foreach (var more in new string[][] { [], ["--policy", nobody] })
        {
            var refused = await Auditor.StartAsync([.. common, .. more]);
            Assert.Equal((64, true), (refused.ExitCode, refused.Error.Contains("NobodyToCompareWith: Name the witnesses", StringComparison.Ordinal)));
            Assert.False(File.Exists(auditor.Path("socket")));
        }
        using var http = await StartAsync("--policy", nobody, "--alone", "--socket-mode", "660");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(auditor.Path("socket")));
        Assert.Equal(200, (await SignAsync(http, 0, 8)).Status);
    }

    [Fact]
    public async Task A_witness_that_showed_a_head_and_shows_none_at_a_later_start_does_not_open_it()
    {
        var witness = new WitnessStore(auditor.Path("witness"), scene.Court, [scene.LogKey.Key], TimeProvider.System);
        await using var served = WitnessServer.Create(witness, "http://127.0.0.1:0", TextWriter.Null);
        await served.StartAsync();
        var policy = auditor.Write("policy", $"log {scene.LogKey.Key}\nwitness court {scene.Court.Key} {served.Urls.Single()}\nquorum court\n");
        // The first start: it never saw the log, and need not have.
        using (var http = await StartAsync("--policy", policy))
            Assert.Equal(200, (await EventuallyAsync(http, 0, 8)).Status);
        await StopAsync();
        Assert.Equal(200, witness.Add(WitnessTests.Request(scene, 0, 8)).Status);
        using (var http = await StartAsync("--policy", policy))
            Assert.Equal(200, (await EventuallyAsync(http, 8, 299)).Status);
        await StopAsync();
        Directory.Delete(auditor.Path("witness"), recursive: true);
        using (var http = await StartAsync("--policy", policy))
            Assert.Equal(503, (await EventuallyAsync(http, 299, 300, shutBy: "WitnessesUnreachable")).Status);
        process!.Kill();
        Assert.Contains("alarm WitnessForgot: Witness court showed 8 entries", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpClient> StartAsync(params string[] more)
    {
        process = Auditor.Launch(["signer", "--key", auditor.Write("log.key", scene.LogKey.Export() + "\n"), "--store", auditor.Path("store"), "--socket", auditor.Path("socket"), .. more]);
        Assert.StartsWith("signer of", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        return new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(auditor.Path("socket")), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://signer") };
    }

    private async Task StopAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Asks until the gate has made up its mind.</summary>
    private async Task<(int Status, string Body)> EventuallyAsync(HttpClient http, int from, int to, string? shutBy = null)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var answer = await SignAsync(http, from, to);
            if (shutBy is null ? answer.Status != 503 : answer.Body.StartsWith(shutBy, StringComparison.Ordinal) || waited.Elapsed > TimeSpan.FromSeconds(30))
                return answer;
        }
    }

    private Task<(int Status, string Body)> SignAsync(HttpClient http, int from, int to)
    {
        var request = AddCheckpoint.Parse(WitnessTests.Request(scene, from, to));
        return PostAsync(http, (request with { Note = scene.CheckpointAt(to).Text }).ToString());
    }

    private static async Task<(int Status, string Body)> PostAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync("/sign", new StringContent(body));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
