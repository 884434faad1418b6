using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Server.Pages.Rosters;

/// <summary>Records how a member can sit in a period.</summary>
public sealed class NewPage(Desk desk, RegisterBooks books, FormState form) : RegisterFormPage(desk, books, form)
{
    /// <summary>Whom the caller records for: a member himself, the secretariat everybody who holds a seat.</summary>
    public IReadOnlyList<SeatHolder> Members =>
    [
        .. Desk.Caller.Panel.Seats.Select(seat => seat.Holder).OfType<SeatHolder>()
            .Where(holder => Desk.Caller.Actor.Role == Role.Examiner || holder.Member.Value == Desk.Caller.Actor.Id),
    ];

    protected override bool May(Caller caller) => RosterRules.MayRecord(caller.Actor, caller.Panel);

    protected override Task<IActionResult> SendAsync(FormAnswers answers)
    {
        var attendance = answers.RequiredChoice<Attendance>("attendance");
        var said = new RecordAvailability(
            new MemberId(answers.Chosen("member")), answers.RequiredMoment("from"), answers.RequiredMoment("to", isEnd: true), attendance,
            attendance == Attendance.Absent ? null : answers.Number("reachableWithinMinutes"));
        return ChangeAsync(Book.Roster, answers, said, "/roster", isNew: true);
    }
}
