using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>A time at which the system acts on a case unless something else happens first.</summary>
/// <param name="Name">Unique within the case: `deadline:` and the activity, `authorisation:start` or `authorisation:end`.</param>
public sealed record Timer(string Name, DateTimeOffset DueAt);

/// <summary>The timers of a case follow from its state; each is fired by an ordinary command of the system.</summary>
public static class Timers
{
    private const string Deadline = "deadline:";
    private const string Start = "authorisation:start";
    private const string End = "authorisation:end";

    /// <summary>All timers of the case as it stands.</summary>
    public static IReadOnlyList<Timer> Of(RequestState s)
    {
        var timers = new List<Timer>();
        foreach (var open in s.Position?.Open ?? [])
            if (open.DueAt is { } due)
                timers.Add(new Timer(Deadline + open.Id, due));
        if (s.Authorisation is { State: AuthorisationState.Pending } pending)
            timers.Add(new Timer(Start, pending.Start));
        if (s.Authorisation is { State: AuthorisationState.Pending or AuthorisationState.Active or AuthorisationState.Suspended } live)
            timers.Add(new Timer(End, live.End));
        return timers;
    }

    /// <summary>True when a deadline or the authorisation's end has come: then that is what happens next, however late the timer fires.</summary>
    internal static bool HasLapsed(RequestState s, DateTimeOffset now) => Of(s).Any(timer => timer.Name != Start && timer.DueAt <= now);

    internal static Refusal? Fire(Unfolding u, FireTimer c, Facts facts)
    {
        if (Of(u.State).FirstOrDefault(timer => timer.Name == c.Timer) is not { } timer || facts.Now < timer.DueAt)
            return new Refusal(RefusalKind.Conflict, "TimerNotDue");
        if (c.Timer == Start)
            u.Emit(new AuthorisationStarted());
        else if (c.Timer == End)
            Expire(u, facts);
        else
            u.Complete(c.Timer[Deadline.Length..], Ports.Lapsed);
        return null;
    }

    private static void Expire(Unfolding u, Facts facts)
    {
        u.Emit(new AuthorisationEnded(AuthorisationEnd.Expired, null));
        if (CommandRules.OfferedBy(u.State, facts, Ports.Expired) is { } inForce)
            u.Complete(inForce, Ports.Expired);
    }
}
