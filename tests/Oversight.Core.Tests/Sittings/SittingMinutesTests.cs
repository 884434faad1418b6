using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Tests.Registers;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;
using Book = Oversight.Core.Registers.Registers;

namespace Oversight.Core.Tests.Sittings;

public sealed class SittingMinutesTests
{
    /// <summary>Two requests: on one a member leaves the matter and it is granted, the other is tied and the chair casts.</summary>
    private static (Hall Hall, Dictionary<string, Scenario> Requests) Held()
    {
        var hall = new Hall { Now = Books.Jst("2027-01-18 12:00") };
        var (recusal, tie) = (Scenario.Filed(C10, null, "2027-01-18 10:00").Examine().Consult(), CaseTests.Domestic());
        AgendaItem[] agenda = [new(hall.With(recusal), AgendaKind.Decide), new(hall.With(tie), AgendaKind.Decide)];
        recusal.When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, null, "advised the contractor"));
        hall.Do(Kuze, new CallSitting(hall.Now, "Room 1", agenda)).Do(Kuze, new OpenSitting(1, Ids(Kuze, Saegusa, Nasu, Ibuki)));
        recusal.Now = tie.Now = hall.Now = hall.Now.AddMinutes(5);
        hall.With(recusal.Open(Kuze, Saegusa, Ibuki).Votes("yyn", Kuze, Saegusa, Ibuki));
        hall.Do(Examiner, new RecordPresence(1, Id(Ibuki), false)).Do(Examiner, new RecordPresence(1, Id(Ayabe), true));
        recusal.Now = tie.Now = hall.Now = hall.Now.AddMinutes(5);
        hall.With(tie.Open(Kuze, Saegusa, Nasu, Ayabe).Votes("yynn", Kuze, Saegusa, Nasu, Ayabe).When(Kuze, CaseTests.Cast(false)));
        hall.Do(Kuze, new CloseSitting(1));
        return (hall, new() { [agenda[0].Request] = recusal, [agenda[1].Request] = tie });
    }

    private static SittingMinutes Of(Hall hall, Dictionary<string, Scenario> requests) =>
        SittingMinutes.Of(1, hall.Read, number => requests[number].Entries.Select(RequestEntries.Read))!;

    [Fact]
    public void They_are_the_entries_of_the_sitting_and_of_its_rounds()
    {
        var (hall, requests) = Held();
        var minutes = Of(hall, requests);

        Assert.Equal(hall.Read.Select(entry => (entry.Header.CaseSeq, entry.Header.At, entry.Header.Actor, entry.Type)),
            minutes.Lines.Select(line => (line.CaseSeq, line.At, line.Actor, line.Happened.GetType().Name)));
        Assert.Equal([1, 2], minutes.Items.Select(item => item.Item));
        foreach (var item in minutes.Items)
            Assert.Equal(Minutes.Of(requests[item.Agenda.Request].Entries.Select(RequestEntries.Read)).Select(line => line.CaseSeq), item.Lines.Select(line => line.CaseSeq));
        Assert.Equal(Id(Nasu), Assert.Single(minutes.Items[0].Lines.OfType<MinuteLine.Recused>()).Member);
        Assert.Equal(3, minutes.Items[0].Lines.OfType<MinuteLine.Closed>().Single().Counts[0].Present);
        Assert.Contains(minutes.Items[1].Lines, line => line is MinuteLine.Tied);
        Assert.Equal(Decision.Refused, minutes.Items[1].Lines.OfType<MinuteLine.Closed>().Single().Decision);
    }

    [Fact]
    public void Who_was_there_for_a_vote_and_not_recorded_in_the_room_or_the_other_way_round_is_named()
    {
        var hall = new Hall { Now = Books.Jst("2027-01-18 12:00") };
        var matter = CaseTests.Domestic();
        var number = hall.With(matter);
        hall.Do(Kuze, new CallSitting(hall.Now, "Room 1", [new(number, AgendaKind.Decide)])).Do(Kuze, new OpenSitting(1, Ids(Kuze, Saegusa, Nasu)));
        matter.Now = hall.Now = hall.Now.AddMinutes(5);
        matter.Open(Kuze, Saegusa, Ibuki).When(Kuze, new ChangePresence(Id(Ayabe), true)).Votes("yyyy", Kuze, Saegusa, Ibuki, Ayabe);
        hall.With(matter);
        hall.Now = hall.Now.AddMinutes(5);
        hall.Do(Examiner, new RecordPresence(1, Id(Ibuki), true)).Do(Kuze, new CloseSitting(1));

        var minutes = Of(hall, new() { [number] = matter });
        var item = minutes.Items[0];
        var attendance = minutes.AttendanceOf(item, item.Lines.OfType<MinuteLine.Opened>().Single());
        Assert.Equal(Ids(Kuze, Saegusa, Ibuki, Ayabe), attendance.Present);
        Assert.Equal(Ids(Ibuki, Ayabe), attendance.NotInRoom);
        Assert.Equal(Ids(Nasu), attendance.NotAttending);
    }

    [Fact]
    public void Who_left_the_matter_and_who_came_or_went_as_the_vote_ended_contradict_nothing()
    {
        var (hall, requests) = Held();
        var minutes = Of(hall, requests);

        Assert.All(minutes.Items, item => Assert.All(item.Lines.OfType<MinuteLine.Opened>(), round =>
        {
            var attendance = minutes.AttendanceOf(item, round);
            Assert.Equal(round.Present, attendance.Present);
            Assert.Empty(attendance.NotInRoom);
            Assert.Empty(attendance.NotAttending);
        }));
    }

    [Fact]
    public void Rounds_of_another_time_are_left_out()
    {
        var (hall, requests) = Held();
        var minutes = SittingMinutes.Of(1, hall.Read, number => requests[number].Entries.Select(RequestEntries.Read)
            .Select(entry => entry with { Header = entry.Header with { At = entry.Header.At.AddHours(-1) } }))!;
        Assert.All(minutes.Items, item => Assert.Empty(item.Lines));
        Assert.Null(SittingMinutes.Of(2, hall.Read, _ => []));
    }

    [Fact]
    public void Erased_parts_take_only_the_place_and_the_reasons()
    {
        var (hall, requests) = Held();
        var whole = Of(hall, requests);
        var erased = SittingMinutes.Of(
            1, hall.Entries.Select(entry => Book.Sittings.Read(entry with { Parts = new Dictionary<string, string>() })),
            number => requests[number].Entries.Select(entry => RequestEntries.Read(entry with { Parts = new Dictionary<string, string>() })))!;
        Assert.Equal(("Room 1", null), (whole.Sitting.Place, erased.Sitting.Place));
        Assert.Equal(whole.Items.Select(item => item.Lines.Count), erased.Items.Select(item => item.Lines.Count));
        Assert.Equal(Scenario.Json(whole.Sitting with { Place = null }), Scenario.Json(erased.Sitting));
    }

    [Fact]
    public void Entries_have_these_bytes_for_ever() => Books.AssertPinned(
        Book.Sittings,
        [
            new SittingCalled(1, Id(Kuze), false, Books.Now, [new("2028-4K7X-Q2M9", AgendaKind.Decide)], "secret room"),
            new AgendaChanged(1, [new("2028-4K7X-Q2M9", AgendaKind.Confirm), new("2028-4K7X-Q2M8", AgendaKind.Resolve)], false),
            new AgendaApproved(1),
            new SittingOpened(1, Id(Kuze), Ids(Kuze, Saegusa, Nasu), People.Panel.SnapshotAt(new(2028, 2, 14)), VotingRule.Default.Quorum, ["2028-4K7X-Q2M7"]),
            new MemberArrived(1, Id(Ibuki)),
            new MemberLeft(1, Id(Nasu)),
            new ItemDeferred(1, 2, "secret reason"),
            new SittingClosed(1),
            new SittingCalled(2, Id(Saegusa), true, Books.Now, [], "secret room"),
            new SittingCancelled(2, "secret reason"),
        ],
        new()
        {
            ["AgendaApproved"] = "797f9e9d421cd06265bca67a0da8ef2a57f09edf00a1777c520c67f36ddbe8f7",
            ["AgendaChanged"] = "3b8a23b6d1f1e7ce8af35f4d97766ab136d649c3b31579b139b1f0ded5b64f4d",
            ["ItemDeferred"] = "da53b0edafa4829c51c06f1b8414c23142f8a17490823946429f45626b9c171d",
            ["MemberArrived"] = "097be2a0bbf6c7a7746d232fc100d43f3fb1f190aa1dc27aa56b030bbfe9193c",
            ["MemberLeft"] = "39a438c80001539652ea5f106001a4986b7f80ff2aef31c2c7dfee939524049e",
            ["SittingCalled"] = "0a4644620628c526dab7990472e7c41327c82520e19d8289203127057d5953af",
            ["SittingCancelled"] = "eed97978a04b5dfdf7ca7b6df042d418ea2601a083fdac2e0117dbcd30894980",
            ["SittingClosed"] = "a1ae010b7aec7653b22d4f86916cbbb6a01dbbcfe0db3f3eb0efd2ff2fa605d4",
            ["SittingOpened"] = "3257848ada8fe4d525764f0095e1cd5099e6eb9ff4280271e58f592eb0988baf",
        },
        ["secret"]);
}
