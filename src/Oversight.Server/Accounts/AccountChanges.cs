using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>What an administrator does to agencies and accounts: the rule, its rows and its entry in one commit.</summary>
public sealed class AccountChanges(RegisterStore registers, AccountSetup setup, BusinessClock clock)
{
    public Task<Outcome> RegisterAgencyAsync(RegisterAgency command, RegisterIntent intent, CancellationToken ct) =>
        ChangeAsync(command, intent, (db, happened) =>
        {
            db.Agencies.Add(AccountRows.Of((AgencyRegistered)happened));
            return Task.CompletedTask;
        }, ct);

    /// <summary>Opens an account without a password; the token lets its holder set one.</summary>
    public async Task<(Outcome Outcome, string? Token)> OpenAsync(OpenAccount command, RegisterIntent intent, CancellationToken ct)
    {
        string? token = null;
        var outcome = await ChangeAsync(command, intent, async (db, _) =>
        {
            db.Users.Add(AccountRows.Of(command.Account, command.Role, command.Agency, command.NameEn, command.NameJa, passwordHash: null));
            token = await setup.IssuePasswordTokenAsync(db, command.Account, ct);
        }, ct);
        return (outcome, token);
    }

    public Task<Outcome> CloseAsync(CloseAccount command, RegisterIntent intent, CancellationToken ct) =>
        ChangeAsync(command, intent, async (db, _) =>
        {
            var account = await db.Users.SingleAsync(user => user.Id == command.Account, ct);
            account.ClosedAt = clock.Now;
            account.PasswordHash = null;
            await AccountSetup.EndAccessAsync(db, account.Id, ct);
        }, ct);

    /// <summary>Takes the password away; the token lets the holder set another.</summary>
    public async Task<(Outcome Outcome, string? Token)> ResetPasswordAsync(ResetPassword command, RegisterIntent intent, CancellationToken ct)
    {
        string? token = null;
        var outcome = await ChangeAsync(command, intent, async (db, _) =>
        {
            var account = await db.Users.SingleAsync(user => user.Id == command.Account, ct);
            account.PasswordHash = null;
            token = await setup.IssuePasswordTokenAsync(db, account.Id, ct);
        }, ct);
        return (outcome, token);
    }

    private Task<Outcome> ChangeAsync(
        AccountCommand command, RegisterIntent intent, Func<OversightDbContext, AccountEvent, Task> addRows, CancellationToken ct) =>
        registers.ChangeAsync(Registers.Accounts, intent, clock.Now, async (db, accounts) =>
        {
            var holdsSeat = command is CloseAccount close && await HoldsSeatAsync(db, close.Account, ct);
            var verdict = AccountRules.Decide(accounts ?? AccountsRegister.Empty, command, new AccountFacts(intent.Actor.Id, holdsSeat));
            if (verdict is RegisterVerdict<AccountEvent>.Accepted accepted)
                await addRows(db, accepted.Event);
            return verdict;
        }, ct);

    /// <summary>Locks the panel too: nobody is seated while the account is being closed.</summary>
    private static async Task<bool> HoldsSeatAsync(OversightDbContext db, string account, CancellationToken ct) =>
        await db.LockRegisterAsync(Registers.Panel.Case, ct) is { } row
        && Registers.Panel.Parse(row.Snapshot).Seats.Any(seat => seat.Member?.Value == account);
}
