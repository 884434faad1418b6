using System.Diagnostics;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>What the panel is to do with a request at a sitting.</summary>
[CamelCaseNames]
public enum AgendaKind
{
    /// <summary>Decide the request, or remand it.</summary>
    Decide,

    /// <summary>Judge a measure already taken.</summary>
    Confirm,

    /// <summary>Resolve a notice, demand, recommendation or suspension.</summary>
    Resolve,

    /// <summary>Take note of it; no vote.</summary>
    Report,
}

/// <summary>One line of an agenda (議事日程); its item number is its place, from 1.</summary>
public sealed record AgendaItem(string Request, AgendaKind Kind);

/// <summary>An item put off to a later sitting; the reason is null once it is erased.</summary>
public sealed record Deferral(int Item, string? Reason, DateTimeOffset At);

/// <summary>Where an agenda item stands.</summary>
[CamelCaseNames]
public enum AgendaState
{
    /// <summary>Nothing has been done with it yet.</summary>
    Waiting,

    /// <summary>A round on it is open.</summary>
    Voting,

    /// <summary>A round of this sitting settled it.</summary>
    DealtWith,

    /// <summary>The sitting took note of it.</summary>
    Noted,

    /// <summary>It was put off, with a reason.</summary>
    Deferred,

    /// <summary>The matter ended outside the sitting: withdrawn, lapsed or decided before.</summary>
    Moot,
}

/// <summary>Where items stand, from the sitting and the requests alone: rounds are kept by their requests and never a second time.</summary>
public static class Agenda
{
    /// <summary>The rounds of the request that belong to the sitting: opened from its opening to its closing, both inclusive.</summary>
    public static IReadOnlyList<Round> RoundsIn(Sitting sitting, RequestState request) =>
        [.. request.Rounds.Where(round => sitting.IsOpenAt(round.OpenedAt))];

    /// <summary>Where the item stands; <paramref name="number"/> counts from 1, <paramref name="request"/> is the item's.</summary>
    public static AgendaState StateOf(Sitting sitting, int number, RequestState request)
    {
        var item = sitting.Agenda[number - 1];
        if (sitting.Deferred.Any(deferral => deferral.Item == number))
            return AgendaState.Deferred;
        if (item.Kind == AgendaKind.Report)
            return sitting.OpenedAt is null ? AgendaState.Waiting : AgendaState.Noted;
        var rounds = RoundsIn(sitting, request).Where(round => KindOf(round.Motion) == item.Kind).ToList();
        if (rounds.Any(round => round.ClosedAt is null))
            return AgendaState.Voting;
        if (rounds.Any(IsSettled))
            return AgendaState.DealtWith;
        return IsMoot(item.Kind, request) ? AgendaState.Moot : AgendaState.Waiting;
    }

    /// <summary>Whether a request can be put down for this.</summary>
    public static bool Fits(AgendaKind kind, RequestState request) => kind switch
    {
        AgendaKind.Decide => request.Measure is null && !IsMoot(kind, request),
        AgendaKind.Confirm => request.Measure is not null && !IsMoot(kind, request),
        AgendaKind.Resolve => request.Authorisation is not null || request.Measure is not null,
        AgendaKind.Report => true,
        _ => throw new UnreachableException(),
    };

    /// <summary>Who is out of the room for any item the request puts to the vote.</summary>
    public static IReadOnlyList<MemberId> RecusedFrom(RequestState request) =>
    [
        .. request.Interests.Where(interest => request.VotedItems.DefaultIfEmpty(Round.RemandItem)
            .Any(item => interest.Concerns(item, request.ContentVersion, request.Interests))).Select(interest => interest.Member).Distinct(),
    ];

    /// <summary>Void rounds and remands that were not carried leave the matter on the table.</summary>
    private static bool IsSettled(Round round) => round.Decided() is not null || (round is { Motion: MotionKind.Resolve, IsVoid: false });

    private static AgendaKind KindOf(MotionKind motion) => motion switch
    {
        MotionKind.Decide or MotionKind.Remand => AgendaKind.Decide,
        MotionKind.Confirm => AgendaKind.Confirm,
        MotionKind.Resolve => AgendaKind.Resolve,
        _ => throw new UnreachableException(),
    };

    private static bool IsMoot(AgendaKind kind, RequestState request) => kind switch
    {
        AgendaKind.Decide => request.ClosedAt is not null || request.Authorisation is not null,
        AgendaKind.Confirm => request.ClosedAt is not null || request.Decision is Decision.ConfirmedProper or Decision.NotProper or Decision.Lapsed,
        _ => false,
    };
}
