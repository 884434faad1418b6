using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Reports;

/// <summary>Who reads what of the report, in which form.</summary>
public sealed class ReportAccessTests : IAsyncLifetime
{
    private const string Report = "/api/v1/reports/annual?from=2028-01-01&to=2028-12-31";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_full_edition_is_for_those_who_oversee_and_the_public_one_for_everyone_signed_in()
    {
        foreach (var account in new[] { "auditor", "kuze", "examiner1", "inspector", "admin", "cao.drafter", "npa.officer" })
        {
            var client = server.ClientFor(account);
            var mayReadFull = account is "auditor" or "kuze" or "examiner1" or "inspector";
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(Report)).Status);
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"{Report}&edition=public")).Status);
            Assert.Equal(mayReadFull ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await client.ReadAsync($"{Report}&edition=full")).Status);
            Assert.Equal(account == "auditor" ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await client.ReadAsync("/api/v1/entries/export")).Status);
        }
    }

    [Fact]
    public async Task A_period_that_is_none_is_refused()
    {
        foreach (var query in new[] { "", "?from=2028-01-01", "?from=2028-1-1&to=2028-12-31", "?from=2028-12-31&to=2028-01-01", "?from=1999-12-31&to=2028-01-01", "?from=2028-01-01&to=9999-12-31" })
            Assert.Equal("ReportPeriodInvalid", (await server.ClientFor("auditor").ReadAsync($"/api/v1/reports/annual{query}")).Code);
    }

    [Fact]
    public async Task An_unknown_edition_or_form_is_refused()
    {
        foreach (var query in new[] { "&edition=secret", "&format=pdf" })
            Assert.Equal("FilterInvalid", (await server.ClientFor("auditor").ReadAsync(Report + query)).Code);
    }

    [Fact]
    public async Task A_table_comes_by_format_or_by_Accept()
    {
        foreach (var (query, accept) in new[] { ("&format=csv", "application/json"), ("", "text/csv") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Report + query) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } } };
            using var answer = await server.ClientFor("auditor").SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("annual-report-2028-01-01-2028-12-31-public.csv", answer.Content.Headers.ContentDisposition!.FileName);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("\"part\",\"item\",\"article\",\"figure\",\"label\",\"value\",\"requests\",\"text\"\r\n", text.TrimStart('\uFEFF'), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_member_who_left_a_case_sees_its_number_but_neither_a_link_nor_its_outline()
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        await scene.DoAsync("nasu", "declareInterest", Bodies.Interest);
        await scene.OpenRoundAsync("kuze", "saegusa", "ibuki", "ayabe");
        await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("ibuki", "yes"), ("ayabe", "yes"));
        await scene.DoAsync("kuze", "openRound", new JsonObject
        {
            ["motion"] = "resolve",
            ["present"] = new JsonArray("kuze", "saegusa", "ibuki"),
            ["resolution"] = new JsonObject { ["kinds"] = new JsonArray("notice"), ["text"] = Bodies.Text("A secret outline.") },
        });
        foreach (var member in new[] { "kuze", "saegusa", "ibuki" })
            await scene.DoAsync(member, "castBallot", new JsonObject { ["items"] = new JsonObject { ["resolution"] = "yes" } });

        foreach (var (member, sees) in new[] { ("nasu", false), ("ayabe", true) })
        {
            var told = (await server.ClientFor(member).ReadAsync($"{Report}&edition=full")).Succeeded();
            Assert.Empty(Json.Differences(new JsonObject { ["count"] = 1 }, told.Json["items"]!["v"]!["66(1)"]!["adopted"]));
            Assert.Contains(scene.Number, told.Text, StringComparison.Ordinal);
            Assert.Equal(sees, told.Text.Contains("A secret outline.", StringComparison.Ordinal));

            var page = await PageAsync(member, "/reports/annual?from=2028-01-01&to=2028-12-31");
            Assert.Contains(scene.Number, page, StringComparison.Ordinal);
            Assert.Equal(sees, page.Contains($"/requests/{scene.Number}", StringComparison.Ordinal));
            Assert.Equal(sees, page.Contains("A secret outline.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_pages_show_the_widest_edition_the_reader_may_have()
    {
        await Scene.InAsync(server, RequestStatus.InForce);
        Assert.Contains("/reports/annual?from=2028-01-01&amp;to=2028-12-31", await PageAsync("cao.drafter", "/reports"), StringComparison.Ordinal);
        Assert.Contains("Public edition", await PageAsync("cao.drafter", "/reports/annual?from=2028-01-01&to=2028-12-31"), StringComparison.Ordinal);
        Assert.Contains("fewer than 5", await PageAsync("auditor", "/reports/annual?from=2028-01-01&to=2028-12-31&edition=public"), StringComparison.Ordinal);
        Assert.Contains("Full edition", await PageAsync("auditor", "/reports/annual?from=2028-01-01&to=2028-12-31"), StringComparison.Ordinal);
        Assert.StartsWith("\uFEFF\"part\"", await PageAsync("auditor", "/reports/annual?from=2028-01-01&to=2028-12-31&format=csv"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("admin", "/reports/annual?from=2028-01-01&to=2028-12-31&edition=full"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("admin", "/reports/annual?from=2028-01-01"));
    }

    private async Task<string> PageAsync(string account, string path)
    {
        using var answer = await OpenAsync(account, path);
        var bytes = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    private async Task<HttpStatusCode> StatusAsync(string account, string path)
    {
        using var answer = await OpenAsync(account, path);
        return answer.StatusCode;
    }

    /// <summary>A page, as a browser whose cookie holds the session's token.</summary>
    private async Task<HttpResponseMessage> OpenAsync(string account, string path)
    {
        using var signedIn = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName = account, password = TestServer.Password });
        var token = (await signedIn.Content.ReadFromJsonAsync<SessionAnswer>())!.AccessToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", $"{SessionCookie.LoopbackName}={token}" }, { "Accept-Language", "en" } } };
        return await server.Anonymous.SendAsync(request);
    }
}
