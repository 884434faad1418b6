using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>A public key as verifiers read it (RFC 7517).</summary>
public sealed record JsonWebKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    internal static JsonWebKey Of(RegisteredKey key) => new("EC", PublicKey.Curve, key.Key.X, key.Key.Y, key.Kid, "sig", CompactJws.Algorithm);
}

/// <summary>The keys a verifier needs.</summary>
public sealed record JsonWebKeySet([property: JsonPropertyName("keys")] IReadOnlyList<JsonWebKey> Keys);

/// <summary>The key that signs from now on, and where the register of keys stands.</summary>
public sealed record SigningKeyAnswer(string Kid, int Version);

/// <summary>`/.well-known/jwks.json` for everybody; `POST /signing-keys` for administrators.</summary>
public static class SigningKeyEndpoints
{
    private const string MediaType = "application/jwk-set+json";

    public static void Map(WebApplication app)
    {
        app.MapGet("/.well-known/jwks.json", ReadAsync).WithName("readKeys").AllowAnonymous().Produces<JsonWebKeySet>(200, MediaType);
        app.MapGroup("/api/v1").RequireAuthorization(AccountsHosting.Administrators).MapPost("/signing-keys", RotateAsync).WithName("rotateSigningKey")
            .Accepts<EmptyBody>("application/json").Produces<SigningKeyAnswer>(201).ProducesCommandProblems();
    }

    private static async Task<IResult> ReadAsync(HttpContext http, SigningKeys keys, OversightDbContext db)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return Results.Json(
            new JsonWebKeySet([.. (await keys.PublishedAsync(db, http.RequestAborted)).Select(JsonWebKey.Of)]), ApiJson.Options, MediaType);
    }

    private static async Task<IResult> RotateAsync(HttpContext http, SigningKeys keys, OversightDbContext db)
    {
        var (_, key, problem) = await RegisterEndpoints.ReadAsync<EmptyBody>(http);
        if (problem is not null)
            return problem;
        var outcome = await keys.RotateAsync(new RegisterIntent(http.Caller().Actor, IfMatch: null, key, StatusCodes.Status201Created), http.RequestAborted);
        var kid = outcome is Outcome.Written { Version: var version }
            ? await db.SigningKeys.Where(row => row.CaseSeq == version).Select(row => row.Kid).SingleAsync(http.RequestAborted)
            : "";
        return RegisterEndpoints.Answer(http, outcome, written => new SigningKeyAnswer(kid, written.Version));
    }
}
