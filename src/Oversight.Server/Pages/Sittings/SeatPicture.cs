using Oversight.Server.Sittings;

namespace Oversight.Server.Pages.Sittings;

/// <summary>How a seat is drawn.</summary>
public enum SeatState { Expected, Present, Absent, Recused }

/// <summary>The seats as circles, for the sitting or for one item; small ones say their words to screen readers alone.</summary>
public sealed record SeatPicture(string Label, string? Presiding, IReadOnlyList<(SittingSeat Seat, SeatState State)> Seats, bool IsSmall)
{
    public static SeatPicture Of(SittingView sitting, string label) => new(label, sitting.Presiding, [.. sitting.Seats.Select(seat => (seat, StateOf(seat)))], IsSmall: false);

    /// <summary>The same seats for one item: whoever left the matter is out of its room.</summary>
    public static SeatPicture Of(SittingView sitting, AgendaItemView item, string label) => new(
        label, item.Presiding, [.. sitting.Seats.Select(seat => (seat, item.Recused.Contains(seat.Member) ? SeatState.Recused : StateOf(seat)))], IsSmall: true);

    private static SeatState StateOf(SittingSeat seat) => seat.IsPresent switch
    {
        null => SeatState.Expected,
        true => SeatState.Present,
        false => SeatState.Absent,
    };
}
