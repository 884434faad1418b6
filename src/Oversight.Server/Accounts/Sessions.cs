using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>What became of an attempt to sign in.</summary>
public abstract record SignIn
{
    private SignIn() { }

    /// <summary>Signed in; the token is told once and stored nowhere.</summary>
    public sealed record Granted(string Token, TimeSpan ValidFor) : SignIn;

    /// <summary>Not signed in; unknown name, wrong password, locked and closed are the same answer.</summary>
    public sealed record Refused : SignIn;

    /// <summary>Too many attempts for this name or from this address.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : SignIn;
}

/// <summary>Who a live session belongs to, and the version of the panel's register.</summary>
public sealed record SessionHolder(string Id, Role Role, string? AgencyId, AgencyKind? AgencyKind, string NameEn, string NameJa, int PanelSeq);

/// <summary>Opaque sessions, the same for the API and the pages. All times are on the real clock, never on the demo's.</summary>
public sealed class Sessions(
    TimeProvider time, Transactions transactions, RandomSource random, OversightOptions options, SignInLimits limits,
    IPasswordHasher<Account> hasher, IOptions<IdentityOptions> identity)
{
    private const int TokenBytes = 32;

    private readonly string unknown = hasher.HashPassword(new Account(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)));
    private readonly Func<OversightDbContext, string, DateTimeOffset, Task<SessionHolder?>> find =
        EF.CompileAsyncQuery((OversightDbContext db, string hash, DateTimeOffset now) =>
            (from session in db.Sessions
             join account in db.Users on session.AccountId equals account.Id
             join agency in db.Agencies on account.AgencyId equals agency.Id into agencies
             from agency in agencies.DefaultIfEmpty()
             where session.TokenHash == hash && session.ExpiresAt > now && account.ClosedAt == null
             select new SessionHolder(
                 account.Id, account.Role, account.AgencyId, agency == null ? null : agency.Kind, account.NameEn, account.NameJa,
                 db.Registers.Where(register => register.Case == "panel").Select(register => register.CaseSeq).FirstOrDefault()))
            .SingleOrDefault());

    private DateTimeOffset Now => CanonicalInstant.Truncate(time.GetUtcNow());

    /// <summary>Who holds the token's session; null when it is unknown, over, or the account closed. One query.</summary>
    public Task<SessionHolder?> FindAsync(OversightDbContext db, string token) => find(db, HashOf(token), Now);

    /// <summary>Checks name and password and opens a session. A password is always hashed, so that the time taken tells nothing of the name.</summary>
    public async Task<SignIn> SignInAsync(OversightDbContext db, string userName, string password, string address, CancellationToken ct)
    {
        if (limits.RetryAfter(userName, address) is { } wait)
            return new SignIn.TooMany(wait);
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userName, ct);
        var verified = hasher.VerifyHashedPassword(account ?? new Account(), account?.PasswordHash ?? unknown, password.Normalize());
        if (account?.PasswordHash is null)
            return new SignIn.Refused();
        return verified == PasswordVerificationResult.Failed
            ? await transactions.RunAsync(work => CountFailureAsync(work, account.Id, ct), ct)
            : await transactions.RunAsync(work => OpenAsync(work, account.Id, ct), ct);
    }

    /// <summary>Ends the token's session, if there is one.</summary>
    public Task SignOutAsync(string token, CancellationToken ct)
    {
        var hash = HashOf(token);
        return transactions.RunAsync(db => db.Sessions.Where(session => session.TokenHash == hash).ExecuteDeleteAsync(ct), ct);
    }

    /// <summary>SHA-256 of a token, as it is stored.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>A fresh token, base64url.</summary>
    public static string NewToken(RandomSource random) => Base64Url.EncodeToString(random.Bytes(TokenBytes));

    /// <summary>The row decides once more, under its lock: a password that was right while the account was being locked or closed opens nothing.</summary>
    private async Task<SignIn> OpenAsync(OversightDbContext db, string account, CancellationToken ct)
    {
        var now = Now;
        var open = await db.Users
            .Where(user => user.Id == account && user.ClosedAt == null && (user.LockoutEnd == null || user.LockoutEnd <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.AccessFailedCount, 0), ct);
        if (open == 0)
            return new SignIn.Refused();
        await db.Sessions.Where(session => session.AccountId == account && session.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        var token = NewToken(random);
        db.Sessions.Add(new SessionRow { TokenHash = HashOf(token), AccountId = account, ExpiresAt = now + options.SignIn.SessionFor });
        await db.SaveChangesAsync(ct);
        return new SignIn.Granted(token, options.SignIn.SessionFor);
    }

    private async Task<SignIn> CountFailureAsync(OversightDbContext db, string account, CancellationToken ct)
    {
        var lockout = identity.Value.Lockout;
        var (now, last) = (Now, lockout.MaxFailedAccessAttempts - 1);
        var until = now + lockout.DefaultLockoutTimeSpan;
        var unlocked = db.Users.Where(user => user.Id == account && (user.LockoutEnd == null || user.LockoutEnd <= now));
        var locks = await unlocked.Where(user => user.AccessFailedCount >= last)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.AccessFailedCount, 0).SetProperty(user => user.LockoutEnd, until), ct);
        if (locks == 0)
            await unlocked.ExecuteUpdateAsync(set => set.SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount + 1), ct);
        return new SignIn.Refused();
    }
}
