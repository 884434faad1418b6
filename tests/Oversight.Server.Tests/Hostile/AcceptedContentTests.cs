using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Oversight.Server.Tests.Hostile;

/// <summary>Unusual contents that are right, and how they are read back.</summary>
public sealed class AcceptedContentTests(HostileSetting setting) : IClassFixture<HostileSetting>
{
    public static TheoryData<string, string, string, string> Unusual => new()
    {
        { "Text that is not in normal form C is normalised", "/targetAct/name", "\"Cafe\u0301 \u30ab\u3099\"", "\"Caf\u00e9 \u30ac\"" },
        { "Text outside the basic plane is kept", "/targetAct/name", "\"\ud842\udfb7\ud83c\uddef\ud83c\uddf5\"", "\"\ud842\udfb7\ud83c\uddef\ud83c\uddf5\"" },
        { "Tabs and line ends are kept", "/statement/en", "\"a\\tb\\r\\nc\"", "\"a\\tb\\r\\nc\"" },
        { "A statement in SQL is text like any other", "/statement/en", "\"'; DROP TABLE Entries; --\"", "\"'; DROP TABLE Entries; --\"" },
        { "Markup is text like any other", "/statement/en", "\"<script>alert(1)</script>\"", "\"<script>alert(1)</script>\"" },
        { "IPv6 is written back in canonical form", "/scope/1/sources/0", "\"2001:0DB8:000A:0010:0:0:0:0/64\"", "\"2001:db8:a:10::/64\"" },
        { "An IPv6 address with a dotted tail is an address", "/scope/1/sources/0", "\"2001:db8:a:10::192.0.2.1\"", "\"2001:db8:a:10::c000:201/128\"" },
        { "A bare address is a block of one", "/scope/0/sources/0", "\"198.51.100.1\"", "\"198.51.100.1/32\"" },
        { "A date starts at midnight in Japan", "/period/start", "\"2028-03-01\"", "\"2028-02-29T15:00:00.000Z\"" },
        { "A leap day ends at midnight in Japan", "/period/end", "\"2028-02-29\"", "\"2028-02-29T15:00:00.000Z\"" },
        { "A leap day is a day of a leap year", "/period/start", "\"2028-02-29\"", "\"2028-02-28T15:00:00.000Z\"" },
        { "One instant is the same from any offset", "/period/start", "\"2028-01-14T10:00:00-05:00\"", "\"2028-01-14T15:00:00.000Z\"" },
        { "The lowest port and the highest are ports", "/scope/0/ports", "[\"0\",\"65535\"]", "[\"0\",\"65535\"]" },
        { "A period without an end can be said", "/period", "{\"start\":\"2028-01-15\"}", "{\"start\":\"2028-01-14T15:00:00.000Z\"}" },
    };

    [Theory]
    [MemberData(nameof(Unusual))]
    public async Task Unusual_content_is_accepted_and_read_back_in_one_form(string rule, string pointer, string written, string read)
    {
        var content = HostileRequest.Changed(HostileSetting.Content, new JsonObject { [pointer] = JsonNode.Parse(written) }, []);
        var request = await setting.ReadAsync(await setting.DraftAsync("cao.drafter", content));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(read), HostileRequest.At(request["content"]!, pointer)), $"{rule}: {HostileRequest.At(request["content"]!, pointer)?.ToJsonString()}");
    }

    [Fact]
    public async Task A_key_used_again_gets_the_same_answer_once_more_and_another_body_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await DraftAsync(key, """{"route":"R1"}""");
        var before = await setting.DigestAsync();
        using var again = await DraftAsync(key, """{"route":"R1"}""");
        using var other = await DraftAsync(key, """{"route":"R2"}""");

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(await TextOf(first), await TextOf(again));
        Assert.Equal("IdempotencyKeyReused", (string?)JsonNode.Parse(await TextOf(other))!["code"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(before, await setting.DigestAsync());
    }

    [Fact]
    public async Task The_same_key_of_another_person_is_another_key()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await DraftAsync(key, """{"route":"R5"}""", "npa.drafter");
        using var second = await DraftAsync(key, """{"route":"R1"}""");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task A_session_that_has_run_out_is_no_session()
    {
        await using var server = await Hosting.TestServer.StartAsync();
        var client = server.ClientFor("auditor");
        using var before = await client.GetAsync("/api/v1/requests", TestContext.Current.CancellationToken);
        server.Time.Advance(TimeSpan.FromHours(9));
        using var after = await client.GetAsync("/api/v1/requests", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
    }

    private async Task<HttpResponseMessage> DraftAsync(string key, string body, string who = "cao.drafter")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/requests") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        message.Headers.Add("Idempotency-Key", key);
        return await setting.Server.ClientFor(who).SendAsync(message, TestContext.Current.CancellationToken);
    }

    private static Task<string> TextOf(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
