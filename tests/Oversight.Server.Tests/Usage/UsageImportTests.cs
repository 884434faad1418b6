using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Usage;

/// <summary>A whole file of usage records, from its bytes to its entry; and files that are refused and leave nothing.</summary>
public sealed class UsageImportTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_file_is_matched_listed_line_by_line_and_put_on_record(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        var file = UsageScene.Csv(12_345);

        var answer = (await scene.FileAsync(file, "k")).Succeeded().Json;

        Assert.True(JsonNode.DeepEquals(answer, await scene.ImportAsync()));
        Assert.Equal((true, 1, 12_346L, 12_333L, 1_222L, 12L), (
            (bool)answer["isFiled"]!, (int)answer["number"]!, (long)answer["lines"]!, (long)answer["records"]!, (long)answer["findings"]!, (long)answer["malformed"]!));
        Assert.Equal((UsageScene.DigestOf(file), file.Length, "usage.csv"), ((string)answer["digest"]!, (int)answer["bytes"]!, (string)answer["name"]!));
        var findings = await scene.AllAsync($"{scene.Address}/usageImports/{answer["id"]}/findings");
        Assert.Equal(Enumerable.Range(1, 1234).Where(i => i % 100 != 0).Select(i => i * 10 + 1), findings.Select(finding => (int)finding["line"]!));
        Assert.Equal(
            """{"line":11,"kinds":["outOfCidr"],"record":{"time":"2028-03-04T05:00:00.000Z","source":"192.0.2.10","destination":"198.51.100.130","protocol":"tcp","port":443,"dataType":"commandInformation","operator":"cao-op-03","action":"copy"},"conditions":[],"isErased":false}""",
            findings[0].ToJsonString());
        var malformed = await scene.AllAsync($"{scene.Address}/usageImports/{answer["id"]}/malformed");
        Assert.Equal(Enumerable.Range(1, 12).Select(i => $$"""{"line":{{i * 1000 + 1}},"reason":"wrongColumnCount"}"""), malformed.Select(line => line.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task The_entry_adds_up_and_its_digest_is_that_of_the_findings_stored(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        var groups = CaseLibrary.Shipped.Variant("C13/overrun").Steps[0].With!["groups"]!.AsArray();
        var import = (await scene.FileAsync(Encoding.UTF8.GetBytes(CaseUsage.Csv(groups)), "k")).Succeeded().Json;

        var monitoring = (await scene.Server.ClientFor("auditor").ReadAsync(scene.Address)).Json["monitoring"]!;
        var entry = Assert.Single(monitoring["imports"]!.AsArray())!;
        var stored = await scene.Server.ReadAsync(db => db.UsageFindings.OrderBy(finding => finding.Line).ToListAsync());
        var lines = string.Concat(stored.Select(finding => $"{finding.Line}\t{finding.Kinds}\n"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), (string)entry["findingsDigest"]!);
        Assert.Equal((string)entry["findingsDigest"]!, (string)import["findingsDigest"]!);
        Assert.Equal(32, stored.Count);
        Assert.Equal(
            stored.CountBy(finding => finding.Kinds).Select(count => (count.Key, (long)count.Value)).Order(),
            entry["findings"]!.AsArray().Select(count => (string.Join('+', count!["kinds"]!.AsArray()), (long)count["count"]!)).Order());
        Assert.Equal((18_204L, 18_172L), ((long)entry["records"]!, (long)entry["unflagged"]!));
        var incident = Assert.Single(monitoring["incidents"]!.AsArray())!;
        Assert.Equal((1, 32L, true, "Detected"), ((int)incident["import"]!, (long)incident["records"]!, (bool)incident["isSeriousCandidate"]!, (string)incident["state"]!));
        Assert.Equal(["UsageImported", "IncidentOpened"], (await scene.EntriesAsync()).Select(written => (string)written["type"]!));
    }

    [Fact]
    public async Task An_NDJSON_file_comes_to_the_same_as_the_CSV_file_of_its_records()
    {
        await using var scene = await UsageScene.StartAsync();
        var groups = CaseLibrary.Shipped.Variant("C13/overrun").Steps[0].With!["groups"]!.AsArray();
        var rows = CaseUsage.Csv(groups).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')).ToList();
        var ndjson = string.Join('\n', rows.Skip(1).Select(row => "{" + string.Join(',', row.Zip(rows[0], (value, name) => name == "port" ? $"\"{name}\":{value}" : $"\"{name}\":\"{value}\"")) + "}"));

        var import = (await scene.FileAsync(Encoding.UTF8.GetBytes(ndjson), "k", mediaType: "application/x-ndjson", name: "usage.ndjson")).Succeeded().Json;

        Assert.Equal(("ndjson", 18_204L, 18_204L, 18_172L), ((string)import["format"]!, (long)import["lines"]!, (long)import["records"]!, (long)import["unflagged"]!));
        Assert.Equal(
            ["27 outOfCidr", "4 domesticOnly", "1 outOfWindow+unlistedOperator"], import["kinds"]!.AsArray().Select(count => $"{count!["count"]} {string.Join('+', count["kinds"]!.AsArray())}"));
    }

    [Fact]
    public async Task A_file_without_findings_opens_no_incident()
    {
        await using var scene = await UsageScene.StartAsync();
        Assert.Equal(0, (long)(await scene.FileAsync(Encoding.UTF8.GetBytes(UsageScene.Header + UsageScene.Good), "a")).Succeeded().Json["findings"]!);
        Assert.Equal("UsageImported", (string)Assert.Single(await scene.EntriesAsync())["type"]!);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_file_of_which_no_line_is_a_record_is_no_report_and_leaves_nothing(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        var many = string.Concat(Enumerable.Repeat("what is this?\n", 3_000));
        foreach (var (code, file) in new (string, byte[])[]
        {
            ("UsageHeaderUnreadable", [0xFF, 0xFE, 0x00]),
            ("UsageHeaderUnreadable", [0xEF, 0xBB, 0xBF]),
            ("UsageHeaderUnreadable", Encoding.Unicode.GetBytes(UsageScene.Header + UsageScene.Good)),
            ("UsageHeaderUnreadable", Encoding.UTF8.GetBytes(UsageScene.Good + UsageScene.Good)),
            ("UsageHeaderUnreadable", Encoding.UTF8.GetBytes(UsageScene.Header.Replace(',', ';') + UsageScene.Good)),
            ("UsageHeaderUnreadable", Encoding.UTF8.GetBytes("time,destination,protocol\n" + many)),
            ("UsageRecordsMissing", Encoding.UTF8.GetBytes(UsageScene.Header)),
            ("UsageRecordsMissing", Encoding.UTF8.GetBytes(UsageScene.Header + many)),
        })
            Assert.Equal((HttpStatusCode.UnprocessableEntity, code), Told(await scene.FileAsync(file, "k")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "UsageRecordsMissing"), Told(await scene.FileAsync([0xFF, 0xFE, 0x00], "k", mediaType: "application/x-ndjson")));

        Assert.Empty(await scene.ImportsAsync());
        Assert.Empty(await scene.EntriesAsync());
        Assert.Equal(0, await scene.Server.ReadAsync(async db => await db.UsageFindings.CountAsync() + await db.UsageMalformed.CountAsync()));
        Assert.Equal(1, (long)(await scene.FileAsync(Encoding.UTF8.GetBytes(UsageScene.Header + "what is this?\n" + UsageScene.Good), "k")).Succeeded().Json["malformed"]!);
    }

    [Fact]
    public async Task Whoever_may_not_file_is_told_so_before_anything_else_and_whoever_may_not_read_sees_nothing()
    {
        await using var scene = await UsageScene.StartAsync();
        foreach (var account in new[] { "npa.drafter", "admin" })
            Assert.Equal("NotFound", (await scene.FileAsync([], "k", account)).Code);
        foreach (var account in new[] { "cao.officer", "examiner1", "kuze", "inspector", "auditor" })
            Assert.Equal("NotYourCommand", (await scene.FileAsync([], "k", account)).Code);
        var import = (await scene.FileAsync(UsageScene.Csv(100), "k")).Succeeded().Json;
        foreach (var path in new[] { "usageImports", $"usageImports/{import["id"]}/findings", $"usageImports/{import["id"]}/malformed" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await scene.Server.ClientFor("npa.drafter").ReadAsync($"{scene.Address}/{path}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await scene.Server.ClientFor("inspector").ReadAsync($"{scene.Address}/{path}")).Status);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Server.ClientFor("inspector").ReadAsync($"{scene.Address}/usageImports/0123456789abcdef/findings")).Status);
        Assert.Equal("CursorInvalid", (await scene.Server.ClientFor("inspector").ReadAsync($"{scene.Address}/usageImports/{import["id"]}/findings?cursor=x")).Code);
    }

    [Fact]
    public async Task What_is_refused_leaves_neither_entry_nor_import_nor_lines()
    {
        await using var scene = await UsageScene.StartAsync();
        var file = UsageScene.Csv(2_000);
        var drafter = scene.Server.ClientFor("cao.drafter");

        Assert.Equal("IdempotencyKeyRequired", (await scene.FileAsync(file, "")).Code);
        Assert.Equal("ContentDigestRequired", (await drafter.FileUsageAsync(scene.Number, Undigested(file))).Code);
        Assert.Equal("ContentDigestRequired", (await drafter.FileUsageAsync(scene.Number, Undigested(file, "sha-256=:AAAA:"))).Code);
        Assert.Equal("ContentDigestMismatch", (await drafter.FileUsageAsync(scene.Number, Undigested(file, $"sha-256=:{Convert.ToBase64String(new byte[32])}:"), key: "k")).Code);
        Assert.Equal("UsageFormatExpected", (await scene.FileAsync(file, "k", mediaType: "text/plain")).Code);
        Assert.Equal("FileNameMissing", (await scene.FileAsync(file, "k", name: " ")).Code);
        Assert.Equal("FileEmpty", (await scene.FileAsync([], "k")).Code);

        Assert.Empty(await scene.ImportsAsync());
        Assert.Empty(await scene.EntriesAsync());
        Assert.Equal(0, await scene.Server.ReadAsync(async db => await db.UsageFindings.CountAsync() + await db.UsageMalformed.CountAsync()));
        // The key is still free for the right file.
        Assert.True((await scene.FileAsync(file, "k")).IsSuccess);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Sent_again_after_success_a_file_is_answered_as_before_and_no_other_goes_under_its_key(DatabaseKind kind)
    {
        await using var scene = await UsageScene.StartAsync(kind);
        var file = UsageScene.Csv(3_000);
        var first = (await scene.FileAsync(file, "k")).Succeeded();

        Assert.Equal(first, await scene.FileAsync(file, "k"));
        Assert.Equal("IdempotencyKeyReused", (await scene.FileAsync(UsageScene.Csv(3_001), "k")).Code);
        Assert.Equal("IdempotencyKeyReused", (await scene.FileAsync(file, "k", name: "another.csv")).Code);
        Assert.Equal("UsageFiledAlready", (await scene.FileAsync(file, "other")).Code);
        Assert.Equal(first.Text, (await scene.ImportAsync()).ToJsonString());
        Assert.Equal(2, (await scene.EntriesAsync()).Count);
    }

    private static (HttpStatusCode, string?) Told(Reply reply) => (reply.Status, reply.Code);

    private static ByteArrayContent Undigested(byte[] file, string? digest = null)
    {
        var content = new ByteArrayContent(file) { Headers = { ContentType = new("text/csv") } };
        if (digest is not null)
            content.Headers.Add("Content-Digest", digest);
        return content;
    }
}
