using System.Diagnostics;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers;

/// <summary>The agencies and accounts there are, in the order they came.</summary>
public sealed record AccountsRegister(IReadOnlyList<RegisteredAgency> Agencies, IReadOnlyList<RegisteredAccount> Accounts)
{
    /// <summary>Nobody yet.</summary>
    public static AccountsRegister Empty { get; } = new([], []);

    /// <summary>The account with this id, null if there is none.</summary>
    public RegisteredAccount? Find(string account) => Accounts.SingleOrDefault(a => a.Account == account);

    /// <summary>The register after <paramref name="happened"/>.</summary>
    public AccountsRegister Apply(AccountEvent happened) => happened switch
    {
        AgencyRegistered agency => this with
        {
            Agencies = [.. Agencies, new RegisteredAgency(agency.Agency, agency.Kind, agency.NameEn, agency.NameJa)],
        },
        FirstAdministratorCreated first => this with { Accounts = [.. Accounts, new RegisteredAccount(first.Account, Role.Administrator, null, false)] },
        AccountOpened opened => this with { Accounts = [.. Accounts, new RegisteredAccount(opened.Account, opened.Role, opened.Agency, false)] },
        AccountClosed closed => this with { Accounts = [.. Accounts.Select(a => a.Account == closed.Account ? a with { IsClosed = true } : a)] },
        PasswordReset or PasswordSet => this,
        _ => throw new UnreachableException(),
    };
}

/// <summary>An agency that may ask.</summary>
public sealed record RegisteredAgency(string Agency, AgencyKind Kind, string NameEn, string NameJa);

/// <summary>An account; role and agency never change.</summary>
public sealed record RegisteredAccount(string Account, Role Role, string? Agency, bool IsClosed);

/// <summary>What happened to agencies and accounts. Names of people stay out: an entry cannot be taken back.</summary>
public abstract record AccountEvent
{
    private protected AccountEvent() { }
}

/// <summary>An agency was entered.</summary>
public sealed record AgencyRegistered(string Agency, AgencyKind Kind, string NameEn, string NameJa) : AccountEvent;

/// <summary>The one-time link of the first start made the first administrator.</summary>
public sealed record FirstAdministratorCreated(string Account) : AccountEvent;

/// <summary>An account was opened.</summary>
public sealed record AccountOpened(string Account, Role Role, string? Agency) : AccountEvent;

/// <summary>An account was closed for ever; its sessions ended.</summary>
public sealed record AccountClosed(string Account, [property: Part] string? Reason) : AccountEvent;

/// <summary>An administrator made a one-time link to set a new password; the old one and all sessions ended.</summary>
public sealed record PasswordReset(string Account) : AccountEvent;

/// <summary>Whoever held the one-time link set the password.</summary>
public sealed record PasswordSet(string Account) : AccountEvent;
