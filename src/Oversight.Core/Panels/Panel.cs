using System.Diagnostics;
using Oversight.Core.Ledger;

namespace Oversight.Core.Panels;

/// <summary>
/// The panel as it is composed. Throws <see cref="ArgumentException"/> unless exactly one seat is the chair's, seat numbers are distinct and
/// nobody holds two seats.
/// </summary>
public sealed record Panel
{
    /// <summary>A panel of these seats; the acting chair is pre-named for when the chair is prevented (Art 54(2) of the Act).</summary>
    public Panel(IReadOnlyList<Seat> seats, MemberId? actingChair)
    {
        if (seats.Count(seat => seat.IsChair) != 1 || seats.DistinctBy(seat => seat.Number).Count() != seats.Count)
        {
            throw new ArgumentException("a panel has one chair and no seat number twice", nameof(seats));
        }
        var held = seats.Where(seat => seat.Holder is not null).ToList();
        if (held.DistinctBy(seat => seat.Member).Count() != held.Count)
        {
            throw new ArgumentException("one person holds one seat", nameof(seats));
        }
        Seats = seats;
        ActingChair = held.Any(seat => seat.Member == actingChair && seat.MayAct) ? actingChair : null;
    }

    /// <summary>All seats in the order of their numbers.</summary>
    public IReadOnlyList<Seat> Seats { get; }

    /// <summary>The full-time member named to act for the chair; null if none is named or the named one no longer qualifies.</summary>
    public MemberId? ActingChair { get; }

    /// <summary>A panel of vacant seats 1 to <paramref name="seats"/>, the first being the chair's.</summary>
    public static Panel Vacant(int seats) =>
        new([.. Enumerable.Range(1, seats).Select(number => new Seat(number, IsChair: number == 1, Holder: null))], actingChair: null);

    /// <summary>The panel after <paramref name="happened"/>.</summary>
    public Panel Apply(PanelEvent happened) => happened switch
    {
        PanelEstablished established => Vacant(established.Seats),
        SeatFilled filled => With(filled.Number, filled.Holder),
        SeatVacated vacated => With(vacated.Number, holder: null),
        ActingChairNamed named => new Panel(Seats, named.Member),
        _ => throw new UnreachableException(),
    };

    /// <summary>The seats held on <paramref name="day"/>: the term has begun; its end unseats nobody before a successor (Art 51 of the Act).</summary>
    public IReadOnlyList<Seat> SeatedAt(DateOnly day) => [.. Seats.Where(seat => seat.Holder?.TermStart <= day)];

    /// <summary>Who may sit in a round opened on <paramref name="day"/>, to be pinned with it.</summary>
    public PanelSnapshot SnapshotAt(DateOnly day)
    {
        var seated = SeatedAt(day);
        return new PanelSnapshot(
            [.. seated.Select(seat => new SnapshotSeat(seat.Number, seat.IsChair, seat.Holder!.Member))],
            seated.Any(seat => seat.Member == ActingChair) ? ActingChair : null);
    }

    private Panel With(int number, SeatHolder? holder) =>
        new([.. Seats.Select(seat => seat.Number == number ? seat with { Holder = holder } : seat)], ActingChair);
}

/// <summary>One seat of the panel, vacant if <paramref name="Holder"/> is null.</summary>
public sealed record Seat(int Number, bool IsChair, SeatHolder? Holder)
{
    /// <summary>Who holds the seat, null if vacant.</summary>
    public MemberId? Member => Holder?.Member;

    /// <summary>Whether the holder may be acting chair: a full-time member who is not the chair.</summary>
    public bool MayAct => !IsChair && Holder is { IsFullTime: true };

    /// <summary>Whether the holder sits on <paramref name="day"/> past the end of the term, awaiting a successor.</summary>
    public bool IsTermOverAt(DateOnly day) => Holder?.TermEnd < day;
}

/// <summary>The person in a seat.</summary>
/// <param name="Member">Account id.</param>
/// <param name="NameEn">Name as written in English.</param>
/// <param name="NameJa">Name as written in Japanese.</param>
/// <param name="IsFullTime">False for a part-time member.</param>
/// <param name="TermStart">First day of the term, inclusive, Japanese date.</param>
/// <param name="TermEnd">Last day of the term, inclusive, Japanese date.</param>
/// <param name="Appointment">Record of the Houses' consent, or of the appointment in a gap (Art 50(3), 51(4) of the Act).</param>
public sealed record SeatHolder(
    MemberId Member, string NameEn, string NameJa, bool IsFullTime, DateOnly TermStart, DateOnly TermEnd, string Appointment);

/// <summary>What happened to the panel's composition.</summary>
public abstract record PanelEvent
{
    private protected PanelEvent() { }
}

/// <summary>The panel came into being with this many vacant seats.</summary>
public sealed record PanelEstablished(int Seats) : PanelEvent;

/// <summary>A seat got a holder; a predecessor whose term was over left it.</summary>
public sealed record SeatFilled(int Number, SeatHolder Holder) : PanelEvent;

/// <summary>A holder left the seat.</summary>
public sealed record SeatVacated(int Number, MemberId Member, [property: Part] string? Reason) : PanelEvent;

/// <summary>The panel named its acting chair.</summary>
public sealed record ActingChairNamed(MemberId Member) : PanelEvent;
