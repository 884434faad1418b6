using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>One item of the scope: added, changed or removed.</summary>
public sealed class ScopeItemPage(Desk desk, FormState form) : PageModel
{
    public RequestState State { get; private set; } = null!;

    /// <summary>The item's number, from 1; one more than there are for a new one.</summary>
    public int Number { get; private set; }

    public ScopeItem? Item { get; private set; }

    public async Task<IActionResult> OnGetAsync(string number, int item) => await OpenAsync(number, item) ?? Page();

    public async Task<IActionResult> OnPostAsync(string number, int item)
    {
        if (await OpenAsync(number, item) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var read = Read(answers);
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        List<ScopeItem> scope = [.. State.Content.Scope ?? []];
        if (item > scope.Count)
            scope.Add(read);
        else
            scope[item - 1] = read;
        return await SaveAsync(scope);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string number, int item)
    {
        if (await OpenAsync(number, item) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        return await SaveAsync([.. (State.Content.Scope ?? []).Where((_, i) => i != item - 1)]);
    }

    /// <summary>A selector as the form writes it: kind and value.</summary>
    public static string Written(Selector selector) => $"{selector.Type} {selector.Value}";

    private static ScopeItem Read(FormAnswers answers) => new()
    {
        Sources = answers.Ranges("sources"),
        Destinations = answers.Ranges("destinations"),
        Direction = answers.Choice<Direction>("direction") ?? Direction.OneWay,
        Targets = answers.Ranges("targets"),
        Protocol = answers.RequiredChoice<Protocol>("protocol"),
        Ports = answers.Ports("ports"),
        DataTypes = answers.Ticked<DataType>("dataTypes"),
        Selectors = answers.Parsed<Selector>("selectors", "SelectorMalformed", TrySelector),
        Actions = answers.Lines("actions"),
        Excluded = answers.Lines("excluded"),
        Note = answers.Text("note"),
    };

    private static bool TrySelector(string line, out Selector selector)
    {
        selector = new Selector(default, "");
        if (line.Split(' ', 2, StringSplitOptions.TrimEntries) is not [var kind, { Length: > 0 } value]
            || !Enum.TryParse<SelectorType>(kind, ignoreCase: true, out var type) || !Enum.IsDefined(type))
            return false;
        selector = new Selector(type, value);
        return true;
    }

    private Task<IActionResult> SaveAsync(IReadOnlyList<ScopeItem> scope) => desk.SendAsync(
        this, State.Id, new Revise(State.Content with { Scope = scope.Count == 0 ? null : scope }), number => $"/requests/{number}/form/scope", $"/scope/{Number - 1}");

    private async Task<IActionResult?> OpenAsync(string number, int item)
    {
        if (await desk.OpenAsync(number) is not { } state || item < 1 || item > (state.Content.Scope?.Count ?? 0) + 1)
            return NotFound();
        (State, Number, Item) = (state, item, ItemNames.Find(state.Content, ItemNames.Of(item)));
        return Revising.IsOpen(state, desk) ? null : StatusCode(StatusCodes.Status409Conflict);
    }
}
