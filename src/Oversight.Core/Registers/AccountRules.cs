using System.Diagnostics;
using System.Text.RegularExpressions;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers;

/// <summary>What an administrator may do to agencies and accounts.</summary>
public static partial class AccountRules
{
    /// <summary>The event that <paramref name="command"/> leads to, or the first refusal that stands in its way.</summary>
    public static RegisterVerdict<AccountEvent> Decide(AccountsRegister register, AccountCommand command, AccountFacts facts) => command switch
    {
        RegisterAgency agency => Answer(
            RefusalOf(register, agency), new AgencyRegistered(agency.Agency, agency.Kind, agency.NameEn, agency.NameJa)),
        OpenAccount open => Answer(RefusalOf(register, open), new AccountOpened(open.Account, open.Role, open.Agency)),
        CloseAccount close => Answer(RefusalOf(register, close, facts), new AccountClosed(close.Account, close.Reason)),
        ResetPassword reset => Answer(Missing(register, reset.Account), new PasswordReset(reset.Account)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether the text may be the id of an account or an agency: 2 to 40 lower-case letters and digits, parted by single dots or hyphens; not <c>system</c>.</summary>
    public static bool IsId(string text) => text.Length is >= 2 and <= 40 && text != Actor.System.Id && Id().IsMatch(text);

    private static Refusal? RefusalOf(AccountsRegister register, RegisterAgency agency)
    {
        if (!IsId(agency.Agency))
            return Invalid("BadAgencyId", "/id");
        if (register.Agencies.Any(a => a.Agency == agency.Agency))
            return new Refusal(RefusalKind.Conflict, "AgencyExists", "/id");
        return NameMissing(agency.NameEn, agency.NameJa);
    }

    private static Refusal? RefusalOf(AccountsRegister register, OpenAccount open)
    {
        var isOfAgency = open.Role is Role.Drafter or Role.AuthorisingOfficer;
        if (!IsId(open.Account))
            return Invalid("BadAccountId", "/userName");
        if (open.Role == Role.System)
            return Invalid("RoleNotForPeople", "/role");
        if (isOfAgency && register.Agencies.All(a => a.Agency != open.Agency))
            return Invalid(open.Agency is null ? "AgencyMissing" : "NoSuchAgency", "/agency");
        if (!isOfAgency && open.Agency is not null)
            return Invalid("RoleHasNoAgency", "/agency");
        // Ids are for ever: a closed account's is never given again.
        if (register.Find(open.Account) is not null)
            return new Refusal(RefusalKind.Conflict, "AccountExists", "/userName");
        return NameMissing(open.NameEn, open.NameJa);
    }

    private static Refusal? RefusalOf(AccountsRegister register, CloseAccount close, AccountFacts facts)
    {
        if (Missing(register, close.Account) is { } missing)
            return missing;
        if (close.Account == facts.Actor)
            return new Refusal(RefusalKind.Conflict, "CannotCloseOneself");
        if (facts.HoldsSeat)
            return new Refusal(RefusalKind.Conflict, "HoldsSeat");
        return string.IsNullOrWhiteSpace(close.Reason) ? Invalid("ReasonMissing", "/reason") : null;
    }

    private static Refusal? Missing(AccountsRegister register, string account) => register.Find(account) switch
    {
        null => new Refusal(RefusalKind.NotFound, "NotFound"),
        { IsClosed: true } => new Refusal(RefusalKind.Conflict, "AccountIsClosed"),
        _ => null,
    };

    private static Refusal? NameMissing(string nameEn, string nameJa)
    {
        if (string.IsNullOrWhiteSpace(nameEn))
            return Invalid("NameMissing", "/nameEn");
        return string.IsNullOrWhiteSpace(nameJa) ? Invalid("NameMissing", "/nameJa") : null;
    }

    private static Refusal Invalid(string code, string pointer) => new(RefusalKind.Invalid, code, pointer);

    private static RegisterVerdict<AccountEvent> Answer(Refusal? refusal, AccountEvent otherwise) => refusal is null
        ? new RegisterVerdict<AccountEvent>.Accepted(otherwise)
        : new RegisterVerdict<AccountEvent>.Refused(refusal);

    [GeneratedRegex(@"^[a-z][a-z0-9]*([.-][a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}

/// <summary>A change an administrator wants in agencies and accounts.</summary>
public abstract record AccountCommand
{
    private protected AccountCommand() { }
}

/// <summary>Enter an agency.</summary>
public sealed record RegisterAgency(string Agency, AgencyKind Kind, string NameEn, string NameJa) : AccountCommand;

/// <summary>Open an account; the agency is given for a drafter or authorising officer and for nobody else.</summary>
public sealed record OpenAccount(string Account, Role Role, string? Agency, string NameEn, string NameJa) : AccountCommand;

/// <summary>Close an account for ever.</summary>
public sealed record CloseAccount(string Account, string Reason) : AccountCommand;

/// <summary>End the password of an account and let its holder set a new one.</summary>
public sealed record ResetPassword(string Account) : AccountCommand;

/// <summary>What the rules must know from outside.</summary>
/// <param name="Actor">Account of the administrator.</param>
/// <param name="HoldsSeat">Whether the account in question holds a seat of the panel.</param>
public sealed record AccountFacts(string Actor, bool HoldsSeat);
