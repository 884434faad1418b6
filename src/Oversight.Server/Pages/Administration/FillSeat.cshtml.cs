using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Administration;

/// <summary>How much of their time a member gives.</summary>
public enum WorkingTime { FullTime, PartTime }

/// <summary>Seats a person, in a vacant seat or after a term that is over.</summary>
[Authorize(Policy = AccountsHosting.Administrators)]
public sealed class FillSeatPage(Desk desk, PanelChanges changes, RegisterReading reading, FormState form, BusinessClock clock) : SeatPage(reading)
{
    /// <summary>The panel's rules speak of the seat as a whole; here each has its field.</summary>
    private static readonly Dictionary<string, string> Fields = new()
    {
        [PanelRefusal.TermEndsBeforeItStarts.Code] = "termEnd.year",
        [PanelRefusal.SeatTaken.Code] = "termStart.year",
        [PanelRefusal.ChairNotFullTime.Code] = "time",
        [PanelRefusal.TooManyPartTime.Code] = "time",
        [PanelRefusal.AlreadySeated.Code] = "member",
        [PanelRefusal.MemberOfAgency.Code] = "member",
        [PanelRefusal.CannotSeatOneself.Code] = "member",
    };

    /// <summary>Panel members with an open account and no other seat.</summary>
    public IReadOnlyList<AccountView> Candidates { get; private set; } = [];

    /// <summary>Whether the holder, if any, awaits a successor.</summary>
    public bool IsTermOver => Seat.IsTermOverAt(Jst.DateOf(clock.Now));

    public async Task<IActionResult> OnPostAsync(int number)
    {
        if (await OpenAsync(number) is { } elsewhere)
            return elsewhere;
        form.Keep(Request.Form);
        var answers = new FormAnswers(Request.Form, form);
        var fill = new FillSeatBody(
            answers.Chosen("member"), answers.RequiredChoice<WorkingTime>("time") == WorkingTime.FullTime,
            answers.RequiredDay("termStart"), answers.RequiredDay("termEnd"), answers.Required("appointment"));
        if (!answers.IsReadable)
            return desk.Unreadable(this);
        var outcome = await changes.FillAsync(number, fill.Member, fill.HolderNamed, desk.IntentOf(fill), HttpContext.RequestAborted);
        var answer = desk.Answer(this, outcome, "done.fillSeat", "/panel");
        form.Place(Fields);
        return answer;
    }

    protected override async Task<IActionResult?> OpenAsync(int number)
    {
        if (await base.OpenAsync(number) is { } elsewhere)
            return elsewhere;
        var elsewhereSeated = Panel.Seats.Where(seat => seat != Seat).Select(seat => seat.Member?.Value).ToHashSet();
        Candidates = [.. (await Reading.AccountsAsync(HttpContext.RequestAborted)).Items
            .Where(account => account is { Role: Role.PanelMember, IsClosed: false } && !elsewhereSeated.Contains(account.UserName))];
        return null;
    }
}
