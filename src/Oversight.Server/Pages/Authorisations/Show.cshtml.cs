using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Authorisations;
using Oversight.Server.Hosting;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Authorisations;

/// <summary>An authorisation to read, to print and to hand to a machine, and a form that holds one use against it.</summary>
public sealed class AuthorisationPage(
    Desk desk, AuthorisationReading reading, StatusTokens tokens, UsageChecking checking, OversightOptions options, FormState form, Names names) : PageModel
{
    public AuthorisationView View { get; private set; } = null!;

    /// <summary>Null while the key that signs is missing.</summary>
    public SignedDocument? Document { get; private set; }

    /// <summary>False while it gives no leave to act: then there is no document.</summary>
    public bool IsEffective => !View.IsNotYetEffective;

    /// <summary>The answer to the use that was sent; null before one was.</summary>
    public CheckAnswer? Answer { get; private set; }

    public string Issuer => options.LogOrigin;

    /// <summary>Where the keys are published.</summary>
    public string KeysAddress => $"{options.AddressOf(Request)}/.well-known/jwks.json";

    public async Task<IActionResult> OnGetAsync(string number) => await OpenAsync(number) ? Page() : NotFound();

    /// <summary>The signed document as a file.</summary>
    public async Task<IActionResult> OnGetDocumentAsync(string number)
    {
        if (!await OpenAsync(number) || !IsEffective)
            return NotFound();
        return Document is null
            ? StatusCode(StatusCodes.Status503ServiceUnavailable)
            : File(Encoding.ASCII.GetBytes(Document.Token), AuthorisationReadEndpoints.DocumentMediaType, $"authorisation-{View.Number}.jws");
    }

    /// <summary>Answers whether a use would be allowed; writes nothing.</summary>
    public async Task<IActionResult> OnPostAsync(string number)
    {
        if (!await OpenAsync(number))
            return NotFound();
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var use = new UseBody(
            answers.Required("dstIp"), answers.RequiredChoice<Protocol>("protocol"), answers.Text("operator") ?? "", answers.Text("srcIp"),
            answers.OptionalNumber("port"), answers.Choice<DataType>("dataType"), answers.Text("action"), answers.Moment("at"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        (Answer, var refusal) = await checking.CheckAsync(number, desk.Caller, use, HttpContext.RequestAborted);
        if (refusal is null)
            return Page();
        form.Add(refusal);
        return desk.Unreadable(this);
    }

    private async Task<bool> OpenAsync(string number)
    {
        if (await reading.FindAsync(number, desk.Caller, options.AddressOf(Request), HttpContext.RequestAborted) is not var (view, request))
            return false;
        (View, Document) = (view, await tokens.DocumentAsync(view, request.Authorisation!, HttpContext.RequestAborted));
        await names.ReadAsync(HttpContext.RequestAborted);
        return true;
    }
}
