using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Oversight.Server.Accounts;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Accounts;

public sealed class SessionTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Unknown_name_wrong_password_and_locked_account_get_the_same_answer()
    {
        var unknown = await RefusalAsync("nobody", TestServer.Password);
        var wrong = await RefusalAsync("kuze", "wrong");
        for (var i = 0; i < 4; i++)
            await RefusalAsync("kuze", "wrong");
        var locked = await RefusalAsync("kuze", TestServer.Password);

        Assert.Equal(unknown, wrong);
        Assert.Equal(unknown, locked);
    }

    [Fact]
    public async Task Four_wrong_passwords_do_not_lock_and_a_right_one_starts_the_count_again()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await RefusalAsync("nasu", "wrong");
            using var right = await SignInAsync("nasu", TestServer.Password);
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }
    }

    [Fact]
    public async Task A_lockout_ends_after_fifteen_minutes()
    {
        for (var i = 0; i < 5; i++)
            await RefusalAsync("ibuki", "wrong");
        server.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        await RefusalAsync("ibuki", TestServer.Password);
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        using var after = await SignInAsync("ibuki", TestServer.Password);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Attempts_that_race_with_the_lockout_are_counted_each()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefusalAsync("ayabe", "wrong")));
        await RefusalAsync("ayabe", TestServer.Password);
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours_of_the_real_clock_and_not_of_the_business_clock()
    {
        var client = server.ClientFor("kuze");
        server.SetClock(server.Now.AddYears(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/requests")).StatusCode);
        server.Time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/requests")).StatusCode);
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/requests")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        var (first, second) = (await TokenAsync("kuze"), await TokenAsync("kuze"));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, "/api/v1/session", bearer: first)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "/api/v1/requests", bearer: first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/api/v1/requests", bearer: second)).StatusCode);
    }

    [Fact]
    public async Task The_token_itself_is_stored_nowhere()
    {
        var token = await TokenAsync("kuze");
        var hashes = await server.ReadAsync(db => Task.FromResult(db.Sessions.Select(s => s.TokenHash).ToList()));
        Assert.Contains(Sessions.HashOf(token), hashes);
        Assert.DoesNotContain(token, hashes);
    }

    [Fact]
    public async Task The_api_takes_no_cookie()
    {
        var token = await TokenAsync("kuze");
        using var answer = await SendAsync(HttpMethod.Get, "/api/v1/requests", cookie: token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Pages_take_the_cookie_and_no_bearer_token()
    {
        var token = await TokenAsync("kuze");
        using var bearer = await SendAsync(HttpMethod.Get, "/no-such-page", bearer: token);
        using var cookie = await SendAsync(HttpMethod.Get, "/no-such-page", cookie: token);
        Assert.Equal(HttpStatusCode.Redirect, bearer.StatusCode);
        Assert.StartsWith("/signIn?returnUrl=", bearer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, cookie.StatusCode);
    }

    [Theory]
    [InlineData("""{"userName":"kuze"}""")]
    [InlineData("""{"userName":"kuze","password":"x","role":"administrator"}""")]
    [InlineData("""{"userName":"kuze","userName":"kuze","password":"x"}""")]
    [InlineData("""{"userName":["kuze"],"password":"x"}""")]
    [InlineData("""{"userName":null,"password":"x"}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Credentials_of_another_shape_are_refused(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await server.Anonymous.PostAsync("/api/v1/session", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Too_many_attempts_for_one_name_are_held_back_and_told_when_to_return()
    {
        await using var strict = await TestServer.StartAsync(settings: "--Oversight:SignIn:AttemptsPerNameAndMinute=2");
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await SignInAsync(strict, "kuze")).StatusCode);
        using var third = await SignInAsync(strict, "kuze");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(strict, "nasu")).StatusCode);
    }

    private Task<HttpResponseMessage> SignInAsync(string userName, string password) =>
        server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName, password });

    private static Task<HttpResponseMessage> SignInAsync(TestServer server, string userName) =>
        server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName, password = TestServer.Password });

    /// <summary>The refusal without its trace id, which alone differs.</summary>
    private async Task<string> RefusalAsync(string userName, string password)
    {
        using var answer = await SignInAsync(userName, password);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(answer.Headers.RetryAfter);
        var problem = await answer.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
        return string.Join('\n', problem!.Where(member => member.Key != "traceId").Select(member => $"{member.Key}: {member.Value}"));
    }

    private async Task<string> TokenAsync(string userName)
    {
        using var answer = await SignInAsync(userName, TestServer.Password);
        return (await answer.Content.ReadFromJsonAsync<SessionAnswer>())!.AccessToken;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? bearer = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (bearer is not null)
            request.Headers.Add("Authorization", $"Bearer {bearer}");
        if (cookie is not null)
            request.Headers.Add("Cookie", $"{SessionCookie.LoopbackName}={cookie}; {SessionCookie.SecureName}={cookie}");
        return await server.Anonymous.SendAsync(request);
    }
}
