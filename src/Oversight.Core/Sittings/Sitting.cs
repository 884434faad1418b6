using System.Diagnostics;
using Oversight.Core.Panels;

namespace Oversight.Core.Sittings;

/// <summary>A sitting (会議) of the panel as it stands.</summary>
public sealed record Sitting
{
    /// <summary>Counted from 1 over all sittings.</summary>
    public required int Number { get; init; }

    /// <summary>Who called it (Art 55(1) of the Act).</summary>
    public required MemberId CalledBy { get; init; }

    /// <summary>True when the acting chair called it in the chair's place.</summary>
    public bool ByActingChair { get; init; }

    /// <summary>When it was called.</summary>
    public required DateTimeOffset CalledAt { get; init; }

    /// <summary>When it is to begin; it opens no earlier.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Where it is held; null once that part is erased.</summary>
    public string? Place { get; init; }

    /// <summary>The items in order; from the opening on also those listed for information.</summary>
    public IReadOnlyList<AgendaItem> Agenda { get; init; } = [];

    /// <summary>True once the chair or the acting chair stands behind the agenda as it is.</summary>
    public bool AgendaIsApproved { get; init; }

    /// <summary>The panel as it was seated at the opening; null before.</summary>
    public PanelSnapshot? Panel { get; init; }

    /// <summary>The quorum the sitting opened under; null before.</summary>
    public Quorum? Quorum { get; init; }

    /// <summary>Who is in the room.</summary>
    public IReadOnlyList<MemberId> Present { get; init; } = [];

    /// <summary>When it was opened, inclusive.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When it was closed, inclusive: what happened at that very instant still belongs to it.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When it was called off.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Why it was called off; null once that part is erased.</summary>
    public string? CancelledFor { get; init; }

    /// <summary>Items put off.</summary>
    public IReadOnlyList<Deferral> Deferred { get; init; } = [];

    /// <summary>Called and neither opened nor called off.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsComing => OpenedAt is null && CancelledAt is null;

    /// <summary>Opened and not closed.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => OpenedAt is not null && ClosedAt is null;

    /// <summary>Who presides over what is before the sitting: the chair if in the room, else the acting chair, else nobody.</summary>
    public MemberId? Presiding(IReadOnlyCollection<MemberId> recused) => Panel?.Presiding(Present, recused);

    /// <summary>Whether the quorum stands when these members are out of the room.</summary>
    public bool HasQuorum(IReadOnlyCollection<MemberId> recused) => Panel?.RoomFor(Present, recused).Meets(Quorum!) == true;

    /// <summary>Whether it was open at an instant, its opening and closing included.</summary>
    public bool IsOpenAt(DateTimeOffset at) => OpenedAt <= at && !(ClosedAt < at);

    /// <summary>The sitting after one more of its events, which happened at <paramref name="at"/>.</summary>
    public static Sitting Apply(Sitting? sitting, SittingEvent happened, DateTimeOffset at) => happened switch
    {
        SittingCalled e => new Sitting
        {
            Number = e.Sitting, CalledBy = e.By, ByActingChair = e.ByActingChair, CalledAt = at, StartsAt = e.StartsAt, Place = e.Place, Agenda = e.Agenda,
            AgendaIsApproved = true,
        },
        AgendaChanged e => sitting! with { Agenda = e.Agenda, AgendaIsApproved = e.IsApproved },
        AgendaApproved => sitting! with { AgendaIsApproved = true },
        SittingCancelled e => sitting! with { CancelledAt = at, CancelledFor = e.Reason },
        SittingOpened e => sitting! with
        {
            OpenedAt = at, Panel = e.Panel, Quorum = e.Quorum, Present = e.Present,
            Agenda = [.. sitting.Agenda, .. e.Listed.Select(request => new AgendaItem(request, AgendaKind.Report))],
        },
        MemberArrived e => sitting! with { Present = [.. sitting.Present, e.Member] },
        MemberLeft e => sitting! with { Present = [.. sitting.Present.Where(member => member != e.Member)] },
        ItemDeferred e => sitting! with { Deferred = [.. sitting.Deferred, new Deferral(e.Item, e.Reason, at)] },
        SittingClosed => sitting! with { ClosedAt = at },
        _ => throw new UnreachableException(happened.GetType().Name),
    };
}
