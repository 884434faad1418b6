using System.Text.Json.Nodes;

namespace Oversight.Server.Tests.Hostile;

public sealed class HostileRequestTests(HostileSetting setting) : IClassFixture<HostileSetting>
{
    public static TheoryData<string> Rules => [.. HostileRequest.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_hostile_request_gets_its_documented_problem_and_changes_nothing(string rule)
    {
        var hostile = HostileRequest.All[rule];
        var target = setting.Targets[hostile.To];
        var before = await setting.DigestAsync();

        using var message = hostile.Message(setting.Server.Address, target, setting.Numbers);
        var who = hostile.As ?? target.As;
        var client = who.Length == 0 ? setting.Server.Anonymous : setting.Server.ClientFor(who);
        using var answer = await client.SendAsync(message, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(hostile.Status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        if (message.Method != HttpMethod.Head)
            AssertProblem(hostile, answer, JsonNode.Parse(text)!.AsObject());
        Assert.Equal(before, await setting.DigestAsync());
    }

    private static void AssertProblem(HostileRequest hostile, HttpResponseMessage answer, JsonObject problem)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(hostile.Code, (string?)problem["code"]);
        Assert.Equal($"/errors/{hostile.Code}", (string?)problem["type"]);
        Assert.Equal(hostile.Status, (int?)problem["status"]);
        Assert.Matches("^[0-9a-zA-Z:-]{8,}$", (string?)problem["traceId"]);
        Assert.NotEqual(hostile.Code, (string?)problem["title"]);
        Assert.DoesNotContain("Oversight.", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.ToJsonString(), StringComparison.Ordinal);
        if (hostile.Pointer is { } pointer)
            Assert.Contains(pointer, problem["errors"]!.AsArray().Select(error => (string?)error!["pointer"]));
    }

    [Fact]
    public void There_are_at_least_sixty_hostile_requests() => Assert.True(HostileRequest.All.Count >= 60);
}
