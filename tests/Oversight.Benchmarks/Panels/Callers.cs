using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Oversight.Benchmarks.Panels;

/// <summary>HTTP calls by signed-in accounts, each with its own bearer session.</summary>
public sealed class Callers(Uri address, string password) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };
    private readonly Dictionary<string, AuthenticationHeaderValue> sessions = [];

    public async Task SignInAsync(params IEnumerable<string> accounts)
    {
        foreach (var userName in accounts)
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/session", new { userName, password });
            answer.EnsureSuccessStatusCode();
            sessions[userName] = new AuthenticationHeaderValue("Bearer", (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]!);
        }
    }

    public async Task<JsonNode> ReadAsync(string account, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = sessions[account] } };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task<string> TextAsync(string account, string path) =>
        await TryTextAsync(account, path) ?? throw new InvalidOperationException($"{path} was refused.");

    /// <summary>The text at an address; null when it is not there.</summary>
    public async Task<string?> TryTextAsync(string account, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = sessions[account] } };
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
    }

    /// <summary>One command with a fresh idempotency key. The answer is the caller's to dispose.</summary>
    public async Task<HttpResponseMessage> PostAsync(string account, string path, HttpContent body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body, Headers = { Authorization = sessions[account] } };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await http.SendAsync(request);
    }

    public void Dispose() => http.Dispose();
}
