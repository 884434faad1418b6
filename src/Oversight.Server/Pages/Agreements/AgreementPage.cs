using Oversight.Core.Registers.Agreements;
using Oversight.Server.Agreements;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Agreements;

/// <summary>A form about one agreement.</summary>
public abstract class AgreementFormPage(Desk desk, RegisterBooks books, FormState form, BusinessClock clock) : RegisterFormPage(desk, books, form)
{
    public AgreementView Agreement { get; private set; } = null!;

    protected override bool May(Caller caller) => AgreementRules.MayKeep(caller.Actor);

    protected override async Task<bool> OpenAsync()
    {
        var listing = await AgreementEndpoints.ReadAsync(Books, Desk.Caller, clock.Now, Ct);
        Version = listing.Version;
        if (listing.Items.SingleOrDefault(agreement => agreement.Id == Subject) is not { } found)
            return false;
        Agreement = found;
        return true;
    }

    /// <summary>Where the form leads.</summary>
    protected string Next => $"/agreements/{Subject}";

    /// <summary>The terms out of the form; inbound traffic is the only one there is to choose.</summary>
    public static AgreementTerms TermsIn(FormAnswers answers) => new(
        answers.RequiredDay("startsOn"), answers.Day("endsOn"), Core.Law.FlowClass.ForeignToDomestic, answers.PerMille("copiedPerMille"),
        new AgreementParty(answers.Required("party.name"), answers.Required("party.sector")), answers.RequiredPair("analysed"));
}
