using System.Diagnostics;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>What an authorisation is at an instant, from what was recorded of it and its period: timers that fire late change nothing.</summary>
public static class AuthorisationStanding
{
    /// <summary>The state at <paramref name="now"/>: never Active before Start (inclusive) or from End (exclusive) on. An end on record stands for ever.</summary>
    public static AuthorisationState At(AuthorisationState recorded, DateTimeOffset start, DateTimeOffset end, DateTimeOffset now) => recorded switch
    {
        AuthorisationState.Pending or AuthorisationState.Active or AuthorisationState.Suspended when now >= end => AuthorisationState.Expired,
        AuthorisationState.Suspended => AuthorisationState.Suspended,
        AuthorisationState.Pending or AuthorisationState.Active => now < start ? AuthorisationState.Pending : AuthorisationState.Active,
        AuthorisationState.Expired or AuthorisationState.EndedEarly or AuthorisationState.Revoked or AuthorisationState.SupersededByExtension => recorded,
        _ => throw new UnreachableException(),
    };

    /// <summary>The same of an authorisation, at any instant up to now: what ended later was still running then.</summary>
    public static AuthorisationState At(Authorisation authorisation, DateTimeOffset at) =>
        At(authorisation.EndedAt > at ? AuthorisationState.Active : authorisation.State, authorisation.Start, authorisation.End, at);

    /// <summary>When it can no longer be used (exclusive): End, or the instant it ended before that.</summary>
    public static DateTimeOffset LastsUntil(Authorisation authorisation) =>
        authorisation.EndedAt is { } ended && ended < authorisation.End ? ended : authorisation.End;
}
