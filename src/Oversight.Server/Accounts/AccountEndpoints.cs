using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>An agency to enter.</summary>
public sealed record AgencyBody(string Id, AgencyKind Kind, string NameEn, string NameJa);

/// <summary>An account to open.</summary>
public sealed record AccountBody(string UserName, Role Role, string? Agency, string NameEn, string NameJa);

/// <summary>Why an account is closed.</summary>
public sealed record CloseBody(string Reason);

/// <summary>Nothing is said with the command.</summary>
public sealed record EmptyBody;

/// <summary>Where the register stands after a change of an agency.</summary>
public sealed record AgencyAnswer(string Id, int Version);

/// <summary>Where the register stands after a change of an account. The link is told once: not again when the same key is used again.</summary>
public sealed record AccountAnswer(string UserName, int Version, string? PasswordLink = null);

/// <summary>An account as an administrator sees it.</summary>
public sealed record AccountView(string UserName, Role Role, string? Agency, string NameEn, string NameJa, bool IsClosed, bool HasPassword);

/// <summary>All of a register, with its version.</summary>
public sealed record Listing<T>(int Version, IReadOnlyList<T> Items);

/// <summary>Agencies and accounts, for administrators. No endpoint changes a role, an agency or a name after the fact.</summary>
public static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization(AccountsHosting.Administrators);
        api.MapGet("/agencies", AgenciesAsync).WithName("listAgencies").Produces<Listing<AgencyBody>>();
        api.MapGet("/accounts", AccountsAsync).WithName("listAccounts").Produces<Listing<AccountView>>();
        api.MapPost("/agencies", RegisterAgencyAsync).WithName("registerAgency")
            .Accepts<AgencyBody>("application/json").Produces<AgencyAnswer>(201).ProducesCommandProblems();
        api.MapPost("/accounts", OpenAsync).WithName("openAccount")
            .Accepts<AccountBody>("application/json").Produces<AccountAnswer>(201).ProducesCommandProblems();
        api.MapPost("/accounts/{id}/close", CloseAsync).WithName("closeAccount")
            .Accepts<CloseBody>("application/json").Produces<AccountAnswer>().ProducesCommandProblems();
        api.MapPost("/accounts/{id}/passwordReset", ResetPasswordAsync).WithName("resetPassword")
            .Accepts<EmptyBody>("application/json").Produces<AccountAnswer>().ProducesCommandProblems();
    }

    private static async Task<IResult> AgenciesAsync(HttpContext http, RegisterReading reading) =>
        List(http, await reading.AgenciesAsync(http.RequestAborted));

    private static async Task<IResult> AccountsAsync(HttpContext http, RegisterReading reading) =>
        List(http, await reading.AccountsAsync(http.RequestAborted));

    private static async Task<IResult> RegisterAgencyAsync(HttpContext http, AccountChanges changes)
    {
        var (body, key, problem) = await RegisterEndpoints.ReadAsync<AgencyBody>(http);
        if (problem is not null)
            return problem;
        var outcome = await changes.RegisterAgencyAsync(
            new RegisterAgency(body!.Id, body.Kind, body.NameEn, body.NameJa), Creation(http, key!), http.RequestAborted);
        return RegisterEndpoints.Answer(http, outcome, written => new AgencyAnswer(body.Id, written.Version));
    }

    private static async Task<IResult> OpenAsync(HttpContext http, AccountChanges changes)
    {
        var (body, key, problem) = await RegisterEndpoints.ReadAsync<AccountBody>(http);
        if (problem is not null)
            return problem;
        var (outcome, token) = await changes.OpenAsync(
            new OpenAccount(body!.UserName, body.Role, body.Agency, body.NameEn, body.NameJa), Creation(http, key!), http.RequestAborted);
        return RegisterEndpoints.Answer(http, outcome, written => new AccountAnswer(body.UserName, written.Version, LinkOf(http, written, token)));
    }

    private static async Task<IResult> CloseAsync(HttpContext http, string id, AccountChanges changes)
    {
        var (body, intent, problem) = await RegisterEndpoints.ReadChangeAsync<CloseBody>(http);
        if (problem is not null)
            return problem;
        var outcome = await changes.CloseAsync(new CloseAccount(id, body!.Reason), intent!, http.RequestAborted);
        return RegisterEndpoints.Answer(http, outcome, written => new AccountAnswer(id, written.Version));
    }

    private static async Task<IResult> ResetPasswordAsync(HttpContext http, string id, AccountChanges changes)
    {
        var (_, intent, problem) = await RegisterEndpoints.ReadChangeAsync<EmptyBody>(http);
        if (problem is not null)
            return problem;
        var (outcome, token) = await changes.ResetPasswordAsync(new ResetPassword(id), intent!, http.RequestAborted);
        return RegisterEndpoints.Answer(http, outcome, written => new AccountAnswer(id, written.Version, LinkOf(http, written, token)));
    }

    private static RegisterIntent Creation(HttpContext http, IdempotencyKey key) =>
        new(http.Caller().Actor, IfMatch: null, key, StatusCodes.Status201Created);

    /// <summary>The address that opens the page to set a password.</summary>
    public static string PasswordLink(HttpRequest request, string token) => $"{request.Scheme}://{request.Host}/password?token={token}";

    private static string? LinkOf(HttpContext http, Outcome.Written written, string? token) =>
        written.IsReplay || token is null ? null : PasswordLink(http.Request, token);

    private static IResult List<T>(HttpContext http, Listing<T> listing)
    {
        http.Response.Headers.ETag = CommandEndpoints.ETag(listing.Version);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(listing, ApiJson.Options);
    }
}
