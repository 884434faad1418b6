using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>The role an account holds; an account holds exactly one, so duties stay with different people (V09).</summary>
[CamelCaseNames]
public enum Role { Drafter, AuthorisingOfficer, Examiner, PanelMember, Inspector, Auditor, Administrator, System }

/// <summary>Kinds of requesting agency; decides which routes it may ask for (A4, I10).</summary>
[CamelCaseNames]
public enum AgencyKind { CabinetOffice, NationalPolice, PrefecturalPolice, SelfDefenseForces }

/// <summary>An agency by its short id.</summary>
public sealed record Agency(string Id, AgencyKind Kind);

/// <summary>Who acts: account id, the one role it holds and, for agency roles, its agency.</summary>
public sealed record Actor(string Id, Role Role, Agency? Agency = null)
{
    /// <summary>The system itself: fires timers, never decides.</summary>
    public static readonly Actor System = new("system", Role.System);

    /// <summary>True for the agency's own people.</summary>
    public bool IsOfAgency(string agency) => Agency?.Id == agency && Role is Role.Drafter or Role.AuthorisingOfficer;
}
