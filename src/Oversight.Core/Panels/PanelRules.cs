using System.Diagnostics;

namespace Oversight.Core.Panels;

/// <summary>What may be done to the panel's composition.</summary>
public static class PanelRules
{
    /// <summary>The event that <paramref name="command"/> leads to, or the first refusal that stands in its way.</summary>
    public static PanelDecision Decide(Panel panel, PanelCommand command, PanelFacts facts) => command switch
    {
        FillSeat fill => Answer(RefusalOf(panel, fill, facts), new SeatFilled(fill.Number, fill.Holder)),
        VacateSeat vacate => Vacate(panel, vacate),
        NameActingChair name => Answer(RefusalOf(panel, name, facts), new ActingChairNamed(name.Member)),
        _ => throw new UnreachableException(),
    };

    private static PanelRefusal? RefusalOf(Panel panel, FillSeat fill, PanelFacts facts)
    {
        var holder = fill.Holder;
        if (holder.Member == facts.Actor)
        {
            return PanelRefusal.CannotSeatOneself;
        }
        if (facts.IsMemberOfAgency)
        {
            return PanelRefusal.MemberOfAgency;
        }
        if (panel.Seats.SingleOrDefault(seat => seat.Number == fill.Number) is not { } seat)
        {
            return PanelRefusal.NoSuchSeat;
        }
        return RefusalOf(holder)
            ?? RefusalOf(seat, holder, facts.Today)
            ?? RefusalOf([.. panel.Seats.Where(other => other != seat)], holder, facts.MaximumPartTime);
    }

    private static PanelRefusal? RefusalOf(SeatHolder holder)
    {
        if (string.IsNullOrWhiteSpace(holder.NameEn) || string.IsNullOrWhiteSpace(holder.NameJa))
        {
            return PanelRefusal.NameMissing;
        }
        if (string.IsNullOrWhiteSpace(holder.Appointment))
        {
            return PanelRefusal.AppointmentMissing;
        }
        return holder.TermEnd <= holder.TermStart ? PanelRefusal.TermEndsBeforeItStarts : null;
    }

    private static PanelRefusal? RefusalOf(Seat seat, SeatHolder successor, DateOnly today)
    {
        if (seat.Holder is { } holder && !(holder.TermEnd < successor.TermStart && successor.TermStart <= today))
        {
            return PanelRefusal.SeatTaken;
        }
        return seat.IsChair && !successor.IsFullTime ? PanelRefusal.ChairNotFullTime : null;
    }

    private static PanelRefusal? RefusalOf(List<Seat> others, SeatHolder holder, int maximumPartTime)
    {
        if (others.Any(seat => seat.Member == holder.Member))
        {
            return PanelRefusal.AlreadySeated;
        }
        var partTime = others.Count(seat => seat.Holder is { IsFullTime: false });
        return !holder.IsFullTime && partTime >= maximumPartTime ? PanelRefusal.TooManyPartTime : null;
    }

    private static PanelDecision Vacate(Panel panel, VacateSeat vacate)
    {
        if (panel.Seats.SingleOrDefault(seat => seat.Number == vacate.Number) is not { } seat)
        {
            return new PanelDecision.Refused(PanelRefusal.NoSuchSeat);
        }
        if (seat.Holder is not { Member: var member })
        {
            return new PanelDecision.Refused(PanelRefusal.SeatVacant);
        }
        return Answer(
            string.IsNullOrWhiteSpace(vacate.Reason) ? PanelRefusal.ReasonMissing : null,
            new SeatVacated(vacate.Number, member, vacate.Reason));
    }

    private static PanelRefusal? RefusalOf(Panel panel, NameActingChair name, PanelFacts facts)
    {
        if (panel.SeatedAt(facts.Today).SingleOrDefault(seat => seat.Member == name.Member) is not { } seat)
        {
            return PanelRefusal.ActingChairNotSeated;
        }
        if (seat.IsChair)
        {
            return PanelRefusal.ActingChairIsChair;
        }
        return seat.MayAct ? null : PanelRefusal.ActingChairNotFullTime;
    }

    private static PanelDecision Answer(PanelRefusal? refusal, PanelEvent otherwise) =>
        refusal is null ? new PanelDecision.Accepted(otherwise) : new PanelDecision.Refused(refusal);
}

/// <summary>A change somebody wants in the panel's composition.</summary>
public abstract record PanelCommand
{
    private protected PanelCommand() { }
}

/// <summary>Seat a person in a vacant seat, or as successor (also to himself) once the holder's term is over.</summary>
public sealed record FillSeat(int Number, SeatHolder Holder) : PanelCommand;

/// <summary>Record that a holder left, with the reason.</summary>
public sealed record VacateSeat(int Number, string Reason) : PanelCommand;

/// <summary>Record whom the panel chose to act for the chair.</summary>
public sealed record NameActingChair(MemberId Member) : PanelCommand;

/// <summary>What the rules must know from outside.</summary>
/// <param name="Actor">Account of the one who gives the command.</param>
/// <param name="Today">The Japanese date.</param>
/// <param name="IsMemberOfAgency">Whether the person to be seated belongs to a requesting agency.</param>
/// <param name="MaximumPartTime">Most part-time members, inclusive; two by the Act (Art 50(2)).</param>
public sealed record PanelFacts(MemberId Actor, DateOnly Today, bool IsMemberOfAgency, int MaximumPartTime);

/// <summary>The answer to a command.</summary>
public abstract record PanelDecision
{
    private PanelDecision() { }

    /// <summary>The command holds; <paramref name="Event"/> is to be recorded.</summary>
    public sealed record Accepted(PanelEvent Event) : PanelDecision;

    /// <summary>The command is refused and changes nothing.</summary>
    public sealed record Refused(PanelRefusal Refusal) : PanelDecision;
}
