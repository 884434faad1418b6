using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Demo;

/// <summary>The fictional agencies, people and panel of the demo.</summary>
public sealed class DemoPeople(Transactions transactions, RegisterStore registers, RandomSource random, IPasswordHasher<Account> hasher, OversightOptions options)
{
    private static readonly DateOnly TermStart = new(2026, 4, 1);

    /// <summary>When everybody came into office.</summary>
    public static DateTimeOffset SeatedAt { get; } = Jst.StartOf(TermStart);

    private static readonly AgencyRegistered[] Agencies =
    [
        new("cao", AgencyKind.CabinetOffice, "Cabinet Office", "内閣府"),
        new("npa", AgencyKind.NationalPolice, "National Police Agency", "警察庁"),
        new("pref", AgencyKind.PrefecturalPolice, "Prefectural Police", "県警察"),
        new("sdf", AgencyKind.SelfDefenseForces, "Self-Defense Forces", "自衛隊"),
    ];

    private static readonly (string Id, Role Role, string? Agency, string NameEn, string NameJa)[] People =
    [
        ("kuze", Role.PanelMember, null, "Kuze", "久世"),
        ("saegusa", Role.PanelMember, null, "Saegusa", "三枝"),
        ("nasu", Role.PanelMember, null, "Nasu", "那須"),
        ("ibuki", Role.PanelMember, null, "Ibuki", "伊吹"),
        ("ayabe", Role.PanelMember, null, "Ayabe", "綾部"),
        .. Agencies.SelectMany(agency => new (string, Role, string?, string, string)[]
        {
            ($"{agency.Agency}.drafter", Role.Drafter, agency.Agency, $"Drafter, {agency.NameEn}", $"{agency.NameJa} 起案者"),
            ($"{agency.Agency}.officer", Role.AuthorisingOfficer, agency.Agency, $"Authorising officer, {agency.NameEn}", $"{agency.NameJa} 決裁者"),
        }),
        ("examiner1", Role.Examiner, null, "Examiner 1", "審査官一"),
        ("examiner2", Role.Examiner, null, "Examiner 2", "審査官二"),
        ("inspector", Role.Inspector, null, "Inspector", "検査官"),
        ("auditor", Role.Auditor, null, "Auditor", "監査人"),
        ("admin", Role.Administrator, null, "Administrator", "管理者"),
    ];

    /// <summary>How many accounts the demo has.</summary>
    public static int Count => People.Length;

    /// <summary>The password, where this start has made it; nobody can be told later.</summary>
    public string? MadePassword { get; private set; }

    /// <summary>Enters everybody, unless the database has accounts already. Gives everybody's password when it did, else null.</summary>
    public async Task<string?> EnterAsync()
    {
        if (await transactions.RunAsync(db => db.Users.AnyAsync(), CancellationToken.None))
            return null;
        var made = options.Demo.Password.Length == 0;
        var password = made ? Base64Url.EncodeToString(random.Bytes(12)) : options.Demo.Password;
        // Hashing is slow on purpose, and it is one password: hash it once.
        var hash = hasher.HashPassword(new Account(), password.Normalize());
        if (!await transactions.RunAsync(db => EnterAsync(db, hash), CancellationToken.None))
            return null;
        MadePassword = made ? password : null;
        return password;
    }

    private async Task<bool> EnterAsync(OversightDbContext db, string passwordHash)
    {
        if (await db.Users.AnyAsync())
            return false;
        foreach (var agency in Agencies)
            db.Agencies.Add(AccountRows.Of(agency));
        foreach (var (id, role, agency, nameEn, nameJa) in People)
            db.Users.Add(AccountRows.Of(id, role, agency, nameEn, nameJa, passwordHash));
        var accounts = People.Select(person => (AccountEvent)new AccountOpened(person.Id, person.Role, person.Agency));
        registers.Append(db, Registers.Accounts, null, [.. Agencies, .. accounts], Actor.System, SeatedAt);
        var panel = await db.LockRegisterAsync(Registers.Panel.Case, CancellationToken.None);
        registers.Append(db, Registers.Panel, panel, Seated(), Actor.System, SeatedAt);
        if (options.Demo.Cases)
            db.Settings.Add(DemoSeeding.Mark());
        await db.SaveChangesAsync();
        return true;
    }

    /// <summary>The five take their seats by the rules; two of the first members for three years (Act 42 of 2025, suppl. 5).</summary>
    private static List<PanelEvent> Seated()
    {
        var facts = new PanelFacts(new MemberId(Actor.System.Id), TermStart, IsMemberOfAgency: false, MaximumPartTime: 2);
        var panel = Panel.Vacant(5);
        var events = new List<PanelEvent>();
        foreach (var command in Commands())
        {
            var happened = ((PanelDecision.Accepted)PanelRules.Decide(panel, command, facts)).Event;
            panel = panel.Apply(happened);
            events.Add(happened);
        }
        return events;
    }

    private static IEnumerable<PanelCommand> Commands() =>
    [
        Fill(1, "kuze", isFullTime: true, years: 5),
        Fill(2, "saegusa", isFullTime: true, years: 5),
        Fill(3, "nasu", isFullTime: true, years: 3),
        Fill(4, "ibuki", isFullTime: false, years: 5),
        Fill(5, "ayabe", isFullTime: false, years: 3),
        new NameActingChair(new MemberId("saegusa")),
    ];

    private static FillSeat Fill(int seat, string member, bool isFullTime, int years)
    {
        var person = People.Single(someone => someone.Id == member);
        return new FillSeat(seat, new SeatHolder(
            new MemberId(member), person.NameEn, person.NameJa, isFullTime, TermStart, TermStart.AddYears(years).AddDays(-1),
            "Fictional: consent of both Houses, March 2026"));
    }
}
