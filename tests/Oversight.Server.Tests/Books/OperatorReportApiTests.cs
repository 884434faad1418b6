using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Server.OperatorReports;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Books;

public sealed class OperatorReportApiTests : IAsyncLifetime
{
    private TestServer server = null!;

    private HttpClient Examiner => server.ClientFor("examiner1");

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_report_is_filed_once_and_read_by_its_reference()
    {
        Assert.Equal("""{"id":"OR-1","version":1}""", (await Examiner.PostAsync("/operatorReports", Writing.Report()).DoneAsync()).ToJsonString());
        await Examiner.PostAsync("/operatorReports", Writing.Report()).RefusedAsync(HttpStatusCode.Conflict, "ReportAlreadyFiled");
        await Examiner.PostAsync("/operatorReports", Writing.Report(digest: "b")).RefusedAsync(HttpStatusCode.Conflict, "ReportDiffersFromFiled");
        await Examiner.PostAsync("/operatorReports", Writing.Report("KP-8", "x")).RefusedAsync(HttpStatusCode.UnprocessableEntity, "DigestMalformed");
        var report = await server.GetJsonAsync("cao.drafter", "/operatorReports/OR-1");
        Assert.Equal("2026-11-19T18:00:00.000Z", (string?)report["occurredAt"]);
        Assert.Equal("遠隔監視網への侵入", (string?)report["summary"]);
        foreach (var id in new[] { "OR-2", "OR-01", "or-1", "OR-", "OR-99999999999" })
            await Examiner.GetAsync($"/api/v1/operatorReports/{id}").RefusedAsync(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task Only_the_secretariat_files_and_other_agencies_do_not_read()
    {
        Assert.Equal(["examiner1"], await server.AllowedAsync(client => client.PostAsync("/operatorReports", new { nonsense = true })));
        Assert.Equal(["examiner1"], await server.AllowedAsync(client => client.ImportAsync("nonsense")));
        string[] readers = ["kuze", "examiner1", "inspector", "auditor", "cao.drafter", "cao.officer"];
        Assert.Equal(readers, await server.AllowedAsync(client => client.GetAsync("/api/v1/operatorReports")));
        Assert.Equal(readers, await server.AllowedAsync(client => client.GetAsync("/api/v1/operatorReports/OR-1")));
    }

    [Fact]
    public async Task Every_line_of_a_file_is_answered_for_and_the_same_file_again_adds_nothing()
    {
        string[] lines =
        [
            Line("1"), "", "{\"operator\":1}", Line("2"), Line("1"), Line("3", "b"), Line("3", "c"), "null", Line("4")[..^1] + ",\"more\":true}", Line("5") + "\r", "\u0000", Line("6"),
        ];
        var answer = await Examiner.ImportAsync(string.Join('\n', lines)).DoneAsync();
        Assert.Equal("1 OR-1, 4 OR-2, 6 OR-3, 10 OR-4, 12 OR-5", string.Join(", ", answer["filed"]!.AsArray().Select(line => $"{line!["line"]} {line["report"]}")));
        Assert.Equal(
            "2 InvalidValue, 3 InvalidValue /operator, 5 ReportAlreadyFiled /reference, 7 ReportDiffersFromFiled /reference, 8 InvalidValue, 9 InvalidValue /more, 11 InvalidValue",
            string.Join(", ", answer["refused"]!.AsArray().Select(line => $"{line!["line"]} {line["code"]} {line["pointer"]}".Trim())));

        var again = await Examiner.ImportAsync(string.Join('\n', lines)).DoneAsync();
        Assert.Empty(again["filed"]!.AsArray());
        Assert.Equal(lines.Length, again["refused"]!.AsArray().Count);
        Assert.Equal(5, (int)again["version"]!);
        Assert.Equal(5, await server.ReadAsync(db => db.OperatorReports.CountAsync()));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_again()
    {
        var first = await Examiner.ImportAsync(Line("1") + "\n" + Line("2") + "\n", "once").DoneAsync();
        var again = await Examiner.ImportAsync(Line("1") + "\n" + Line("2") + "\n", "once").DoneAsync();
        Assert.Equal(2, first["filed"]!.AsArray().Count);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(2, await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == "operatorReports")));
    }

    [Fact]
    public async Task A_file_beyond_its_limits_is_refused_whole()
    {
        await Examiner.ImportAsync(Line("1"), mediaType: "application/json").RefusedAsync(HttpStatusCode.UnsupportedMediaType, "NdjsonExpected");
        await Examiner.ImportAsync(new string('\n', 10_001)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "TooManyLines");
        await Examiner.ImportAsync(new string(' ', (8 << 20) + 1)).RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge");
        Assert.Empty((await Examiner.ImportAsync("").DoneAsync())["refused"]!.AsArray());
        Assert.Equal(0, await server.ReadAsync(db => db.Registers.CountAsync(r => r.Case == "operatorReports")));
    }

    [Fact]
    public async Task Reports_are_found_by_operator_and_time_page_by_page()
    {
        var at = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var lines = Enumerable.Range(0, 120).Select(i => Line($"{i}", "a", i % 2 == 0 ? "Kita Power" : "Minami Gas", at.AddHours(i / 3)));
        await Examiner.ImportAsync(string.Join('\n', lines)).DoneAsync();

        var found = new List<string>();
        for (var path = "/operatorReports"; path is not null;)
        {
            var page = await server.GetJsonAsync("kuze", path);
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            path = (string?)page["next"] is { } cursor ? $"/operatorReports?cursor={cursor}" : null;
        }
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(n => $"OR-{n}"), found);
        Assert.Equal(3, await CountAsync("?operator=Minami%20Gas&from=2027-01-01T02:00Z&to=2027-01-01T04:00Z"));
        Assert.Equal(0, await CountAsync("?operator=Nobody%00"));
        foreach (var query in new[] { "from=yesterday", "to=2027-01-01" })
            await Examiner.GetAsync($"/api/v1/operatorReports?{query}").RefusedAsync(HttpStatusCode.BadRequest, "FilterInvalid");
        foreach (var cursor in new[] { "x", "1-", "-1-2", "99999999999999999999-1", "999999999999999-1" })
            await Examiner.GetAsync($"/api/v1/operatorReports?cursor={cursor}").RefusedAsync(HttpStatusCode.BadRequest, "CursorInvalid");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task The_rows_are_those_the_entries_make_and_a_full_file_is_one_commit(DatabaseKind kind)
    {
        await using var fresh = await TestServer.StartAsync(kind);
        var lines = string.Join('\n', Enumerable.Range(1, OperatorReportRules.MostLines).Select(i => Line($"{i}", "a", $"Operator {i % 7}")));
        var answer = await fresh.ClientFor("examiner1").ImportAsync(lines).DoneAsync();
        Assert.Equal(OperatorReportRules.MostLines, answer["filed"]!.AsArray().Count);
        Assert.Empty((await fresh.ClientFor("examiner1").ImportAsync(lines).DoneAsync())["filed"]!.AsArray());

        await fresh.AssertRebuiltAsync(Registers.OperatorReports);
        var made = (await fresh.EntriesOfAsync("operatorReports")).Select(entry => ReportBooks.RowOf((OperatorReportFiled)Registers.OperatorReports.Read(entry).Event));
        var rows = await fresh.ReadAsync(db => db.OperatorReports.AsNoTracking().OrderBy(r => r.Number).ToListAsync());
        Assert.Equal(made.Select(row => JsonSerializer.Serialize(row)), rows.Select(row => JsonSerializer.Serialize(row)));
    }

    private async Task<int> CountAsync(string query) => (await server.GetJsonAsync("kuze", "/operatorReports" + query))["items"]!.AsArray().Count;

    private static string Line(string reference, string digest = "a", string @operator = "Kita Power", DateTimeOffset? at = null)
    {
        var report = JsonSerializer.SerializeToNode(Writing.Report(reference, digest))!;
        report["operator"] = @operator;
        if (at is { } occurred)
            (report["occurredAt"], report["reportedAt"]) = (CanonicalInstant.Format(occurred), CanonicalInstant.Format(occurred));
        return report.ToJsonString();
    }
}
