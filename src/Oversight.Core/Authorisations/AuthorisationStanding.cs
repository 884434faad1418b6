using System.Diagnostics;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>What an authorisation is at an instant, from what was recorded of it and its period: timers that fire late change nothing.</summary>
public static class AuthorisationStanding
{
    /// <summary>
    /// The state now: never Active before Start (inclusive) or from EndsAt (exclusive) on. An end on record stands for ever; before it is on record
    /// an authorisation that gives way to an extension shows as expired.
    /// </summary>
    public static AuthorisationState At(AuthorisationState recorded, DateTimeOffset start, DateTimeOffset endsAt, DateTimeOffset now) => recorded switch
    {
        AuthorisationState.Pending or AuthorisationState.Active or AuthorisationState.Suspended when now >= endsAt => AuthorisationState.Expired,
        AuthorisationState.Suspended => AuthorisationState.Suspended,
        AuthorisationState.Pending or AuthorisationState.Active => now < start ? AuthorisationState.Pending : AuthorisationState.Active,
        AuthorisationState.Expired or AuthorisationState.EndedEarly or AuthorisationState.Revoked or AuthorisationState.SupersededByExtension => recorded,
        _ => throw new UnreachableException(),
    };

    /// <summary>The state at any instant up to now: what ended or was suspended later was still running then.</summary>
    public static AuthorisationState At(Authorisation authorisation, DateTimeOffset at)
    {
        var isSuspended = authorisation.Suspensions.Any(suspension => suspension.From <= at && (suspension.To is null || at < suspension.To));
        var recorded = authorisation.EndedAt <= at ? authorisation.State : isSuspended ? AuthorisationState.Suspended : AuthorisationState.Active;
        return At(recorded, authorisation.Start, authorisation.EndsAt, at);
    }

    /// <summary>When it can no longer be used (exclusive): when it ends by itself, or ended before that.</summary>
    public static DateTimeOffset LastsUntil(Authorisation authorisation) =>
        authorisation.EndedAt is { } ended && ended < authorisation.EndsAt ? ended : authorisation.EndsAt;
}
