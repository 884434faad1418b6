using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Contract;

public sealed class ApiDescriptionTests : IAsyncLifetime
{
    private const string Promise = "docs/openapi.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where one signs in, comes with a one-time link or verifies a document.</summary>
    private static readonly string[] ForAnybody =
        ["POST /api/v1/session", "POST /api/v1/setup", "POST /api/v1/password", "GET /.well-known/jwks.json", "GET /status-lists/{list}"];

    /// <summary>POSTs that need no idempotency key: signing in, and a question that changes nothing.</summary>
    private static readonly string[] WithoutKey = ["POST /api/v1/session", "POST /api/v1/authorisations/{number}/check"];

    private TestServer server = null!;
    private JsonNode document = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        document = JsonNode.Parse(await server.Anonymous.GetStringAsync("/openapi/v1.json"))!;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void The_description_is_the_one_promised_and_takes_nothing_of_it_back()
    {
        if (File.Exists(Repository.PathOf(Promise)))
        {
            var promised = Members(JsonNode.Parse(File.ReadAllText(Repository.PathOf(Promise)))!);
            Assert.Empty(promised.Except(Members(document)));
        }
        Repository.AssertHolds(Promise, document.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public void A_member_taken_away_is_noticed()
    {
        var less = document.DeepClone();
        Assert.True(less["components"]!["schemas"]!["RequestContent"]!["properties"]!.AsObject().Remove("statement"));
        Assert.Contains("/components/schemas/RequestContent/properties/statement", Members(document).Except(Members(less)));
    }

    [Fact]
    public void It_is_OpenAPI_3_1_and_every_reference_leads_somewhere()
    {
        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        var references = All(document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonValue>().Select(value => (string)value!).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)document, (node, step) => node?[step])));
    }

    [Fact]
    public void Every_endpoint_of_the_API_is_described_under_a_name_of_its_own()
    {
        var described = Operations().Select(operation => operation.Name).ToHashSet();
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/').Replace(":int", "", StringComparison.Ordinal)}"));
        Assert.Empty(mapped.Except(described));
        var ids = Operations().Select(operation => (string?)operation.Node["operationId"]).ToList();
        Assert.DoesNotContain(null, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Whatever_is_not_a_success_is_described_as_a_problem() =>
        Assert.All(Operations().SelectMany(operation => operation.Node["responses"]!.AsObject()).Where(answer => answer.Key[0] is not '2'), answer =>
            Assert.Equal("#/components/schemas/Problem", (string?)answer.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"]));

    [Fact]
    public void Commands_are_described_with_the_headers_they_need()
    {
        var ballot = document["paths"]!["/api/v1/requests/{id}/ballots"]!["post"]!;
        var required = ballot["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] == "header" && (bool?)parameter["required"] == true);
        Assert.Equal(["Idempotency-Key", "If-Match"], required.Select(parameter => (string)parameter!["name"]!).Order());
        Assert.NotNull(ballot["responses"]!["200"]!["headers"]!["ETag"]);
        Assert.NotNull(document["paths"]!["/api/v1/requests"]!["post"]!["responses"]!["201"]!["headers"]!["Location"]);
    }

    [Fact]
    public void Every_POST_but_those_named_needs_an_idempotency_key() =>
        Assert.Equal(WithoutKey.Order(), Operations().Where(operation => operation.Name.StartsWith("POST ", StringComparison.Ordinal)
            && operation.Node["parameters"]?.AsArray().Any(parameter => (string?)parameter!["name"] == "Idempotency-Key") != true).Select(operation => operation.Name).Order());

    [Fact]
    public void Shapes_are_the_real_ones()
    {
        var schemas = document["components"]!["schemas"]!;
        Assert.Equal("""["yes","no","abstain"]""", schemas["Choice"]!["enum"]!.ToJsonString());
        Assert.Equal("string", (string?)schemas["ScopeItem"]!["properties"]!["sources"]!["items"]!["type"]);
        Assert.Equal("integer", (string?)schemas["WrittenAnswer"]!["properties"]!["version"]!["type"]);
        Assert.Equal(["code", "status", "title", "traceId", "type"], schemas["Problem"]!["required"]!.AsArray().Select(name => (string)name!).Order());
    }

    [Fact]
    public async Task Every_endpoint_answers_401_with_a_challenge_to_whoever_has_no_token()
    {
        foreach (var (name, _) in Operations().Where(operation => !ForAnybody.Contains(operation.Name)))
        {
            var (method, path) = (name.Split(' ')[0], name.Split(' ')[1].Replace("{id}", "2028-0000-0000", StringComparison.Ordinal)
                .Replace("{digest}", "0", StringComparison.Ordinal).Replace("{seat}", "1", StringComparison.Ordinal)
                .Replace("{number}", "2028-0000-0000", StringComparison.Ordinal));
            using var message = new HttpRequestMessage(new HttpMethod(method), path);
            if (method == "POST")
                message.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            using var answer = await server.Anonymous.SendAsync(message, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {answer.StatusCode}");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private IEnumerable<(string Name, JsonNode Node)> Operations() => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)));

    /// <summary>Every member a client may rely on, as a pointer; wording may change.</summary>
    private static IEnumerable<string> Members(JsonNode? node, string at = "") => node switch
    {
        JsonObject members => members.Where(member => member.Key is not ("description" or "examples" or "title"))
            .SelectMany(member => Members(member.Value, $"{at}/{member.Key}").Prepend($"{at}/{member.Key}")),
        JsonArray values when at.EndsWith("/enum", StringComparison.Ordinal) => values.Select(value => $"{at}/{value}"),
        _ => [],
    };

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => All(member.Value)).Prepend(members),
        JsonArray values => values.SelectMany(All),
        _ => [],
    };
}
