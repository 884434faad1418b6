using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Erasure orders: the secretariat proposes, the one presiding orders or refuses, on cases that are over.</summary>
public static class ErasureRules
{
    /// <summary>Most parts one order may name.</summary>
    public const int MostParts = 400;

    private static readonly string[] OrdersOwn = [nameof(ErasureProposed), nameof(PartsErased), nameof(ErasureProposalRefused)];

    /// <summary>
    /// The content parts the entries of a case committed to, in order, erased or not; parts of proposals and orders are not among them, they may never go.
    /// </summary>
    public static IReadOnlyList<PartPlace> PartsOf(IEnumerable<EntryDocument> entries) =>
        [.. entries.Where(entry => !OrdersOwn.Contains(entry.Type)).SelectMany(entry => entry.Parts.Select(part => new PartPlace(entry.Header.CaseSeq, part.Name)))];

    /// <summary>The number of the order that erased the part, or null.</summary>
    public static int? OrderOf(RequestState s, PartPlace part) =>
        s.ErasureProposals.FirstOrDefault(proposal => proposal.Order is not null && proposal.Parts.Contains(part))?.Order!.Number;

    /// <summary>
    /// True when the rules need the content no more: the flow closed, no round is open, what was obtained is erased or carried over where it was due, no
    /// measure is left unreviewed, no timer runs and nobody is waited for.
    /// </summary>
    public static bool IsOver(RequestState s, DefinitionSet definitions) =>
        s.State == RequestStatus.Closed && s.OpenRound is null && !AuthorisationRules.OwesErasure(s) && !EmergencyRules.IsUnreviewed(s) && Timers.Of(s).Count == 0
        && Waiting.Steps(s, definitions).Count == 0;

    /// <summary>True when an order erased a part of this name, whichever entry it was in.</summary>
    internal static bool IsErased(RequestState s, string name) =>
        s.ErasureProposals.Any(proposal => proposal.Order is not null && proposal.Parts.Any(part => part.Name == name));

    internal static string? OverBar(RequestState s, Facts facts) => IsOver(s, facts.Rules.Definitions) ? null : "CaseNotOver";

    internal static Refusal? Propose(Unfolding u, ProposeErasure c, Facts facts)
    {
        if (c.Parts.Count == 0)
            return Invalid("NoPartsNamed", "/parts");
        if (c.Parts.Count > MostParts)
            return Invalid("TooManyElements", "/parts");
        if (c.Parts.Distinct().Count() != c.Parts.Count)
            return Invalid("PartTwice", "/parts");
        for (var i = 0; i < c.Parts.Count; i++)
            if (Fault(u.State, c.Parts[i], facts) is { } code)
                return new Refusal(code == "NoSuchPart" ? RefusalKind.Invalid : RefusalKind.Conflict, code, $"/parts/{ItemNames.Of(i)}");
        u.Emit(new ErasureProposed(
            u.State.ErasureProposals.Count + 1, [.. c.Parts.OrderBy(part => part.CaseSeq).ThenBy(part => part.Name, StringComparer.Ordinal)], c.Ground, c.Authority));
        return null;
    }

    internal static Refusal? Order(Unfolding u, OrderErasure c, Facts facts)
    {
        if (Find(u.State, c.Proposal, out var proposal) is { } refusal)
            return refusal;
        if (proposal!.ProposedBy == facts.Actor.Id)
            return new Refusal(RefusalKind.Conflict, "MustBeAnotherPerson");
        var number = u.State.ErasureProposals.Count(other => other.Order is not null) + 1;
        u.Emit(new PartsErased(
            number, proposal.Number, proposal.Parts, proposal.ProposedBy, new MemberId(facts.Actor.Id), proposal.Ground, proposal.Authority));
        return null;
    }

    internal static Refusal? Refuse(Unfolding u, RefuseErasureProposal c, Facts facts)
    {
        if (Find(u.State, c.Proposal, out _) is { } refusal)
            return refusal;
        u.Emit(new ErasureProposalRefused(c.Proposal, new MemberId(facts.Actor.Id), c.Reason));
        return null;
    }

    private static string? Fault(RequestState s, PartPlace part, Facts facts) =>
        !facts.Parts.Contains(part) ? "NoSuchPart"
        : OrderOf(s, part) is not null ? "PartAlreadyErased"
        : s.ErasureProposals.Any(proposal => proposal.IsOpen && proposal.Parts.Contains(part)) ? "PartAlreadyProposed"
        : null;

    private static Refusal? Find(RequestState s, int number, out ErasureProposal? proposal)
    {
        proposal = s.ErasureProposals.FirstOrDefault(other => other.Number == number);
        return proposal is null ? Invalid("NoSuchProposal", "/proposal") : proposal.IsOpen ? null : new Refusal(RefusalKind.Conflict, "ProposalAnswered");
    }

    private static Refusal Invalid(string code, string pointer) => new(RefusalKind.Invalid, code, pointer);
}

/// <summary>The part of the fold that concerns erasure orders.</summary>
internal static class ErasureFold
{
    public static RequestState? Apply(RequestState s, RequestEvent @event, Stamp stamp) => @event switch
    {
        ErasureProposed e => s with
        {
            ErasureProposals = [.. s.ErasureProposals, new ErasureProposal(e.Proposal, stamp.Actor, stamp.At, e.Erase, e.Ground, e.Authority)],
            Examiners = s.Examiners.Contains(stamp.Actor) ? s.Examiners : [.. s.Examiners, stamp.Actor],
        },
        PartsErased e => Answered(s, e.Proposal, proposal => proposal with { Order = new ErasureOrder(e.Order, stamp.Seq, e.OrderedBy, stamp.At) }),
        ErasureProposalRefused e => Answered(s, e.Proposal, proposal => proposal with { Refusal = new ErasureRefusal(e.RefusedBy, stamp.At, e.Reason) }),
        _ => null,
    };

    private static RequestState Answered(RequestState s, int number, Func<ErasureProposal, ErasureProposal> change) =>
        s with { ErasureProposals = [.. s.ErasureProposals.Select(proposal => proposal.Number == number ? change(proposal) : proposal)] };
}
