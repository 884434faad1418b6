using System.Net;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Requests;

/// <summary>Versions and what changed between them show to each reader what an officer signed for him, and earlier ballots show as void.</summary>
public sealed class ChangesTests
{
    private static readonly string[] Outsiders = ["examiner1", "kuze", "nasu", "inspector"];

    private static readonly string[] Insiders = ["cao.drafter", "cao.officer", "auditor"];

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Outside_the_agency_only_signed_versions_are_there(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await (await Corrections.RemandedAsync(server)).ReviseAsync(Corrections.Content);

        foreach (var account in Insiders)
        {
            Assert.Equal([(1, true), (2, false)], await VersionsAsync(server, account, scene));
            Assert.Equal((1, 2), await ComparedAsync(server, account, scene));
        }
        foreach (var account in Outsiders)
        {
            Assert.Equal([(1, true)], await VersionsAsync(server, account, scene));
            Assert.Equal((1, 1), await ComparedAsync(server, account, scene));
            foreach (var query in new[] { "?from=1&to=2", "?to=2", "?from=2", "?from=1&to=3", "?from=0" })
                Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor(account).ReadAsync($"{scene.Address}/changes{query}")).Status);
        }

        await scene.DoAsync(scene.Officer, "resubmit", Bodies.Signature(2));

        foreach (var account in Insiders.Concat(Outsiders))
        {
            Assert.Equal([(1, true), (2, true)], await VersionsAsync(server, account, scene));
            Assert.Equal((1, 2), await ComparedAsync(server, account, scene));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Who_may_not_read_the_request_finds_neither_versions_nor_changes(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Corrections.SignedAsync(server);
        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        foreach (var account in new[] { "npa.drafter", "npa.officer", "nasu", "admin" })
            foreach (var path in new[] { "versions", "changes", "changes?from=1&to=2" })
                Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor(account).ReadAsync($"{scene.Address}/{path}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ClientFor("kuze").ReadAsync("/api/v1/requests/2028-0000-0000/changes")).Status);
    }

    [Fact]
    public async Task Changes_name_field_value_and_item_and_count_the_material_ones()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Corrections.SignedAsync(server);
        var changes = (await server.ClientFor("kuze").ReadAsync($"{scene.Address}/changes")).Succeeded().Json;

        Assert.Equal((3, 1), ((int)changes["count"]!, (int)changes["materialCount"]!));
        Assert.Equal(
            ["/urgency changed", "/scope/0/note added", "/scope/1 removed"],
            changes["items"]!.AsArray().Select(change => $"{change!["path"]} {change["kind"]}").Order().OrderBy(line => line == "/urgency changed" ? 0 : 1));
        var removed = changes["items"]!.AsArray().Single(change => (string)change!["kind"]! == "removed")!;
        Assert.Equal((2, null, true), ((int)removed["itemBefore"]!, removed["itemAfter"], JsonNode.DeepEquals(Bodies.Acquisition["scope"]![1]!["sources"], removed["before"]!["sources"])));
        Assert.Empty(changes["erased"]!.AsArray());
        Assert.Equal(0, (int)(await server.ClientFor("kuze").ReadAsync($"{scene.Address}/changes?from=2&to=2")).Succeeded().Json["count"]!);
    }

    [Fact]
    public async Task A_version_says_when_and_in_which_role_it_was_written_and_signed_and_not_by_whom()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Corrections.SignedAsync(server);
        var version = (await server.ClientFor("inspector").ReadAsync($"{scene.Address}/versions")).Succeeded().Json["items"]![1]!.AsObject();
        Assert.Equal(["number", "at", "by", "isSigned", "signedAt", "signedBy"], version.Select(member => member.Key));
        Assert.Equal(("drafter", "authorisingOfficer"), ((string)version["by"]!, (string)version["signedBy"]!));
    }

    [Theory]
    [InlineData("?from=one")]
    [InlineData("?to=-1")]
    [InlineData("?from=1.5")]
    [InlineData("?to=99999999999")]
    public async Task A_version_that_is_no_number_is_refused_as_a_filter(string query)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.UnderExamination);
        Assert.Equal("FilterInvalid", (await server.ClientFor("kuze").ReadAsync($"{scene.Address}/changes{query}")).Code);
    }

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_signed_correction_leaves_no_ballot_that_counts(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Corrections.RemandedAsync(server);
        Assert.Equal([false], await EarlierAsync(scene));
        await scene.ReviseAsync(Corrections.Content);
        Assert.Equal([false], await EarlierAsync(scene));
        await scene.DoAsync(scene.Officer, "resubmit", Bodies.Signature(2));
        Assert.Equal([true], await EarlierAsync(scene));
        await (await (await scene.ExamineAsync()).OpenRoundAsync()).BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        Assert.Equal([true, false], await EarlierAsync(scene));
    }

    private static async Task<IEnumerable<(int, bool)>> VersionsAsync(TestServer server, string account, Scene scene) =>
        (await server.ClientFor(account).ReadAsync($"{scene.Address}/versions")).Succeeded().Json["items"]!.AsArray()
            .Select(version => ((int)version!["number"]!, (bool)version["isSigned"]!));

    private static async Task<(int, int)> ComparedAsync(TestServer server, string account, Scene scene)
    {
        var changes = (await server.ClientFor(account).ReadAsync($"{scene.Address}/changes")).Succeeded().Json;
        return ((int)changes["from"]!, (int)changes["to"]!);
    }

    private static async Task<IEnumerable<bool>> EarlierAsync(Scene scene) =>
        (await scene.AuditedAsync())["rounds"]!.AsArray().Select(round => (bool)round!["isForEarlierVersion"]!);
}
