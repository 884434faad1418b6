using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

public sealed class DocumentTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_document_is_verified_by_a_library_that_is_not_ours_and_says_what_the_panel_granted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var verifier = new Verifier(server);

        var document = await verifier.DocumentAsync(scene.Number);
        var result = await verifier.VerifyAsync(document);

        Assert.True(result.IsValid, result.Exception?.ToString());
        var (payload, request) = (Verifier.PayloadOf(document), await scene.AuditedAsync());
        var authorisation = request["authorisation"]!;
        Assert.Equal((scene.Number, "cao", "R1"), ((string)payload["sub"]!, (string)payload["agency"]!, (string)payload["route"]!));
        Assert.Equal(authorisation["use"]!["scope"]!["1"]!.ToJsonString(), payload["items"]![0]!["scope"]!.ToJsonString());
        Assert.Equal("Active", (string?)payload["state"]);
        Assert.Equal(Seconds(authorisation["end"]!), (long)payload["exp"]!);
        Assert.InRange((long)payload["nbf"]! - Seconds(authorisation["start"]!), 0, 1);
        Assert.Equal(server.Now.ToUnixTimeSeconds(), (long)payload["iat"]!);
        Assert.Equal((int)request["rounds"]![0]!["number"]!, (int)payload["round"]!);
        Assert.Equal((string?)request["definition"], (string?)payload["definition"]);
        Assert.StartsWith("jp-", (string?)payload["ruleSet"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_JSON_has_the_same_members_and_names_the_entry_that_issued_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var view = (await server.ClientFor("cao.drafter").ReadAsync(Address(scene))).Succeeded().Json.AsObject();
        var payload = Verifier.PayloadOf(await new Verifier(server).DocumentAsync(scene.Number)).AsObject();
        // Whether it has effect is for the list to say: there is no document without.
        Assert.False((bool)view["isNotYetEffective"]! | payload.ContainsKey("isNotYetEffective") | payload.ContainsKey("awaitsCondition"));
        foreach (var (name, value) in view.Where(member => member.Key is not ("isNotYetEffective" or "awaitsCondition")))
            Assert.Equal(value?.ToJsonString(), payload[name]?.ToJsonString());
        Assert.Equal(["exp", "iat", "iss", "nbf", "sub"], payload.Select(member => member.Key).Except(view.Select(member => member.Key)).Order());

        var entry = (await server.ClientFor("auditor").ReadAsync($"{scene.Address}/entries")).Json["items"]!.AsArray()
            .Single(line => (string?)line!["type"] == nameof(AuthorisationIssued))!;
        Assert.Equal(((int)entry["caseSeq"]!, (string)entry["leafHash"]!), ((int)view["entry"]!["caseSeq"]!, (string)view["entry"]!["leafHash"]!));
        Assert.Equal(64, ((string)view["networkMap"]!).Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_somebody_widens_in_the_tables_is_neither_signed_nor_allowed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var drafter = server.ClientFor("cao.drafter");
        var use = new JsonObject { ["srcIp"] = "192.0.2.1", ["dstIp"] = "192.0.2.2", ["protocol"] = "tcp", ["operator"] = "x" };
        var granted = (string)(await drafter.ReadAsync(Address(scene))).Json["items"]![0]!["scope"]!["sources"]![0]!;
        var honest = await server.ReadAsync(db => db.Requests.Select(row => row.Snapshot).SingleAsync());
        Assert.Contains(granted, honest, StringComparison.Ordinal);
        Assert.Equal((200, 200, 200), await AskAsync());

        await WriteAsync(honest.Replace(granted, "0.0.0.0/0", StringComparison.Ordinal));
        Assert.Equal((500, 500, 500), await AskAsync());
        await WriteAsync(honest);
        Assert.Equal((200, 200, 200), await AskAsync());

        Task<int> WriteAsync(string snapshot) => server.ReadAsync(db => db.Requests.ExecuteUpdateAsync(set => set.SetProperty(row => row.Snapshot, snapshot)));
        async Task<(int, int, int)> AskAsync() => (
            (int)(await drafter.GetAsync(Address(scene))).StatusCode, (int)(await drafter.GetAsync($"{Address(scene)}/document")).StatusCode,
            (int)(await drafter.PostAsJsonAsync($"{Address(scene)}/check", use)).StatusCode);
    }

    [Fact]
    public async Task A_changed_payload_header_or_signature_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var verifier = new Verifier(server);
        var document = await verifier.DocumentAsync((await Scene.InAsync(server, RequestStatus.InForce)).Number);
        var parts = document.Split('.');

        var payload = Verifier.PayloadOf(document);
        payload["exp"] = (long)payload["exp"]! + 1;
        var header = JsonNode.Parse(Base64UrlEncoder.Decode(parts[0]))!;
        Assert.Equal(["alg", "kid", "typ"], header.AsObject().Select(member => member.Key));
        header["alg"] = "none";
        string[] forged =
        [
            $"{parts[0]}.{Base64UrlEncoder.Encode(payload.ToJsonString())}.{parts[2]}", $"{Base64UrlEncoder.Encode(header.ToJsonString())}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[64])}", $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
        ];
        foreach (var token in forged)
            Assert.False((await verifier.VerifyAsync(token)).IsValid);
        Assert.False((await verifier.VerifyAsync(document, "statuslist+jwt")).IsValid);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_document_outlives_its_key_and_the_key_goes_when_the_last_such_document_has_ended(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (scene, verifier) = (await Scene.InAsync(server, RequestStatus.InForce), new Verifier(server));
        var before = await verifier.DocumentAsync(scene.Number);

        server.SetClock(server.Now.AddDays(1));
        var rotated = (await server.ClientFor("admin").PostAsync("/api/v1/signing-keys", "{}", null)).Succeeded();
        var after = await verifier.DocumentAsync(scene.Number);

        Assert.Equal(HttpStatusCode.Created, rotated.Status);
        Assert.NotEqual(KidOf(before), KidOf(after));
        Assert.Equal((string?)rotated.Json["kid"], KidOf(after));
        Assert.Equal(2, new JsonWebKeySet(await verifier.KeysAsync()).Keys.Count);
        Assert.All(await Task.WhenAll(verifier.VerifyAsync(before), verifier.VerifyAsync(after)), result => Assert.True(result.IsValid));

        var end = DateTimeOffset.FromUnixTimeSeconds((long)Verifier.PayloadOf(before)["exp"]!);
        server.SetClock(end.AddMilliseconds(-1));
        Assert.True((await verifier.VerifyAsync(before)).IsValid);
        server.SetClock(end.AddHours(1));
        Assert.Equal(KidOf(after), Assert.Single(new JsonWebKeySet(await verifier.KeysAsync()).Keys).Kid);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_key_is_an_entry_under_its_thumbprint_and_one_key_of_the_client_makes_one_key(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var admin = server.ClientFor("admin");
        var rotated = (await admin.PostAsync("/api/v1/signing-keys", "{}", null, "once")).Succeeded();
        Assert.Equal(rotated, await admin.PostAsync("/api/v1/signing-keys", "{}", null, "once"));
        Assert.Equal("IdempotencyKeyRequired", (await admin.PostAsync("/api/v1/signing-keys", "{}", null, "")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.ClientFor("auditor").PostAsync("/api/v1/signing-keys", "{}", null)).Status);

        var rows = await server.ReadAsync(db => db.Entries.Where(entry => entry.Case == "keys").OrderBy(entry => entry.CaseSeq).Select(entry => entry.Bytes).ToListAsync());
        var events = rows.Select(bytes => (SigningKeyAdded)Registers.Keys.Read(new StoredEntry(bytes, new Dictionary<string, string>())).Event).ToList();
        Assert.Equal([null, events[0].Kid], events.Select(added => added.Replaces));
        Assert.Equal((string?)rotated.Json["kid"], events[^1].Kid);
        var published = new JsonWebKeySet(await new Verifier(server).KeysAsync()).Keys;
        Assert.Equal(events.Select(added => added.Kid).Order(), published.Select(key => key.Kid).Order());
        Assert.All(published, key => Assert.Equal(Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()), key.Kid));
        Assert.All(published, key => Assert.False(key.HasPrivateKey));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whoever_may_not_read_the_request_finds_no_authorisation(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var scene = await (await Scene.DraftAsync(server)).ToPanelAsync();
        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        await scene.OpenRoundAsync("kuze", "saegusa", "ibuki", "ayabe");
        await scene.BallotsAsync([.. Bodies.Panel.Except(["nasu"]).Select(member => (member, "yes"))]);

        foreach (var account in new[] { "nasu", "npa.officer", "sdf.drafter", "admin" })
        {
            foreach (var path in new[] { Address(scene), $"{Address(scene)}/document" })
                Assert.Equal((HttpStatusCode.NotFound, "NotFound"), Told(await server.ClientFor(account).ReadAsync(path)));
            Assert.DoesNotContain(scene.Number, (await server.ClientFor(account).ReadAsync("/api/v1/authorisations")).Text, StringComparison.Ordinal);
        }
        foreach (var account in new[] { "cao.drafter", "kuze", "examiner1", "inspector", "auditor" })
        {
            Assert.True((await server.ClientFor(account).ReadAsync($"{Address(scene)}/document")).IsSuccess);
            Assert.Contains(scene.Number, (await server.ClientFor(account).ReadAsync("/api/v1/authorisations")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_without_an_authorisation_has_no_document()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Voting);
        foreach (var path in new[] { Address(scene), $"{Address(scene)}/document", "/api/v1/authorisations/2028-0000-0000", "/api/v1/authorisations/nonsense" })
            Assert.Equal((HttpStatusCode.NotFound, "NotFound"), Told(await server.ClientFor("cao.officer").ReadAsync(path)));
        Assert.Empty((await server.ClientFor("auditor").ReadAsync("/api/v1/authorisations")).Json["items"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_list_pages_from_the_latest_to_the_first_and_shows_each_state_as_it_is_now(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var issued = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            issued.Add((await Scene.InAsync(server, RequestStatus.InForce)).Number);
            server.SetClock(server.Now.AddMinutes(i % 2));
        }
        var seen = new List<string>();
        for (var next = "/api/v1/authorisations?limit=2"; next is not null;)
        {
            var page = (await server.ClientFor("auditor").ReadAsync(next)).Succeeded();
            seen.AddRange(page.Json["items"]!.AsArray().Select(line => $"{line!["number"]} {line["state"]}"));
            next = page.Link?.Split('>')[0].TrimStart('<');
        }
        Assert.Equal(issued.Select(number => $"{number} Active").Order(), seen.Order());
        foreach (var (query, code) in new[] { ("limit=0", "LimitOutOfRange"), ("limit=x", "LimitOutOfRange"), ("cursor=nonsense", "CursorInvalid") })
            Assert.Equal((HttpStatusCode.BadRequest, code), Told(await server.ClientFor("auditor").ReadAsync($"/api/v1/authorisations?{query}")));
    }

    [Fact]
    public async Task A_deployment_that_says_where_it_is_reached_names_that_address()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:PublicAddress=https://oversight.example/");
        var document = await new Verifier(server).DocumentAsync((await Scene.InAsync(server, RequestStatus.InForce)).Number);
        Assert.Equal("https://oversight.example/status-lists/1", (string?)Verifier.PayloadOf(document)["status"]!["status_list"]!["uri"]);
        var list = (await server.Anonymous.ReadAsync("/status-lists/1")).Succeeded().Text;
        Assert.Equal("https://oversight.example/status-lists/1", (string?)Verifier.PayloadOf(list)["sub"]);
    }

    private static string Address(Scene scene) => $"/api/v1/authorisations/{scene.Number}";

    private static (HttpStatusCode, string?) Told(Reply reply) => (reply.Status, reply.Code);

    private static string? KidOf(string token) => (string?)JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[0]))!["kid"];

    private static long Seconds(JsonNode instant) =>
        DateTimeOffset.Parse((string)instant!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
