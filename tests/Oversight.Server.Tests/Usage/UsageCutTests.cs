using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Usage;

/// <summary>Imports that are cut, sent again, overtaken by events or by themselves: nothing is lost, nothing is there twice.</summary>
public sealed class UsageCutTests
{
    private const int Lines = 60_000;
    private const int Found = Lines / 10 - Lines / 1000;

    private static readonly byte[] File = UsageScene.Csv(Lines);

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_cut_import_goes_on_under_its_key_and_comes_to_what_an_uncut_one_does(DatabaseKind kind)
    {
        await using var whole = await UsageScene.StartAsync(kind);
        Assert.True((await whole.FileAsync(File, "k")).IsSuccess);
        await using var scene = await UsageScene.StartAsync(kind);

        // Twice, the second time further on.
        foreach (var part in new[] { File.Length / 5 * 2, File.Length / 5 * 4 })
        {
            var cut = await CutAsync(scene, File, part);
            Assert.False((bool)cut["isFiled"]!);
            Assert.InRange((long)cut["bytes"]!, 1, part);
            Assert.Equal(File.Length, (long)cut["totalBytes"]!);
            Assert.Equal((await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()), await scene.Server.ReadAsync(db => db.UsageMalformed.CountAsync())),
                ((int)cut["findings"]!, (int)cut["malformed"]!));
            Assert.Empty(await scene.EntriesAsync());
        }
        Assert.True((await scene.FileAsync(File, "k")).IsSuccess);

        var (expected, stored) = (await whole.StoredAsync(), await scene.StoredAsync());
        Assert.Equal(expected.View, stored.View);
        Assert.Equal(expected.Findings, stored.Findings);
        Assert.Equal(expected.Malformed, stored.Malformed);
        Assert.Equal(2, (await scene.EntriesAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_cut_import_not_sent_again_in_time_is_forgotten_says_so_and_begins_anew(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        var (server, address) = (scene.Server, $"/requests/{scene.Number}/usage");
        var cut = await CutAsync(scene, File, File.Length / 2);
        var begun = server.Now;

        server.SetClock(begun.AddDays(7).AddMinutes(-1));
        await server.FireTimersAsync();
        Assert.Equal((false, (long)cut["bytes"]!), ((bool)(await scene.ImportAsync())["isExpired"]!, (long)(await scene.ImportAsync())["bytes"]!));
        Assert.DoesNotContain("Expired", await Reads.ReadLogTests.PageAsync(server, "cao.drafter", address), StringComparison.Ordinal);

        server.SetClock(begun.AddDays(7));
        await server.FireTimersAsync();
        Assert.Equal((0, 0), (await server.ReadAsync(db => db.UsageFindings.CountAsync()), await server.ReadAsync(db => db.UsageMalformed.CountAsync())));
        var expired = await scene.ImportAsync("cao.drafter");
        Assert.Equal((true, false, 0, 0, 0), ((bool)expired["isExpired"]!, (bool)expired["isFiled"]!, (long)expired["lines"]!, (long)expired["bytes"]!, (long)expired["findings"]!));
        Assert.Contains("Expired", await Reads.ReadLogTests.PageAsync(server, "cao.drafter", address), StringComparison.Ordinal);
        Assert.Contains("not sent again in time", await Reads.ReadLogTests.PageAsync(server, "cao.drafter", $"{address}/{expired["id"]}"), StringComparison.Ordinal);
        Assert.Empty(await scene.EntriesAsync());

        server.SetClock(begun.AddDays(7).AddHours(1));
        Assert.Equal(Found, (long)(await scene.FileAsync(File, "k")).Succeeded().Json["findings"]!);
        Assert.Equal((Found, false), (await server.ReadAsync(db => db.UsageFindings.CountAsync()), (bool)(await scene.ImportAsync())["isExpired"]!));
        server.SetClock(begun.AddDays(30));
        await server.FireTimersAsync();
        Assert.Equal(Found, await server.ReadAsync(db => db.UsageFindings.CountAsync()));
    }

    [Fact]
    public async Task A_deployment_may_keep_cut_imports()
    {
        await using var scene = await UsageScene.OnAsync(await TestServer.StartAsync(settings: "--Oversight:UnfinishedUsageKeptFor=00:00:00"));
        var cut = await CutAsync(scene, File, File.Length / 2);
        scene.Server.SetClock(scene.Server.Now.AddDays(40));
        await scene.Server.FireTimersAsync();

        var kept = await scene.ImportAsync();
        Assert.Equal(((long)cut["bytes"]!, false), ((long)kept["bytes"]!, (bool)kept["isExpired"]!));
        Assert.NotEqual(0, await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()));
    }

    [Fact]
    public async Task Another_file_under_the_key_of_a_cut_one_is_refused_where_it_differs_and_the_right_one_still_goes_on()
    {
        await using var scene = await UsageScene.StartAsync();
        await CutAsync(scene, File, File.Length / 2);

        var other = (byte[])File.Clone();
        other[UsageScene.Header.Length + 3] = (byte)'7';
        Assert.Equal("UsageFileChanged", (await scene.FileAsync(other, "k")).Code);
        Assert.Equal("UsageFileChanged", (await scene.FileAsync(File[..(File.Length / 4)], "k")).Code);
        Assert.Equal("IdempotencyKeyReused", (await scene.FileAsync(File, "k", mediaType: "application/x-ndjson")).Code);
        Assert.Empty(await scene.EntriesAsync());

        Assert.Equal(Found, (long)(await scene.FileAsync(File, "k")).Succeeded().Json["findings"]!);
        Assert.Equal(Found, await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_file_sent_twice_at_once_is_on_record_once(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.FileAsync(File, "k")));

        Assert.Contains(replies, reply => reply.IsSuccess);
        Assert.All(replies, reply => Assert.True(reply.IsSuccess || reply.Code == "UsageImportRunning", reply.ToString()));
        Assert.True((await scene.FileAsync(File, "k")).IsSuccess);
        Assert.Equal(Found, (await scene.StoredAsync()).Findings.Split('\n').Length);
        Assert.Equal(2, (await scene.EntriesAsync()).Count);
    }

    [Fact]
    public async Task Two_files_at_once_are_both_on_record_and_one_file_under_two_keys_is_there_once()
    {
        await using var scene = await UsageScene.StartAsync();

        var different = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => scene.FileAsync(UsageScene.Csv(5_000 + i), $"different{i}")));
        var same = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => scene.FileAsync(File, $"same{i}")));

        Assert.All(different, reply => Assert.True(reply.IsSuccess, reply.ToString()));
        Assert.Single(same, reply => reply.IsSuccess);
        Assert.All(same, reply => Assert.True(reply.IsSuccess || reply.Code == "UsageFiledAlready", reply.ToString()));
        var imports = await scene.ImportsAsync();
        Assert.Equal([1, 2, 3, 4], imports.Select(import => (int)import!["number"]!).Order());
        Assert.Equal(imports.Sum(import => (int)import!["findings"]!), await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Narrowed_between_the_cut_and_the_resume_the_file_is_matched_anew(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        await CutAsync(scene, File, File.Length / 2);
        await NarrowToItem1Async(scene);

        var import = (await scene.FileAsync(File, "k")).Succeeded().Json;

        // The records that item 2 permitted are of the moment from which it was given up.
        Assert.Equal(Lines - Lines / 1000, (long)import["findings"]!);
        Assert.Equal(Lines - Lines / 1000, await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()));
        Assert.Equal(0, (long)import["unflagged"]!);
    }

    [Fact]
    public async Task Narrowed_while_the_file_is_matched_nothing_is_filed_until_it_is_matched_anew()
    {
        await using var scene = await UsageScene.StartAsync();
        var reply = await WhileMatchedAsync(scene, () => NarrowToItem1Async(scene));

        Assert.Equal("UsageCaseMoved", reply.Code);
        Assert.Empty(await scene.EntriesAsync());
        Assert.Equal(0, (long)(await scene.FileAsync(File, "k")).Succeeded().Json["unflagged"]!);
        Assert.Equal(Lines - Lines / 1000, await scene.Server.ReadAsync(db => db.UsageFindings.CountAsync()));
    }

    [Fact]
    public async Task An_empty_body_under_the_key_of_a_file_on_record_takes_nothing_of_it_away()
    {
        await using var scene = await UsageScene.StartAsync();
        var released = new TaskCompletionSource<bool>();
        var sending = scene.Server.ClientFor("cao.drafter").FileUsageAsync(scene.Number, new HeldBody([], 0, released.Task), key: "k");
        await scene.UntilAsync(_ => true);
        (await scene.FileAsync(File, "k")).Succeeded();
        var stored = await scene.StoredAsync();

        released.SetResult(true);
        Assert.Equal("FileEmpty", (await sending).Code);
        Assert.Equal(stored, await scene.StoredAsync());
    }

    [Fact]
    public async Task What_else_happens_in_the_case_while_the_file_is_matched_does_not_matter()
    {
        await using var scene = await UsageScene.StartAsync();
        var reply = await WhileMatchedAsync(scene, async () =>
        {
            var plan = new JsonObject { ["kind"] = "unannounced", ["article"] = "63(1)", ["subject"] = Bodies.Text() };
            (await scene.Server.ClientFor("inspector").CommandAsync(scene.Number, "planInspection", plan, await TagAsync(scene))).Succeeded();
        });

        Assert.True(reply.IsSuccess, reply.ToString());
        Assert.Equal(2, (await scene.EntriesAsync()).Count);
    }

    /// <summary>Sends a part of the file, waits until more of it is stored than before, breaks the line, and waits until the server has noticed.</summary>
    private static async Task<JsonNode> CutAsync(UsageScene scene, byte[] file, int part)
    {
        var before = (await scene.ImportsAsync()).Sum(import => (long)import!["bytes"]!);
        var isFurther = scene.UntilAsync(import => (long)import["bytes"]! > before);
        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Server.ClientFor("cao.drafter").FileUsageAsync(
            scene.Number, new HeldBody(file, part, isFurther.ContinueWith(_ => false)), key: "k"));
        await isFurther;
        await scene.Server.IdleAsync();
        return await scene.ImportAsync();
    }

    /// <summary>Sends half of the file, lets something happen, and sends the rest.</summary>
    private static async Task<Reply> WhileMatchedAsync(UsageScene scene, Func<Task> happens)
    {
        var happened = new TaskCompletionSource<bool>();
        var sending = scene.Server.ClientFor("cao.drafter").FileUsageAsync(scene.Number, new HeldBody(File, File.Length / 2, happened.Task), key: "k");
        await scene.UntilAsync(_ => true);
        await happens();
        happened.SetResult(true);
        return await sending;
    }

    private static async Task NarrowToItem1Async(UsageScene scene)
    {
        var items = (await scene.Server.ClientFor("auditor").ReadAsync(scene.Address)).Json["authorisation"]!["use"]!["scope"]!;
        var body = new JsonObject { ["scope"] = new JsonObject { ["1"] = items["1"]!.DeepClone() }, ["reason"] = "Item 2 is not needed." };
        (await scene.Server.ClientFor("cao.officer").CommandAsync(scene.Number, "narrow", body, await TagAsync(scene))).Succeeded();
    }

    private static async Task<string> TagAsync(UsageScene scene) => (await scene.Server.ClientFor("auditor").ReadAsync(scene.Address)).ETag!;
}
