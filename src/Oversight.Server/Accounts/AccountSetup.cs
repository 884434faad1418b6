using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>What one-time links are for: the first administrator, and everybody's password. Links are checked on the real clock; only their hashes are stored.</summary>
public sealed class AccountSetup(
    TimeProvider time, BusinessClock clock, Transactions transactions, RegisterStore registers, RandomSource random,
    UserManager<Account> identity, IPasswordHasher<Account> hasher, OversightDbContext read)
{
    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan LinkValidFor = TimeSpan.FromHours(24);

    private const string SetupSetting = "setupLink";
    private const string LinkProvider = "oneTimeLink";
    private const int LongestPassword = 128;

    private static readonly Refusal LinkNotValid = new(RefusalKind.Forbidden, "LinkNotValid");

    private DateTimeOffset Now => CanonicalInstant.Truncate(time.GetUtcNow());

    /// <summary>A fresh token for the first administrator, replacing an earlier one; null when there are accounts already.</summary>
    public Task<string?> IssueSetupTokenAsync(CancellationToken ct)
    {
        var token = Sessions.NewToken(random);
        return transactions.RunAsync(async db =>
        {
            if (await db.Users.AnyAsync(ct))
                return null;
            var value = $"{Sessions.HashOf(token)} {Milliseconds(Now + LinkValidFor)}";
            if (await db.Settings.SingleOrDefaultAsync(setting => setting.Name == SetupSetting, ct) is { } setting)
                setting.Value = value;
            else
                db.Settings.Add(new SettingRow { Name = SetupSetting, Value = value });
            await db.SaveChangesAsync(ct);
            return token;
        }, ct);
    }

    /// <summary>A token with which the account's holder sets a password, inside a unit of work that the caller saves; earlier ones and all sessions end.</summary>
    public async Task<string> IssuePasswordTokenAsync(OversightDbContext db, string account, CancellationToken ct)
    {
        await EndAccessAsync(db, account, ct);
        var token = Sessions.NewToken(random);
        db.UserTokens.Add(new IdentityUserToken<string>
        {
            UserId = account,
            LoginProvider = LinkProvider,
            Name = Sessions.HashOf(token),
            Value = Milliseconds(Now + LinkValidFor),
        });
        return token;
    }

    /// <summary>Ends every session and open link of an account, at once.</summary>
    public static async Task EndAccessAsync(OversightDbContext db, string account, CancellationToken ct)
    {
        await db.Sessions.Where(session => session.AccountId == account).ExecuteDeleteAsync(ct);
        await db.UserTokens.Where(link => link.UserId == account).ExecuteDeleteAsync(ct);
    }

    /// <summary>Creates the first administrator; null when done. A link that is unknown, used or too old is one refusal.</summary>
    public async Task<Refusal?> CreateAdministratorAsync(
        string token, string userName, string nameEn, string nameJa, string password, IdempotencyKey? key, CancellationToken ct)
    {
        var open = new OpenAccount(userName, Role.Administrator, null, nameEn, nameJa);
        if (AccountRules.Decide(AccountsRegister.Empty, open, new AccountFacts("", false)) is RegisterVerdict<AccountEvent>.Refused { Refusal: var refusal })
            return refusal;
        if (await PasswordRefusalAsync(userName, password) is { } weak)
            return weak;
        var hash = hasher.HashPassword(new Account(), password.Normalize());
        return await transactions.RunAsync(async db =>
        {
            if (await ReplayAsync(db, token, key, ct) is { } before)
                return before.Refusal;
            if (await db.Settings.SingleOrDefaultAsync(s => s.Name == SetupSetting, ct) is not { } setting
                || !IsLive(setting.Value, token) || await db.Users.AnyAsync(ct))
                return LinkNotValid;
            db.Settings.Remove(setting);
            db.Users.Add(AccountRows.Of(userName, Role.Administrator, null, nameEn, nameJa, hash));
            await RecordAsync(db, new FirstAdministratorCreated(userName), Actor.System, token, key, ct);
            return null;
        }, ct);
    }

    /// <summary>Sets the password of the account the link was made for; null when done.</summary>
    public async Task<Refusal?> SetPasswordAsync(string token, string password, IdempotencyKey? key, CancellationToken ct)
    {
        if (await ReplayAsync(read, token, key, ct) is { } replayed)
            return replayed.Refusal;
        if (await LinkAsync(read, token, ct) is not { } found)
            return LinkNotValid;
        if (await PasswordRefusalAsync(found.UserId, password) is { } weak)
            return weak;
        var hash = hasher.HashPassword(new Account(), password.Normalize());
        return await transactions.RunAsync(async db =>
        {
            if (await ReplayAsync(db, token, key, ct) is { } before)
                return before.Refusal;
            var register = await db.LockRegisterAsync(Registers.Accounts.Case, ct);
            if (register is null || await LinkAsync(db, token, ct) is not { } link)
                return LinkNotValid;
            var account = await db.Users.SingleAsync(user => user.Id == link.UserId, ct);
            await EndAccessAsync(db, account.Id, ct);
            account.PasswordHash = hash;
            account.LockoutEnd = null;
            account.AccessFailedCount = 0;
            var agency = account.AgencyId is null ? null : await db.Agencies.SingleAsync(a => a.Id == account.AgencyId, ct);
            var holder = new Actor(account.Id, account.Role, agency is null ? null : new Agency(agency.Id, agency.Kind));
            await RecordAsync(db, new PasswordSet(account.Id), holder, token, key, ct);
            return null;
        }, ct);
    }

    /// <summary>Whether the token still opens `/setup` or, for a password, `/password`.</summary>
    public async Task<bool> IsOpenAsync(string token, CancellationToken ct) =>
        (await read.Settings.AsNoTracking().SingleOrDefaultAsync(s => s.Name == SetupSetting, ct) is { } setting && IsLive(setting.Value, token))
        || await LinkAsync(read, token, ct) is not null;

    private async Task RecordAsync(OversightDbContext db, AccountEvent happened, Actor actor, string token, IdempotencyKey? key, CancellationToken ct)
    {
        var row = await db.LockRegisterAsync(Registers.Accounts.Case, ct);
        var version = registers.Append(db, Registers.Accounts, row, [happened], actor, clock.Now);
        var written = new Outcome.Written(StatusCodes.Status204NoContent, Registers.Accounts.Case, version, "");
        IdempotencyKeys.Add(db, KeyOwner(token), key, written, clock.Now);
        await db.SaveChangesAsync(ct);
    }

    private static async Task<Replayed?> ReplayAsync(OversightDbContext db, string token, IdempotencyKey? key, CancellationToken ct) =>
        await IdempotencyKeys.FindAsync(db, KeyOwner(token), key, ct) switch
        {
            null => null,
            Outcome.Written => new Replayed(null),
            _ => new Replayed(new Refusal(RefusalKind.Invalid, "IdempotencyKeyReused")),
        };

    private async Task<IdentityUserToken<string>?> LinkAsync(OversightDbContext db, string token, CancellationToken ct)
    {
        var hash = Sessions.HashOf(token);
        var link = await db.UserTokens.AsNoTracking().SingleOrDefaultAsync(l => l.LoginProvider == LinkProvider && l.Name == hash, ct);
        return link is not null && long.Parse(link.Value!, CultureInfo.InvariantCulture) > Now.ToUnixTimeMilliseconds() ? link : null;
    }

    private async Task<Refusal?> PasswordRefusalAsync(string userName, string password)
    {
        if (password.Length > LongestPassword)
            return Weak("PasswordTooLong");
        if (password.Contains(userName, StringComparison.OrdinalIgnoreCase))
            return Weak("PasswordContainsUserName");
        foreach (var validator in identity.PasswordValidators)
        {
            var result = await validator.ValidateAsync(identity, new Account(), password);
            if (result.Errors.FirstOrDefault() is { } error)
                return Weak(error.Code);
        }
        return null;
    }

    private bool IsLive(string setting, string token) =>
        setting.Split(' ') is [var hash, var until]
        && hash == Sessions.HashOf(token) && long.Parse(until, CultureInfo.InvariantCulture) > Now.ToUnixTimeMilliseconds();

    private static Refusal Weak(string code) => new(RefusalKind.Invalid, code, "/password");

    private static string KeyOwner(string token) => $"link {Sessions.HashOf(token)}";

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private sealed record Replayed(Refusal? Refusal);
}
