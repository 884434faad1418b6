using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hostile;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Contract;

public sealed class HttpTests(HostileSetting setting) : IClassFixture<HostileSetting>
{
    [Fact]
    public async Task A_read_is_answered_in_full_even_to_the_tag_it_had_because_ballots_do_not_change_the_version()
    {
        using var first = await GetAsync($"/api/v1/requests/{setting.Numbers["voting"]}");
        using var again = await GetAsync($"/api/v1/requests/{setting.Numbers["voting"]}", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_list_leads_to_its_next_page_until_the_last()
    {
        var seen = new List<string>();
        for (var path = "/api/v1/requests?limit=1"; path is not null;)
        {
            using var page = await GetAsync(path);
            seen.AddRange((await BodyOf(page))["items"]!.AsArray().Select(line => (string)line!["number"]!));
            var link = page.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            path = link?.Split('<', '>')[1];
            Assert.True(link is null || link.EndsWith("; rel=\"next\"", StringComparison.Ordinal));
        }
        Assert.Superset(setting.Numbers.Values.ToHashSet(), seen.ToHashSet());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task What_a_caller_made_up_does_not_come_back_in_a_header()
    {
        using var page = await GetAsync("/api/v1/requests?limit=1&x%0d%0aSet-Cookie%3a%20a=b&鍵=1");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("Set-Cookie", page.Headers.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja,en;q=0.8", "ja")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", "en")]
    [InlineData("*;q=0, garbage;;;", "en")]
    public async Task Titles_follow_the_language_asked_for_and_codes_do_not(string wish, string language)
    {
        using var answer = await GetAsync("/api/v1/requests/2028-0000-0000", ("Accept-Language", wish));
        var problem = await BodyOf(answer);
        Assert.Equal(language, answer.Content.Headers.ContentLanguage.Single());
        Assert.Equal("NotFound", (string?)problem["code"]);
        Assert.Equal(language == "ja", ((string)problem["title"]!).Any(c => c > '\u3000'));
        Assert.Contains("Accept-Language", answer.Headers.Vary);
    }

    [Fact]
    public async Task No_other_origin_may_read_and_nothing_is_kept_sniffed_or_framed()
    {
        using var answer = await GetAsync("/api/v1/requests", ("Origin", "https://elsewhere.example"));
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_method_not_allowed_names_those_that_are()
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/requests");
        using var answer = await setting.Server.ClientFor("auditor").SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_fault_of_ours_says_its_trace_id_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync(replace: services => services.Replace(ServiceDescriptor.Singleton<RandomSource>(new Broken())));
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/requests") { Content = new StringContent("""{"route":"R1"}""", new MediaTypeHeaderValue("application/json")) };
        message.Headers.Add("Idempotency-Key", "k");
        using var answer = await server.ClientFor("cao.drafter").SendAsync(message, TestContext.Current.CancellationToken);
        var problem = (await BodyOf(answer)).AsObject();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["code", "status", "title", "traceId", "type"], problem.Select(member => member.Key).Order());
        Assert.Equal("InternalError", (string?)problem["code"]);
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/errors/Stale", "en", "Stale")]
    [InlineData("/errors/Stale", "ja", "Stale")]
    [InlineData("/errors", "ja", "IdempotencyKeyRequired")]
    public async Task The_type_of_a_problem_leads_to_a_page_for_anybody(string path, string language, string code)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.Add("Accept-Language", language);
        using var answer = await setting.Server.Anonymous.SendAsync(message, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains(code, page, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return await setting.Server.ClientFor("auditor").SendAsync(message, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> BodyOf(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    /// <summary>A source of random bytes that fails once people are signed in.</summary>
    private sealed class Broken : RandomSource
    {
        public override byte[] Bytes(int count) => count == 5 ? throw new InvalidOperationException("secret") : base.Bytes(count);
    }
}
