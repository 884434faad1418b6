using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Registers;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages;

/// <summary>A form that writes to a register: who may, what is read for it, and what is sent.</summary>
public abstract class RegisterFormPage(Desk desk, RegisterBooks books, FormState form) : PageModel
{
    /// <summary>The register's version as it was read.</summary>
    public int Version { get; protected set; }

    /// <summary>What the address names, empty for something new.</summary>
    public string Subject => RouteData.Values["id"] as string ?? "";

    protected Desk Desk => desk;

    protected RegisterBooks Books => books;

    protected CancellationToken Ct => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGetAsync() => await BarAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await BarAsync() is { } bar)
            return bar;
        form.Keep(Request.Form);
        var answer = await SendAsync(new FormAnswers(Request.Form, form));
        form.Rename(NameOf);
        return answer;
    }

    /// <summary>Whether the caller gives this command.</summary>
    protected abstract bool May(Caller caller);

    /// <summary>Reads what the form is about; false when there is nothing of the kind.</summary>
    protected virtual Task<bool> OpenAsync() => Task.FromResult(true);

    /// <summary>Reads the answers and sends the command.</summary>
    protected abstract Task<IActionResult> SendAsync(FormAnswers answers);

    /// <summary>Sends the command, unless something could not be read. Done: on to the next page.</summary>
    protected async Task<IActionResult> ChangeAsync<TState, TEvent, TCommand>(
        RuledRegister<TState, TEvent, TCommand> ruled, FormAnswers answers, TCommand command, string next, bool isNew = false)
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand
    {
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var outcome = await books.ChangeAsync(ruled, command, desk.Caller, desk.IntentOf(command, isNew), Ct);
        var name = command.GetType().Name;
        return desk.Answer(this, outcome, $"done.{char.ToLowerInvariant(name[0])}{name[1..]}", next);
    }

    private async Task<IActionResult?> BarAsync() =>
        !May(desk.Caller) ? StatusCode(StatusCodes.Status403Forbidden) : await OpenAsync() ? null : NotFound();

    /// <summary>Terms have fields of their own; what is wrong with a date shows at its year, with a text at the first of its languages.</summary>
    private string NameOf(string field)
    {
        var name = field.StartsWith("terms.", StringComparison.Ordinal) ? field["terms.".Length..] : field;
        var whole = name.EndsWith(".day", StringComparison.Ordinal) || name.EndsWith(".month", StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : name;
        return new[] { $"{whole}.year", $"{whole}.en" }.FirstOrDefault(Request.Form.ContainsKey) ?? name;
    }
}
