using System.Globalization;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>A time at which the system acts on a case unless something else happens first.</summary>
/// <param name="Name">
/// Unique within the case: `deadline:` and the activity, `round:` and its number, `condition:` and its id, `reply:` and the inspection's number,
/// `authorisation:start`, `authorisation:end` or `keeping`.
/// </param>
public sealed record Timer(string Name, DateTimeOffset DueAt);

/// <summary>The timers of a case follow from its state; each is fired by an ordinary command of the system.</summary>
public static class Timers
{
    private const string Deadline = "deadline:";
    private const string Start = "authorisation:start";
    private const string End = "authorisation:end";
    private const string Condition = "condition:";
    private const string Reply = "reply:";
    private const string Keeping = "keeping";
    private const string Round = "round:";

    /// <summary>All timers of the case as it stands.</summary>
    public static IReadOnlyList<Timer> Of(RequestState s)
    {
        var timers = new List<Timer>();
        foreach (var open in s.Position?.Open ?? [])
            if (open.DueAt is { } due)
                timers.Add(new Timer(Deadline + open.Id, due));
        if (s.OpenRound is { DueAt: { } closing } round)
            timers.Add(new Timer(Round + ItemNames.Of(round.Number), closing));
        if (s.Authorisation is { State: AuthorisationState.Pending } pending)
            timers.Add(new Timer(Start, pending.Start));
        if (s.Authorisation is { IsLive: true } live)
            timers.Add(new Timer(End, live.EndsAt));
        foreach (var standing in s.Authorisation?.Conditions ?? [])
            if (ConditionDues.Next(standing, s.Authorisation!) is { } due)
                timers.Add(new Timer(Condition + standing.Condition.Id, due));
        foreach (var inspection in s.Monitoring.Inspections)
            if (inspection is { State: InspectionState.ReplyAwaited, ReplyDueAt: { } due })
                timers.Add(new Timer(Reply + ItemNames.Of(inspection.Number), due));
        if (s.KeptUntil is { } until && s.ErasedAt is null)
            timers.Add(new Timer(Keeping, until));
        return timers;
    }

    /// <summary>True when a deadline or the authorisation's end has come: then that is what happens next, however late the timer fires.</summary>
    internal static bool HasLapsed(RequestState s, DateTimeOffset now) => Of(s).Any(timer => timer.Name != Start && timer.DueAt <= now);

    internal static Refusal? Fire(Unfolding u, FireTimer c, Facts facts)
    {
        var timers = Of(u.State);
        // What fell due first happens first, however late both are noticed.
        if (timers.FirstOrDefault(timer => timer.Name == c.Timer) is not { } timer || facts.Now < timer.DueAt || timers.Any(other => other.DueAt < timer.DueAt))
            return new Refusal(RefusalKind.Conflict, "TimerNotDue");
        if (c.Timer == Start)
            AuthorisationRules.Begin(u, facts);
        else if (c.Timer == End)
            AuthorisationRules.Expire(u, facts);
        else if (c.Timer == Keeping)
            u.EndKeeping();
        else if (c.Timer.StartsWith(Round, StringComparison.Ordinal))
            u.VoidOpenRound();
        else if (c.Timer.StartsWith(Condition, StringComparison.Ordinal))
            ConditionRules.Miss(u, c.Timer[Condition.Length..]);
        else if (c.Timer.StartsWith(Reply, StringComparison.Ordinal))
            u.Emit(new FindingsUnanswered(int.Parse(c.Timer[Reply.Length..], CultureInfo.InvariantCulture)));
        else
            u.Complete(c.Timer[Deadline.Length..], Ports.Lapsed);
        return null;
    }
}
