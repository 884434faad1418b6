using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Cli;

/// <summary>The auditor's program against the server itself: verify, replay, dossier.</summary>
public sealed class ServedLogTests : IDisposable
{
    private const int Unwitnessed = 10;

    private readonly Auditor auditor = new();

    public void Dispose() => auditor.Dispose();

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task What_the_server_serves_verifies_replays_and_makes_dossiers(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        await server.PublishLogAsync();
        var (url, token, keys) = (server.Address.ToString(), await TokenAsync(server), await server.Anonymous.GetStringAsync("/log/keys"));
        var policy = auditor.Write("policy", string.Concat(keys.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(key => $"log {key}\n")) + "quorum none\n");

        var verified = await Auditor.RunAsync("verify", url, "--policy", policy, "--token-file", token, "--keep", auditor.Path("kept"));
        Assert.True(verified.ExitCode == Unwitnessed, verified.Out + verified.Error);
        Assert.Equal(50, (await Auditor.RunAsync("verify", url, "--policy", policy)).ExitCode);

        await File.WriteAllBytesAsync(auditor.Path("state"), await server.ClientFor("auditor").GetByteArrayAsync("/log/state"));
        var replayed = await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--dump", auditor.Path("state"), "--report", "2028-01-01", "2028-12-31");
        Assert.True(replayed.ExitCode == Unwitnessed, replayed.Out + replayed.Error);
        Assert.Matches("rulebook   adopted by entry \\d+\n  rule set    [0-9a-f]{64} \\S+, from \\d{4}-\\d\\d-\\d\\d\n", replayed.Out);
        Assert.Matches("  holidays    [0-9a-f]{64} .+\n  network map [0-9a-f]{64}\n  definition  [0-9a-f]{64}\n", replayed.Out);
        var state = await File.ReadAllTextAsync(auditor.Path("state"));
        var changed = await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--dump", auditor.Write("changed", state.Replace("InForce", "Closed", StringComparison.Ordinal)));
        Assert.Equal((30, true), (changed.ExitCode, changed.Out.Contains("StateDiffers", StringComparison.Ordinal)));

        Assert.Equal(10, (await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--write-rulebook", auditor.Path("accepted"))).ExitCode);
        var accepted = await File.ReadAllTextAsync(auditor.Path("accepted"));
        Assert.Matches("^(ruleSet [0-9a-f]{64} \\S+\n)+holidays [0-9a-f]{64} .+\nnetworkMap [0-9a-f]{64}\n(definition [0-9a-f]{64} \\S+\n)+$", accepted);
        Assert.Equal(10, (await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--rulebook", auditor.Path("accepted"))).ExitCode);
        var swapped = await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--rulebook", auditor.Write("other", accepted[..accepted.IndexOf("definition", StringComparison.Ordinal)]));
        Assert.Equal((30, true), (swapped.ExitCode, swapped.Out.Contains("RulebookNotAccepted", StringComparison.Ordinal)));
        var usage = await Auditor.RunAsync("replay", url, "--policy", policy, "--token-file", token, "--dump", auditor.Write("cut", state[..^20]));
        Assert.Equal((64, true), (usage.ExitCode, usage.Error.Contains("BadDump", StringComparison.Ordinal)));

        Assert.Equal(0, (await Auditor.RunAsync("export", url, auditor.Path("case.tar"), "--case", scene.Number, "--token-file", token)).ExitCode);
        var dossier = await Auditor.RunAsync("verify", auditor.Path("case.tar"), "--policy", policy);
        Assert.True(dossier.ExitCode == Unwitnessed, dossier.Out + dossier.Error);
        var again = await Auditor.RunAsync("replay", auditor.Path("case.tar"), "--policy", policy);
        Assert.True(again.ExitCode == Unwitnessed, again.Out + again.Error);
        Assert.Equal(64, (await Auditor.RunAsync("replay", auditor.Path("case.tar"), "--policy", policy, "--dump", auditor.Path("state"))).ExitCode);

        Assert.Equal(0, (await Auditor.RunAsync("export", url, auditor.Path("log.tar"), "--token-file", token)).ExitCode);
        Assert.Equal(10, (await Auditor.StartAsync("verify", auditor.Path("log.tar"), "--policy", policy, "--seen", auditor.Path("kept"))).ExitCode);
        Assert.Equal(10, (await Auditor.StartAsync("replay", auditor.Path("log.tar"), "--policy", policy)).ExitCode);
    }

    private async Task<string> TokenAsync(TestServer server)
    {
        var answer = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName = "auditor", password = TestServer.Password });
        return auditor.Write("token", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["accessToken"]!);
    }
}
