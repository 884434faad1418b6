using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages;

/// <summary>Signing in. Unknown name, wrong password, locked and closed are told the same way.</summary>
[AllowAnonymous]
public sealed class SignInPage(Sessions sessions, OversightDbContext db, FormState form, OversightOptions options) : PageModel
{
    public string ReturnUrl { get; private set; } = "/";

    public bool IsDemo => options.Demo.Enabled;

    public void OnGet(string? returnUrl) => ReturnUrl = PagesHosting.IsLocal(returnUrl) ? returnUrl! : "/";

    public async Task<IActionResult> OnPostAsync(string? userName, string? password, string? returnUrl)
    {
        OnGet(returnUrl);
        form.Keep(Request.Form);
        var address = HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        switch (await sessions.SignInAsync(db, userName ?? "", password ?? "", address, HttpContext.RequestAborted))
        {
            case Accounts.SignIn.Granted granted:
                SessionCookie.Set(HttpContext, granted);
                return LocalRedirect(ReturnUrl);
            case Accounts.SignIn.TooMany tooMany:
                Response.Headers.RetryAfter = ((int)Math.Ceiling(tooMany.RetryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                form.Add("userName", "TooManyAttempts");
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return Page();
            default:
                form.Add("userName", "SignInRefused");
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return Page();
        }
    }
}
