using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>Where an open round stands, item by item.</summary>
internal sealed record Reckoning(bool IsComplete, IReadOnlyList<string> Unquorate, IReadOnlyList<string> Tied, IReadOnlyList<CountedItem> Counts)
{
    public static Reckoning Of(Round round, IReadOnlyList<Interest> interests)
    {
        var unquorate = round.Items.Where(item => !RoomFor(round, interests, item).Meets(round.Rule.Quorum)).ToList();
        var complete = round.Items.All(item => Count.IsComplete(round.Settings, RoomFor(round, interests, item), Ballots(round, item)));
        if (unquorate.Count > 0 || !complete)
            return new Reckoning(complete, unquorate, [], []);
        var counts = round.Items.Select(item => CountOf(round, interests, item)).ToList();
        return new Reckoning(true, [], [.. counts.Where(count => count.Result == ItemResult.Tie).Select(count => count.Item)], counts);
    }

    public static Room RoomFor(Round round, IReadOnlyList<Interest> interests, string item) =>
        round.Panel.RoomFor(round.Present, [.. interests.Where(interest => interest.Concerns(item, round.ContentVersion, interests)).Select(interest => interest.Member)]);

    public static IReadOnlyDictionary<MemberId, Choice> Ballots(Round round, string item) =>
        round.Present.Select(round.BallotOf).OfType<Ballot>().Where(ballot => ballot.Items.ContainsKey(item))
            .ToDictionary(ballot => ballot.Member, ballot => ballot.Items[item]);

    private static CountedItem CountOf(Round round, IReadOnlyList<Interest> interests, string item)
    {
        var room = RoomFor(round, interests, item);
        var casting = round.Castings.FirstOrDefault(c => c.Item == item) is { } made ? new Casting(made.Member, made.Approve) : null;
        var count = Count.Of(round.Rule, round.Settings, room, Ballots(round, item), casting);
        return new CountedItem(item, room.Present, room.Chair, count.Present, count.Yes, count.No, count.Abstain, count.Result, count.DecidedByCasting);
    }
}
