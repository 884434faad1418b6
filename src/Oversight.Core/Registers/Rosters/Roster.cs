using System.Diagnostics;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;

namespace Oversight.Core.Registers.Rosters;

/// <summary>When members can sit (当番表): by member and beginning, one member's periods never overlapping. A newer entry holds where it overlaps older ones.</summary>
public sealed record Roster(IReadOnlyList<Availability> Periods)
{
    /// <summary>Nobody has said anything.</summary>
    public static Roster Empty { get; } = new([]);

    /// <summary>The roster after <paramref name="happened"/>.</summary>
    public Roster Apply(RosterEvent happened) => happened switch
    {
        AvailabilityRecorded e => With(e),
        _ => throw new UnreachableException(),
    };

    private Roster With(AvailabilityRecorded e)
    {
        var kept = Periods.SelectMany(period => period.Member == e.Member ? Without(period, e) : [period]);
        if (e.Attendance is not Attendance.Absent)
            kept = kept.Append(new Availability(e.Member, e.From, e.To, e.Attendance, e.ReachableWithinMinutes ?? 0));
        return new([.. kept.OrderBy(period => period.Member.Value, StringComparer.Ordinal).ThenBy(period => period.From)]);
    }

    private static IEnumerable<Availability> Without(Availability period, AvailabilityRecorded e)
    {
        if (period.To <= e.From || e.To <= period.From)
            return [period];
        return new[] { period with { To = e.From }, period with { From = e.To } }.Where(rest => rest.From < rest.To);
    }
}

/// <summary>A period in which a member can sit. From inclusive, To exclusive.</summary>
/// <param name="ReachableWithinMinutes">Minutes from the call until the member is there, 0 to 1440.</param>
public sealed record Availability(MemberId Member, DateTimeOffset From, DateTimeOffset To, Attendance Attendance, int ReachableWithinMinutes);

/// <summary>How a member can sit.</summary>
[CamelCaseNames]
public enum Attendance
{
    /// <summary>In the room.</summary>
    InTheRoom,

    /// <summary>Over a secure line; counts only where the rule set allows it.</summary>
    Remote,

    /// <summary>Not at all; takes back what was said of the period before.</summary>
    Absent,
}

/// <summary>What happened to the roster.</summary>
public abstract record RosterEvent
{
    private protected RosterEvent(MemberId member) => Member = member;

    /// <summary>Whom it concerns.</summary>
    public MemberId Member { get; init; }
}

/// <summary>It was said how a member can sit in a period; <paramref name="ReachableWithinMinutes"/> is null exactly for an absence.</summary>
public sealed record AvailabilityRecorded(
    MemberId Member, DateTimeOffset From, DateTimeOffset To, Attendance Attendance, int? ReachableWithinMinutes) : RosterEvent(Member);
