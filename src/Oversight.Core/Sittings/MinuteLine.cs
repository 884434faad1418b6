using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>One line of the minutes: an act of the panel with what it was done to.</summary>
public abstract record MinuteLine
{
    private protected MinuteLine(int caseSeq, DateTimeOffset at, int? round) => (CaseSeq, At, Round) = (caseSeq, at, round);

    /// <summary>Number of the entry it is made of.</summary>
    public int CaseSeq { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The round that was open, else the one opened next; null where none followed.</summary>
    public int? Round { get; init; }

    /// <summary>A round was opened on a motion; Absent are those seated who were not there.</summary>
    public sealed record Opened(
        int CaseSeq, DateTimeOffset At, int? Round, MemberId By, MotionKind Motion, int ContentVersion, IReadOnlyList<string> Items,
        IReadOnlyList<MemberId> Present, IReadOnlyList<MemberId> Absent) : MinuteLine(CaseSeq, At, Round);

    /// <summary>A member came in; PresentCount counts those then in the room.</summary>
    public sealed record Arrived(int CaseSeq, DateTimeOffset At, int? Round, MemberId Member, int PresentCount) : MinuteLine(CaseSeq, At, Round);

    /// <summary>A member left; PresentCount counts those then in the room, VoidsBallot is true when a ballot of this round became void.</summary>
    public sealed record Left(int CaseSeq, DateTimeOffset At, int? Round, MemberId Member, int PresentCount, bool VoidsBallot) : MinuteLine(CaseSeq, At, Round);

    /// <summary>A member left the matter for some items, or wholly when Items is null.</summary>
    public sealed record Recused(
        int CaseSeq, DateTimeOffset At, int? Round, MemberId Member, RecusalGround Ground, IReadOnlyList<string>? Items, bool VoidsBallot)
        : MinuteLine(CaseSeq, At, Round);

    /// <summary>A member cast a ballot, or another in its place; Received counts the members whose ballots then stood. How it was cast is no matter of minutes.</summary>
    public sealed record Voted(int CaseSeq, DateTimeOffset At, int? Round, MemberId Member, bool Replaces, int Received) : MinuteLine(CaseSeq, At, Round);

    /// <summary>Everyone had voted and these items were tied.</summary>
    public sealed record Tied(int CaseSeq, DateTimeOffset At, int? Round, IReadOnlyList<string> Items) : MinuteLine(CaseSeq, At, Round);

    /// <summary>The one presiding decided a tied item (Art 55(3)).</summary>
    public sealed record Casting(int CaseSeq, DateTimeOffset At, int? Round, string Item, MemberId Member, bool Approve, bool AsActingChair)
        : MinuteLine(CaseSeq, At, Round);

    /// <summary>The round closed with these counts per item; Decision is null for a resolution and for a remand that was not carried.</summary>
    public sealed record Closed(int CaseSeq, DateTimeOffset At, int? Round, IReadOnlyList<CountedItem> Counts, Decision? Decision) : MinuteLine(CaseSeq, At, Round);

    /// <summary>The resolution the round adopted, or the recommendation adopted with its decision; Resolution counts from 1 per case.</summary>
    public sealed record Adopted(int CaseSeq, DateTimeOffset At, int? Round, int Resolution, IReadOnlyList<ResolutionKind> Kinds) : MinuteLine(CaseSeq, At, Round);

    /// <summary>The round became void, for the quorum of these items or because the matter moved on.</summary>
    public sealed record Voided(int CaseSeq, DateTimeOffset At, int? Round, IReadOnlyList<string> Items) : MinuteLine(CaseSeq, At, Round);
}
