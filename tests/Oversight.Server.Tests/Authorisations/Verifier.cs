using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Oversight.Core.Authorisations;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>An operating system of an agency: it knows the server's address and issuer, and checks with a library that is not ours.</summary>
public sealed class Verifier(TestServer server)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>The keys published now.</summary>
    public async Task<string> KeysAsync() => (await server.Anonymous.ReadAsync("/.well-known/jwks.json")).Succeeded().Text;

    /// <summary>Whether signature, issuer, type and period hold now.</summary>
    public async Task<TokenValidationResult> VerifyAsync(string token, string type = "authorisation+jwt", string? keys = null) =>
        await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "oversight.example/log",
            ValidateAudience = false,
            ValidTypes = [type],
            ValidAlgorithms = ["ES256"],
            IssuerSigningKeys = new JsonWebKeySet(keys ?? await KeysAsync()).GetSigningKeys(),
            LifetimeValidator = (from, to, _, _) => (from is null || from <= server.Now.UtcDateTime) && server.Now.UtcDateTime < to,
        });

    /// <summary>What a token says, whoever signed it.</summary>
    public static JsonNode PayloadOf(string token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!;

    /// <summary>The document of an authorisation.</summary>
    public async Task<string> DocumentAsync(string number, string account = "cao.officer") =>
        (await server.ClientFor(account).ReadAsync($"/api/v1/authorisations/{number}/document")).Succeeded().Text;

    /// <summary>Looks up the status a document names: fetches the list, verifies it and reads the bits.</summary>
    public Task<TokenStatus> StatusAsync(string document) => StatusAtAsync(PayloadOf(document)["status"]!["status_list"]!);

    /// <summary>The same for a reference that stands elsewhere.</summary>
    public async Task<TokenStatus> StatusAtAsync(JsonNode reference)
    {
        var uri = (string)reference["uri"]!;
        var token = (await server.Anonymous.ReadAsync(new Uri(uri).PathAndQuery)).Succeeded().Text;
        var result = await VerifyAsync(token, "statuslist+jwt");
        Assert.True(result.IsValid, result.Exception?.ToString());
        var list = PayloadOf(token);
        Assert.Equal(uri, (string?)list["sub"]);
        Assert.Equal(2, (int)list["status_list"]!["bits"]!);
        var bytes = Inflate((string)list["status_list"]!["lst"]!);
        Assert.Equal(131_072 / 4, bytes.Length);
        var index = (int)reference["idx"]!;
        return (TokenStatus)(bytes[index / 4] >> index % 4 * 2 & 3);
    }

    private static byte[] Inflate(string lst)
    {
        using var zlib = new ZLibStream(new MemoryStream(Base64UrlEncoder.DecodeBytes(lst)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        zlib.CopyTo(bytes);
        return bytes.ToArray();
    }
}
