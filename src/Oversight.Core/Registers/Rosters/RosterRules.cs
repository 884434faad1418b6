using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Rosters;

/// <summary>Members say for themselves when they can sit, or the secretariat for them.</summary>
public static class RosterRules
{
    /// <summary>Longest time between the call and the sitting, in minutes, inclusive.</summary>
    public const int MostMinutes = 1440;

    /// <summary>How far ahead a period may end, in days.</summary>
    public const int MostDaysAhead = 400;

    /// <summary>Those who oversee.</summary>
    public static bool MayRead(Actor actor, Panel panel) => RegisterReaders.IsOversight(actor, panel);

    /// <summary>Whether the actor records anybody's availability: a member his own, the secretariat everybody's.</summary>
    public static bool MayRecord(Actor actor, Panel panel) =>
        actor.Role == Role.Examiner || (actor.Role == Role.PanelMember && RegisterReaders.IsSeated(actor, panel));

    /// <summary>The event that <paramref name="command"/> leads to, or the refusal that stands in its way.</summary>
    public static RegisterVerdict<RosterEvent> Decide(Roster? roster, RosterCommand command, RegisterFacts facts) => command switch
    {
        RecordAvailability c => Faults.Answer<RosterEvent>(
            Refusal(c, facts), () => new AvailabilityRecorded(c.Member, c.From, c.To, c.Attendance, c.ReachableWithinMinutes)),
        _ => throw new UnreachableException(),
    };

    private static Refusal? Refusal(RecordAvailability c, RegisterFacts facts)
    {
        if (!MayRecord(facts.Actor, facts.Panel) || (facts.Actor.Role == Role.PanelMember && c.Member.Value != facts.Actor.Id))
            return Faults.NotYours;
        var isAbsent = c.Attendance == Attendance.Absent;
        return Faults.Of(
            Faults.If(facts.Panel.Seats.All(seat => seat.Member != c.Member), "/member", "HoldsNoSeat"),
            Faults.If(c.To <= c.From, "/to", "EndsBeforeItStarts"),
            Faults.If(c.To <= facts.Now, "/to", "PeriodIsOver"),
            Faults.If(c.To > facts.Now.AddDays(MostDaysAhead), "/to", "TooFarAhead"),
            Faults.If(isAbsent != c.ReachableWithinMinutes is null || c.ReachableWithinMinutes is < 0 or > MostMinutes, "/reachableWithinMinutes", "NumberOutOfRange"));
    }
}

/// <summary>A change somebody wants in the roster.</summary>
public abstract record RosterCommand : RegisterCommand
{
    private protected RosterCommand() { }
}

/// <summary>Say how a member can sit in a period; what was said of it before no longer holds.</summary>
public sealed record RecordAvailability(
    MemberId Member, DateTimeOffset From, DateTimeOffset To, Attendance Attendance, int? ReachableWithinMinutes) : RosterCommand;
