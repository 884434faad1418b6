using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Oversight.Server.Demo.Cases;

/// <summary>What the server answered.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Body, string? ETag, Uri? Location)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The stable code of a problem.</summary>
    public string? Code => (string?)(Body as JsonObject)?["code"];

    public override string ToString() => $"{(int)Status} {Body?.ToJsonString()}";
}

/// <summary>The accounts of all plays on one server, each signed in once.</summary>
public sealed class CaseAccounts(Func<HttpClient> connect, string password)
{
    private readonly Dictionary<string, CaseAccount> byName = [];

    public CaseAccount Of(string name) =>
        byName.TryGetValue(name, out var account) ? account : byName[name] = new CaseAccount(connect(), name, password);
}

/// <summary>One account's way to the server: signs in at the first call, and again when the session has run out.</summary>
public sealed class CaseAccount(HttpClient http, string userName, string password)
{
    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["openRound"] = "rounds",
        ["changePresence"] = "presence",
        ["castBallot"] = "ballots",
        ["decideTie"] = "castings",
        ["recordErasure"] = "erasureRecords",
        ["attach"] = "attachments",
    };

    public Task<Answer> ReadAsync(string path, CancellationToken ct) => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), ct);

    public Task<Answer> DraftAsync(JsonObject content, CancellationToken ct) => EnterAsync("/api/v1/requests", content, ct);

    /// <summary>Posts something new, which replaces nothing that was read.</summary>
    public Task<Answer> EnterAsync(string path, JsonObject body, CancellationToken ct) => SendAsync(() => Post(path, JsonContent.Create(body)), ct);

    /// <summary>Gives a command on what the account has just read, and insists that a command that succeeds was among the actions offered.</summary>
    public async Task<Answer> CommandAsync(string number, string command, Func<HttpContent> body, string query, CancellationToken ct)
    {
        var address = $"/api/v1/requests/{number}";
        var read = await ReadAsync(address, ct);
        var offered = read.Body?["actions"]?.AsArray().FirstOrDefault(action => (string?)action!["name"] == command);
        var href = (string?)offered?["href"] ?? $"{address}/{Addresses.GetValueOrDefault(command, command)}";
        var answer = await SendAsync(
            () =>
            {
                var request = Post(href + query, body());
                request.Headers.TryAddWithoutValidation("If-Match", read.ETag ?? "\"0\"");
                return request;
            },
            ct);
        if (answer.IsSuccess && offered is null)
            throw new CaseDeviationException($"{command} succeeded though it was not among the actions offered to {userName}.");
        return answer;
    }

    /// <summary>The body of an upload, with its Content-Digest (RFC 9530).</summary>
    public static HttpContent Upload(string mediaType, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        content.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:");
        return content;
    }

    private static HttpRequestMessage Post(string path, HttpContent body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return request;
    }

    private async Task<Answer> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        if (http.DefaultRequestHeaders.Authorization is null)
            await SignInAsync(ct);
        var answer = await AnswerAsync(request(), ct);
        if (answer.Status != HttpStatusCode.Unauthorized)
            return answer;
        await SignInAsync(ct);
        return await AnswerAsync(request(), ct);
    }

    private async Task SignInAsync(CancellationToken ct)
    {
        http.DefaultRequestHeaders.Authorization = null;
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { userName, password }) };
        var answer = await AnswerAsync(request, ct);
        var token = (string?)answer.Body?["accessToken"] ?? throw new CaseDeviationException($"{userName} could not sign in: {answer}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task<Answer> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer(response.StatusCode, isJson ? JsonNode.Parse(text) : null, response.Headers.ETag?.ToString(), response.Headers.Location);
    }
}

/// <summary>The program did something else than the case says.</summary>
public sealed class CaseDeviationException(string message) : Exception(message);
