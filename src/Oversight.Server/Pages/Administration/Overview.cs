using Oversight.Core.Requests;
using Oversight.Server.Accounts;

namespace Oversight.Server.Pages.Administration;

/// <summary>What an administrator looks after, counted, and what is missing before requests can be dealt with.</summary>
public sealed record Overview(int Agencies, int People, int Seats, int HeldSeats, bool HasActingChair, IReadOnlyList<Role> MissingRoles)
{
    private static readonly Role[] Needed = [Role.Drafter, Role.AuthorisingOfficer, Role.Examiner, Role.Auditor];

    /// <summary>True when nothing is missing.</summary>
    public bool IsReady => Agencies > 0 && HeldSeats == Seats && HasActingChair && MissingRoles.Count == 0;

    public static async Task<Overview> ReadAsync(RegisterReading registers, CancellationToken ct)
    {
        var panel = await registers.PanelAsync(ct);
        var open = (await registers.AccountsAsync(ct)).Items.Where(account => !account.IsClosed).ToList();
        var agencies = (await registers.AgenciesAsync(ct)).Items.Count;
        return new Overview(
            agencies, open.Count, panel.Seats.Count, panel.Seats.Count(seat => seat.Holder is not null), panel.ActingChair is not null,
            [.. Needed.Except(open.Select(account => account.Role))]);
    }
}
