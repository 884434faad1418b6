using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Tests.Registers;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Sittings;

public sealed class SittingTests
{
    [Fact]
    public void The_chair_or_the_acting_chair_calls_a_sitting_and_nobody_else()
    {
        foreach (var actor in Everyone.Where(actor => actor != Kuze && actor != Saegusa))
            new Hall().Try(actor, new CallSitting(Hall.Start, "Room 1", [])).AssertRefused("NotYourCommand");

        Assert.False(new Hall().Do(Kuze, new CallSitting(Hall.Start, "Room 1", [])).Sitting.ByActingChair);
        var called = new Hall().Do(Saegusa, new CallSitting(Hall.Start, "Room 1", [])).Sitting;
        Assert.Equal((1, Id(Saegusa), true, true), (called.Number, called.CalledBy, called.ByActingChair, called.AgendaIsApproved));
    }

    [Fact]
    public void A_sitting_is_called_for_a_time_to_come_at_a_place_with_items_that_fit()
    {
        var hall = new Hall();
        var request = hall.With(Scenario.BeforePanel(C01));
        var draft = hall.With(Scenario.Drafted(C03));
        CallSitting Call(params AgendaItem[] agenda) => new(Hall.Start, "Room 1", agenda);

        hall.Try(Kuze, Call() with { StartsAt = Hall.Start.AddMinutes(-6) }).AssertRefused("DateInPast", "/startsAt");
        hall.Try(Kuze, Call() with { StartsAt = Hall.Start.AddDays(401) }).AssertRefused("SittingTooFarAhead", "/startsAt");
        hall.Try(Kuze, Call() with { Place = " " }).AssertRefused("TextMissingOrTooLong", "/place");
        hall.Try(Kuze, Call(new AgendaItem(draft, AgendaKind.Decide))).AssertRefused("NoSuchRequest", "/agenda/0/request");
        hall.Try(Kuze, Call(new AgendaItem("2028-0000-000Z", AgendaKind.Report))).AssertRefused("NoSuchRequest", "/agenda/0/request");
        hall.Try(Kuze, Call(new(request, AgendaKind.Decide), new(request, AgendaKind.Report))).AssertRefused("AgendaItemTwice", "/agenda/1/request");
        hall.Try(Kuze, Call(new AgendaItem(request, AgendaKind.Confirm))).AssertRefused("AgendaKindNotPossible", "/agenda/0/kind");
        hall.Try(Kuze, Call(new AgendaItem(request, AgendaKind.Resolve))).AssertRefused("AgendaKindNotPossible", "/agenda/0/kind");
        hall.Do(Kuze, Call(new AgendaItem(request, AgendaKind.Decide)));
    }

    [Fact]
    public void What_the_secretariat_prepared_waits_for_the_approval_of_the_chair()
    {
        var hall = new Hall();
        var request = hall.With(Scenario.BeforePanel(C01));
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", []));
        hall.Try(Nasu, new ChangeAgenda(1, [])).AssertRefused("NotYourCommand");
        hall.Try(Kuze, new ApproveAgenda(1)).AssertRefused("NotPossibleNow");

        hall.Do(Examiner, new ChangeAgenda(1, [new(request, AgendaKind.Decide)]));
        hall.Try(Kuze, Opening()).AssertRefused("AgendaNotApproved");
        hall.Try(Examiner, new ApproveAgenda(1)).AssertRefused("NotYourCommand");
        hall.Do(Saegusa, new ApproveAgenda(1)).Do(Kuze, Opening());
        Assert.Equal([new AgendaItem(request, AgendaKind.Decide)], hall.Sitting.Agenda);
    }

    [Fact]
    public void A_chair_who_left_a_matter_changes_the_agenda_around_it()
    {
        var hall = new Hall();
        var first = hall.With(Scenario.BeforePanel(C01));
        var second = hall.With(Scenario.BeforePanel(C03).When(Kuze, new DeclareInterest(RecusalGround.SelfRecusal, null, "a relative")));
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [])).Do(Examiner, new ChangeAgenda(1, [new(second, AgendaKind.Decide)]));

        Assert.Equal(
            [new FieldError("/agenda/0/request", "NoSuchRequest")],
            hall.Try(Kuze, new ChangeAgenda(1, [new(second, AgendaKind.Report)])).AssertRefusal("NoSuchRequest").Errors);
        hall.Do(Kuze, new ChangeAgenda(1, [new(first, AgendaKind.Decide)]));
        Assert.Equal([first, second], hall.Sitting.Agenda.Select(item => item.Request));
    }

    [Fact]
    public void A_sitting_opens_in_its_time_with_a_quorum_led_by_who_presides()
    {
        var hall = new Hall().Do(Kuze, new CallSitting(Hall.Start.AddHours(1), "Room 1", []));
        hall.Try(Kuze, Opening()).AssertRefused("SittingNotDue");
        hall.Now = hall.Now.AddHours(1);

        hall.Try(Examiner, Opening()).AssertRefused("NotYourCommand");
        hall.Try(Kuze, Opening(Kuze, Nasu)).AssertRefused("PanelNotQuorate", "/present");
        hall.Try(Kuze, Opening(Saegusa, Nasu, Ibuki)).AssertRefused("NotPresiding");
        hall.Try(Saegusa, Opening()).AssertRefused("NotPresiding");
        hall.Try(Kuze, Opening(Kuze, Kuze, Nasu)).AssertRefused("NotOfTheRoom", "/present");
        hall.Try(Kuze, Opening(Kuze, Nasu, Examiner)).AssertRefused("NotOfTheRoom", "/present");
        Assert.Equal(Id(Saegusa), hall.Do(Saegusa, Opening(Saegusa, Nasu, Ibuki)).Sitting.Presiding([]));

        hall.Try(Saegusa, Opening(Saegusa, Nasu, Ibuki)).AssertRefused("NotPossibleNow");
        hall.Do(Kuze, new CallSitting(hall.Now, "Room 2", []));
        hall.Try(Kuze, new OpenSitting(2, Ids(Members))).AssertRefused("AnotherSittingIsOpen");
        hall.Try(Kuze, new OpenSitting(3, Ids(Members))).AssertRefused("NotFound");
    }

    [Fact]
    public void Members_come_and_go_the_chair_presides_when_there_and_the_quorum_follows()
    {
        var hall = new Hall().Do(Kuze, new CallSitting(Hall.Start, "Room 1", [])).Do(Saegusa, Opening(Saegusa, Nasu, Ibuki));
        hall.Try(Nasu, new RecordPresence(1, Id(Ayabe), true)).AssertRefused("NotYourCommand");
        hall.Try(Saegusa, new RecordPresence(1, Id(Nasu), true)).AssertRefused("AlreadyPresent", "/member");
        hall.Try(Saegusa, new RecordPresence(1, Id(Ayabe), false)).AssertRefused("NotInTheRoom", "/member");
        hall.Try(Examiner, new RecordPresence(1, Id(Examiner), true)).AssertRefused("HoldsNoSeat", "/member");

        hall.Do(Examiner, new RecordPresence(1, Id(Nasu), false));
        Assert.False(hall.Sitting.HasQuorum([]));
        hall.Do(Saegusa, new RecordPresence(1, Id(Kuze), true));
        Assert.Equal((true, Id(Kuze)), (hall.Sitting.HasQuorum([]), hall.Sitting.Presiding([])));
        hall.Try(Saegusa, new CloseSitting(1)).AssertRefused("NotYourCommand");
        hall.Do(Kuze, new RecordPresence(1, Id(Kuze), false)).Do(Examiner, new RecordPresence(1, Id(Saegusa), false));
        // Nobody presides: the sitting can still be ended by those who could.
        Assert.Null(hall.Sitting.Presiding([]));
        hall.Do(Kuze, new CloseSitting(1));
    }

    [Fact]
    public void A_sitting_closes_only_when_every_item_is_dealt_with_or_put_off()
    {
        var hall = new Hall();
        var (one, two) = (Scenario.BeforePanel(C01), Scenario.BeforePanel(C03));
        string[] numbers = [hall.With(one), hall.With(two)];
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [new(numbers[0], AgendaKind.Decide), new(numbers[1], AgendaKind.Decide)])).Do(Kuze, Opening());
        Assert.Equal("1, 2", hall.Try(Kuze, new CloseSitting(1)).AssertRefusal("AgendaNotReconciled").Detail);

        one.Now = hall.Now;
        hall.With(one.Open(Members));
        Assert.Equal(AgendaState.Voting, Agenda.StateOf(hall.Sitting, 1, one.State));
        hall.Try(Kuze, new DeferItem(1, 1, "later")).AssertRefused("ItemNotWaiting", "/item");
        hall.With(one.Votes("yyyyy", Members));
        Assert.Equal(AgendaState.DealtWith, Agenda.StateOf(hall.Sitting, 1, one.State));
        Assert.Equal("2", hall.Try(Kuze, new CloseSitting(1)).AssertRefusal("AgendaNotReconciled").Detail);

        hall.Try(Kuze, new DeferItem(1, 2, " ")).AssertRefused("ReasonMissing", "/reason");
        hall.Try(Kuze, new DeferItem(1, 3, "later")).AssertRefused("NoSuchAgendaItem", "/item");
        hall.Try(Nasu, new DeferItem(1, 2, "later")).AssertRefused("NotYourCommand");
        hall.Do(Kuze, new DeferItem(1, 2, "The minister's view is awaited.")).Do(Kuze, new CloseSitting(1));
        Assert.Equal(2, Assert.Single(hall.Register.Past).ItemCount);
        hall.Try(Kuze, new CloseSitting(1)).AssertRefused("NotPossibleNow");
    }

    [Fact]
    public void A_void_round_leaves_the_matter_on_the_table_and_a_withdrawal_takes_it_away()
    {
        var hall = new Hall();
        var one = Scenario.BeforePanel(C01);
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [new(hall.With(one), AgendaKind.Decide)])).Do(Kuze, Opening());
        one.Now = hall.Now;
        one.Open(Kuze, Saegusa, Nasu).When(Kuze, new ChangePresence(Id(Nasu), IsPresent: false));
        Assert.True(one.Round.IsVoid);
        Assert.Equal(AgendaState.Waiting, Agenda.StateOf(hall.Sitting, 1, one.State));
        hall.With(one.When(one.Officer, new Withdraw("not needed")));
        Assert.Equal(AgendaState.Moot, Agenda.StateOf(hall.Sitting, 1, one.State));
        hall.Do(Kuze, new CloseSitting(1));
    }

    [Fact]
    public void A_round_belongs_to_the_sitting_it_opened_in_and_to_no_other()
    {
        var hall = new Hall();
        var one = Scenario.BeforePanel(C01);
        one.Now = Hall.Start.AddMinutes(-1);
        hall.With(one.Open(Kuze, Saegusa, Nasu).When(Kuze, new ChangePresence(Id(Nasu), IsPresent: false)));
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [new(hall.With(one), AgendaKind.Decide)])).Do(Kuze, Opening());
        Assert.Empty(Agenda.RoundsIn(hall.Sitting, one.State));
        one.Now = hall.Now;
        one.Open(Members);
        Assert.Equal(2, Assert.Single(Agenda.RoundsIn(hall.Sitting, one.State)).Number);
        Assert.Empty(Agenda.RoundsIn(hall.Sitting with { ClosedAt = hall.Now.AddMilliseconds(-1) }, one.State));
    }

    [Fact]
    public void While_a_sitting_is_open_items_are_only_added()
    {
        var hall = new Hall();
        AgendaItem first = new(hall.With(Scenario.BeforePanel(C01)), AgendaKind.Decide), second = new(hall.With(Scenario.BeforePanel(C03)), AgendaKind.Decide);
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [first])).Do(Kuze, Opening());
        hall.Try(Examiner, new ChangeAgenda(1, [first, second])).AssertRefused("NotYourCommand");
        hall.Try(Kuze, new ChangeAgenda(1, [second])).AssertRefused("AgendaHasBegun", "/agenda");
        hall.Try(Kuze, new ChangeAgenda(1, [second, first])).AssertRefused("AgendaHasBegun", "/agenda");
        Assert.Equal([first, second], hall.Do(Kuze, new ChangeAgenda(1, [first, second])).Sitting.Agenda);
        hall.Try(Kuze, new CancelSitting(1, "too late")).AssertRefused("NotPossibleNow");
    }

    [Fact]
    public void What_ended_since_the_last_sitting_is_listed_once_and_again_only_when_put_off()
    {
        var hall = new Hall();
        string[] ended = [hall.With(TooLong()), hall.With(TooLong())];
        hall.Ended = ended;
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [])).Do(Kuze, Opening());
        Assert.Equal(ended, hall.Sitting.Agenda.Where(item => item.Kind == AgendaKind.Report).Select(item => item.Request));
        hall.Do(Kuze, new DeferItem(1, 2, "The file is not at hand.")).Do(Kuze, new CloseSitting(1));

        // A moment later the same rows are found again, because a commit may be late; only the item put off comes back.
        Assert.Equal(hall.Now - SittingsRegister.Late, hall.Register.ListsFrom);
        Assert.Equal([ended[1]], hall.Register.Due(ended, []));
        Assert.Empty(hall.Register.Due(ended, [new(ended[1], AgendaKind.Report)]));
        hall.Now = hall.Now.AddDays(1);
        hall.Ended = [];
        hall.Do(Kuze, new CallSitting(hall.Now, "Room 1", [])).Do(Kuze, new OpenSitting(2, Ids(Members)));
        Assert.Equal([ended[1]], hall.Register.Find(2)!.Agenda.Select(item => item.Request));
        Assert.Empty(hall.Register.Carried);
    }

    [Fact]
    public void Oversight_reads_sittings_and_no_agency_does()
    {
        foreach (var actor in Everyone)
            Assert.Equal(actor.Role is Role.PanelMember or Role.Examiner or Role.Inspector or Role.Auditor or Role.System, SittingRules.MayRead(actor, People.Panel));
        Assert.False(SittingRules.MayRead(Books.Unseated, People.Panel));
    }

    [Fact]
    public void A_chair_who_left_a_matter_does_not_put_it_off()
    {
        var hall = new Hall();
        var request = hall.With(Scenario.BeforePanel(C01).When(Kuze, new DeclareInterest(RecusalGround.SelfRecusal, null, "a relative")));
        hall.Do(Kuze, new CallSitting(Hall.Start, "Room 1", [])).Do(Saegusa, new ChangeAgenda(1, [new(request, AgendaKind.Decide)])).Do(Kuze, Opening());
        hall.Try(Kuze, new DeferItem(1, 1, "later")).AssertRefused("NotYourCommand");
        hall.Do(Saegusa, new DeferItem(1, 1, "later")).Do(Kuze, new CloseSitting(1));
    }

    private static Scenario TooLong() => Scenario.Filed(C01 with { Period = Period("2028-01-15 00:00", "2028-07-15 00:01") });

    internal static OpenSitting Opening(params Actor[] present) => new(1, Ids(present.Length == 0 ? Members : present));
}
