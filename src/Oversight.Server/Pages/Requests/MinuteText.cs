using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>Lines of the minutes as sentences, as far as the reader may know what they say.</summary>
public sealed class MinuteText(Words words, Names names, RequestState state, Actor reader)
{
    /// <summary>The line as a sentence without its time.</summary>
    public string Of(MinuteLine line) => line switch
    {
        MinuteLine.Opened e => words[
            e.Absent.Count == 0 ? "minutes.opened" : "minutes.opened.absent", Person(e.By), words.Of(e.Motion), e.ContentVersion, People(e.Present), People(e.Absent)],
        MinuteLine.Arrived e => words["minutes.arrived", Person(e.Member), e.PresentCount],
        MinuteLine.Left e => words[e.VoidsBallot ? "minutes.left.void" : "minutes.left", Person(e.Member), e.PresentCount],
        MinuteLine.Recused e => words[
            e.VoidsBallot ? "minutes.recused.void" : "minutes.recused", Person(e.Member), words.Of(e.Ground),
            e.Items is null ? words["interest.whole"] : words["interest.items", Items(e.Items)]],
        MinuteLine.Voted e when Round(line) is { } round && Reading.MaySeeBallot(round, e.Member, reader) =>
            words[e.Replaces ? "minutes.voted.again" : "minutes.voted", Person(e.Member), e.Received],
        MinuteLine.Voted e => words[e.Replaces ? "minutes.ballot.again" : "minutes.ballot", e.Received],
        MinuteLine.Tied or MinuteLine.Casting when Round(line) is { } round && !Reading.MaySeeMotion(round, reader) => words["minutes.withheld"],
        MinuteLine.Tied e => words["minutes.tied", Items(e.Items)],
        MinuteLine.Casting e => words[
            "minutes.casting", Item(e.Item), words[e.Approve ? "casting.approve" : "casting.refuse", Person(e.Member)] + (e.AsActingChair ? $" ({words["casting.acting"]})" : "")],
        MinuteLine.Closed { Decision: { } decision } e => words["minutes.closed", Counts(e), words.Of(decision)],
        MinuteLine.Closed e => words["minutes.closed.undecided", Counts(e)],
        MinuteLine.Adopted e => words["minutes.adopted", e.Resolution, string.Join(words["list.and"], e.Kinds.Select(kind => words.Of(kind)))],
        MinuteLine.Voided e => words["minutes.voided", Items(e.Items)],
        _ => throw new UnreachableException(line.GetType().Name),
    };

    private Round? Round(MinuteLine line) => state.Rounds.FirstOrDefault(round => round.Number == line.Round);

    private string Counts(MinuteLine.Closed closed) => string.Join(words["minutes.between"], closed.Counts.Select(Count));

    private string Count(CountedItem count) =>
        words["minutes.count", Item(count.Item), count.Yes, count.No, count.Abstain, words.Of(count.Result)] + (count.DecidedByCasting ? $" ({words["round.byCasting"]})" : "");

    private string Person(MemberId member) => names.Person(words, member.Value);

    private string People(IEnumerable<MemberId> members) => string.Join(words["list.and"], members.Select(Person));

    private string Items(IEnumerable<string> items) => string.Join(words["list.and"], items.Select(Item));

    private string Item(string item) => ItemText.Of(words, item);
}
