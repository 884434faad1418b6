using Oversight.Core.Inspections;
using Oversight.Core.Ledger;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Server.Requests;

/// <summary>
/// The decision document (議決書) of one round as this reader may see it. Parts named in erased are no longer kept: motion, or a part of the
/// content. Castings are decisions of ties; ballots are only those whose members the reader may know, the counts are for everybody.
/// </summary>
public sealed record DecisionView(
    string Number, string Agency, string Route, Citation Article, int Round, MotionKind Motion, Decision? Decision, DateTimeOffset DecidedAt, DatedView DecidedOn,
    int ContentVersion, Bilingual? Statement, RequestedPeriod? AskedPeriod, GrantedPeriod? GrantedPeriod, IReadOnlyList<DecisionSeat> Panel, string? Presiding,
    IReadOnlyList<DecidedItem> Items, IReadOnlyList<TieDecision> Castings, IReadOnlyList<BallotView> Ballots, IReadOnlyList<CriterionReason> Reasons,
    IReadOnlyList<DissentView> Dissents, IReadOnlyList<Condition> Conditions, Bilingual? Directions, IReadOnlyList<string> Erased, string Definition,
    string RuleSet, int CaseSeq, string LeafHash)
{
    /// <summary>What is recommended with a decision on a notified measure.</summary>
    public Bilingual? Recommendation { get; init; }

    /// <summary>What was resolved outside a decision, which is then null.</summary>
    public ResolvedView? Resolution { get; init; }

    /// <summary>Items of an extension that were not put to the vote, because they are wider than the parent (W03).</summary>
    public IReadOnlyList<string> Struck { get; init; } = [];
}

/// <summary>A resolution of the panel, with the inspection or incident it answers.</summary>
public sealed record ResolvedView(int Number, IReadOnlyList<ResolutionKind> Kinds, Bilingual? Text, int? Inspection, int? Incident);

/// <summary>A day as a date, in English and in Japanese with its era.</summary>
public sealed record DatedView(DateOnly Date, string En, string Ja);

/// <summary>The period an approval gave. Start inclusive, end exclusive.</summary>
public sealed record GrantedPeriod(DateTimeOffset Start, DateTimeOffset End);

/// <summary>A seat held when the round opened, with the names the panel's register holds; recusedFrom names items, present is as at the closing.</summary>
public sealed record DecisionSeat(
    int Seat, bool IsChair, bool IsActingChair, string Member, string NameEn, string NameJa, bool IsPresent, IReadOnlyList<string> RecusedFrom);

/// <summary>What became of an item put to the vote.</summary>
[CamelCaseNames]
public enum ItemOutcome
{
    /// <summary>Granted as asked.</summary>
    Granted,

    /// <summary>Granted as the motion narrowed it.</summary>
    GrantedNarrowed,

    /// <summary>Refused: a majority was against.</summary>
    Refused,

    /// <summary>Any other motion was carried.</summary>
    Carried,

    /// <summary>Any other motion was rejected.</summary>
    Rejected,

    /// <summary>Not carried, without a majority against.</summary>
    NotCarried,
}

/// <summary>One item: what was asked, what was granted, and the count.</summary>
public sealed record DecidedItem(string Item, ItemOutcome Outcome, ScopeItem? Asked, ScopeItem? Granted, CountView Count);

/// <summary>A dissent or concurring opinion; the member only for readers who may know the ballot.</summary>
public sealed record DissentView(string? Member, Bilingual Text);
