using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Hostile;

/// <summary>A server with a request in each state a hostile request is sent to: a draft, one before the panel, one in an open round, one of another
/// agency, one that was granted, one of a measure to be recorded.</summary>
public sealed class HostileSetting : IAsyncLifetime
{
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly DateTimeOffset Now = new(2028, 1, 4, 10, 0, 0, TimeSpan.FromHours(9));

    private const string Round = """
        {"motion":"decide","present":["kuze","saegusa","nasu","ibuki","ayabe"],"narrowed":{},"conditions":[{"id":"a","kind":"continuing","owner":"agency","text":{"en":"Report"},"due":{"kind":"standing"}}],"reasons":[{"criterion":"K3","text":{"en":"Other ways are markedly difficult."}}]}
        """;

    private const string Ballot = """{"items":{"1":"yes","2":"yes"}}""";

    public TestServer Server { get; private set; } = null!;

    /// <summary>Numbers of the requests, by name.</summary>
    public Dictionary<string, string> Numbers { get; } = [];

    internal Dictionary<string, HostileTarget> Targets { get; } = [];

    /// <summary>A content that is accepted.</summary>
    public static string Content => CaseLibrary.Shipped.Case("C01").Content!.ToJsonString(Plain);

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Server.SetClock(Now);
        Numbers["draft"] = await DraftAsync("cao.drafter", Content);
        await PostAsync("cao.drafter", "draft", "attachments?name=first.txt", "text/plain", "The first document.");
        Numbers["other"] = await DraftAsync("npa.drafter", """{"route":"R5"}""");
        Numbers["measure"] = await DraftAsync("npa.drafter", """{"route":"R5","emergency":true}""");
        foreach (var name in new[] { "tabled", "voting", "granted" })
            await TableAsync(name);
        foreach (var name in new[] { "voting", "granted" })
            await PostAsync("kuze", name, "rounds", "application/json", Round);
        foreach (var member in new[] { "kuze", "saegusa", "nasu", "ibuki", "ayabe" })
            await PostAsync(member, "granted", "ballots", "application/json", Ballot);
        await NameTargetsAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A digest of everything a request could have changed but the record of readings: entries, parts, states, ballots, work, timers, keys and files.</summary>
    public Task<string> DigestAsync() => Server.ReadAsync(async db =>
    {
        object[] tables =
        [
            await db.Entries.AsNoTracking().Where(e => !e.Case.StartsWith("reads/")).OrderBy(e => e.Id).Select(e => e.LeafHash).ToListAsync(), await db.Parts.AsNoTracking().CountAsync(),
            await db.Requests.AsNoTracking().OrderBy(r => r.Id).ToListAsync(), await db.Ballots.AsNoTracking().CountAsync(),
            await db.Recusals.AsNoTracking().CountAsync(), await db.WorkItems.AsNoTracking().CountAsync(), await db.Timers.AsNoTracking().CountAsync(),
            await db.IdempotencyKeys.AsNoTracking().CountAsync(), await db.Attachments.AsNoTracking().CountAsync(),
            await db.Registers.AsNoTracking().Where(r => !r.Case.StartsWith("reads/")).OrderBy(r => r.Case).ToListAsync(), await db.Users.AsNoTracking().CountAsync(),
        ];
        return Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(tables)));
    });

    public async Task<string> DraftAsync(string drafter, string content)
    {
        using var answer = await SendAsync(drafter, "/api/v1/requests", "application/json", content, null);
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    /// <summary>The request as the auditor sees it.</summary>
    public async Task<JsonNode> ReadAsync(string number) =>
        (await Server.ClientFor("auditor").GetFromJsonAsync<JsonNode>($"/api/v1/requests/{number}"))!;

    private async Task NameTargetsAsync()
    {
        var (draft, tabled, voting) = (await VersionAsync("draft"), await VersionAsync("tabled"), await VersionAsync("voting"));
        Targets["draft"] = new("/api/v1/requests", "cao.drafter", Content);
        Targets["revise"] = new("/api/v1/requests/{draft}/revise", "cao.drafter", Content, Version: draft);
        Targets["submit"] = new("/api/v1/requests/{draft}/submit", "cao.drafter", "{}", Version: draft);
        Targets["attach"] = new("/api/v1/requests/{draft}/attachments?name=note.txt", "cao.drafter", "A note.", "text/plain", draft);
        Targets["round"] = new("/api/v1/requests/{tabled}/rounds", "kuze", Round, Version: tabled);
        Targets["interest"] = new("/api/v1/requests/{tabled}/declareInterest", "nasu", """{"ground":"exclusion","reason":"A former post."}""", Version: tabled);
        Targets["ballot"] = new("/api/v1/requests/{voting}/ballots", "nasu", Ballot, Version: voting);
        Targets["presence"] = new("/api/v1/requests/{voting}/presence", "kuze", """{"member":"nasu","isPresent":false}""", Version: voting);
        Targets["measure"] = new(
            "/api/v1/requests/{measure}/measure", "npa.drafter", """{"measuredAt":"2028-01-04T09:00:00+09:00","action":"stop process"}""", Version: await VersionAsync("measure"));
        NameLifeTargets(await VersionAsync("granted"));
        Targets["session"] = new("/api/v1/session", "", """{"userName":"kuze","password":"wrong"}""");
    }

    private void NameLifeTargets(int granted)
    {
        void Target(string name, string segment, string who, string body) => Targets[name] = new($"/api/v1/requests/{{granted}}/{segment}", who, body, Version: granted);
        Target("resolution", "rounds", "kuze", """{"motion":"resolve","present":["kuze","saegusa","nasu"],"resolution":{"kinds":["notice"],"text":{"en":"So resolved."}}}""");
        Target("report", "conditionReports", "cao.officer", """{"condition":"a","text":{"en":"As demanded."},"documents":[]}""");
        Target("narrow", "narrowings", "cao.officer", $$"""{"scope":{"1":{{JsonNode.Parse(Content)!["scope"]![0]!.ToJsonString(Plain)}}},"reason":"enough"}""");
        Target("disclosure", "disclosures", "cao.drafter", """{"disclosedAt":"2028-01-04T09:00:00+09:00","purpose":"other","records":1,"recipient":"police","text":{"en":"One."}}""");
        Target("accessLog", "accessLogs", "cao.drafter", $$"""{"from":"2028-01-03T09:00:00+09:00","to":"2028-01-04T09:00:00+09:00","digest":"{{new string('d', 64)}}","lines":1}""");
        Target("inspection", "inspections", "inspector", """{"kind":"planned","article":"63(1)","subject":{"en":"Logs"},"on":"2028-02-01"}""");
        Target("incident", "incidents", "inspector", """{"records":4,"text":{"en":"Four records."}}""");
    }

    private async Task<int> VersionAsync(string name) => (int)(await ReadAsync(Numbers[name]))["version"]!;

    private async Task TableAsync(string name)
    {
        var file = CaseLibrary.Shipped.Case("C01");
        Numbers[name] = await DraftAsync("cao.drafter", Content);
        foreach (var document in file.Attachments!)
            await PostAsync("cao.drafter", name, $"attachments?name={document.Name}", document.MediaType, document.Text);
        await PostAsync("cao.drafter", name, "submit", "application/json", "{}");
        await PostAsync("cao.officer", name, "sign", "application/json", """{"contentVersion":1}""");
        var marks = file.Content!["criteria"]!.AsArray().Select(answer => new JsonObject { ["criterion"] = (string)answer!["criterion"]!, ["mark"] = "yes" });
        var examination = new JsonObject { ["recommendation"] = "approve", ["marks"] = new JsonArray([.. marks]), ["report"] = new JsonObject { ["en"] = "Approve." } };
        await PostAsync("examiner1", name, "examine", "application/json", examination.ToJsonString());
    }

    private async Task PostAsync(string who, string name, string segment, string mediaType, string body) =>
        (await SendAsync(who, $"/api/v1/requests/{Numbers[name]}/{segment}", mediaType, body, await VersionAsync(name))).Dispose();

    private async Task<HttpResponseMessage> SendAsync(string who, string path, string mediaType, string body, int? version)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        message.Content.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:");
        message.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (version is not null)
            message.Headers.Add("If-Match", $"\"{version}\"");
        var answer = await Server.ClientFor(who).SendAsync(message);
        return answer.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}
