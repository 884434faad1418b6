using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Sittings;
using Oversight.Server.Pages;
using Oversight.Server.Texts;

namespace Oversight.Server.Sittings;

/// <summary>Entries of a sitting as sentences; what speaks of an item is only for those who may read its request.</summary>
public sealed class SittingText(Sitting sitting, Func<int, bool> sees)
{
    /// <summary>The line as a sentence without its time; <paramref name="upTo"/> are the lines so far, this one included.</summary>
    public string Of(SittingLine line, IEnumerable<SittingLine> upTo, Words words, Names names)
    {
        string Person(string member) => names.Person(words, member);
        string People(IEnumerable<MemberId> members) => string.Join(words["list.and"], members.Select(member => Person(member.Value)).DefaultIfEmpty("–"));
        int Present() => upTo.Aggregate((Sitting?)null, (state, one) => Sitting.Apply(state, one.Happened, one.At))!.Present.Count;
        return line.Happened switch
        {
            SittingCalled e => words[e.ByActingChair ? "sittingLine.called.acting" : "sittingLine.called", Person(e.By.Value), words.Time(e.StartsAt), e.Agenda.Count],
            AgendaChanged e => words[e.IsApproved ? "sittingLine.agenda" : "sittingLine.agenda.prepared", Person(line.Actor), e.Agenda.Count],
            AgendaApproved => words["sittingLine.approved", Person(line.Actor)],
            SittingCancelled e => words["sittingLine.cancelled", Person(line.Actor), e.Reason ?? words["sittingLine.erased"]],
            SittingOpened e => words[
                "sittingLine.opened", Person(e.Presiding.Value), People(e.Present),
                People(e.Panel.Seats.Select(seat => seat.Member).Where(member => !e.Present.Contains(member))), e.Listed.Count],
            MemberArrived e => words["minutes.arrived", Person(e.Member.Value), Present()],
            MemberLeft e => words["minutes.left", Person(e.Member.Value), Present()],
            ItemDeferred e when sees(e.Item) => words["sittingLine.deferred", e.Item, sitting.Agenda[e.Item - 1].Request, e.Reason ?? words["sittingLine.erased"]],
            ItemDeferred e => words["sittingLine.deferred.withheld", e.Item],
            SittingClosed => words["sittingLine.closed", Person(line.Actor)],
            _ => throw new UnreachableException(line.Happened.GetType().Name),
        };
    }
}
