using System.Net;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Requests;

/// <summary>What one may not see is not there: in no list, no work item, no entry, and 404 like what does not exist.</summary>
public sealed class VisibilityTests : IAsyncLifetime
{
    private const string Unknown = "2028-0000-0000";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(RequestStatus.Draft)]
    [InlineData(RequestStatus.UnderExamination)]
    [InlineData(RequestStatus.InForce)]
    public async Task Another_agency_learns_nothing_of_a_request(RequestStatus status)
    {
        var scene = await WithFileAsync(await Scene.InAsync(server, status));
        foreach (var account in new[] { "npa.drafter", "npa.officer", "pref.drafter", "pref.officer", "sdf.drafter", "sdf.officer" })
            await SeesNothingAsync(account, scene);
        foreach (var account in new[] { "cao.drafter", "cao.officer", "auditor" })
            await SeesAsync(account, scene);
    }

    [Fact]
    public async Task Secretariat_panel_and_inspectors_see_nothing_before_the_filing_and_all_of_it_after()
    {
        var scene = await Scene.InAsync(server, RequestStatus.AwaitingSignature);
        string[] later = [.. Bodies.Panel, "examiner1", "examiner2", "inspector"];
        foreach (var account in later)
            await SeesNothingAsync(account, scene);
        await scene.DoAsync("cao.officer", "sign", Bodies.Signature());
        foreach (var account in later)
            await SeesAsync(account, scene);
    }

    [Theory]
    [InlineData(RequestStatus.Draft)]
    [InlineData(RequestStatus.Voting)]
    [InlineData(RequestStatus.Closed)]
    public async Task An_administrator_sees_no_request_at_all(RequestStatus status) =>
        await SeesNothingAsync("admin", await WithFileAsync(await Scene.InAsync(server, status)));

    [Fact]
    public async Task A_member_who_left_the_whole_case_no_longer_sees_it()
    {
        var scene = await WithFileAsync(await Scene.InAsync(server, RequestStatus.Voting));
        await SeesAsync("nasu", scene);
        Assert.Contains(scene.Number, (await server.ClientFor("nasu").ReadAsync("/api/v1/workItems")).Text, StringComparison.Ordinal);

        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);

        await SeesNothingAsync("nasu", scene);
        await SeesAsync("ibuki", scene);
    }

    [Fact]
    public async Task A_member_recused_from_one_item_still_reads_the_case()
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var interest = Bodies.Interest;
        interest["items"] = new JsonArray("2");
        await scene.DoAsync("nasu", "declareInterest", interest);
        await SeesAsync("nasu", scene);
    }

    [Fact]
    public async Task Nobody_without_a_session_sees_anything()
    {
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        foreach (var path in Addresses(scene.Number).Append("/api/v1/requests").Append("/api/v1/workItems"))
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.ReadAsync(path)).Status);
    }

    [Theory]
    [InlineData("examiner1")]
    [InlineData("kuze")]
    [InlineData("inspector")]
    public async Task A_correction_shows_outside_the_agency_with_the_signature_and_never_before(string account)
    {
        var scene = await Scene.InAsync(server, RequestStatus.Returned);
        await scene.ReviseAsync(Bodies.Acquisition);

        var before = (await server.ClientFor(account).ReadAsync(scene.Address)).Succeeded().Json;
        Assert.Null(before["content"]!["targetAct"]);
        Assert.Equal(1, (int)before["contentVersion"]!);
        Assert.NotNull((await scene.AuditedAsync())["content"]!["targetAct"]);
        Assert.True((bool)(await LastOfAsync("withheld"))!);

        await scene.DoAsync(scene.Officer, "resubmit", Bodies.Signature(2));

        var after = (await server.ClientFor(account).ReadAsync(scene.Address)).Succeeded().Json;
        Assert.NotNull(after["content"]!["targetAct"]);
        Assert.Equal(2, (int)after["contentVersion"]!);

        async Task<JsonNode?> LastOfAsync(string member) =>
            (await server.ClientFor(account).ReadAsync($"{scene.Address}/entries")).Succeeded().Json["items"]!.AsArray()[^1]![member];
    }

    [Fact]
    public async Task In_an_open_round_a_member_sees_the_own_ballot_alone_and_agency_examiner_and_inspector_none()
    {
        var scene = await (await Scene.InAsync(server, RequestStatus.Voting)).BallotsAsync(("kuze", "no"), ("saegusa", "yes"));
        Assert.Equal(["kuze"], await BallotsAsync("kuze", scene));
        Assert.Equal(["saegusa"], await BallotsAsync("saegusa", scene));
        Assert.Empty(await BallotsAsync("nasu", scene));
        Assert.Equal(["kuze", "saegusa"], await BallotsAsync("auditor", scene));
        foreach (var account in new[] { "cao.drafter", "cao.officer", "examiner1", "inspector" })
            Assert.Empty(await BallotsAsync(account, scene));
        Assert.Null((await server.ClientFor("cao.officer").ReadAsync(scene.Address)).Json["rounds"]![0]!["text"]);
    }

    [Fact]
    public async Task After_the_round_the_panel_sees_all_ballots_and_agency_examiner_and_inspector_still_none()
    {
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        foreach (var account in Bodies.Panel.Append("auditor"))
            Assert.Equal(Bodies.Panel.Order(), await BallotsAsync(account, scene));
        foreach (var account in new[] { "cao.drafter", "cao.officer", "examiner1", "inspector" })
        {
            Assert.Empty(await BallotsAsync(account, scene));
            Assert.Equal(5, (int)(await server.ClientFor(account).ReadAsync(scene.Address)).Json["rounds"]![0]!["counts"]![0]!["yes"]!);
        }
    }

    [Theory]
    [InlineData("cao.officer", "BallotCast", "RoundOpened", "InterestDeclared", "ExaminationRecorded")]
    [InlineData("cao.drafter", "BallotCast", "RoundOpened", "InterestDeclared", "ExaminationRecorded")]
    [InlineData("examiner1", "BallotCast", "InterestDeclared")]
    [InlineData("inspector", "BallotCast", "RoundOpened", "InterestDeclared")]
    [InlineData("nasu", "BallotCast")]
    [InlineData("auditor")]
    public async Task Entries_that_are_withheld_keep_number_time_and_leaf_so_that_the_chain_stays_whole(string account, params string[] withheld)
    {
        var interest = Bodies.Interest;
        interest["items"] = new JsonArray("2");
        var scene = await (await Scene.InAsync(server, RequestStatus.BeforePanel)).DoAsync("ayabe", "declareInterest", interest);
        await (await scene.OpenRoundAsync()).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"));
        var all = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/entries")).Json["items"]!.AsArray();
        var seen = (await server.ClientFor(account).ReadAsync($"{scene.Address}/entries")).Json["items"]!.AsArray();

        Assert.Equal(all.Select(Chain), seen.Select(Chain));
        Assert.Equal(
            all.Where(entry => withheld.Contains((string)entry!["type"]!)).Select(entry => (int)entry!["caseSeq"]!),
            seen.Where(entry => (bool)entry!["withheld"]!).Select(entry => (int)entry!["caseSeq"]!));
        Assert.All(seen.Where(entry => (bool)entry!["withheld"]!), entry =>
            Assert.Equal(["caseSeq", "at", "atJst", "leafHash", "prev", "withheld"], entry!.AsObject().Select(member => member.Key)));
        var previous = "";
        foreach (var entry in seen)
        {
            Assert.Equal(previous, (string)entry!["prev"]!);
            previous = (string)entry["leafHash"]!;
        }
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("admin")]
    public async Task Who_only_looks_can_never_write(string account)
    {
        var scenes = new List<Scene>();
        foreach (var status in new[] { RequestStatus.Draft, RequestStatus.UnderExamination, RequestStatus.Voting, RequestStatus.InForce, RequestStatus.Closed })
            scenes.Add(await Scene.InAsync(server, status));
        var before = await Task.WhenAll(scenes.Select(scene => scene.EntryTypesAsync()));
        foreach (var scene in scenes)
            foreach (var command in Permissions.Attempts.Commands)
                Assert.Contains(
                    (await Permissions.Attempts.TryAsync(server, scene, account, command, 1)).Status,
                    (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.ClientFor(account).DraftAsync(Bodies.Acquisition)).Status);
        Assert.Equal(before, await Task.WhenAll(scenes.Select(scene => scene.EntryTypesAsync())));
    }

    private async Task SeesNothingAsync(string account, Scene scene)
    {
        var client = server.ClientFor(account);
        foreach (var (foreign, unknown) in Addresses(scene.Number).Zip(Addresses(Unknown)))
            Assert.Equal(Shape(await client.ReadAsync(unknown)), Shape(await client.ReadAsync(foreign)));
        foreach (var command in new[] { "revise", "sign", "castBallot", "openRound", "withdraw" })
            foreach (var tag in new[] { scene.ETag, "\"1\"", "\"99\"" })
                Assert.Equal(
                    Shape(await client.CommandAsync(Unknown, command, BodyOf(command, scene), tag)),
                    Shape(await client.CommandAsync(scene.Number, command, BodyOf(command, scene), tag)));
        foreach (var list in new[] { "/api/v1/requests?limit=100", "/api/v1/requests?agency=cao", "/api/v1/requests?route=R1", "/api/v1/workItems" })
            Assert.DoesNotContain(scene.Number, (await client.ReadAsync(list)).Succeeded().Text, StringComparison.Ordinal);
    }

    private async Task SeesAsync(string account, Scene scene)
    {
        foreach (var path in Addresses(scene.Number).Take(2))
            Assert.Equal(HttpStatusCode.OK, (await server.ClientFor(account).ReadAsync(path)).Status);
        Assert.Contains(scene.Number, (await server.ClientFor(account).ReadAsync("/api/v1/requests?limit=100")).Text, StringComparison.Ordinal);
    }

    /// <summary>Every address a request has, with a file's that may or may not be there.</summary>
    private static string[] Addresses(string number) =>
        [$"/api/v1/requests/{number}", $"/api/v1/requests/{number}/entries", $"/api/v1/requests/{number}/attachments/{FileDigest}"];

    /// <summary>An answer but for its trace.</summary>
    private static (HttpStatusCode, string, string?) Shape(Reply reply)
    {
        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        var body = reply.Json.AsObject();
        body.Remove("traceId");
        return (reply.Status, body.ToJsonString(), reply.ETag);
    }

    private static JsonObject BodyOf(string command, Scene scene) => command switch
    {
        "revise" => scene.Content,
        "sign" => Bodies.Signature(),
        "castBallot" => Bodies.Ballot(scene.Content),
        "openRound" => Bodies.Round(),
        _ => Bodies.Reason,
    };

    private static (int, string, string, string) Chain(JsonNode? entry) =>
        ((int)entry!["caseSeq"]!, (string)entry["at"]!, (string)entry["leafHash"]!, (string)entry["prev"]!);

    private async Task<IEnumerable<string>> BallotsAsync(string account, Scene scene) =>
        (await server.ClientFor(account).ReadAsync(scene.Address)).Succeeded().Json["rounds"]![0]!["ballots"]!.AsArray()
            .Select(ballot => (string)ballot!["member"]!).Order();

    private const string FileText = "A note.";

    private static string FileDigest { get; } =
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(FileText)));

    private async Task<Scene> WithFileAsync(Scene scene)
    {
        if ((string)(await scene.AuditedAsync())["state"]! == "Draft")
            (await server.ClientFor("cao.drafter").AttachAsync(scene.Number, FileText, scene.ETag)).Succeeded();
        return await scene.ReadAsync();
    }
}
