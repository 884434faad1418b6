using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages;

/// <summary>Ends the session and takes the cookie back.</summary>
[AllowAnonymous]
public sealed class SignOutPage(Sessions sessions) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        if (SessionCookie.Read(HttpContext) is { Length: > 0 } token)
            await sessions.SignOutAsync(token, HttpContext.RequestAborted);
        SessionCookie.Delete(HttpContext);
        TempData[Desk.Done] = "done.signOut";
        return LocalRedirect(SessionAuthentication.SignInPage);
    }
}
