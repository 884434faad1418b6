using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What went wrong in a case and is not settled yet, as things that wait for somebody.</summary>
/// <remarks>
/// They end with what the state itself shows: a report, an inspection that was closed, a resolution. None of them is a step the rules wait for, so
/// none holds a case back (<see cref="ErasureRules.IsOver"/>).
/// </remarks>
public static class Unsettled
{
    /// <summary>Everything unsettled: missed and broken conditions, a suspension, breaches, and what is kept longer for a legal reason.</summary>
    public static IReadOnlyList<WorkItem> Of(RequestState s)
    {
        var officer = Waiting.AgencyOf(s, Role.AuthorisingOfficer);
        List<WorkItem> items = [.. Conditions(s, officer)];
        if (s.Authorisation?.Suspensions is [.., { To: null } suspension])
            items.AddRange([
                new WorkItem(officer, "stopUse", suspension.From), new WorkItem("presiding", "decideSuspension", null),
                new WorkItem("inspector", "lookAtSuspension", null), new WorkItem("examiner", "lookAtSuspension", null),
            ]);
        if (HasOpenBreach(s))
            items.AddRange(Seen("lookAtBreach"));
        // What is kept closes the flow, so whatever was looked at since the close was looked at since the keeping.
        if (s is { KeptUntil: { } until, ErasedAt: null } && !(s.ClosedAt is { } closed && IsAnswered(s, closed)))
            items.Add(new WorkItem("inspector", "lookAtKeeping", until));
        return items;
    }

    private static IEnumerable<WorkItem> Conditions(RequestState s, string officer)
    {
        foreach (var standing in s.Authorisation?.Conditions ?? [])
        {
            if (standing is not { MissedAt: { } missed, State: not ConditionState.Met })
                continue;
            var isReported = standing.Reports.Any(report => report.At >= missed);
            if (!isReported && standing.Condition.Owner == ConditionOwner.Agency)
                yield return new WorkItem(officer, "reportCondition", missed);
            // A late report answers for a miss; a condition that is broken by it is for the panel or an inspection.
            if (!(isReported && standing.State != ConditionState.Breached) && !IsAnswered(s, missed))
                foreach (var item in Seen("lookAtMiss"))
                    yield return item;
        }
    }

    /// <summary>A measure without a notice that nobody resolved on, or an erasure still owed past its time.</summary>
    private static bool HasOpenBreach(RequestState s) =>
        (s.Breaches.Contains(nameof(Breach.NotifyOverdue)) && s.Measure is { NotifiedAt: null } && !s.Monitoring.Resolutions.Any(resolution => resolution.AfterMeasure))
        || (s.Breaches.Contains(nameof(Breach.ErasureOverdue)) && AuthorisationRules.OwesErasure(s));

    /// <summary>True when the panel resolved on the case, or an inspection of it was closed, at or after the instant.</summary>
    private static bool IsAnswered(RequestState s, DateTimeOffset since) =>
        s.Monitoring.Resolutions.Any(resolution => resolution.At >= since) || s.Monitoring.Inspections.Any(inspection => inspection.ClosedAt >= since);

    private static IEnumerable<WorkItem> Seen(string command) => [new("presiding", command, null), new("inspector", command, null), new("examiner", command, null)];
}
