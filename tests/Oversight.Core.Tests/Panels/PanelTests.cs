using Oversight.Core.Panels;

namespace Oversight.Core.Tests.Panels;

public sealed class PanelTests
{
    private static readonly DateOnly Start = new(2026, 4, 1);
    private static readonly DateOnly End = new(2031, 3, 31);
    private static readonly MemberId Kuze = new("kuze"), Saegusa = new("saegusa"), Nasu = new("nasu"), Ibuki = new("ibuki"), Ayabe = new("ayabe");
    private static readonly PanelFacts Facts = new(new MemberId("admin"), new DateOnly(2028, 2, 14), IsMemberOfAgency: false, MaximumPartTime: 2);

    private static readonly Panel Fixture = new[]
    {
        Holder("kuze"), Holder("saegusa"), Holder("nasu"), Holder("ibuki", isFullTime: false), Holder("ayabe", isFullTime: false),
    }
        .Select((holder, index) => (PanelCommand)new FillSeat(index + 1, holder))
        .Append(new NameActingChair(Saegusa))
        .Aggregate(Panel.Vacant(5), (panel, command) => panel.Apply(Accepted(panel, command)));

    private static readonly FillSeat FillVacated = new(2, Holder("mori"));
    private static readonly Panel Without2 = Fixture.Apply(new SeatVacated(2, Saegusa, "resigned"));

    [Fact]
    public void A_panel_is_filled_seat_by_seat_from_vacant_ones()
    {
        Assert.Equal([Kuze, Saegusa, Nasu, Ibuki, Ayabe], Fixture.Seats.Select(seat => seat.Member!.Value));
        Assert.Equal([1], Fixture.Seats.Where(seat => seat.IsChair).Select(seat => seat.Number));
        Assert.Equal(Saegusa, Fixture.ActingChair);
    }

    [Fact]
    public void A_panel_has_one_chair_distinct_numbers_and_one_seat_a_person()
    {
        var holder = Holder("kuze");

        Assert.Throws<ArgumentException>(() => new Panel([new Seat(1, true, null), new Seat(2, true, null)], null));
        Assert.Throws<ArgumentException>(() => new Panel([new Seat(1, false, null), new Seat(2, false, null)], null));
        Assert.Throws<ArgumentException>(() => new Panel([new Seat(1, true, null), new Seat(1, false, null)], null));
        Assert.Throws<ArgumentException>(() => new Panel([new Seat(1, true, holder), new Seat(2, false, holder)], null));
    }

    public static TheoryData<FillSeat, PanelFacts, PanelRefusal> Refusals()
    {
        var mori = FillVacated.Holder;
        return new()
        {
            { FillVacated, Facts with { Actor = mori.Member }, PanelRefusal.CannotSeatOneself },
            { FillVacated, Facts with { IsMemberOfAgency = true }, PanelRefusal.MemberOfAgency },
            { FillVacated with { Number = 6 }, Facts, PanelRefusal.NoSuchSeat },
            { FillVacated with { Number = 3 }, Facts, PanelRefusal.SeatTaken },
            { FillVacated with { Holder = mori with { NameEn = "" } }, Facts, PanelRefusal.NameMissing },
            { FillVacated with { Holder = mori with { NameJa = " " } }, Facts, PanelRefusal.NameMissing },
            { FillVacated with { Holder = mori with { Appointment = "" } }, Facts, PanelRefusal.AppointmentMissing },
            { FillVacated with { Holder = mori with { TermEnd = Start } }, Facts, PanelRefusal.TermEndsBeforeItStarts },
            { FillVacated with { Holder = mori with { Member = Nasu } }, Facts, PanelRefusal.AlreadySeated },
            { FillVacated with { Holder = mori with { IsFullTime = false } }, Facts, PanelRefusal.TooManyPartTime },
        };
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_seat_is_not_filled_against_the_rules(FillSeat command, PanelFacts facts, PanelRefusal refusal) =>
        Assert.Equal(refusal, Refused(Without2, command, facts));

    [Fact]
    public void A_vacated_seat_is_filled() => Assert.Equal(new SeatFilled(2, FillVacated.Holder), Accepted(Without2, FillVacated));

    [Fact]
    public void The_chair_is_full_time() =>
        Assert.Equal(PanelRefusal.ChairNotFullTime, Refused(Panel.Vacant(5), new FillSeat(1, Holder("kuze", isFullTime: false)), Facts));

    [Fact]
    public void Part_time_members_up_to_the_setting_are_seated()
    {
        var command = new FillSeat(2, FillVacated.Holder with { IsFullTime = false });

        Assert.IsType<PanelDecision.Accepted>(PanelRules.Decide(Without2, command, Facts with { MaximumPartTime = 3 }));
    }

    [Fact]
    public void A_holder_stays_past_the_term_until_a_successor_begins()
    {
        var later = Facts with { Today = End.AddDays(10) };
        var successor = new FillSeat(2, Holder("mori") with { TermStart = End.AddDays(5), TermEnd = End.AddYears(5) });

        Assert.Contains(Fixture.SeatedAt(later.Today), seat => seat.Member == Saegusa && seat.IsTermOverAt(later.Today));
        Assert.False(Fixture.Seats[1].IsTermOverAt(End));
        Assert.Equal(PanelRefusal.SeatTaken, Refused(Fixture, successor, Facts));
        Assert.Equal(PanelRefusal.SeatTaken, Refused(Fixture, successor with { Holder = successor.Holder with { TermStart = End } }, later));

        var succeeded = Fixture.Apply(Accepted(Fixture, successor, later));
        Assert.Equal(new MemberId("mori"), succeeded.Seats[1].Member);
        Assert.Null(succeeded.ActingChair);
    }

    [Fact]
    public void A_holder_can_be_reappointed_and_stays_acting_chair()
    {
        var again = new FillSeat(2, Holder("saegusa") with { TermStart = End.AddDays(1), TermEnd = End.AddYears(5) });

        var panel = Fixture.Apply(Accepted(Fixture, again, Facts with { Today = End.AddDays(1) }));

        Assert.Equal((again.Holder, Saegusa), (panel.Seats[1].Holder, panel.ActingChair));
    }

    [Fact]
    public void Nobody_is_seated_before_the_term_begins()
    {
        Assert.Empty(Fixture.SeatedAt(Start.AddDays(-1)));
        Assert.Equal(5, Fixture.SeatedAt(Start).Count);
    }

    [Fact]
    public void A_seat_is_vacated_with_a_reason()
    {
        Assert.Equal(new SeatVacated(2, Saegusa, "resigned"), Accepted(Fixture, new VacateSeat(2, "resigned")));
        Assert.Null(Without2.Seats[1].Holder);
        Assert.Equal(PanelRefusal.ReasonMissing, Refused(Fixture, new VacateSeat(2, " "), Facts));
        Assert.Equal(PanelRefusal.SeatVacant, Refused(Without2, new VacateSeat(2, "resigned"), Facts));
        Assert.Equal(PanelRefusal.NoSuchSeat, Refused(Fixture, new VacateSeat(0, "resigned"), Facts));
    }

    [Fact]
    public void The_acting_chair_is_a_seated_full_time_member_other_than_the_chair()
    {
        Assert.Equal(new ActingChairNamed(Nasu), Accepted(Fixture, new NameActingChair(Nasu)));
        Assert.Equal(Nasu, Fixture.Apply(new ActingChairNamed(Nasu)).ActingChair);
        Assert.Equal(PanelRefusal.ActingChairIsChair, Refused(Fixture, new NameActingChair(Kuze), Facts));
        Assert.Equal(PanelRefusal.ActingChairNotFullTime, Refused(Fixture, new NameActingChair(Ibuki), Facts));
        Assert.Equal(PanelRefusal.ActingChairNotSeated, Refused(Without2, new NameActingChair(Saegusa), Facts));
        Assert.Equal(PanelRefusal.ActingChairNotSeated, Refused(Fixture, new NameActingChair(Nasu), Facts with { Today = Start.AddDays(-1) }));
    }

    [Fact]
    public void A_chair_is_never_the_acting_chair() => Assert.Null(new Panel(Fixture.Seats, Kuze).ActingChair);

    [Fact]
    public void An_acting_chair_who_leaves_is_acting_chair_no_longer() => Assert.Null(Without2.ActingChair);

    private static SeatHolder Holder(string id, bool isFullTime = true) => new(new MemberId(id), id, id + "氏", isFullTime, Start, End, "consent 2026-03");

    private static PanelEvent Accepted(Panel panel, PanelCommand command, PanelFacts? facts = null) =>
        Assert.IsType<PanelDecision.Accepted>(PanelRules.Decide(panel, command, facts ?? Facts)).Event;

    private static PanelRefusal Refused(Panel panel, PanelCommand command, PanelFacts facts) =>
        Assert.IsType<PanelDecision.Refused>(PanelRules.Decide(panel, command, facts)).Refusal;
}
