using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Registers.Agreements;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Server.Pages.Agreements;

/// <summary>Enters an agreement.</summary>
public sealed class NewPage(Desk desk, RegisterBooks books, FormState form) : RegisterFormPage(desk, books, form)
{
    protected override bool May(Caller caller) => AgreementRules.MayKeep(caller.Actor);

    protected override Task<IActionResult> SendAsync(FormAnswers answers) =>
        ChangeAsync(Book.Agreements, answers, new RegisterAgreement(AgreementFormPage.TermsIn(answers)), "/agreements", isNew: true);
}

/// <summary>Replaces the terms.</summary>
public sealed class ChangePage(Desk desk, RegisterBooks books, FormState form, BusinessClock clock) : AgreementFormPage(desk, books, form, clock)
{
    protected override Task<IActionResult> SendAsync(FormAnswers answers) =>
        ChangeAsync(Book.Agreements, answers, new ChangeAgreement(Subject, TermsIn(answers), answers.Required("reason")), Next);
}

/// <summary>Ends an agreement.</summary>
public sealed class EndPage(Desk desk, RegisterBooks books, FormState form, BusinessClock clock) : AgreementFormPage(desk, books, form, clock)
{
    protected override Task<IActionResult> SendAsync(FormAnswers answers) =>
        ChangeAsync(Book.Agreements, answers, new EndAgreement(Subject, answers.RequiredDay("on"), answers.Required("reason")), Next);
}

/// <summary>Tells a year's figures.</summary>
public sealed class FiguresPage(Desk desk, RegisterBooks books, FormState form, BusinessClock clock) : AgreementFormPage(desk, books, form, clock)
{
    protected override Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var figures = new YearFigures(answers.Number("year"), answers.PerMille("discardedPerMille"), answers.PerMille("erasedPerMille"));
        return ChangeAsync(Book.Agreements, answers, new RecordFigures(Subject, figures), Next);
    }
}

/// <summary>Records an inspection.</summary>
public sealed class InspectPage(Desk desk, RegisterBooks books, FormState form, BusinessClock clock) : AgreementFormPage(desk, books, form, clock)
{
    protected override bool May(Caller caller) => AgreementRules.MayInspect(caller.Actor);

    protected override Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var inspection = new InspectAgreement(
            Subject, answers.RequiredDay("on"), answers.RequiredChoice<InspectionArticle>("kind"), answers.RequiredPair("outcome"));
        return ChangeAsync(Book.Agreements, answers, inspection, Next, isNew: true);
    }
}
