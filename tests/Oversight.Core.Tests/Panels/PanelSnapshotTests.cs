using System.Text.Json;
using Oversight.Core.Panels;
using static Oversight.Core.Tests.Panels.Sittings;

namespace Oversight.Core.Tests.Panels;

public sealed class PanelSnapshotTests
{
    private static readonly PanelSnapshot Snapshot =
        new([.. Enumerable.Range(1, 5).Select(number => new SnapshotSeat(number, IsChair: number == 1, M(number)))], ActingChair: M(2));

    [Theory]
    [InlineData("12345", "", "m1")]
    [InlineData("2345", "", "m2")]
    [InlineData("12345", "1", "m2")]
    [InlineData("345", "", null)]
    [InlineData("12345", "12", null)]
    [InlineData("1345", "1", null)]
    public void The_chair_presides_or_else_the_acting_chair(string present, string recused, string? presiding) =>
        Assert.Equal(presiding, Snapshot.Presiding(Members(present), Members(recused))?.Value);

    [Theory]
    [InlineData("12345", "45", 3, true)]
    [InlineData("12345", "134", 2, false)]
    [InlineData("12345", "12", 3, false)]
    [InlineData("12345", "1", 4, true)]
    [InlineData("2345", "", 4, true)]
    [InlineData("345", "", 3, false)]
    [InlineData("129", "", 2, false)]
    public void The_recused_leave_the_room_and_the_quorum_is_counted_without_them(string present, string recused, int inRoom, bool hasQuorum)
    {
        var room = Snapshot.RoomFor(Members(present), Members(recused));

        Assert.Equal((inRoom, hasQuorum), (room.Present.Count, room.Meets(VotingRule.Default.Quorum)));
    }

    [Fact]
    public void A_later_appointment_does_not_touch_the_snapshot()
    {
        var start = new DateOnly(2026, 4, 1);
        var holder = new SeatHolder(M(1), "One", "一", IsFullTime: true, start, start.AddYears(5), "consent");
        var late = holder with { Member = M(2), TermStart = start.AddDays(1) };
        var panel = Panel.Vacant(3).Apply(new SeatFilled(1, holder)).Apply(new SeatFilled(2, late)).Apply(new ActingChairNamed(M(2)));

        var before = panel.SnapshotAt(start);
        var after = panel.SnapshotAt(start.AddDays(1));

        Assert.Equal([new SnapshotSeat(1, IsChair: true, M(1))], before.Seats);
        Assert.Null(before.ActingChair);
        Assert.True(before.Includes(M(1)));
        Assert.False(before.Includes(M(2)));
        Assert.Equal([M(1), M(2)], after.Seats.Select(seat => seat.Member));
        Assert.Equal(M(2), after.ActingChair);
    }

    [Fact]
    public void A_snapshot_survives_json()
    {
        var read = JsonSerializer.Deserialize<PanelSnapshot>(JsonSerializer.Serialize(Snapshot))!;

        Assert.Equal(Snapshot.Seats, read.Seats);
        Assert.Equal(Snapshot.ActingChair, read.ActingChair);
    }

    private static List<MemberId> Members(string numbers) => [.. numbers.Select(digit => M(digit - '0'))];
}
