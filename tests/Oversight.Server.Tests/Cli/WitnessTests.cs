extern alias Cli;
using System.Net;
using Oversight.Core.Ledger;
using Oversight.Core.Tests.Verification;
using WitnessServer = Cli::Oversight.Cli.Witnessing.WitnessServer;
using WitnessStore = Cli::Oversight.Cli.Witnessing.WitnessStore;

namespace Oversight.Server.Tests.Cli;

/// <summary>The witness: statuses of C2SP tlog-witness over HTTP, what it keeps, and the same by files.</summary>
public sealed class WitnessTests : IDisposable
{
    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(300);

    public void Dispose() => auditor.Dispose();

    [Fact]
    public async Task It_answers_as_the_specification_says_and_remembers_over_a_restart()
    {
        await using (var first = WitnessServer.Create(Store(), "http://127.0.0.1:0", TextWriter.Null))
        {
            await first.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(first.Urls.Single()) };
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/{WitnessStore.NameOf(LogScene.Origin)}/checkpoint")).StatusCode);
            Assert.Equal(400, (await PostAsync(http, "nonsense")).Status);
            Assert.Equal(400, (await PostAsync(http, new AddCheckpoint(9, [], scene.CheckpointAt(8).ToString()).ToString())).Status);
            Assert.Equal(404, (await PostAsync(http, Foreign("other.example/log", 1))).Status);
            Assert.Equal(403, (await PostAsync(http, Foreign(LogScene.Origin, 9))).Status);
            Assert.Equal((409, "text/x.tlog.size", "0\n"), await PostWithTypeAsync(http, Request(5, 8)));
            Assert.Equal(422, (await PostAsync(http, new AddCheckpoint(0, [TreeHash.Empty], scene.CheckpointAt(8).ToString()).ToString())).Status);

            var (status, lines) = await PostAsync(http, Request(0, 8));
            Assert.Equal(200, status);
            var cosigned = scene.CheckpointAt(8).With([NoteSignature.Parse(lines.TrimEnd('\n'))]);
            Assert.NotNull(Assert.Single(cosigned.Verify([scene.Court.Key])).At);
            Assert.Equal((409, "8\n"), await PostAsync(http, Request(0, 300)));
            Assert.Equal(422, (await PostAsync(http, new AddCheckpoint(8, [TreeHash.Empty], scene.CheckpointAt(300).ToString()).ToString())).Status);
            Assert.Equal(200, (await PostAsync(http, Request(8, 300))).Status);
            Assert.Equal(200, (await PostAsync(http, new AddCheckpoint(300, [], scene.CheckpointAt(300).ToString()).ToString())).Status);
        }

        await using var second = WitnessServer.Create(Store(), "http://127.0.0.1:0", TextWriter.Null);
        await second.StartAsync();
        using var again = new HttpClient { BaseAddress = new Uri(second.Urls.Single()) };
        Assert.Equal((409, "300\n"), await PostAsync(again, Request(0, 8)));
        var shown = SignedNote.Parse(await again.GetStringAsync($"/{WitnessStore.NameOf(LogScene.Origin)}/checkpoint"));
        Assert.Equal((scene.CheckpointAt(300).Text, 2), (shown.Text, shown.Signatures.Count));
        Assert.Equal(HttpStatusCode.NotFound, (await again.GetAsync("/../policy/checkpoint")).StatusCode);
    }

    [Fact]
    public void A_fork_is_not_cosigned_and_both_heads_are_kept_as_evidence()
    {
        var store = Store();
        Assert.Equal(200, store.Add(Request(0, 300)).Status);
        var fork = LogScene.Of(300);
        fork.Entries[299] = fork.Entries[298];
        var forked = fork.CheckpointAt(300);
        Assert.Equal(422, store.Add(new AddCheckpoint(300, [], forked.ToString()).ToString()).Status);
        Assert.Equal(2, Kept().Count);
        Assert.Equal(forked.ToString(), File.ReadAllText(Kept().Single(file => file.EndsWith($"300-{Hex(forked)}.checkpoint", StringComparison.Ordinal))));
        var honest = Kept().Single(file => file.EndsWith($"300-{Hex(scene.CheckpointAt(300))}.checkpoint", StringComparison.Ordinal));
        Assert.Single(SignedNote.Parse(File.ReadAllText(honest)).Verify([scene.LogKey.Key]));
        // Evidence is never written over.
        File.WriteAllText(honest, "evidence");
        Assert.Equal(409, store.Add(new AddCheckpoint(8, [TreeHash.Empty], forked.ToString()).ToString()).Status);
        Assert.Equal("evidence", File.ReadAllText(honest));
        Assert.Contains(scene.CheckpointAt(300).Text, store.LastOf(WitnessStore.NameOf(LogScene.Origin)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_log_that_behaves_the_last_head_alone_is_kept()
    {
        var store = Store();
        for (var size = 0; size < 300; size += 50)
            Assert.Equal(200, store.Add(Request(size, size + 50)).Status);
        Assert.Equal(409, store.Add(Request(50, 100)).Status);
        Assert.Empty(Kept());
        Assert.Equal(["checkpoint", "lock"], Directory.EnumerateFiles(auditor.Path("witness"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_from_the_same_size_one_history_alone_is_cosigned()
    {
        Assert.Equal(200, Store().Add(Request(0, 8)).Status);
        var stores = Enumerable.Range(0, 4).Select(_ => Store()).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(9, 24).Select(size => Task.Run(() => (size, stores[size % 4].Add(Request(8, size)).Status))));
        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), answer => Assert.Equal(409, answer.Status));
    }

    [Fact]
    public async Task By_files_it_takes_a_request_and_gives_a_cosignature_to_carry_back()
    {
        string[] common = ["--key", auditor.Write("w.key", scene.Court.Export() + "\n"), "--store", auditor.Path("witness"), "--log", scene.LogKey.Key.ToString()];
        var signed = await Auditor.StartAsync(["witness", "sign", auditor.Write("request", Request(0, 8)), auditor.Path("response"), .. common]);
        Assert.Equal((0, ""), (signed.ExitCode, signed.Error));
        Assert.Single(scene.CheckpointAt(8).With([NoteSignature.Parse((await File.ReadAllTextAsync(auditor.Path("response"))).TrimEnd('\n'))]).Verify([scene.Court.Key]));
        Assert.Equal(20, (await Auditor.RunAsync(["witness", "sign", auditor.Path("request"), auditor.Path("size"), .. common])).ExitCode);
        Assert.Equal("8\n", await File.ReadAllTextAsync(auditor.Path("size")));
        var fork = new AddCheckpoint(8, [TreeHash.Empty], scene.CheckpointAt(300).ToString());
        Assert.Equal(30, (await Auditor.RunAsync(["witness", "sign", auditor.Write("fork", fork.ToString()), auditor.Path("again"), .. common])).ExitCode);
        Assert.Equal(40, (await Auditor.RunAsync(["witness", "sign", auditor.Write("bad", "old"), auditor.Path("again"), .. common])).ExitCode);
        Assert.False(File.Exists(auditor.Path("again")));
        string[] wrong = ["--key", auditor.Write("log.key", scene.LogKey.Export()), "--store", auditor.Path("witness"), "--log", scene.LogKey.Key.ToString()];
        Assert.Equal(64, (await Auditor.RunAsync(["witness", "sign", auditor.Path("request"), auditor.Path("again"), .. wrong])).ExitCode);
    }

    /// <summary>A request from one size to another, with its proof.</summary>
    internal static string Request(LogScene scene, int from, int to)
    {
        var leaves = scene.Entries.Take(to).SelectMany(entry => TreeHash.OfLeaf(entry.Bytes).ToArray()).ToArray();
        TreeHash Subtree(int level, long index) => Tile.Fold(leaves.AsSpan((int)(index << level) * TreeHash.Size, TreeHash.Size << level));
        return new AddCheckpoint(from, from == 0 ? [] : MerkleTree.ConsistencyProof(from, to, Subtree), scene.CheckpointAt(to).ToString()).ToString();
    }

    private List<string> Kept() => [.. Directory.EnumerateFiles(auditor.Path("witness"), "*-*.checkpoint", SearchOption.AllDirectories)];

    private static string Hex(SignedNote note) => Convert.ToHexStringLower(Checkpoint.Parse(note.Text).Root.ToArray());

    private string Request(int from, int to) => Request(scene, Math.Min(from, to), to);

    private WitnessStore Store() => new(auditor.Path("witness"), scene.Court, [scene.LogKey.Key], TimeProvider.System);

    private static string Foreign(string origin, byte seed) =>
        new AddCheckpoint(0, [], LogScene.Sign(new Checkpoint(origin, 1, TreeHash.Empty).Text, LogScene.Key(origin, NoteKeyType.Ed25519, seed)).ToString()).ToString();

    private static async Task<(int Status, string Body)> PostAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync("/add-checkpoint", new StringContent(body));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(int Status, string? Type, string Body)> PostWithTypeAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync("/add-checkpoint", new StringContent(body));
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }
}
