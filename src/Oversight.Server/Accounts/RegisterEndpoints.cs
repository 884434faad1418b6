using System.Diagnostics;
using System.Text;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>What the endpoints of the registers share.</summary>
public static class RegisterEndpoints
{
    /// <summary>Reads key and body of a POST.</summary>
    public static async Task<(TBody? Body, IdempotencyKey? Key, IResult? Problem)> ReadAsync<TBody>(HttpContext http) where TBody : class
    {
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return (null, null, noKey);
        var (bytes, unread) = await ApiJson.BytesAsync(http);
        if (unread is not null)
            return (null, null, unread);
        var (body, problem) = ApiJson.Parse<TBody>(http, bytes!);
        return (body, CommandEndpoints.KeyOf(http, bytes!), problem);
    }

    /// <summary>Reads a POST that changes what the caller has read: body, key and version.</summary>
    public static async Task<(TBody? Body, RegisterIntent? Intent, IResult? Problem)> ReadChangeAsync<TBody>(HttpContext http) where TBody : class
    {
        var (body, key, problem) = await ReadAsync<TBody>(http);
        if (problem is not null)
            return (null, null, problem);
        var (version, noVersion) = CommandEndpoints.IfMatch(http);
        return (body, new RegisterIntent(http.Caller().Actor, version, key), noVersion);
    }

    /// <summary>Answers a change.</summary>
    public static IResult Answer(HttpContext http, Outcome outcome, Func<Outcome.Written, object> body) =>
        Answer(http, outcome, written => Results.Json(body(written), ApiJson.Options, statusCode: written.Status));

    /// <summary>Answers a change with what was kept of it.</summary>
    public static IResult Answer(HttpContext http, Outcome outcome) =>
        Answer(http, outcome, written => Results.Text(written.Body, "application/json", Encoding.UTF8, written.Status));

    private static IResult Answer(HttpContext http, Outcome outcome, Func<Outcome.Written, IResult> written)
    {
        switch (outcome)
        {
            case Outcome.Written done:
                http.Response.Headers.ETag = CommandEndpoints.ETag(done.Version);
                http.Response.Headers.CacheControl = "no-store";
                return written(done);
            case Outcome.Refused refused:
                return Problems.Result(http, refused.Refusal);
            case Outcome.Stale stale:
                http.Response.Headers.ETag = CommandEndpoints.ETag(stale.Version);
                return Problems.Result(http, StatusCodes.Status412PreconditionFailed, "Stale");
            case Outcome.KeyReused:
                return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "IdempotencyKeyReused");
            default:
                throw new UnreachableException();
        }
    }
}
