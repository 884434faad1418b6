using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Server.Accounts;

/// <summary>The rows that go with the registers' events.</summary>
public static class AccountRows
{
    /// <summary>A new account; without a password hash nobody can sign in yet.</summary>
    public static Account Of(string id, Role role, string? agency, string nameEn, string nameJa, string? passwordHash) => new()
    {
        Id = id,
        UserName = id,
        NormalizedUserName = id.ToUpperInvariant(),
        Role = role,
        AgencyId = agency,
        NameEn = nameEn,
        NameJa = nameJa,
        PasswordHash = passwordHash,
        LockoutEnabled = true,
    };

    /// <summary>A new agency.</summary>
    public static AgencyRow Of(AgencyRegistered agency) =>
        new() { Id = agency.Agency, Kind = agency.Kind, NameEn = agency.NameEn, NameJa = agency.NameJa };
}
