using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages;

/// <summary>Sets a password, by a one-time link.</summary>
[AllowAnonymous]
public sealed class PasswordPage(AccountSetup setup, FormState form) : PageModel
{
    public string Token { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string? token)
    {
        Token = token ?? "";
        return await setup.IsOpenAsync(Token, HttpContext.RequestAborted) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string? token)
    {
        Token = token ?? "";
        form.Keep(Request.Form);
        if (await setup.SetPasswordAsync(Token, Request.Form["password"].ToString(), null, HttpContext.RequestAborted) is { } refusal)
        {
            form.Add(refusal);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        TempData[Desk.Done] = "done.password";
        return LocalRedirect(SessionAuthentication.SignInPage);
    }
}
