namespace Oversight.Core.Panels;

/// <summary>
/// Who is in the room for one item: present and not recused from it. Throws <see cref="ArgumentException"/> if someone is there twice or
/// the one presiding is not there.
/// </summary>
public sealed record Room
{
    /// <summary>The room for one item; <paramref name="chair"/> is the chair, or the acting chair in his place.</summary>
    public Room(IReadOnlyList<MemberId> present, MemberId? chair)
    {
        if (present.Distinct().Count() != present.Count)
        {
            throw new ArgumentException("nobody is in the room twice", nameof(present));
        }
        if (chair is { } presiding && !present.Contains(presiding))
        {
            throw new ArgumentException("who presides is in the room", nameof(chair));
        }
        (Present, Chair) = (present, chair);
    }

    /// <summary>Everyone in the room, the one presiding included.</summary>
    public IReadOnlyList<MemberId> Present { get; }

    /// <summary>The one presiding: the chair or the acting chair; null if neither is in the room.</summary>
    public MemberId? Chair { get; }

    /// <summary>Whether the room meets <paramref name="quorum"/> (Art 55(2) and (5) of the Act).</summary>
    public bool Meets(Quorum quorum) =>
        (Chair is not null || !quorum.Chair) && Present.Count(member => member != Chair) >= quorum.Others;

    /// <summary>Those who may vote; the one presiding is among them only if the chair votes as a member.</summary>
    public IEnumerable<MemberId> Voters(CountingSettings settings) =>
        Present.Where(member => settings.ChairVotesAsMember || member != Chair);
}
