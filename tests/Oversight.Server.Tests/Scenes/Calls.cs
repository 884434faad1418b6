using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Server.Hosting;

namespace Oversight.Server.Tests.Scenes;

/// <summary>All of an answer that may be compared.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, string? ETag, string? Location, string? Link)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The stable code of a problem.</summary>
    public string? Code => IsSuccess || Text.Length == 0 ? null : (string?)Json["code"];

    /// <summary>The request's number in a draft's answer.</summary>
    public string Number => (string)Json["number"]!;

    public override string ToString() => $"{(int)Status} {Text}";

    /// <summary>This answer, which must be a success.</summary>
    public Reply Succeeded() => IsSuccess ? this : throw new InvalidOperationException(ToString());
}

/// <summary>Calls as any client makes them, every header in the test's hand.</summary>
public static class Calls
{
    public static async Task<Reply> ReadAsync(this HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await http.ReplyAsync(request);
    }

    /// <summary>A command with the given If-Match; null sends none. Without a key a fresh one is sent, with "" none.</summary>
    public static Task<Reply> CommandAsync(this HttpClient http, string number, string command, JsonNode body, string? ifMatch, string? key = null) =>
        http.PostAsync($"/api/v1/requests/{number}/{Segment(command)}", body.ToJsonString(), ifMatch, key);

    public static Task<Reply> DraftAsync(this HttpClient http, JsonNode content, string? key = null) =>
        http.PostAsync("/api/v1/requests", content.ToJsonString(), null, key);

    public static async Task<Reply> PostAsync(this HttpClient http, string path, string body, string? ifMatch, string? key = null)
    {
        using var request = Post(path, new StringContent(body, Encoding.UTF8, "application/json"), ifMatch, key);
        return await http.ReplyAsync(request);
    }

    /// <summary>Uploads a text file.</summary>
    public static async Task<Reply> AttachAsync(this HttpClient http, string number, string text, string? ifMatch, string? key = null)
    {
        using var request = Post($"/api/v1/requests/{number}/attachments?name=note.txt", Upload(Encoding.UTF8.GetBytes(text), "text/plain"), ifMatch, key);
        return await http.ReplyAsync(request);
    }

    /// <summary>Files usage records; the content says its type and digest itself.</summary>
    public static async Task<Reply> FileUsageAsync(this HttpClient http, string number, HttpContent content, string name = "usage.csv", string? key = null)
    {
        using var request = Post($"/api/v1/requests/{number}/usageRecords?name={Uri.EscapeDataString(name)}", content, null, key);
        return await http.ReplyAsync(request);
    }

    /// <summary>A file as the body of an upload, with its digest.</summary>
    public static HttpContent Upload(byte[] bytes, string mediaType = "text/csv")
    {
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        content.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:");
        return content;
    }

    private static string Segment(string command) => CommandEndpoints.Segments.GetValueOrDefault(command, command);

    private static HttpRequestMessage Post(string path, HttpContent content, string? ifMatch, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key != "")
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return request;
    }

    private static async Task<Reply> ReplyAsync(this HttpClient http, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new Reply(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(),
            response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null);
    }
}
