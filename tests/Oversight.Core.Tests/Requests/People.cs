using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Requests;

/// <summary>The panel of five and the agencies of the cases.</summary>
internal static class People
{
    public static readonly Actor Kuze = Member("kuze");
    public static readonly Actor Saegusa = Member("saegusa");
    public static readonly Actor Nasu = Member("nasu");
    public static readonly Actor Ibuki = Member("ibuki");
    public static readonly Actor Ayabe = Member("ayabe");
    public static readonly Actor Examiner = new("examiner1", Role.Examiner);
    public static readonly Actor Inspector = new("inspector", Role.Inspector);
    public static readonly Actor Auditor = new("auditor", Role.Auditor);
    public static readonly Actor Administrator = new("admin", Role.Administrator);

    public static readonly Agency Cao = new("cao", AgencyKind.CabinetOffice);
    public static readonly Agency Npa = new("npa", AgencyKind.NationalPolice);
    public static readonly Agency Pref = new("pref", AgencyKind.PrefecturalPolice);
    public static readonly Agency Sdf = new("sdf", AgencyKind.SelfDefenseForces);

    public static readonly Actor[] Members = [Kuze, Saegusa, Nasu, Ibuki, Ayabe];

    public static readonly Actor[] Everyone =
    [
        .. Members, Examiner, Inspector, Auditor, Administrator, Actor.System,
        .. new[] { Cao, Npa, Pref, Sdf }.SelectMany(agency => new[] { DrafterOf(agency), OfficerOf(agency) }),
    ];

    /// <summary>Chair Kuze; full-time Saegusa (acting chair) and Nasu; part-time Ibuki and Ayabe.</summary>
    public static Panel Panel { get; } = new(
        [
            Seat(1, Kuze, isChair: true, isFullTime: true), Seat(2, Saegusa, isChair: false, isFullTime: true),
            Seat(3, Nasu, isChair: false, isFullTime: true), Seat(4, Ibuki, isChair: false, isFullTime: false),
            Seat(5, Ayabe, isChair: false, isFullTime: false),
        ],
        Id(Saegusa));

    public static Actor DrafterOf(Agency agency) => new($"{agency.Id}.drafter", Role.Drafter, agency);

    public static Actor OfficerOf(Agency agency) => new($"{agency.Id}.officer", Role.AuthorisingOfficer, agency);

    public static MemberId Id(Actor member) => new(member.Id);

    public static IReadOnlyList<MemberId> Ids(params Actor[] members) => [.. members.Select(Id)];

    private static Actor Member(string id) => new(id, Role.PanelMember);

    private static Seat Seat(int number, Actor member, bool isChair, bool isFullTime) => new(
        number, isChair, new SeatHolder(Id(member), member.Id, member.Id, isFullTime, new(2026, 4, 1), new(2031, 3, 31), "consent of both Houses"));
}
