using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Accounts;

/// <summary>How tests of the registers speak HTTP.</summary>
internal static class Calls
{
    /// <summary>Posts with a fresh idempotency key, or the one given, and with a version if given.</summary>
    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body, int? version = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        if (version is not null)
            request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }

    public static async Task<JsonNode> BodyAsync(this HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

    /// <summary>Demands this refusal.</summary>
    public static async Task RefusedAsync(this Task<HttpResponseMessage> call, HttpStatusCode status, string code)
    {
        using var answer = await call;
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {body}");
        Assert.Equal(code, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString());
    }

    /// <summary>Demands success and gives the body.</summary>
    public static async Task<JsonNode> DoneAsync(this Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.StatusCode == HttpStatusCode.NoContent ? new JsonObject() : await answer.BodyAsync();
    }

    /// <summary>The version of a register, as its readers see it.</summary>
    public static async Task<int> VersionAsync(this TestServer server, string path)
    {
        using var answer = await server.ClientFor("admin").GetAsync("/api/v1" + path);
        return int.Parse(answer.Headers.ETag!.Tag.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
    }
}
