using Microsoft.AspNetCore.Identity;
using Oversight.Core.Requests;

namespace Oversight.Server.Accounts;

/// <summary>A person who can sign in. The id is the user name for ever: entries name people by it.</summary>
public sealed class Account : IdentityUser
{
    /// <summary>The one role of the account; duties stay with different people because nobody has two.</summary>
    public Role Role { get; init; }

    /// <summary>The agency of a drafter or authorising officer, else null.</summary>
    public string? AgencyId { get; init; }

    /// <summary>The name shown in English.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>The name shown in Japanese.</summary>
    public string NameJa { get; set; } = "";

    /// <summary>When an administrator closed the account, else null; a closed account cannot sign in.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}

/// <summary>An agency that may ask.</summary>
public sealed class AgencyRow
{
    public required string Id { get; init; }
    public required AgencyKind Kind { get; init; }
    public required string NameEn { get; set; }
    public required string NameJa { get; set; }
}

/// <summary>A bearer session: only the SHA-256 of its token is stored. Times are on the real clock.</summary>
public sealed class SessionRow
{
    public required string TokenHash { get; init; }
    public required string AccountId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
