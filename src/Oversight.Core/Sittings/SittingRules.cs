using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>Who may call, prepare, open, note, defer and close, and when.</summary>
public static class SittingRules
{
    /// <summary>Most items of an agenda.</summary>
    public const int MostItems = 100;

    /// <summary>How far ahead a sitting may be called, in days.</summary>
    public const int MostDaysAhead = 400;

    /// <summary>How long ago the beginning of a sitting called for now may lie: the time it takes to fill in a form.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    /// <summary>Those who oversee; nobody of an agency. A recused member reads the sitting without the matter.</summary>
    public static bool MayRead(Actor actor, Panel panel) => RegisterReaders.IsOversight(actor, panel);

    /// <summary>The chair or the acting chair, whether in the room or not (Art 54(2), 55(1) of the Act).</summary>
    public static bool MayCall(Actor actor, Panel panel, DateTimeOffset now) =>
        actor.Role == Role.PanelMember && IsChairOrActing(panel.SnapshotAt(Jst.DateOf(now)), actor);

    /// <summary>Whether the actor holds the chair or is named acting chair, whenever the term begins.</summary>
    public static bool IsChairOrActing(Actor actor, Panel panel) =>
        panel.ActingChair?.Value == actor.Id || panel.Seats.Any(seat => seat.IsChair && seat.Member?.Value == actor.Id);

    /// <summary>Those who may call a sitting, and the secretariat.</summary>
    public static bool MayPrepare(Actor actor, Panel panel, DateTimeOffset now) => actor.Role == Role.Examiner || MayCall(actor, panel, now);

    /// <summary>Who leads an open sitting: the one presiding; while nobody presides, the chair or the acting chair.</summary>
    public static bool MayLead(Sitting sitting, Actor actor) =>
        sitting.Presiding([]) is { } presiding ? presiding.Value == actor.Id : sitting.Panel is { } panel && IsChairOrActing(panel, actor);

    /// <summary>The events that <paramref name="command"/> leads to, or the first refusal that stands in its way.</summary>
    public static RegisterVerdict<SittingEvent> Decide(SittingsRegister? register, SittingCommand command, SittingFacts facts)
    {
        register ??= SittingsRegister.Empty;
        if (command is CallSitting call)
            return Faults.Answer<SittingEvent>(CallRefusal(call, facts), () => Called(register, call, facts));
        if (register.Find(command.Sitting) is not { } sitting)
            return new RegisterVerdict<SittingEvent>.Refused(IsOver(register, command.Sitting) ? NotNow : Faults.Missing);
        return command switch
        {
            ChangeAgenda c => Change(sitting, c, facts),
            ApproveAgenda => Faults.Answer<SittingEvent>(
                Authority(MayCall, facts) ?? (sitting.IsComing && !sitting.AgendaIsApproved ? null : NotNow), () => new AgendaApproved(sitting.Number)),
            CancelSitting c => Faults.Answer<SittingEvent>(
                Authority(MayCall, facts) ?? (sitting.IsComing ? Faults.Of(Faults.Text("/reason", c.Reason, "ReasonMissing")) : NotNow),
                () => new SittingCancelled(sitting.Number, c.Reason)),
            OpenSitting c => Open(register, sitting, c, facts),
            RecordPresence c => Faults.Answer<SittingEvent>(
                PresenceRefusal(sitting, c, facts),
                () => c.IsPresent ? new MemberArrived(sitting.Number, c.Member) : new MemberLeft(sitting.Number, c.Member)),
            DeferItem c => Faults.Answer<SittingEvent>(DeferRefusal(sitting, c, facts), () => new ItemDeferred(sitting.Number, c.Item, c.Reason)),
            CloseSitting => Faults.Answer<SittingEvent>(CloseRefusal(sitting, facts), () => new SittingClosed(sitting.Number)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The items that keep the sitting from closing: neither dealt with nor put off.</summary>
    public static IReadOnlyList<int> Unreconciled(Sitting sitting, IReadOnlyDictionary<string, RequestState> requests) =>
    [
        .. Enumerable.Range(1, sitting.Agenda.Count)
            .Where(item => Agenda.StateOf(sitting, item, requests[sitting.Agenda[item - 1].Request]) is AgendaState.Waiting or AgendaState.Voting),
    ];

    /// <summary>Who may put the item off: the one presiding over it, which is not a chair who left the matter.</summary>
    public static bool MayDefer(Sitting sitting, int item, Actor actor, IReadOnlyDictionary<string, RequestState> requests)
    {
        if (item < 1 || item > sitting.Agenda.Count)
            return MayLead(sitting, actor);
        var recused = Agenda.RecusedFrom(requests[sitting.Agenda[item - 1].Request]);
        return sitting.Presiding(recused) is { } presiding
            ? presiding.Value == actor.Id
            : MayLead(sitting, actor) && recused.All(member => member.Value != actor.Id);
    }

    private static readonly Refusal NotNow = new(RefusalKind.Conflict, "NotPossibleNow");

    private static bool IsOver(SittingsRegister register, int number) => register.Past.Any(past => past.Number == number);

    private static bool IsChairOrActing(PanelSnapshot panel, Actor actor) => panel.Chair()?.Value == actor.Id || panel.ActingChair?.Value == actor.Id;

    private static Refusal? Authority(Func<Actor, Panel, DateTimeOffset, bool> may, SittingFacts facts) =>
        may(facts.Actor, facts.Panel, facts.Now) ? null : Faults.NotYours;

    private static SittingCalled Called(SittingsRegister register, CallSitting call, SittingFacts facts) => new(
        register.NextNumber, new MemberId(facts.Actor.Id), facts.Panel.SnapshotAt(Jst.DateOf(facts.Now)).Chair()?.Value != facts.Actor.Id, call.StartsAt,
        call.Agenda, call.Place);

    private static Refusal? CallRefusal(CallSitting call, SittingFacts facts) => Authority(MayCall, facts) ?? Faults.Of(
    [
        Faults.If(call.StartsAt < facts.Now - Leeway, "/startsAt", "DateInPast"),
        Faults.If(call.StartsAt > facts.Now.AddDays(MostDaysAhead), "/startsAt", "SittingTooFarAhead"),
        Faults.Name("/place", call.Place),
        .. AgendaFaults(call.Agenda, [], facts),
    ]);

    private static RegisterVerdict<SittingEvent> Change(Sitting sitting, ChangeAgenda c, SittingFacts facts)
    {
        var isChair = sitting.IsOpen ? MayLead(sitting, facts.Actor) : MayCall(facts.Actor, facts.Panel, facts.Now);
        if (!isChair && (sitting.IsOpen || facts.Actor.Role != Role.Examiner))
            return new RegisterVerdict<SittingEvent>.Refused(Faults.NotYours);
        var given = c.Agenda.Where(item => facts.Sees(item.Request) || !sitting.Agenda.Contains(item)).ToList();
        List<AgendaItem> agenda = sitting.IsOpen
            ? [.. sitting.Agenda, .. given.Where(item => !sitting.Agenda.Contains(item))]
            : [.. given, .. sitting.Agenda.Where(item => !facts.Sees(item.Request))];
        // What is before an open sitting stays before it: nothing is taken away and no item gets another number.
        var seen = sitting.Agenda.Where(item => facts.Sees(item.Request));
        var refusal = Faults.Of(AgendaFaults(agenda, sitting.Agenda, facts))
            ?? (sitting.IsOpen && !given.Take(seen.Count()).SequenceEqual(seen) ? new Refusal(RefusalKind.Conflict, "AgendaHasBegun", "/agenda") : null);
        return Faults.Answer<SittingEvent>(refusal, () => new AgendaChanged(sitting.Number, agenda, isChair));
    }

    /// <summary>What is wrong with an agenda; items that were on it <paramref name="before"/> need not fit any more.</summary>
    private static IEnumerable<FieldError?> AgendaFaults(IReadOnlyList<AgendaItem> agenda, IReadOnlyList<AgendaItem> before, SittingFacts facts)
    {
        yield return Faults.If(agenda.Count > MostItems, "/agenda", "TooManyElements");
        foreach (var (i, item) in agenda.Take(MostItems).Index())
        {
            // Whoever may not read a request is not told either that it is on the agenda already.
            var sees = facts.Sees(item.Request);
            yield return Faults.If(sees && agenda.Take(i).Any(other => other.Request == item.Request), $"/agenda/{i}/request", "AgendaItemTwice");
            if (before.Contains(item))
                continue;
            yield return Faults.If(!sees, $"/agenda/{i}/request", "NoSuchRequest");
            yield return Faults.If(sees && !Agenda.Fits(item.Kind, facts.Requests[item.Request]), $"/agenda/{i}/kind", "AgendaKindNotPossible");
        }
    }

    private static RegisterVerdict<SittingEvent> Open(SittingsRegister register, Sitting sitting, OpenSitting c, SittingFacts facts)
    {
        var panel = facts.Panel.SnapshotAt(Jst.DateOf(facts.Now));
        var quorum = VotingRule.Default.Quorum;
        return Faults.Answer<SittingEvent>(
            Authority(MayCall, facts) ?? OpenRefusal(register, sitting, c, panel, quorum, facts),
            () => new SittingOpened(
                sitting.Number, new MemberId(facts.Actor.Id), c.Present, panel, quorum, register.Due(facts.Ended, sitting.Agenda)));
    }

    private static Refusal? OpenRefusal(SittingsRegister register, Sitting sitting, OpenSitting c, PanelSnapshot panel, Quorum quorum, SittingFacts facts)
    {
        if (!sitting.IsComing)
            return NotNow;
        if (register.Current.Any(other => other.IsOpen))
            return new Refusal(RefusalKind.Conflict, "AnotherSittingIsOpen");
        if (!sitting.AgendaIsApproved)
            return new Refusal(RefusalKind.Conflict, "AgendaNotApproved");
        if (facts.Now < sitting.StartsAt)
            return new Refusal(RefusalKind.Conflict, "SittingNotDue");
        if (c.Present.Distinct().Count() != c.Present.Count || c.Present.Any(member => !panel.Includes(member)))
            return new Refusal(RefusalKind.Invalid, "NotOfTheRoom", "/present");
        if (panel.Presiding(c.Present, [])?.Value != facts.Actor.Id)
            return new Refusal(RefusalKind.Conflict, "NotPresiding");
        return panel.RoomFor(c.Present, []).Meets(quorum) ? null : new Refusal(RefusalKind.Conflict, "PanelNotQuorate", "/present");
    }

    private static Refusal? PresenceRefusal(Sitting sitting, RecordPresence c, SittingFacts facts)
    {
        if (facts.Actor.Role != Role.Examiner && !(sitting.IsOpen ? MayLead(sitting, facts.Actor) : MayCall(facts.Actor, facts.Panel, facts.Now)))
            return Faults.NotYours;
        if (!sitting.IsOpen)
            return NotNow;
        if (!sitting.Panel!.Includes(c.Member))
            return new Refusal(RefusalKind.Invalid, "HoldsNoSeat", "/member");
        return sitting.Present.Contains(c.Member) == c.IsPresent
            ? new Refusal(RefusalKind.Conflict, c.IsPresent ? "AlreadyPresent" : "NotInTheRoom", "/member")
            : null;
    }

    private static Refusal? DeferRefusal(Sitting sitting, DeferItem c, SittingFacts facts)
    {
        if (!sitting.IsOpen)
            return Authority(MayCall, facts) ?? NotNow;
        if (!MayDefer(sitting, c.Item, facts.Actor, facts.Requests))
            return Faults.NotYours;
        if (c.Item < 1 || c.Item > sitting.Agenda.Count)
            return new Refusal(RefusalKind.Invalid, "NoSuchAgendaItem", "/item");
        if (Faults.Of(Faults.Text("/reason", c.Reason, "ReasonMissing")) is { } unreasoned)
            return unreasoned;
        return Agenda.StateOf(sitting, c.Item, facts.Requests[sitting.Agenda[c.Item - 1].Request]) is AgendaState.Waiting or AgendaState.Noted
            ? null
            : new Refusal(RefusalKind.Conflict, "ItemNotWaiting", "/item");
    }

    private static Refusal? CloseRefusal(Sitting sitting, SittingFacts facts)
    {
        if (!sitting.IsOpen)
            return Authority(MayCall, facts) ?? NotNow;
        if (!MayLead(sitting, facts.Actor))
            return Faults.NotYours;
        var open = Unreconciled(sitting, facts.Requests);
        return open.Count == 0 ? null : new Refusal(RefusalKind.Conflict, "AgendaNotReconciled", null, string.Join(", ", open));
    }
}
