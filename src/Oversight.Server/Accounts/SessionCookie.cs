using System.Net;

namespace Oversight.Server.Accounts;

/// <summary>The pages' cookie. It holds the session token and is bound to this host over https; only a plain-http loopback goes without.</summary>
public static class SessionCookie
{
    /// <summary>Name over https.</summary>
    public const string SecureName = "__Host-oversight";

    /// <summary>Name on a plain-http loopback, where browsers refuse the prefix.</summary>
    public const string LoopbackName = "oversight";

    /// <summary>The token the browser sent, null if none.</summary>
    public static string? Read(HttpContext http) => http.Request.Cookies[NameOf(http)];

    /// <summary>Hands the token to the browser.</summary>
    public static void Set(HttpContext http, SignIn.Granted granted) => http.Response.Cookies.Append(NameOf(http), granted.Token, Options(http, granted.ValidFor));

    /// <summary>Takes the cookie back; end the session too.</summary>
    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(NameOf(http), Options(http, null));

    /// <summary>Whether the request came over http from this very machine, as in the demo.</summary>
    public static bool IsPlainLoopback(HttpContext http) =>
        !http.Request.IsHttps
        && http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && (http.Request.Host.Host == "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));

    private static string NameOf(HttpContext http) => IsPlainLoopback(http) ? LoopbackName : SecureName;

    private static CookieOptions Options(HttpContext http, TimeSpan? validFor) => new()
    {
        HttpOnly = true,
        Secure = !IsPlainLoopback(http),
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = validFor,
        IsEssential = true,
    };
}
