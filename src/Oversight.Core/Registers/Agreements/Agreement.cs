using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Agreements;

/// <summary>The consent agreements there are or were, in the order they came. Nothing here authorises anything.</summary>
public sealed record AgreementsRegister(IReadOnlyList<Agreement> Agreements)
{
    /// <summary>None yet.</summary>
    public static AgreementsRegister Empty { get; } = new([]);

    /// <summary>The agreement of this id, null if there is none.</summary>
    public Agreement? Find(string agreement) => Agreements.SingleOrDefault(a => a.Id == agreement);

    /// <summary>The register after <paramref name="happened"/>.</summary>
    public AgreementsRegister Apply(AgreementEvent happened) => happened switch
    {
        AgreementRegistered e => new([.. Agreements, new Agreement(e.Agreement, e.Agency, e.Terms, null, null, [], [])]),
        AgreementChanged e => With(e, a => a with { Terms = e.Terms }),
        AgreementEnded e => With(e, a => a with { EndedOn = e.On, EndReason = e.Reason }),
        FiguresRecorded e => With(e, a => a with { Figures = [.. a.Figures.Where(f => f.Year != e.Figures.Year).Append(e.Figures).OrderBy(f => f.Year)] }),
        AgreementInspected e => With(e, a => a with { Inspections = [.. a.Inspections, new AgreementInspection(e.On, e.Kind, e.Outcome)] }),
        _ => throw new UnreachableException(),
    };

    private AgreementsRegister With(AgreementEvent e, Func<Agreement, Agreement> change) =>
        new([.. Agreements.Select(a => a.Id == e.Agreement ? change(a) : a)]);
}

/// <summary>One agreement with a party (当事者協定, Art 11–16 of the Act).</summary>
/// <param name="Agency">The agency that concluded it.</param>
/// <param name="EndedOn">Its last day, inclusive, once it was ended before or at its term; else null.</param>
public sealed record Agreement(
    string Id, string Agency, AgreementTerms Terms, DateOnly? EndedOn, string? EndReason, IReadOnlyList<YearFigures> Figures,
    IReadOnlyList<AgreementInspection> Inspections)
{
    /// <summary>Where the agreement stands on a Japanese day.</summary>
    public AgreementState StateOn(DateOnly day) =>
        (EndedOn ?? Terms.EndsOn) < day ? AgreementState.Ended
        : Terms.StartsOn > day ? AgreementState.NotBegun
        : AgreementState.Running;
}

/// <summary>Where an agreement stands.</summary>
[CamelCaseNames]
public enum AgreementState { NotBegun, Running, Ended }

/// <summary>What was agreed.</summary>
/// <param name="StartsOn">First day, inclusive.</param>
/// <param name="EndsOn">Last day, inclusive; null for none agreed.</param>
/// <param name="Flow">The traffic analysed; only inbound can be.</param>
/// <param name="CopiedPerMille">Share of the party's traffic that is copied, in tenths of a percent, 0 to 1000.</param>
/// <param name="Analysed">What of that traffic is analysed.</param>
public sealed record AgreementTerms(
    DateOnly StartsOn, DateOnly? EndsOn, FlowClass Flow, int CopiedPerMille, [property: Part] AgreementParty? Party, [property: Part] Bilingual? Analysed);

/// <summary>The operator that agreed (協定当事者), and its sector.</summary>
public sealed record AgreementParty(string Name, string Sector);

/// <summary>One year's shares of what was copied, in tenths of a percent, 0 to 1000: what the automatic selection discarded, and what was erased.</summary>
public sealed record YearFigures(int Year, int DiscardedPerMille, int ErasedPerMille);

/// <summary>An inspection of an agreement and what it found.</summary>
public sealed record AgreementInspection(DateOnly On, InspectionArticle Kind, Bilingual? Outcome);

/// <summary>The two inspections of the Act.</summary>
[CamelCaseNames]
public enum InspectionArticle
{
    /// <summary>Art 63(1) of the Act.</summary>
    Article63Paragraph1,

    /// <summary>Art 63(2) of the Act.</summary>
    Article63Paragraph2,
}

/// <summary>What happened to an agreement.</summary>
public abstract record AgreementEvent
{
    private protected AgreementEvent(string agreement) => Agreement = agreement;

    /// <summary>The agreement's id, <c>AG-1</c>.</summary>
    public string Agreement { get; init; }
}

/// <summary>An agreement was entered.</summary>
public sealed record AgreementRegistered(string Agreement, string Agency, AgreementTerms Terms) : AgreementEvent(Agreement);

/// <summary>The terms were replaced by others.</summary>
public sealed record AgreementChanged(string Agreement, AgreementTerms Terms, [property: Part] string? Reason) : AgreementEvent(Agreement);

/// <summary>The agreement was ended; <paramref name="On"/> is its last day.</summary>
public sealed record AgreementEnded(string Agreement, DateOnly On, [property: Part] string? Reason) : AgreementEvent(Agreement);

/// <summary>A year's figures were told; told again they replace the earlier ones.</summary>
public sealed record FiguresRecorded(string Agreement, YearFigures Figures) : AgreementEvent(Agreement);

/// <summary>An inspector inspected what is done under the agreement.</summary>
public sealed record AgreementInspected(string Agreement, DateOnly On, InspectionArticle Kind, [property: Part] Bilingual? Outcome) : AgreementEvent(Agreement);
