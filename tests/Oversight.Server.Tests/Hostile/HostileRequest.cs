using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Oversight.Server.Tests.Hostile;

/// <summary>One request of requests.json and the answer it must get.</summary>
/// <param name="Rule">The rule it breaks, as a sentence.</param>
/// <param name="To">What it is sent to: a name of <see cref="HostileSetting.Targets"/>.</param>
/// <param name="Set">Members set in the good body, by JSON pointer.</param>
/// <param name="Remove">Members removed from the good body, by JSON pointer.</param>
/// <param name="Replace">Texts replaced in the good body as it is written; `%ab*3%` stands for ababab.</param>
/// <param name="Raw">The whole body instead of the good one.</param>
/// <param name="Base64">The whole body as bytes.</param>
/// <param name="As">Who sends it; empty for nobody.</param>
/// <param name="Path">Another path; `{draft}`, `{tabled}`, `{voting}` and `{other}` stand for requests.</param>
/// <param name="Headers">Headers replaced; null takes one away.</param>
/// <param name="Pointer">A pointer that must be among the errors.</param>
public sealed record HostileRequest(
    string Rule, string To, int Status, string Code, JsonObject? Set = null, IReadOnlyList<string>? Remove = null,
    IReadOnlyDictionary<string, string>? Replace = null, string? Raw = null, string? Base64 = null, string? As = null, string? Method = null,
    string? Path = null, IReadOnlyDictionary<string, string?>? Headers = null, string? Pointer = null, bool Chunked = false)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyDictionary<string, HostileRequest> All { get; } = JsonSerializer
        .Deserialize<List<HostileRequest>>(File.ReadAllBytes(System.IO.Path.Combine(AppContext.BaseDirectory, "Hostile", "requests.json")), Options)!
        .ToDictionary(request => request.Rule);

    /// <summary>The request as it goes over the wire, its address untouched.</summary>
    internal HttpRequestMessage Message(Uri address, HostileTarget target, IReadOnlyDictionary<string, string> numbers)
    {
        var path = numbers.Aggregate(Path ?? target.Path, (text, number) => text.Replace($"{{{number.Key}}}", number.Value, StringComparison.Ordinal));
        var exact = new Uri($"{address.GetLeftPart(UriPartial.Authority)}{Expanded(path)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method ?? "POST"), exact);
        var body = message.Method == HttpMethod.Post ? Body(target.Body) : null;
        if (body is not null)
            message.Content = new ByteArrayContent(body);
        foreach (var (name, value) in HeadersFor(target, body ?? []))
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TransferEncodingChunked = Chunked ? true : null;
        return message;
    }

    private Dictionary<string, string> HeadersFor(HostileTarget target, byte[] body)
    {
        var headers = new Dictionary<string, string>
        {
            ["Idempotency-Key"] = Guid.NewGuid().ToString(),
            ["Content-Type"] = target.MediaType,
            ["Content-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:",
        };
        if (target.Version is { } version)
            headers["If-Match"] = $"\"{version}\"";
        foreach (var (name, value) in Headers ?? new Dictionary<string, string?>())
            if (value is null)
                headers.Remove(name);
            else
                headers[name] = Expanded(value);
        return headers;
    }

    private byte[] Body(string good)
    {
        if (Base64 is not null)
            return Convert.FromBase64String(Base64);
        if (Raw is not null)
            return Encoding.UTF8.GetBytes(Expanded(Raw));
        if (Set is not null || Remove is not null)
            good = Changed(good, Set ?? [], Remove ?? []);
        foreach (var (from, to) in Replace ?? new Dictionary<string, string>())
            good = good.Contains(from, StringComparison.Ordinal)
                ? new Regex(Regex.Escape(from)).Replace(good, _ => Expanded(to), 1)
                : throw new InvalidOperationException($"The good body has no {from}.");
        return Encoding.UTF8.GetBytes(good);
    }

    internal static string Changed(string good, JsonObject set, IReadOnlyList<string> remove)
    {
        var body = JsonNode.Parse(good)!;
        foreach (var (pointer, value) in set)
        {
            var (parent, name) = Place(body, pointer);
            if (parent is JsonArray list)
                list[int.Parse(name, CultureInfo.InvariantCulture)] = value?.DeepClone();
            else
                parent[name] = value?.DeepClone();
        }
        foreach (var pointer in remove)
        {
            var (parent, name) = Place(body, pointer);
            Assert.True(parent.AsObject().Remove(name));
        }
        return body.ToJsonString(HostileSetting.Plain);
    }

    /// <summary>The value a pointer leads to.</summary>
    internal static JsonNode? At(JsonNode root, string pointer) => pointer.Split('/')[1..].Aggregate((JsonNode?)root, Step);

    private static (JsonNode Parent, string Name) Place(JsonNode root, string pointer)
    {
        var end = pointer.LastIndexOf('/');
        return (end == 0 ? root : At(root, pointer[..end])!, pointer[(end + 1)..]);
    }

    private static JsonNode? Step(JsonNode? node, string name) =>
        node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)] : node?[name];

    private static string Expanded(string text) => Regex.Replace(
        text, @"%([^%*]+)\*(\d+)%", m => string.Concat(Enumerable.Repeat(m.Groups[1].Value, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture))));

    public override string ToString() => Rule;
}

/// <summary>Where a request can be sent to, with a body that would be accepted there.</summary>
internal sealed record HostileTarget(string Path, string As, string Body, string MediaType = "application/json", int? Version = null);
