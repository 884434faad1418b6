using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Registers.Undertakings;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;
using Oversight.Server.Undertakings;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Server.Pages.Undertakings;

/// <summary>Records a promise.</summary>
public sealed class NewPage(Desk desk, RegisterBooks books, FormState form) : RegisterFormPage(desk, books, form)
{
    /// <summary>The request the reader came from, empty for none.</summary>
    public string Wanted => HttpContext.Request.Query["request"].ToString();

    protected override bool May(Caller caller) => UndertakingRules.MayRecord(caller.Actor);

    protected override Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var promise = new RecordUndertaking(answers.Text("request"), answers.Required("promisedBy"), answers.RequiredPair("text"), answers.Day("dueOn"));
        return ChangeAsync(Book.Undertakings, answers, promise, "/undertakings", isNew: true);
    }
}

/// <summary>Settles what became of a promise.</summary>
public sealed class ClosePage(Desk desk, RegisterBooks books, FormState form, UndertakingReading reading) : RegisterFormPage(desk, books, form)
{
    public UndertakingView Undertaking { get; private set; } = null!;

    protected override bool May(Caller caller) => UndertakingRules.MayClose(caller.Actor);

    protected override async Task<bool> OpenAsync()
    {
        var listing = await reading.ListAsync(Desk.Caller, null, Ct);
        if (listing.Items.SingleOrDefault(undertaking => undertaking.Id == Subject) is not { } found)
            return false;
        Undertaking = found;
        return true;
    }

    protected override Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var close = new CloseUndertaking(Subject, answers.RequiredChoice<UndertakingOutcome>("outcome"), answers.Required("text"));
        return ChangeAsync(Book.Undertakings, answers, close, "/undertakings", isNew: true);
    }
}
