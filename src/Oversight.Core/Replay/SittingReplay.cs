using System.Diagnostics;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;

namespace Oversight.Core.Replay;

/// <summary>From the entries of the sittings back to the commands; the requests on the agenda are as the log has them at this place.</summary>
internal static class SittingReplay
{
    public static Fault? Judge(RegisterSight<SittingsRegister> sight, SittingEvent happened)
    {
        var register = sight.Before ?? SittingsRegister.Empty;
        SittingCommand command = happened switch
        {
            SittingCalled e => new CallSitting(e.StartsAt, e.Place ?? CommandTable.Erased, e.Agenda),
            AgendaChanged e => new ChangeAgenda(e.Sitting, e.Agenda),
            AgendaApproved e => new ApproveAgenda(e.Sitting),
            SittingCancelled e => new CancelSitting(e.Sitting, e.Reason ?? CommandTable.Erased),
            SittingOpened e => new OpenSitting(e.Sitting, e.Present),
            MemberArrived e => new RecordPresence(e.Sitting, e.Member, IsPresent: true),
            MemberLeft e => new RecordPresence(e.Sitting, e.Member, IsPresent: false),
            ItemDeferred e => new DeferItem(e.Sitting, e.Item, e.Reason ?? CommandTable.Erased),
            SittingClosed e => new CloseSitting(e.Sitting),
            _ => throw new UnreachableException(),
        };
        IReadOnlyList<AgendaItem> named = happened switch { SittingCalled e => e.Agenda, AgendaChanged e => e.Agenda, _ => [] };
        return sight.Compare(happened, SittingRules.Decide(sight.Before, command, FactsOf(sight, register, command, named)));
    }

    private static SittingFacts FactsOf(RegisterSight<SittingsRegister> sight, SittingsRegister register, SittingCommand command, IReadOnlyList<AgendaItem> named)
    {
        var requests = new Dictionary<string, RequestState>();
        foreach (var item in named.Concat(register.Find(command.Sitting)?.Agenda ?? []))
            if (sight.World.StateOf(item.Request, sight.Now, sight.Behind) is { } state)
                requests[item.Request] = state;
        var ended = command is OpenSitting ? sight.World.Ended(register.ListsFrom ?? DateTimeOffset.UnixEpoch, sight.Now, sight.Behind) : [];
        return new SittingFacts(sight.Actor, sight.World.PanelAt(sight.Now, sight.Behind), sight.Now, requests, ended);
    }
}
