namespace Oversight.Core.Panels;

/// <summary>An expected "no" of the panel's own rules; <paramref name="Code"/> is stable and has a text in both languages.</summary>
public sealed record PanelRefusal(string Code)
{
    /// <summary>A casting to approve would leave fewer distinct approvers than the rule's floor; it may only refuse.</summary>
    public static PanelRefusal BelowApprovalsFloor { get; } = new(nameof(BelowApprovalsFloor));

    /// <summary>A casting was made where the votes are not a tie that the rule leaves to the chair.</summary>
    public static PanelRefusal NotATie { get; } = new(nameof(NotATie));

    /// <summary>A casting was made by someone who does not preside over the item.</summary>
    public static PanelRefusal NotPresiding { get; } = new(nameof(NotPresiding));

    /// <summary>A member in the room has not voted yet.</summary>
    public static PanelRefusal BallotsOutstanding { get; } = new(nameof(BallotsOutstanding));

    /// <summary>The panel has no seat of that number.</summary>
    public static PanelRefusal NoSuchSeat { get; } = new(nameof(NoSuchSeat));

    /// <summary>The seat is held, and the new term does not follow the holder's ended one.</summary>
    public static PanelRefusal SeatTaken { get; } = new(nameof(SeatTaken));

    /// <summary>The seat has no holder.</summary>
    public static PanelRefusal SeatVacant { get; } = new(nameof(SeatVacant));

    /// <summary>The person holds another seat.</summary>
    public static PanelRefusal AlreadySeated { get; } = new(nameof(AlreadySeated));

    /// <summary>Nobody can seat himself.</summary>
    public static PanelRefusal CannotSeatOneself { get; } = new(nameof(CannotSeatOneself));

    /// <summary>A member of a requesting agency cannot hold a seat.</summary>
    public static PanelRefusal MemberOfAgency { get; } = new(nameof(MemberOfAgency));

    /// <summary>The last day of the term is not after its first.</summary>
    public static PanelRefusal TermEndsBeforeItStarts { get; } = new(nameof(TermEndsBeforeItStarts));

    /// <summary>The record of the Houses' consent, or of the gap appointment, is missing.</summary>
    public static PanelRefusal AppointmentMissing { get; } = new(nameof(AppointmentMissing));

    /// <summary>The name is missing in English or Japanese.</summary>
    public static PanelRefusal NameMissing { get; } = new(nameof(NameMissing));

    /// <summary>The chair cannot be part-time.</summary>
    public static PanelRefusal ChairNotFullTime { get; } = new(nameof(ChairNotFullTime));

    /// <summary>The panel would have more part-time members than the setting allows.</summary>
    public static PanelRefusal TooManyPartTime { get; } = new(nameof(TooManyPartTime));

    /// <summary>A reason is mandatory.</summary>
    public static PanelRefusal ReasonMissing { get; } = new(nameof(ReasonMissing));

    /// <summary>The acting chair must hold a seat.</summary>
    public static PanelRefusal ActingChairNotSeated { get; } = new(nameof(ActingChairNotSeated));

    /// <summary>The chair cannot be his own acting chair.</summary>
    public static PanelRefusal ActingChairIsChair { get; } = new(nameof(ActingChairIsChair));

    /// <summary>The acting chair is chosen from the full-time members.</summary>
    public static PanelRefusal ActingChairNotFullTime { get; } = new(nameof(ActingChairNotFullTime));
}
