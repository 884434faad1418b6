using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Sittings;

/// <summary>Where a sitting stands.</summary>
[CamelCaseNames]
public enum SittingState { Called, Open, Closed, Cancelled }

/// <summary>A line of the list of sittings.</summary>
public sealed record SittingSummary(
    int Number, SittingState State, DateTimeOffset StartsAt, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? CancelledAt, int ItemCount)
{
    /// <summary>The open one, those to come by their beginning, then those that are over, the last first.</summary>
    public static IReadOnlyList<SittingSummary> Of(SittingsRegister register) =>
    [
        .. register.Current.OrderByDescending(s => s.IsOpen).ThenBy(s => s.StartsAt).ThenBy(s => s.Number).Select(s => new SittingSummary(
            s.Number, SittingView.StateOf(s), s.StartsAt, s.OpenedAt, s.ClosedAt, s.CancelledAt, s.Agenda.Count)),
        .. register.Past.OrderByDescending(p => p.OpenedAt ?? p.StartsAt).ThenByDescending(p => p.Number).Select(p => new SittingSummary(
            p.Number, p.CancelledAt is null ? SittingState.Closed : SittingState.Cancelled, p.StartsAt, p.OpenedAt, p.ClosedAt, p.CancelledAt, p.ItemCount)),
    ];
}

/// <summary>A sitting as this reader may see it. Present, presiding and quorum are null before it opens.</summary>
public sealed record SittingView(
    int Number, SittingState State, string CalledBy, bool ByActingChair, DateTimeOffset CalledAt, DateTimeOffset StartsAt, string? Place, bool AgendaIsApproved,
    DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? CancelledAt, string? CancelledFor, string? Presiding, bool? HasQuorum,
    IReadOnlyList<SittingSeat> Seats, IReadOnlyList<AgendaItemView> Items, IReadOnlyList<ActionView> Actions)
{
    internal static SittingState StateOf(Sitting s) =>
        s.CancelledAt is not null ? SittingState.Cancelled
        : s.ClosedAt is not null ? SittingState.Closed
        : s.OpenedAt is not null ? SittingState.Open
        : SittingState.Called;

    /// <summary>The view; <paramref name="listed"/> are the numbers that will be listed for information when the sitting opens.</summary>
    internal static SittingView Of(
        Sitting s, int version, IReadOnlyList<string> listed, IReadOnlyDictionary<string, RequestState> requests, Caller caller, DateTimeOffset now)
    {
        var panel = s.Panel ?? caller.Panel.SnapshotAt(Jst.DateOf(now));
        var items = s.Agenda.Select((_, i) => AgendaItemView.Of(s, i + 1, requests, caller, panel))
            .Concat(listed.Select((number, i) => AgendaItemView.OfListed(s.Agenda.Count + i + 1, requests[number], caller)));
        return new SittingView(
            s.Number, StateOf(s), s.CalledBy.Value, s.ByActingChair, s.CalledAt, s.StartsAt, s.Place, s.AgendaIsApproved, s.OpenedAt, s.ClosedAt, s.CancelledAt,
            s.CancelledFor, s.Presiding([])?.Value, s.Panel is null ? null : s.HasQuorum([]), SittingSeat.Of(s, panel), [.. items],
            SittingActions.Of(s, version, requests, caller, now));
    }
}

/// <summary>A seat of the panel; isPresent is null before the sitting opens.</summary>
public sealed record SittingSeat(int Seat, bool IsChair, bool IsActingChair, string Member, bool? IsPresent)
{
    internal static IReadOnlyList<SittingSeat> Of(Sitting s, PanelSnapshot panel) =>
    [
        .. panel.Seats.Select(seat => new SittingSeat(
            seat.Number, seat.IsChair, seat.Member == panel.ActingChair, seat.Member.Value, s.Panel is null ? null : s.Present.Contains(seat.Member))),
    ];
}

/// <summary>
/// An item of the agenda, from 1. A reader who may not read the request gets its number as withheld and nothing else of it. HasQuorum says whether the
/// quorum stands for it; before the sitting opens, whether it can stand when every seat comes. A report needs none. IsListed is true for what is on
/// the list by itself and becomes part of the agenda when the sitting opens.
/// </summary>
public sealed record AgendaItemView(
    int Item, AgendaKind Kind, string Request, bool IsWithheld, string? Route, string? Agency, AgendaState? State, RequestStatus? RequestState, Decision? Decision,
    string? Close, string? DeferredFor, IReadOnlyList<string> Recused, string? Presiding, bool? HasQuorum, bool IsListed = false)
{
    /// <summary>What stands in place of a number the reader may not read.</summary>
    public const string Withheld = "withheld";

    internal static AgendaItemView Of(Sitting s, int number, IReadOnlyDictionary<string, RequestState> requests, Caller caller, PanelSnapshot panel)
    {
        var (item, request) = (s.Agenda[number - 1], requests[s.Agenda[number - 1].Request]);
        if (!Reading.MayRead(request, caller.Actor, caller.Panel))
            return Hidden(number, item.Kind);
        var recused = Agenda.RecusedFrom(request);
        var asIfAllCame = s with { Panel = panel, Quorum = s.Quorum ?? VotingRule.Default.Quorum, Present = s.Panel is null ? [.. panel.Seats.Select(seat => seat.Member)] : s.Present };
        var isVoted = item.Kind != AgendaKind.Report;
        return Shown(number, item.Kind, request) with
        {
            State = Agenda.StateOf(s, number, request),
            DeferredFor = s.Deferred.FirstOrDefault(deferral => deferral.Item == number)?.Reason,
            Recused = isVoted ? [.. recused.Select(member => member.Value)] : [],
            Presiding = isVoted && s.Panel is not null ? s.Presiding(recused)?.Value : null,
            HasQuorum = isVoted ? asIfAllCame.HasQuorum(recused) : null,
        };
    }

    /// <summary>An item that is on the list by itself until the sitting opens.</summary>
    internal static AgendaItemView OfListed(int number, RequestState request, Caller caller) =>
        (Reading.MayRead(request, caller.Actor, caller.Panel) ? Shown(number, AgendaKind.Report, request) : Hidden(number, AgendaKind.Report)) with { IsListed = true };

    private static AgendaItemView Shown(int number, AgendaKind kind, RequestState request) => new(
        number, kind, request.Id.Value, false, request.Content.Route.ToString(), request.Agency.Id, AgendaState.Waiting, request.State, request.Decision,
        request.Close, null, [], null, null);

    private static AgendaItemView Hidden(int number, AgendaKind kind) => new(number, kind, Withheld, true, null, null, null, null, null, null, null, [], null, null);
}

/// <summary>The list for the panel's next sitting; without one that is called or open, what will be on it by itself.</summary>
public sealed record NextAgendaView(int? Sitting, DateTimeOffset? StartsAt, IReadOnlyList<AgendaItemView> Items);

/// <summary>The commands on sittings with their addresses, and which are open to a caller.</summary>
public static class SittingActions
{
    internal static IReadOnlyList<ActionView> Of(
        Sitting s, int version, IReadOnlyDictionary<string, RequestState> requests, Caller caller, DateTimeOffset now)
    {
        var (actor, mayCall) = (caller.Actor, SittingRules.MayCall(caller.Actor, caller.Panel, now));
        var leads = s.IsOpen && SittingRules.MayLead(s, actor);
        var mayDefer = s.IsOpen && Enumerable.Range(1, s.Agenda.Count).Any(item =>
            SittingRules.MayDefer(s, item, actor, requests)
            && Agenda.StateOf(s, item, requests[s.Agenda[item - 1].Request]) is AgendaState.Waiting or AgendaState.Noted);
        (string Name, string Segment, bool IsOpen)[] all =
        [
            ("openSitting", "open", s.IsComing && mayCall && s.AgendaIsApproved && s.StartsAt <= now),
            ("approveAgenda", "approve", s.IsComing && mayCall && !s.AgendaIsApproved),
            ("changeAgenda", "agenda", leads || (s.IsComing && SittingRules.MayPrepare(actor, caller.Panel, now))),
            ("recordArrival", "arrive", (leads || (s.IsOpen && actor.Role == Role.Examiner)) && s.Present.Count < s.Panel!.Seats.Count),
            ("recordDeparture", "leave", (leads || (s.IsOpen && actor.Role == Role.Examiner)) && s.Present.Count > 0),
            ("deferItem", "defer", mayDefer),
            ("closeSitting", "close", leads && SittingRules.Unreconciled(s, requests).Count == 0),
            ("cancelSitting", "cancel", s.IsComing && mayCall),
        ];
        return
        [
            .. all.Where(command => command.IsOpen).Select(command => new ActionView(
                command.Name, "POST", $"/api/v1/sittings/{s.Number}/{command.Segment}", CommandEndpoints.ETag(version))),
        ];
    }
}
