using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>What every command endpoint shares: strict body, version, idempotency key, the store, and the answer.</summary>
public static class CommandEndpoints
{
    /// <summary>Longest idempotency key.</summary>
    public const int LongestKey = 255;

    /// <summary>Maps a command on an existing request: `POST /requests/{id}/segment`.</summary>
    public static void MapCommand<TBody>(
        this RouteGroupBuilder requests, string command, string segment, Func<TBody, RequestCommand> toCommand) where TBody : class
    {
        Segments[command] = segment;
        requests.MapPost($"/{{id}}/{segment}", (HttpContext http, string id, RequestStore store) => WriteAsync(http, id, store, toCommand))
            .WithName(command)
            .Accepts<TBody>("application/json")
            .Produces<WrittenAnswer>()
            .ProducesCommandProblems();
    }

    /// <summary>Path segments by command, for the addresses in `actions`.</summary>
    public static ConcurrentDictionary<string, string> Segments { get; } = [];

    /// <summary>The problems any command may answer with.</summary>
    public static RouteHandlerBuilder ProducesCommandProblems(this RouteHandlerBuilder route)
    {
        foreach (var status in new[] { 400, 401, 403, 404, 409, 412, 413, 415, 422, 428 })
            route.Produces<Problem>(status, "application/problem+json");
        return route;
    }

    private static async Task<IResult> WriteAsync<TBody>(
        HttpContext http, string id, RequestStore store, Func<TBody, RequestCommand> toCommand) where TBody : class
    {
        if (!RequestId.TryParse(id, out var request))
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (KeyProblem(http) is { } noKey)
            return noKey;
        var (bytes, unread) = await ApiJson.BytesAsync(http);
        if (unread is not null)
            return unread;
        var (body, problem) = ApiJson.Parse<TBody>(http, bytes!);
        if (problem is not null)
            return problem;
        var (version, noVersion) = IfMatch(http);
        if (noVersion is not null)
            return noVersion;
        return await WriteAsync(http, store, new Intent(request, toCommand(body!), http.Caller(), version, KeyOf(http, bytes!)));
    }

    /// <summary>Writes an intent and answers.</summary>
    public static async Task<IResult> WriteAsync(HttpContext http, RequestStore store, Intent intent) =>
        await store.TransactAsync(intent, http.RequestAborted) switch
        {
            Outcome.Written written => Written(http, written),
            Outcome.Refused refused => Problems.Result(http, refused.Refusal),
            Outcome.Stale stale => Stale(http, stale.Version),
            Outcome.KeyReused => Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "IdempotencyKeyReused"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The key with the fingerprint of this request: method, path, query and body.</summary>
    public static IdempotencyKey KeyOf(HttpContext http, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\n{http.Request.Path}{http.Request.QueryString}\n"));
        hash.AppendData(body);
        return new IdempotencyKey(http.Request.Headers["Idempotency-Key"].ToString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A problem when the key is missing or unusable: it is 1 to 255 visible ASCII characters.</summary>
    public static IResult? KeyProblem(HttpContext http) => http.Request.Headers["Idempotency-Key"].ToString() switch
    {
        "" => Problems.Result(http, StatusCodes.Status400BadRequest, "IdempotencyKeyRequired"),
        { Length: > LongestKey } => Problems.Result(http, StatusCodes.Status400BadRequest, "IdempotencyKeyTooLong"),
        var key when !key.All(c => c is > ' ' and <= '~') => Problems.Result(http, StatusCodes.Status400BadRequest, "IdempotencyKeyMalformed"),
        _ => null,
    };

    /// <summary>The version the caller read: 428 without If-Match, 412 for anything that cannot match a strong tag of ours.</summary>
    public static (int? Version, IResult? Problem) IfMatch(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
            return (null, Problems.Result(http, StatusCodes.Status428PreconditionRequired, "IfMatchRequired"));
        return header.Length > 2 && header[0] == '"' && header[^1] == '"'
            && int.TryParse(header.AsSpan(1, header.Length - 2), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? (version, null)
            : (null, Problems.Result(http, StatusCodes.Status412PreconditionFailed, "Stale"));
    }

    /// <summary>A version as a strong entity tag.</summary>
    public static string ETag(int version) => $"\"{version}\"";

    private static IResult Written(HttpContext http, Outcome.Written written)
    {
        http.Response.Headers.ETag = ETag(written.Version);
        if (written.Status == StatusCodes.Status201Created)
            http.Response.Headers.Location = $"/api/v1/requests/{written.RequestId}";
        return Results.Text(written.Body, "application/json", Encoding.UTF8, written.Status);
    }

    private static IResult Stale(HttpContext http, int version)
    {
        http.Response.Headers.ETag = ETag(version);
        return Problems.Result(http, StatusCodes.Status412PreconditionFailed, "Stale");
    }
}

/// <summary>The answer to a command: where the request stands after it.</summary>
public sealed record WrittenAnswer(string Number, string State, int Version, int ContentVersion);
