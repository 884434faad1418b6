using System.Globalization;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>Name and password of somebody who wants to sign in.</summary>
public sealed record Credentials(string UserName, string Password);

/// <summary>A bearer token and the seconds it is good for.</summary>
public sealed record SessionAnswer(string AccessToken, int ExpiresIn);

/// <summary>`POST /session` signs in, `DELETE /session` signs out.</summary>
public static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/session", SignInAsync).WithName("signIn").AllowAnonymous()
            .Accepts<Credentials>("application/json").Produces<SessionAnswer>()
            .Produces<Problem>(400, "application/problem+json").Produces<Problem>(401, "application/problem+json").Produces<Problem>(429, "application/problem+json");
        app.MapDelete("/api/v1/session", SignOutAsync).WithName("signOut").RequireAuthorization().Produces(204)
            .Produces<Problem>(401, "application/problem+json");
    }

    private static async Task<IResult> SignInAsync(HttpContext http, Sessions sessions, OversightDbContext db)
    {
        var (credentials, problem) = await ApiJson.ReadAsync<Credentials>(http);
        if (problem is not null)
            return problem;
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        return await sessions.SignInAsync(db, credentials!.UserName, credentials.Password, address, http.RequestAborted) switch
        {
            SignIn.Granted granted => Results.Json(new SessionAnswer(granted.Token, (int)granted.ValidFor.TotalSeconds), ApiJson.Options),
            SignIn.TooMany tooMany => TooMany(http, tooMany.RetryAfter),
            _ => Problems.Result(http, StatusCodes.Status401Unauthorized, "SignInRefused"),
        };
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutAsync(SessionAuthentication.TokenOf(http)!, http.RequestAborted);
        return Results.NoContent();
    }

    private static IResult TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problems.Result(http, StatusCodes.Status429TooManyRequests, "TooManyAttempts");
    }
}
