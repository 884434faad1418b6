using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.Accounts;

/// <summary>The first administrator, by the link printed at the first start.</summary>
public sealed record SetupBody(string Token, string UserName, string NameEn, string NameJa, string Password);

/// <summary>A new password, by a one-time link.</summary>
public sealed record PasswordBody(string Token, string Password);

/// <summary>`POST /setup` and `POST /password`: what the holder of a one-time link may do.</summary>
public static class SetupEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/setup", SetUpAsync).WithName("setUp").AllowAnonymous()
            .Accepts<SetupBody>("application/json").Produces(204).ProducesCommandProblems();
        app.MapPost("/api/v1/password", SetPasswordAsync).WithName("setPassword").AllowAnonymous()
            .Accepts<PasswordBody>("application/json").Produces(204).ProducesCommandProblems();
    }

    private static async Task<IResult> SetUpAsync(HttpContext http, AccountSetup setup)
    {
        var (body, key, problem) = await RegisterEndpoints.ReadAsync<SetupBody>(http);
        return problem ?? Answer(http, await setup.CreateAdministratorAsync(
            body!.Token, body.UserName, body.NameEn, body.NameJa, body.Password, key, http.RequestAborted));
    }

    private static async Task<IResult> SetPasswordAsync(HttpContext http, AccountSetup setup)
    {
        var (body, key, problem) = await RegisterEndpoints.ReadAsync<PasswordBody>(http);
        return problem ?? Answer(http, await setup.SetPasswordAsync(body!.Token, body.Password, key, http.RequestAborted));
    }

    private static IResult Answer(HttpContext http, Refusal? refusal) => refusal is null ? Results.NoContent() : Problems.Result(http, refusal);
}
