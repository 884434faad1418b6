namespace Oversight.Core.Panels;

/// <summary>The panel pinned when a round opens; later appointments do not touch the round. The acting chair holds one of the seats.</summary>
public sealed record PanelSnapshot(IReadOnlyList<SnapshotSeat> Seats, MemberId? ActingChair)
{
    /// <summary>The chair, null if that seat was vacant.</summary>
    public MemberId? Chair() => Seats.SingleOrDefault(seat => seat.IsChair)?.Member;

    /// <summary>Whether <paramref name="member"/> may sit in the round.</summary>
    public bool Includes(MemberId member) => Seats.Any(seat => seat.Member == member);

    /// <summary>
    /// The chair if present and not recused, else the acting chair if present and not recused, else null. Ask with those recused from
    /// everything for the round, with those recused from one item for that item.
    /// </summary>
    public MemberId? Presiding(IReadOnlyCollection<MemberId> present, IReadOnlyCollection<MemberId> recused)
    {
        bool IsInRoom(MemberId? member) => member is { } someone && present.Contains(someone) && !recused.Contains(someone);
        if (IsInRoom(Chair()))
        {
            return Chair();
        }
        return IsInRoom(ActingChair) ? ActingChair : null;
    }

    /// <summary>The room for one item: members of the snapshot, in seat order, who are present and not recused from it.</summary>
    public Room RoomFor(IReadOnlyCollection<MemberId> present, IReadOnlyCollection<MemberId> recused) =>
        new(
            [.. Seats.Select(seat => seat.Member).Where(member => present.Contains(member) && !recused.Contains(member))],
            Presiding(present, recused));
}

/// <summary>A seat that was held when the round opened.</summary>
public sealed record SnapshotSeat(int Number, bool IsChair, MemberId Member);
