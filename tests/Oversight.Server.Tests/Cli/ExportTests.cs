using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Oversight.Core.Tests.Verification;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Cli;

/// <summary>`oversight export`, from folders and over HTTP.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Auditor auditor = new();
    private readonly LogScene scene = LogScene.Of(700);

    public void Dispose() => auditor.Dispose();

    [Fact]
    public async Task An_export_of_a_folder_and_of_that_export_are_the_same_file_and_as_valid()
    {
        var (log, policy) = (auditor.Write("log", scene.Files()), auditor.Policy(scene));
        Assert.Equal(0, (await Auditor.RunAsync("export", log, auditor.Path("one.tar"))).ExitCode);
        Assert.Equal(0, (await Auditor.RunAsync("export", auditor.Path("one.tar"), auditor.Path("two.tar"))).ExitCode);
        var export = await File.ReadAllBytesAsync(auditor.Path("one.tar"));
        Assert.Equal(export, await File.ReadAllBytesAsync(auditor.Path("two.tar")));
        Assert.Equal(0, (await Auditor.RunAsync("verify", auditor.Path("one.tar"), "--policy", policy)).ExitCode);
        for (var at = 5; at < export.Length; at += export.Length / 50)
        {
            export[at] ^= 4;
            await File.WriteAllBytesAsync(auditor.Path("flipped.tar"), export);
            Assert.Equal(40, (await Auditor.RunAsync("verify", auditor.Path("flipped.tar"), "--policy", policy)).ExitCode);
            export[at] ^= 4;
        }

        await File.WriteAllBytesAsync(auditor.Path("cut.tar"), export[..^512]);
        Assert.Equal(40, (await Auditor.RunAsync("verify", auditor.Path("cut.tar"), "--policy", policy)).ExitCode);
    }

    [Fact]
    public async Task A_dossier_comes_from_a_folder_as_from_an_export()
    {
        var log = auditor.Write("log", scene.Files());
        Assert.Equal(0, (await Auditor.RunAsync("export", log, auditor.Path("case.tar"), "--case", "2028-0002")).ExitCode);
        var verified = await Auditor.RunAsync("verify", auditor.Path("case.tar"), "--policy", auditor.Policy(scene));
        // The log has no registers, so its dossier cannot show who sat and who had an account.
        Assert.Equal(20, verified.ExitCode);
        Assert.Contains("RegisterMissing", verified.Out, StringComparison.Ordinal);
        Assert.Contains("233 entries of 1 cases", verified.Out, StringComparison.Ordinal);
        Assert.Equal(64, (await Auditor.RunAsync("export", auditor.Path("case.tar"), auditor.Path("again.tar"))).ExitCode);
        Assert.Equal(40, (await Auditor.RunAsync("export", log, auditor.Path("none.tar"), "--case", "2028-0009")).ExitCode);
        Assert.False(File.Exists(auditor.Path("none.tar")));
    }

    [Fact]
    public async Task An_export_over_http_that_was_cut_short_goes_on_where_it_stopped()
    {
        var (files, asked, left) = (scene.Files(), new List<string>(), 4);
        await using var server = await ServeAsync(path =>
        {
            asked.Add(path);
            return left-- > 0 ? files.GetValueOrDefault(path) : throw new InvalidOperationException("The line is dead.");
        });
        var failed = await Auditor.RunAsync("export", server.Urls.Single(), auditor.Path("log.tar"));
        Assert.Equal((50, false), (failed.ExitCode, File.Exists(auditor.Path("log.tar"))));
        left = int.MaxValue;
        var before = asked.ToList();
        asked.Clear();
        Assert.Equal(0, (await Auditor.RunAsync("export", server.Urls.Single(), auditor.Path("log.tar"))).ExitCode);
        Assert.Empty(asked.Intersect(before.SkipLast(1)));
        Assert.Equal(0, (await Auditor.RunAsync("verify", auditor.Path("log.tar"), "--policy", auditor.Policy(scene))).ExitCode);
        Assert.Equal(["log.tar", "policy"], Directory.EnumerateFileSystemEntries(auditor.Folder).Select(Path.GetFileName).Order());
        Assert.Equal(0, (await Auditor.RunAsync("verify", server.Urls.Single(), "--policy", auditor.Policy(scene))).ExitCode);
    }

    private static async Task<WebApplication> ServeAsync(Func<string, byte[]?> files)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/log/{**path}", (string path) => files(path) is { } bytes ? Results.Bytes(bytes) : Results.NotFound());
        await app.StartAsync();
        return app;
    }
}
