using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Log;

/// <summary>What goes with the files of the log: how long they may be kept, who is noted down for taking them, and what readiness says.</summary>
public sealed class ServedLogTests
{
    [Fact]
    public async Task The_checkpoint_is_asked_for_each_time_tiles_are_kept_for_ever_and_content_never()
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishLogAsync();
        var size = (await LogTests.CheckpointAsync(server)).Size;

        Assert.Equal("no-cache", await CachingAsync(server.Anonymous, "/log/checkpoint"));
        foreach (var tile in new[] { $"/log/tile/0/000.p/{size}", "/log/tile/0/000.p/1" })
            Assert.Equal("public, max-age=31536000, immutable", await CachingAsync(server.Anonymous, tile));
        foreach (var path in new[] { $"/log/tile/entries/000.p/{size}", $"/log/parts/000.p/{size}", "/log/state", "/log/documents", "/log/cases/panel" })
            Assert.Equal("no-store", await CachingAsync(server.ClientFor("auditor"), path));
        Assert.Equal("no-store", await CachingAsync(server.Anonymous, $"/log/tile/0/000.p/{size + 1}", HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("tile/entries/000.p/1")]
    [InlineData("parts/000.p/1")]
    [InlineData("state")]
    public async Task Whoever_takes_entries_or_content_from_the_log_is_on_record_first_and_once_an_hour(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishLogAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").GetAsync($"/log/{path}")).StatusCode);
        (await server.Anonymous.GetAsync("/log/tile/0/000.p/1")).EnsureSuccessStatusCode();
        Assert.Empty(await server.EntriesOfAsync("reads/all"));

        for (var i = 0; i < 2; i++)
            (await server.ClientFor("auditor").GetAsync($"/log/{path}")).EnsureSuccessStatusCode();

        var (header, _, happened, _) = ReadRegisters.All.Read(Assert.Single(await server.EntriesOfAsync("reads/all")));
        Assert.Equal(("auditor", ReadKind.Export), (header.Actor, ((ContentRead)happened).What));
        server.SetClock(server.Now.AddMinutes(61));
        (await server.ClientFor("auditor").GetAsync($"/log/{path}")).EnsureSuccessStatusCode();
        Assert.Equal(2, (await server.EntriesOfAsync("reads/all")).Count);
    }

    [Fact]
    public async Task Alarms_of_the_log_show_on_readiness_and_a_grave_one_makes_the_server_not_ready()
    {
        await using var server = await TestServer.StartAsync();
        var state = server.Services.GetRequiredService<LogState>();
        Assert.Equal((HttpStatusCode.OK, "ready", false), await ReadyAsync(server, "QuorumMissing"));

        state.Raise("QuorumMissing", "One of two witnesses answers.");
        Assert.Equal((HttpStatusCode.OK, "ready", true), await ReadyAsync(server, "QuorumMissing"));
        state.Raise("HeadIsBehind", "Entries are gone.", isGrave: true);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "notReady", true), await ReadyAsync(server, "HeadIsBehind"));
        Assert.Contains("HeadIsBehind", (await server.Anonymous.ReadAsync("/health/ready")).Json["failures"]!.AsArray().Select(code => (string?)code));

        state.Clear("QuorumMissing", "HeadIsBehind");
        Assert.Equal((HttpStatusCode.OK, "ready", false), await ReadyAsync(server, "HeadIsBehind"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_signer_with_other_keys_than_those_on_record_signs_nothing_more(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Checkpoint before;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            await server.PublishLogAsync();
            before = await LogTests.CheckpointAsync(server);
        }
        Directory.Delete(database.SignerFolder, recursive: true);

        await using var again = await TestServer.StartOnAsync(database);
        await Scene.InAsync(again, RequestStatus.Draft);
        var fault = await Assert.ThrowsAsync<LogBrokenException>(again.PublishLogAsync);
        Assert.Equal("SignerOfAnotherLog", fault.Code);
        Assert.Equal(before.Text, Checkpoint.Parse(SignedNote.Parse(await again.Anonymous.GetStringAsync("/log/checkpoint")).Text).Text);
        Assert.Equal(1, await again.ReadAsync(db => db.Checkpoints.CountAsync()));
    }

    private static async Task<string?> CachingAsync(HttpClient http, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await http.GetAsync(path);
        Assert.True(status == answer.StatusCode, path);
        return answer.Headers.TryGetValues("Cache-Control", out var values) ? string.Join(", ", values) : null;
    }

    private static async Task<(HttpStatusCode Status, string Word, bool Named)> ReadyAsync(TestServer server, string code)
    {
        var reply = await server.Anonymous.ReadAsync("/health/ready");
        return (reply.Status, (string)reply.Json["status"]!, reply.Text.Contains($"\"{code}\"", StringComparison.Ordinal));
    }
}
