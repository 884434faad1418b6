using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Registers.Undertakings;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Tests.Registers;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.People;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Core.Tests.Replay;

/// <summary>Registers follow from their rules like requests do.</summary>
public sealed class RegisterReplayTests
{
    private static readonly DateTimeOffset Now = Books.Jst("2028-02-14 09:00");
    private static readonly Actor CaoOfficer = OfficerOf(Cao);
    private static readonly AgreementTerms Terms = new(new(2028, 1, 1), new(2028, 12, 31), FlowClass.ForeignToDomestic, 125, new("Kita Power", "electricity"), Books.Both);
    private static readonly Scenario Drafted = Scenario.Drafted(Contents.C01);
    private static readonly Log Begun = Log.Of(Drafted);

    [Fact]
    public void Every_register_there_is_replays()
    {
        var names = typeof(Book).GetProperties().Select(property => property.GetValue(null)!)
            .Select(register => register.GetType().GetProperty("Register")?.GetValue(register) ?? register)
            .Select(register => (string)register.GetType().GetProperty("Case")!.GetValue(register)!).ToList();

        Assert.Contains("panel", names);
        foreach (var name in names)
        {
            var entry = Account(new PasswordReset("kuze"), Administrator).With(h => h with { Case = name });
            var found = With(entry with { Document = entry.Document with { Type = "NoSuchEvent" } }).AssertFound(DivergenceCodes.UnknownEntry, Begun.Entries.Count);
            Assert.Contains("NoSuchEvent", found.Explanation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Who_administers_may_seat_open_close_and_rotate()
    {
        var holder = new SeatHolder(new MemberId("mori"), "Mori", "森", false, new(2028, 1, 1), new(2030, 12, 31), "consent");
        var key = new PublicKey(new string('A', 43), new string('B', 43));

        Assert.Empty(With(
            Account(new AccountOpened("mori", Role.PanelMember, null), Administrator), Account(new PasswordSet("mori"), new Actor("mori", Role.PanelMember)),
            Account(new PasswordReset("mori"), Administrator), Seat(new SeatVacated(5, Id(Ayabe), "moved"), Administrator), Seat(new SeatFilled(5, holder), Administrator),
            Account(new AccountClosed("ayabe", "moved"), Administrator), Seat(new ActingChairNamed(Id(Nasu)), Administrator),
            Log.Of<KeysRegister, KeyEvent>(Book.Keys, new SigningKeyAdded(key.Thumbprint(), key), null, Now)).Replayed().Divergences);
    }

    [Fact]
    public void Nobody_else_may()
    {
        var holder = new SeatHolder(new MemberId("cao.drafter"), "x", "x", false, new(2028, 1, 1), new(2030, 12, 31), "consent");
        var key = new PublicKey(new string('A', 43), new string('B', 43));

        Refused(Seat(new SeatVacated(5, Id(Ayabe), "moved"), Examiner));
        Refused(Seat(new SeatVacated(5, Id(Ayabe), "moved"), Actor.System));
        Refused(Seat(new SeatFilled(5, holder), Administrator));
        Refused(Seat(new PanelEstablished(9), Actor.System));
        Refused(Seat(new ActingChairNamed(Id(Ibuki)), Administrator));
        Refused(Account(new AccountOpened("mori", Role.PanelMember, null), Actor.System));
        Refused(Account(new AccountOpened("mori", Role.Drafter, "mod"), Administrator));
        Refused(Account(new AccountOpened("kuze", Role.Auditor, null), Administrator));
        Refused(Account(new AccountClosed("kuze", "moved"), Administrator));
        Refused(Account(new PasswordSet("kuze"), Saegusa));
        Refused(Account(new FirstAdministratorCreated("mori"), Actor.System));
        Refused(Log.Of<KeysRegister, KeyEvent>(Book.Keys, new SigningKeyAdded(key.Thumbprint(), key), CaoOfficer, Now));
        With(Log.Of<KeysRegister, KeyEvent>(Book.Keys, new SigningKeyAdded(new string('C', 43), key), null, Now)).AssertFound(DivergenceCodes.EventDiffers, Begun.Entries.Count);
    }

    [Fact]
    public void An_account_that_was_closed_acts_no_more()
    {
        var closed = Account(new AccountClosed("cao.drafter", "left"), Administrator).With(h => h with { At = Drafted.Now.AddMinutes(-2) });
        Written[] before = [.. Begun.Entries.Take(Log.Before), closed];

        Begun.Forged(_ => [.. before, Begun.Entries[^1]]).AssertFound(DivergenceCodes.ActorNotEntitled, Log.Before + 1);
        // A session of the very moment may have been recognised before.
        Assert.Empty(Begun.Forged(_ => [.. before.SkipLast(1), closed.With(h => h with { At = Drafted.Now }), Begun.Entries[^1]]).Replayed().Divergences);
    }

    [Fact]
    public void Agreements_undertakings_availability_and_reports_follow_from_their_rules()
    {
        var report = new OperatorReportFiled("OR-1", Now.AddHours(-3), Now.AddHours(-1), new string('a', 64), new("Kita Power", "electricity", "KP-7", "An intrusion."));
        Written[] good =
        [
            Of(Book.Agreements.Register, new AgreementRegistered("AG-1", "cao", Terms), CaoOfficer),
            Of(Book.Agreements.Register, new AgreementInspected("AG-1", new(2028, 2, 14), InspectionArticle.Article63Paragraph1, Books.Both), Inspector),
            Of(Book.Undertakings.Register, new UndertakingRecorded("UT-1", null, null, "Sato", Books.Both), Examiner),
            Of(Book.Undertakings.Register, new UndertakingClosed("UT-1", UndertakingOutcome.Kept, "kept"), Inspector),
            Of(Book.Roster.Register, new AvailabilityRecorded(Id(Nasu), Now, Now.AddDays(1), Attendance.InTheRoom, 60), Nasu),
            Of(Book.OperatorReports, report, Examiner),
        ];

        Assert.Empty(With(good).Replayed().Divergences);
        Refused(Of(Book.Agreements.Register, new AgreementRegistered("AG-1", "npa", Terms), OfficerOf(Npa)));
        Differs(Of(Book.Agreements.Register, new AgreementRegistered("AG-2", "cao", Terms), CaoOfficer));
        Refused(Of(Book.Undertakings.Register, new UndertakingRecorded("UT-1", "2028-0000-0000", null, "Sato", Books.Both), Examiner));
        Refused(Of(Book.Roster.Register, new AvailabilityRecorded(Id(Nasu), Now, Now.AddDays(1), Attendance.InTheRoom, 60), Saegusa));
        Refused(Of(Book.OperatorReports, report, Inspector));
        With([.. good, Of(Book.OperatorReports, report with { Report = "OR-2" }, Examiner)]).AssertFound(DivergenceCodes.CommandRefused, Begun.Entries.Count + good.Length);
        var erased = With([.. good.Select(entry => entry with { Parts = new Dictionary<string, string>() })]).Replayed();
        Assert.Empty(erased.Divergences);
        Assert.Equal(good.Sum(entry => entry.Parts.Count), erased.Withheld.Count);
    }

    [Fact]
    public void A_sitting_is_called_opened_and_closed_as_its_rules_say()
    {
        var number = new AgendaItem(Drafted.State.Id.Value, AgendaKind.Report);
        var panel = People.Panel.SnapshotAt(new(2028, 2, 14));
        var opened = new SittingOpened(1, Id(Kuze), Ids(Members), panel, VotingRule.Default.Quorum, []);
        var called = Of(Book.Sittings, new SittingCalled(1, Id(Kuze), false, Now, [], "Room 1"), Kuze);

        Assert.Empty(With(called, Of(Book.Sittings, opened, Kuze), Of(Book.Sittings, new MemberLeft(1, Id(Nasu)), Examiner), Of(Book.Sittings, new SittingClosed(1), Kuze)).Replayed().Divergences);
        Refused(Of(Book.Sittings, new SittingCalled(1, Id(Nasu), false, Now, [], "Room 1"), Nasu));
        Refused(Of(Book.Sittings, new SittingCalled(1, Id(Kuze), false, Now, [number], "Room 1"), Kuze));
        With(called, Of(Book.Sittings, opened with { Listed = [Drafted.State.Id.Value] }, Kuze)).AssertFound(DivergenceCodes.EventDiffers, Begun.Entries.Count + 1);
        With(called, Of(Book.Sittings, opened with { Present = Ids(Kuze, Nasu) }, Kuze)).AssertFound(DivergenceCodes.CommandRefused, Begun.Entries.Count + 1);
    }

    [Fact]
    public void What_another_commit_of_the_moment_changed_may_not_have_been_seen()
    {
        var voting = Scenario.Voting(Contents.C01);
        var log = Log.Of(voting);
        var at = log.IndexOf("RoundOpened");
        Written Vacated(TimeSpan before) => Seat(new SeatVacated(5, Id(Ayabe), "moved"), Administrator).With(h => h with { At = log.Entries[at].Document.Header.At - before });

        Assert.Empty(log.After(at - 1, Vacated(TimeSpan.FromSeconds(50))).Replayed().Divergences);
        log.After(at - 1, Vacated(TimeSpan.FromSeconds(70))).AssertFound(DivergenceCodes.CommandRefused, at + 1);
    }

    [Fact]
    public void A_register_is_dated_back_by_no_more_than_a_moment()
    {
        Written Set(DateTimeOffset at) => Account(new PasswordReset("kuze"), Administrator).With(h => h with { At = at });

        Assert.Empty(With(Set(Now), Set(Now.AddSeconds(-59))).Replayed().Divergences);
        With(Set(Now), Set(Now.AddSeconds(-61))).AssertFound(DivergenceCodes.TimeGoesBack, Begun.Entries.Count + 1);
    }

    private static Log With(params Written[] more) => Begun.Forged(all => [.. all, .. more]);

    private static void Refused(Written entry) => With(entry).AssertFound(DivergenceCodes.CommandRefused, Begun.Entries.Count);

    private static void Differs(Written entry) => With(entry).AssertFound(DivergenceCodes.EventDiffers, Begun.Entries.Count);

    private static Written Account(AccountEvent happened, Actor actor) => Of(Book.Accounts, happened, actor);

    private static Written Seat(PanelEvent happened, Actor actor) => Of(Book.Panel, happened, actor);

    private static Written Of<TState, TEvent>(Register<TState, TEvent> register, TEvent happened, Actor actor)
        where TState : class
        where TEvent : class => Log.Of(register, happened, actor, Now);
}
