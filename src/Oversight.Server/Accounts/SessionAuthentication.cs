using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>Recognises the caller: under /api and /log by the bearer token alone, elsewhere by the cookie alone, so that no page's cookie ever moves the API.</summary>
public sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Sessions sessions, PanelCache panels, OversightDbContext db) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "Session";

    /// <summary>The page to sign in on.</summary>
    public const string SignInPage = "/signIn";

    private const string Prefix = "Bearer ";

    /// <summary>Whether bearer tokens, and not cookies, count for this request: the API, and the log's files, which programs read.</summary>
    public static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/log", StringComparison.OrdinalIgnoreCase);

    /// <summary>The token of the request, null if it has none of its kind.</summary>
    public static string? TokenOf(HttpContext http)
    {
        if (!IsApi(http.Request))
            return SessionCookie.Read(http);
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Context) is not { Length: > 0 } token)
            return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(db, token) is not { } holder)
            return AuthenticateResult.Fail("no such session");
        var agency = holder is { AgencyId: { } id, AgencyKind: { } kind } ? new Agency(id, kind) : null;
        Context.Features.Set(new Caller(new Actor(holder.Id, holder.Role, agency), await panels.AtAsync(db, holder.PanelSeq)));
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(holder), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (IsApi(Request))
        {
            Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Result(Context, StatusCodes.Status401Unauthorized, "NotSignedIn").ExecuteAsync(Context);
        }
        Response.Redirect($"{SignInPage}?returnUrl={Uri.EscapeDataString(Request.PathBase + Request.Path + Request.QueryString)}");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (IsApi(Request))
            return Problems.Result(Context, StatusCodes.Status403Forbidden, "Forbidden").ExecuteAsync(Context);
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static ClaimsPrincipal PrincipalOf(SessionHolder holder) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, holder.Id),
            new Claim(ClaimTypes.Name, holder.Id),
            new Claim(ClaimTypes.Role, RequestEntries.RoleName(holder.Role)),
            new Claim(CallerOf.NameEn, holder.NameEn),
            new Claim(CallerOf.NameJa, holder.NameJa),
        ],
        SchemeName));
}

/// <summary>The caller of a request.</summary>
public static class CallerOf
{
    /// <summary>Claim with the caller's name in English.</summary>
    public const string NameEn = "nameEn";

    /// <summary>Claim with the caller's name in Japanese.</summary>
    public const string NameJa = "nameJa";

    /// <summary>Who calls, with the panel as it sat when the caller was recognised. Throws where nobody is signed in: such endpoints must not ask.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("Nobody is signed in.");
}
