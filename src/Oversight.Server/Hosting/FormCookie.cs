using Oversight.Server.Accounts;

namespace Oversight.Server.Hosting;

/// <summary>The antiforgery cookie, as strict as the session's: bound to this host, except on a plain-http loopback where browsers refuse that.</summary>
public sealed class FormCookie : CookieBuilder
{
    private const string LoopbackName = "oversight-form";
    private const string SecureName = "__Host-oversight-form";

    private readonly IHttpContextAccessor current;

    public FormCookie(IHttpContextAccessor current)
    {
        this.current = current;
        (HttpOnly, IsEssential, SameSite, Path) = (true, true, SameSiteMode.Strict, "/");
        SecurePolicy = CookieSecurePolicy.None;
    }

    public override string? Name
    {
        get => IsPlain ? LoopbackName : SecureName;
        set => throw new NotSupportedException("The name follows from the request.");
    }

    private bool IsPlain => current.HttpContext is { } http && SessionCookie.IsPlainLoopback(http);

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = !IsPlain;
        return options;
    }
}
