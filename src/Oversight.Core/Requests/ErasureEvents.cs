using Oversight.Core.Ledger;
using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>A content part of a case: the number of its entry (from 1) and its name there, such as <c>content.scope</c>.</summary>
public sealed record PartPlace(int CaseSeq, string Name);

/// <summary>The secretariat proposed to erase these parts; Proposal counts from 1 per case. Nothing is erased by it.</summary>
public sealed record ErasureProposed(
    int Proposal, IReadOnlyList<PartPlace> Erase, [property: Part] Bilingual? Ground, [property: Part] Bilingual? Authority) : RequestEvent;

/// <summary>
/// The one presiding ordered what a proposal asks: salt and value of these parts are deleted, their commitments stay. Order counts from 1 per case;
/// Ground and Authority are those of the proposal, kept with the order for ever.
/// </summary>
public sealed record PartsErased(
    int Order, int Proposal, IReadOnlyList<PartPlace> Erased, string ProposedBy, MemberId OrderedBy, [property: Part] Bilingual? Ground,
    [property: Part] Bilingual? Authority) : RequestEvent;

/// <summary>The one presiding refused a proposal to erase.</summary>
public sealed record ErasureProposalRefused(int Proposal, MemberId RefusedBy, [property: Part] string? Reason) : RequestEvent;

/// <summary>Propose to erase these parts, on this legal ground, by this competent authority.</summary>
public sealed record ProposeErasure(IReadOnlyList<PartPlace> Parts, Bilingual Ground, Bilingual Authority) : RequestCommand;

/// <summary>Order what an open proposal asks.</summary>
public sealed record OrderErasure(int Proposal) : RequestCommand;

/// <summary>Refuse an open proposal.</summary>
public sealed record RefuseErasureProposal(int Proposal, string Reason) : RequestCommand;

/// <summary>A proposal to erase and what became of it: at most one of Order and Refusal.</summary>
public sealed record ErasureProposal(
    int Number, string ProposedBy, DateTimeOffset ProposedAt, IReadOnlyList<PartPlace> Parts, Bilingual? Ground, Bilingual? Authority)
{
    /// <summary>The order that followed, or null.</summary>
    public ErasureOrder? Order { get; init; }

    /// <summary>Its refusal, or null.</summary>
    public ErasureRefusal? Refusal { get; init; }

    /// <summary>True while the one presiding has not answered it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => Order is null && Refusal is null;
}

/// <summary>An erasure order: its number in the case, from 1, and the number of its entry.</summary>
public sealed record ErasureOrder(int Number, int CaseSeq, MemberId OrderedBy, DateTimeOffset OrderedAt);

/// <summary>The refusal of a proposal to erase.</summary>
public sealed record ErasureRefusal(MemberId RefusedBy, DateTimeOffset RefusedAt, string? Reason);
