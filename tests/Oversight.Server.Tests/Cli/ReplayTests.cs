using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Oversight.Core.Tests.Verification;

namespace Oversight.Server.Tests.Cli;

/// <summary>`oversight replay` before servers that answer as it suits them.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(9);

    public void Dispose() => auditor.Dispose();

    [Theory]
    [InlineData("tile/entries/000.p/9"), InlineData("parts/000.p/9")]
    public async Task What_is_replayed_is_what_was_verified(string path)
    {
        var (files, other) = (scene.Files(), LogScene.Of(12));
        other.Entries.RemoveRange(0, 3);
        byte[] second = path.StartsWith("parts", StringComparison.Ordinal) ? [] : other.Files()[path];
        await using var server = await ServeAsync((asked, times) => asked == path && times > 1 ? second : files.GetValueOrDefault(asked));
        var answer = await Auditor.RunAsync("replay", server.Urls.Single(), "--policy", auditor.Policy(scene));
        Assert.Equal((40, true), (answer.ExitCode, answer.Out.Contains("ChangedBetweenReadings", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whom_to_believe_must_be_said_before_anything_is_replayed() =>
        Assert.Equal(64, (await Auditor.RunAsync("replay", auditor.Write("log", scene.Files()))).ExitCode);

    [Theory]
    [InlineData("checkpoint", 256 << 10), InlineData("tile/0/000.p/9", 8 << 10), InlineData("tile/entries/000.p/9", 256 * 65_537)]
    public async Task A_server_cannot_send_without_end(string path, int largest)
    {
        var files = scene.Files();
        await using var server = await ServeAsync((asked, _) => asked == path ? new byte[largest + 1] : files.GetValueOrDefault(asked));
        var answer = await Auditor.RunAsync("verify", server.Urls.Single(), "--policy", auditor.Policy(scene));
        Assert.Equal((50, true), (answer.ExitCode, answer.Error.StartsWith("error TooLarge", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_nobody_foresaw_is_no_verdict_and_has_a_code()
    {
        var answer = await Auditor.RunAsync("verify", auditor.Write("log", scene.Files()), "--policy", auditor.Policy(scene), "--keep", "");
        Assert.Equal((50, true), (answer.ExitCode, answer.Error.StartsWith("error Unforeseen", StringComparison.Ordinal)));
    }

    /// <summary>A server that gives of each path what the function says, told how often the path was asked for.</summary>
    internal static async Task<WebApplication> ServeAsync(Func<string, int, byte[]?> files)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var (server, asked) = (builder.Build(), new ConcurrentDictionary<string, int>());
        server.Run(async context =>
        {
            var path = context.Request.Path.Value!["/log/".Length..];
            if (files(path, asked.AddOrUpdate(path, 1, (_, times) => times + 1)) is { } bytes)
                await context.Response.Body.WriteAsync(bytes);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        await server.StartAsync();
        return server;
    }
}
