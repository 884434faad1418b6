using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages;

/// <summary>Creates the first administrator, by the one-time link the first start printed.</summary>
[AllowAnonymous]
public sealed class SetupPage(AccountSetup setup, FormState form) : PageModel
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
        var answers = new FormAnswers(Request.Form, form);
        var (userName, nameEn, nameJa) = (answers.Required("userName"), answers.Required("nameEn"), answers.Required("nameJa"));
        if (answers.IsReadable
            && await setup.CreateAdministratorAsync(Token, userName, nameEn, nameJa, Request.Form["password"].ToString(), null, HttpContext.RequestAborted) is { } refusal)
            form.Add(refusal);
        if (!answers.IsReadable)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        TempData[Desk.Done] = "done.setup";
        return LocalRedirect(SessionAuthentication.SignInPage);
    }
}
