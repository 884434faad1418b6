using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Registers.Rosters;

/// <summary>Finds out of the roster when enough members can sit together (Art 55(2) and (5) of the Act).</summary>
public static class QuorumFinder
{
    /// <summary>How far ahead is searched, in days.</summary>
    public const int DaysAhead = 30;

    /// <summary>Who can sit from <paramref name="at"/> on, and when the quorum is first met within <see cref="DaysAhead"/>.</summary>
    public static QuorumFinding Find(Roster roster, Panel panel, QuorumNeed need, DateTimeOffset at, TimeSpan within)
    {
        var stays = Stays(roster, need, at);
        var next = Instants(stays, panel, at).Cast<DateTimeOffset?>().FirstOrDefault(t => IsQuorate(stays, panel, need, t!.Value));
        var by = at + within;
        var seats = panel.SnapshotAt(Jst.DateOf(at)).Seats;
        var recused = seats.Select(seat => seat.Member).Where(member => need.IsRecusedFromAll(member)).ToList();
        List<Stay> canSit = [.. seats.Where(seat => !recused.Contains(seat.Member))
            .Select(seat => stays.FirstOrDefault(stay => stay.Member == seat.Member && stay.ArrivesAt <= by)).OfType<Stay>()];
        return new QuorumFinding(
            at, by, next <= by, need.Quorum, canSit, [.. seats.Select(seat => seat.Member).Where(member => canSit.All(stay => stay.Member != member))],
            recused, next, need.Until, next is null || next >= need.Until);
    }

    /// <summary>
    /// What an urgent matter asks of the roster: the Act's quorum, and the time the rule set leaves to decide an urgent request.
    /// </summary>
    public static QuorumNeed Urgent(Rulebook rules, DateTimeOffset at) =>
        new(VotingRule.Default.Quorum, RemoteCounts(rules, at), [[]], rules.Law.InForceAt(at).DecisionTargetUrgent.Value.DueFrom(at, rules.Calendar));

    /// <summary>
    /// What this request asks: the quorum of its vote, for each item without those recused from it, before the vote's deadline; while no vote is open,
    /// in the time an urgent matter leaves.
    /// </summary>
    public static QuorumNeed For(RequestState request, Rulebook rules, DateTimeOffset at)
    {
        var urgent = Urgent(rules, request.FiledAt ?? at) with { Until = Urgent(rules, at).Until };
        if (request.Definition is null)
            return urgent;
        var quorums = rules.Definitions.Of(request.Definition).Activities.Values.OrderBy(activity => activity.Id, StringComparer.Ordinal)
            .Select(activity => (activity.Id, Quorum: QuorumOf(activity))).Where(vote => vote.Quorum is not null).ToList();
        var open = request.Position?.Open.FirstOrDefault(activity => quorums.Any(vote => vote.Id == activity.Id));
        var quorum = quorums.FirstOrDefault(vote => vote.Id == open?.Id).Quorum ?? quorums.FirstOrDefault().Quorum;
        return new QuorumNeed(
            quorum ?? urgent.Quorum, urgent.RemoteCounts,
            [.. request.VotedItems.DefaultIfEmpty(Round.RemandItem).Select(item => RecusedFrom(request, item))], open?.DueAt ?? urgent.Until);
    }

    private static Quorum? QuorumOf(FlowActivity activity) => activity switch
    {
        FlowActivity.PanelVote vote => vote.VotingRule.Quorum,
        FlowActivity.Confirmation confirmation => confirmation.VotingRule.Quorum,
        _ => null,
    };

    private static IReadOnlyCollection<MemberId> RecusedFrom(RequestState request, string item) =>
        [.. request.Interests.Where(i => i.Concerns(item, request.ContentVersion, request.Interests)).Select(i => i.Member)];

    private static bool RemoteCounts(Rulebook rules, DateTimeOffset at) => rules.Law.InForceAt(at).RemotePresenceAllowed.Value;

    /// <summary>By arrival; who is called may be called at <paramref name="at"/> or when the period begins.</summary>
    private static List<Stay> Stays(Roster roster, QuorumNeed need, DateTimeOffset at) =>
    [
        .. roster.Periods.Where(period => period.To > at && (need.RemoteCounts || period.Attendance != Attendance.Remote))
            .Select(period => new Stay(
                period.Member, period.Attendance, (period.From > at ? period.From : at).AddMinutes(period.ReachableWithinMinutes), period.To))
            .Where(stay => stay.ArrivesAt < stay.LeavesAt).OrderBy(stay => stay.ArrivesAt),
    ];

    /// <summary>A quorum begins when somebody arrives or a seat's term begins, and at no other time.</summary>
    private static IEnumerable<DateTimeOffset> Instants(List<Stay> stays, Panel panel, DateTimeOffset at) =>
        stays.Select(stay => stay.ArrivesAt)
            .Concat(panel.Seats.Select(seat => seat.Holder).OfType<SeatHolder>().Select(holder => Jst.StartOf(holder.TermStart)))
            .Where(t => t >= at && t <= at.AddDays(DaysAhead)).Distinct().Order();

    private static bool IsQuorate(List<Stay> stays, Panel panel, QuorumNeed need, DateTimeOffset t)
    {
        var seated = panel.SnapshotAt(Jst.DateOf(t));
        var present = stays.Where(stay => stay.ArrivesAt <= t && t < stay.LeavesAt).Select(stay => stay.Member).Distinct().ToList();
        return need.Recused.All(recused => seated.RoomFor(present, recused).Meets(need.Quorum));
    }
}

/// <summary>What a sitting asks for.</summary>
/// <param name="RemoteCounts">Whether members over a secure line count.</param>
/// <param name="Recused">For each item put, who is recused from it; at least one element.</param>
/// <param name="Until">The time the matter leaves, exclusive.</param>
public sealed record QuorumNeed(Quorum Quorum, bool RemoteCounts, IReadOnlyList<IReadOnlyCollection<MemberId>> Recused, DateTimeOffset Until)
{
    /// <summary>Whether nothing is left for this member to sit for.</summary>
    public bool IsRecusedFromAll(MemberId member) => Recused.All(recused => recused.Contains(member));
}

/// <summary>A member's presence if called: there from <paramref name="ArrivesAt"/>, inclusive, to <paramref name="LeavesAt"/>, exclusive.</summary>
public sealed record Stay(MemberId Member, Attendance Attendance, DateTimeOffset ArrivesAt, DateTimeOffset LeavesAt);

/// <summary>What the roster says.</summary>
/// <param name="At">From when on members are called.</param>
/// <param name="By">Until when they are waited for, inclusive.</param>
/// <param name="IsPossible">Whether a quorum sits together at some time up to <paramref name="By"/>.</param>
/// <param name="CanSit">Who is there by then, in seat order, each with the first arrival.</param>
/// <param name="Missing">Seated members who are not, those recused among them.</param>
/// <param name="Recused">Members recused from every item.</param>
/// <param name="NextAt">When a quorum first sits together; null for not within the days searched.</param>
/// <param name="Until">The time the matter leaves, exclusive.</param>
/// <param name="Alarm">Whether no quorum is found in that time.</param>
public sealed record QuorumFinding(
    DateTimeOffset At, DateTimeOffset By, bool IsPossible, Quorum Quorum, IReadOnlyList<Stay> CanSit, IReadOnlyList<MemberId> Missing,
    IReadOnlyList<MemberId> Recused, DateTimeOffset? NextAt, DateTimeOffset Until, bool Alarm);
