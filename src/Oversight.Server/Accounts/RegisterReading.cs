using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>What the API and the pages read of agencies, accounts and the panel, each with the version of its register.</summary>
public sealed class RegisterReading(OversightDbContext db)
{
    /// <summary>Every agency, by id.</summary>
    public async Task<Listing<AgencyBody>> AgenciesAsync(CancellationToken ct) => new(
        await AccountsVersionAsync(ct),
        await db.Agencies.AsNoTracking().OrderBy(a => a.Id).Select(a => new AgencyBody(a.Id, a.Kind, a.NameEn, a.NameJa)).ToListAsync(ct));

    /// <summary>Every account, closed ones too, by id.</summary>
    public async Task<Listing<AccountView>> AccountsAsync(CancellationToken ct) => new(
        await AccountsVersionAsync(ct),
        await db.Users.AsNoTracking().OrderBy(a => a.Id)
            .Select(a => new AccountView(a.Id, a.Role, a.AgencyId, a.NameEn, a.NameJa, a.ClosedAt != null, a.PasswordHash != null)).ToListAsync(ct));

    /// <summary>Accounts that wrong passwords have locked until later than <paramref name="now"/> of the real clock.</summary>
    public async Task<IReadOnlySet<string>> LockedAsync(DateTimeOffset now, CancellationToken ct) =>
        (await db.Users.AsNoTracking().Where(a => a.LockoutEnd > now).Select(a => a.Id).ToListAsync(ct)).ToHashSet();

    /// <summary>The panel as it is composed.</summary>
    public async Task<PanelView> PanelAsync(CancellationToken ct)
    {
        var row = await db.Registers.AsNoTracking().SingleAsync(register => register.Case == Registers.Panel.Case, ct);
        var panel = Registers.Panel.Parse(row.Snapshot);
        return new PanelView(row.CaseSeq, panel.Seats, panel.ActingChair);
    }

    /// <summary>Read before the rows: whoever acts on rows newer than their version is told so, never the other way round.</summary>
    private Task<int> AccountsVersionAsync(CancellationToken ct) =>
        db.Registers.Where(register => register.Case == Registers.Accounts.Case).Select(register => register.CaseSeq).SingleOrDefaultAsync(ct);
}
