using Oversight.Core.Law;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Agreements;

/// <summary>Other terms for an agreement, and why.</summary>
public sealed record ChangeAgreementBody(AgreementTerms Terms, string Reason);

/// <summary>The last day of an agreement, and why it ends.</summary>
public sealed record EndAgreementBody(DateOnly On, string Reason);

/// <summary>What an inspection found.</summary>
public sealed record InspectionBody(DateOnly On, InspectionArticle Kind, Bilingual Outcome);

/// <summary>An agreement with where it stands today.</summary>
public sealed record AgreementView(
    string Id, string Agency, AgreementState State, AgreementTerms Terms, DateOnly? EndedOn, string? EndReason, IReadOnlyList<YearFigures> Figures,
    IReadOnlyList<AgreementInspection> Inspections)
{
    public static AgreementView Of(Agreement agreement, DateOnly today) => new(
        agreement.Id, agreement.Agency, agreement.StateOn(today), agreement.Terms, agreement.EndedOn, agreement.EndReason, agreement.Figures, agreement.Inspections);
}

/// <summary>Consent agreements: told by the Cabinet Office, inspected, and never approved: no endpoint here permits anything.</summary>
public static class AgreementEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/agreements", ListAsync).WithName("listAgreements").Produces<Listing<AgreementView>>().ProducesReadProblems(MayRead);
        api.MapGet("/agreements/{id}", FindAsync).WithName("getAgreement").Produces<AgreementView>().ProducesReadProblems(MayRead);
        api.MapEntry<AgreementTerms, AgreementsRegister, AgreementEvent, AgreementCommand>(
            "/agreements", Registers.Agreements, MayKeep, terms => new RegisterAgreement(terms)).WithName("registerAgreement");
        api.MapChange<ChangeAgreementBody, AgreementsRegister, AgreementEvent, AgreementCommand>(
            "/agreements/{id}/change", Registers.Agreements, MayKeep, (id, body) => new ChangeAgreement(id, body.Terms, body.Reason)).WithName("changeAgreement");
        api.MapChange<EndAgreementBody, AgreementsRegister, AgreementEvent, AgreementCommand>(
            "/agreements/{id}/end", Registers.Agreements, MayKeep, (id, body) => new EndAgreement(id, body.On, body.Reason)).WithName("endAgreement");
        api.MapChange<YearFigures, AgreementsRegister, AgreementEvent, AgreementCommand>(
            "/agreements/{id}/figures", Registers.Agreements, MayKeep, (id, figures) => new RecordFigures(id, figures)).WithName("recordFigures");
        api.MapChange<InspectionBody, AgreementsRegister, AgreementEvent, AgreementCommand>(
            "/agreements/{id}/inspections", Registers.Agreements, MayInspect, (id, body) => new InspectAgreement(id, body.On, body.Kind, body.Outcome), replaces: false)
            .WithName("inspectAgreement");
    }

    /// <summary>The agreements the caller sees, in the order they were entered.</summary>
    public static async Task<Listing<AgreementView>> ReadAsync(RegisterBooks books, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(Registers.Agreements, ct);
        var seen = (register ?? AgreementsRegister.Empty).Agreements.Where(agreement => AgreementRules.MayRead(agreement, caller.Actor));
        return new Listing<AgreementView>(version, [.. seen.Select(agreement => AgreementView.Of(agreement, Jst.DateOf(now)))]);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RegisterBooks books, BusinessClock clock)
    {
        var listing = await ReadAsync(books, http.Caller(), clock.Now, http.RequestAborted);
        return RegisterRoutes.View(http, listing.Version, listing);
    }

    private static async Task<IResult> FindAsync(HttpContext http, string id, RegisterBooks books, BusinessClock clock)
    {
        var listing = await ReadAsync(books, http.Caller(), clock.Now, http.RequestAborted);
        return RegisterRoutes.View(http, listing.Version, listing.Items.SingleOrDefault(agreement => agreement.Id == id));
    }

    private static bool MayRead(Caller caller) => Registers.Agreements.MayRead(caller.Actor, caller.Panel);

    private static bool MayKeep(Caller caller) => AgreementRules.MayKeep(caller.Actor);

    private static bool MayInspect(Caller caller) => AgreementRules.MayInspect(caller.Actor);
}
