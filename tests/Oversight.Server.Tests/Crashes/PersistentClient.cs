using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Oversight.Server.Accounts;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Crashes;

/// <summary>A command as it was sent and what was answered to it.</summary>
/// <param name="Key">Also written into the body where a text goes, so that its effect can be told in the entries.</param>
public sealed record Acknowledged(string Account, string Number, string Command, string Key, string Body, string? IfMatch, Reply Reply);

/// <summary>Clients that do not give up: what was not answered is sent again, unchanged, until it is.</summary>
public sealed class PersistentClient(Uri address) : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> people = [];
    private int unanswered;

    /// <summary>Everything that was answered with a success, in the order of the answers.</summary>
    public ConcurrentQueue<Acknowledged> Acknowledged { get; } = [];

    /// <summary>How many sendings got no answer.</summary>
    public int Unanswered => unanswered;

    /// <summary>One of those signed in, to call once.</summary>
    public HttpClient Of(string account) => people[account];

    /// <summary>Signs everybody in; their sessions outlive the server.</summary>
    public async Task SignInAsync(params IEnumerable<string> accounts)
    {
        foreach (var userName in accounts)
        {
            var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
            using var answer = await http.PostAsJsonAsync("/api/v1/session", new { userName, password = TestServer.Password });
            var session = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<SessionAnswer>();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session!.AccessToken);
            people[userName] = http;
        }
    }

    /// <summary>Sends until answered; the answer must be a success, also the second time.</summary>
    public async Task<Reply> SendAsync(string account, string number, string command, Func<string, JsonNode> body, string? ifMatch)
    {
        var key = Guid.NewGuid().ToString();
        var sent = new Acknowledged(account, number, command, key, body(key).ToJsonString(), ifMatch, null!);
        while (true)
        {
            try
            {
                var reply = (await AgainAsync(sent)).Succeeded();
                Acknowledged.Enqueue(sent with { Number = reply.Number, Reply = reply });
                return reply;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                Interlocked.Increment(ref unanswered);
                await Task.Delay(25);
            }
        }
    }

    /// <summary>Sends what was sent before once more.</summary>
    public Task<Reply> AgainAsync(Acknowledged sent) => sent.Command == "draft"
        ? people[sent.Account].DraftAsync(JsonNode.Parse(sent.Body)!, sent.Key)
        : people[sent.Account].CommandAsync(sent.Number, sent.Command, JsonNode.Parse(sent.Body)!, sent.IfMatch, sent.Key);

    public void Dispose()
    {
        foreach (var http in people.Values)
            http.Dispose();
    }
}
