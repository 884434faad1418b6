using Oversight.Core.Panels;

namespace Oversight.Core.Tests.Panels;

/// <summary>Rooms and ballots for the tests: m1 presides, further members are m2, m3, …</summary>
internal static class Sittings
{
    public static MemberId M(int number) => new($"m{number}");

    public static Room Room(int present, bool chaired = true) =>
        new([.. Enumerable.Range(1, present).Select(M)], chaired ? M(1) : null);

    /// <summary>Ballots for the members in order, the chair first: y, n, a; a dot is a member who has not voted.</summary>
    public static Dictionary<MemberId, Choice> Ballots(string choices) => choices
        .Select((letter, index) => (letter, Member: M(index + 1)))
        .Where(ballot => ballot.letter != '.')
        .ToDictionary(ballot => ballot.Member, ballot => ChoiceOf(ballot.letter));

    public static ItemCount Counted(string choices, VotingRule? rule = null, CountingSettings? settings = null, Casting? casting = null) =>
        Count.Of(rule ?? VotingRule.Default, settings ?? CountingSettings.Default, Room(choices.Length), Ballots(choices), casting);

    public static PanelRefusal? Refusal(string choices, Casting? casting, VotingRule? rule = null, CountingSettings? settings = null) =>
        Count.Refusal(rule ?? VotingRule.Default, settings ?? CountingSettings.Default, Room(choices.Length), Ballots(choices), casting);

    /// <summary>Every string of <paramref name="length"/> letters from <paramref name="letters"/>.</summary>
    public static IEnumerable<string> Words(string letters, int length) => length == 0
        ? [""]
        : Words(letters, length - 1).SelectMany(word => letters.Select(letter => word + letter));

    private static Choice ChoiceOf(char letter) => letter switch
    {
        'y' => Choice.Yes,
        'n' => Choice.No,
        'a' => Choice.Abstain,
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };
}
