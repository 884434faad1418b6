using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Rosters;
using static Oversight.Core.Tests.Registers.Books;

namespace Oversight.Core.Tests.Registers;

public sealed class RosterTests
{
    private static readonly MemberId KuzeId = new("kuze"), Saegusa = new("saegusa");

    private static RuledRegister<Roster, RosterEvent, RosterCommand> Book => Core.Registers.Registers.Roster;

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were() => AssertPinned(
        Book.Register, [new AvailabilityRecorded(KuzeId, Now, Now.AddHours(8), Attendance.InTheRoom, 30)], new() { ["AvailabilityRecorded"] = "77ec84c782ed43085567f8b1663dfa60f69af4221869e29d8958df36c24494bc" }, []);

    [Fact]
    public void A_member_says_so_for_himself_and_the_secretariat_for_everybody()
    {
        var (own, others) = (Say("kuze", 0, 8), Say("saegusa", 0, 8));
        Assert.Equal([Examiner, Kuze], Everybody.Where(actor => Book.Give(null, own, actor) is RegisterVerdict<RosterEvent>.Accepted));
        Assert.Equal([Examiner], Everybody.Where(actor => Book.Give(null, others, actor) is RegisterVerdict<RosterEvent>.Accepted));
        Book.Give(null, others, Kuze).AssertRefused("NotYourCommand");
        Book.Give(null, own with { Member = new("mori") }, Examiner).AssertRefused("HoldsNoSeat", "/member");
    }

    [Fact]
    public void Those_who_oversee_read_it() => Assert.Equal([Examiner, Inspector, Auditor, Kuze], Everybody.Where(actor => Book.MayRead(actor, Five)));

    public static TheoryData<RecordAvailability, string, string> Bad() => new()
    {
        { Say("kuze", 8, 8), "EndsBeforeItStarts", "/to" },
        { Say("kuze", -8, 0), "PeriodIsOver", "/to" },
        { Say("kuze", 0, (400 * 24) + 1), "TooFarAhead", "/to" },
        { Say("kuze", 0, 8) with { ReachableWithinMinutes = null }, "NumberOutOfRange", "/reachableWithinMinutes" },
        { Say("kuze", 0, 8) with { ReachableWithinMinutes = -1 }, "NumberOutOfRange", "/reachableWithinMinutes" },
        { Say("kuze", 0, 8) with { ReachableWithinMinutes = 1441 }, "NumberOutOfRange", "/reachableWithinMinutes" },
        { Say("kuze", 0, 8) with { Attendance = Attendance.Absent }, "NumberOutOfRange", "/reachableWithinMinutes" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_does_not_hold_is_refused(RecordAvailability command, string code, string pointer) => Book.Give(null, command, Examiner).AssertRefused(code, pointer);

    [Fact]
    public void A_newer_entry_holds_where_it_overlaps_older_ones_of_the_same_member()
    {
        var roster = Said(Say("kuze", 0, 10), Say("saegusa", 0, 10), Say("kuze", 4, 6) with { Attendance = Attendance.Remote, ReachableWithinMinutes = 5 });
        Assert.Equal(
            ["kuze 0-4 InTheRoom", "kuze 4-6 Remote", "kuze 6-10 InTheRoom", "saegusa 0-10 InTheRoom"], roster.Periods.Select(Shown));

        var absent = Book.Do(roster, Say("kuze", 3, 7) with { Attendance = Attendance.Absent, ReachableWithinMinutes = null }, Kuze);
        Assert.Equal(["kuze 0-3 InTheRoom", "kuze 7-10 InTheRoom", "saegusa 0-10 InTheRoom"], absent.Periods.Select(Shown));
    }

    [Fact]
    public void One_members_periods_never_overlap_whatever_is_said()
    {
        var random = new Random(46);
        Roster? roster = null;
        var said = new List<RecordAvailability>();
        for (var i = 0; i < 300; i++)
        {
            var from = random.Next(0, 60);
            var attendance = (Attendance)random.Next(3);
            said.Add(Say(i % 3 == 0 ? "kuze" : "saegusa", from, from + random.Next(1, 20)) with
            {
                Attendance = attendance,
                ReachableWithinMinutes = attendance == Attendance.Absent ? null : i,
            });
            roster = Book.Do(roster, said[^1], Examiner);
            foreach (var hour in Enumerable.Range(0, 80))
            {
                var at = Now.AddHours(hour);
                foreach (var member in new[] { KuzeId, Saegusa })
                {
                    var last = said.LastOrDefault(s => s.Member == member && s.From <= at && at < s.To);
                    var there = roster.Periods.Where(p => p.Member == member && p.From <= at && at < p.To).Select(p => (int?)p.ReachableWithinMinutes);
                    Assert.Equal(last?.ReachableWithinMinutes is { } minutes ? [minutes] : [], there);
                }
            }
        }
    }

    internal static Roster Said(params RecordAvailability[] said) => said.Aggregate((Roster?)null, (roster, c) => Book.Do(roster, c, Examiner))!;

    /// <summary>In the room from and to so many hours from now, reachable at once.</summary>
    internal static RecordAvailability Say(string member, double from, double to) =>
        new(new MemberId(member), Now.AddHours(from), Now.AddHours(to), Attendance.InTheRoom, 0);

    private static string Shown(Availability period) =>
        $"{period.Member} {(period.From - Now).TotalHours}-{(period.To - Now).TotalHours} {period.Attendance}";
}
