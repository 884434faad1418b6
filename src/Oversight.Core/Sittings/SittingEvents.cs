using Oversight.Core.Ledger;
using Oversight.Core.Panels;

namespace Oversight.Core.Sittings;

/// <summary>What happened to a sitting; each event is one entry of the register of sittings. Shapes are hashed: they never change.</summary>
public abstract record SittingEvent
{
    private protected SittingEvent(int sitting) => Sitting = sitting;

    /// <summary>Number of the sitting.</summary>
    public int Sitting { get; init; }
}

/// <summary>The chair, or the acting chair in his place, called a sitting (Art 55(1) of the Act); calling it approves the agenda it is called with.</summary>
public sealed record SittingCalled(
    int Sitting, MemberId By, bool ByActingChair, DateTimeOffset StartsAt, IReadOnlyList<AgendaItem> Agenda, [property: Part] string? Place)
    : SittingEvent(Sitting);

/// <summary>The whole agenda as it now is; what the secretariat prepared is not approved until the chair or acting chair says so.</summary>
public sealed record AgendaChanged(int Sitting, IReadOnlyList<AgendaItem> Agenda, bool IsApproved) : SittingEvent(Sitting);

/// <summary>The chair or acting chair approved the agenda as it stood.</summary>
public sealed record AgendaApproved(int Sitting) : SittingEvent(Sitting);

/// <summary>The sitting was called off before it opened.</summary>
public sealed record SittingCancelled(int Sitting, [property: Part] string? Reason) : SittingEvent(Sitting);

/// <summary>
/// The sitting was opened with this attendance; panel and quorum are pinned. Listed are the requests refused at intake or withdrawn since the sitting
/// before, put on the agenda for information by themselves.
/// </summary>
public sealed record SittingOpened(
    int Sitting, MemberId Presiding, IReadOnlyList<MemberId> Present, PanelSnapshot Panel, Quorum Quorum, IReadOnlyList<string> Listed) : SittingEvent(Sitting);

/// <summary>A member came into the sitting.</summary>
public sealed record MemberArrived(int Sitting, MemberId Member) : SittingEvent(Sitting);

/// <summary>A member left the sitting.</summary>
public sealed record MemberLeft(int Sitting, MemberId Member) : SittingEvent(Sitting);

/// <summary>An item was put off to a later sitting.</summary>
public sealed record ItemDeferred(int Sitting, int Item, [property: Part] string? Reason) : SittingEvent(Sitting);

/// <summary>The sitting was closed, every item being dealt with or put off.</summary>
public sealed record SittingClosed(int Sitting) : SittingEvent(Sitting);
