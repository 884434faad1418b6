using Oversight.Core.Inspections;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Sittings;

public sealed class MinutesTests
{
    public static TheoryData<int> Seeds => RandomWalkTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_act_of_the_panel_makes_exactly_one_line_and_nothing_else_makes_any(int seed)
    {
        var entries = RandomWalkTests.Walked[seed].Entries.Select(RequestEntries.Read).ToList();
        var lines = Minutes.Of(entries);

        Assert.Equal(
            entries.Where(entry => IsOfThePanel(entry.Event.GetType())).Select(entry => (entry.Header.CaseSeq, entry.Header.At)),
            lines.Select(line => (line.CaseSeq, line.At)));
        Assert.Equal(lines.Count, Minutes.Of(entries.Where(entry => Minutes.Types.Contains(entry.Type))).Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_lines_say_what_the_state_says(int seed)
    {
        var s = RandomWalkTests.Walked[seed];
        var lines = Minutes.Of(s.Entries.Select(RequestEntries.Read));
        foreach (var round in s.State.Rounds)
        {
            var its = lines.Where(line => line.Round == round.Number).ToList();
            var opened = Assert.Single(its.OfType<MinuteLine.Opened>());
            Assert.Equal((round.OpenedBy, round.Motion, round.ContentVersion, round.OpenedAt), (opened.By, opened.Motion, opened.ContentVersion, opened.At));
            Assert.Equal(round.Panel.Seats.Count, opened.Present.Count + opened.Absent.Count);
            Assert.Equal(
                round.Present.Order(Comparer<MemberId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
                opened.Present.Concat(its.OfType<MinuteLine.Arrived>().Select(line => line.Member)).GroupBy(member => member)
                    .Where(member => member.Count() > its.OfType<MinuteLine.Left>().Count(line => line.Member == member.Key)).Select(member => member.Key)
                    .Order(Comparer<MemberId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))));
            Assert.Equal(round.Ballots.Select(ballot => ballot.Member), its.OfType<MinuteLine.Voted>().Select(line => line.Member));
            Assert.Equal(round.Ballots.Count(ballot => !ballot.IsVoid && round.BallotOf(ballot.Member) == ballot), Standing(its));
            Assert.Equal(round.Decided(), its.OfType<MinuteLine.Closed>().SingleOrDefault()?.Decision);
            Assert.Equal(Scenario.Json(round.Counts), Scenario.Json(its.OfType<MinuteLine.Closed>().SingleOrDefault()?.Counts ?? []));
            Assert.Equal(round.IsVoid, its.OfType<MinuteLine.Voided>().Any());
        }
    }

    [Fact]
    public void A_tie_reads_from_the_opening_to_the_result()
    {
        var s = CaseTests.Tied(Kuze, Saegusa, Nasu, Ayabe).When(Kuze, CaseTests.Cast(false));

        Assert.Equal(
            ["Opened", "Voted", "Voted", "Voted", "Voted", "Tied", "Casting", "Closed"],
            Minutes.Of(s.Entries.Select(RequestEntries.Read)).Select(line => line.GetType().Name));
        Assert.All(Minutes.Of(s.Entries.Select(RequestEntries.Read)), line => Assert.Equal(1, line.Round));
    }

    [Fact]
    public void An_interest_declared_before_a_round_belongs_to_the_one_that_opens_next()
    {
        var s = Scenario.BeforePanel(C10).When(Nasu, new DeclareInterest(RecusalGround.SelfRecusal, null, "advised the contractor"));
        Assert.Null(Assert.Single(Minutes.Of(s.Entries.Select(RequestEntries.Read))).Round);

        s.Open(Kuze, Saegusa, Ibuki).Vote(Saegusa, "y").Vote(Kuze, "y").When(Kuze, new ChangePresence(Id(Kuze), IsPresent: false))
            .Open(Members.Where(member => member != Nasu).ToArray()).Vote(Saegusa, "y");

        var lines = Minutes.Of(s.Entries.Select(RequestEntries.Read));
        Assert.Equal((1, (IReadOnlyList<string>?)null), (lines[0].Round, Assert.IsType<MinuteLine.Recused>(lines[0]).Items));
        Assert.True(lines.OfType<MinuteLine.Left>().Single().VoidsBallot);
        Assert.Equal([1, 2], lines.OfType<MinuteLine.Opened>().Select(line => line.Round));
        Assert.Equal([(1, 1, false), (1, 2, false), (2, 1, false)], lines.OfType<MinuteLine.Voted>().Select(line => (line.Round!.Value, line.Received, line.Replaces)));
    }

    [Fact]
    public void Erased_parts_take_nothing_from_the_minutes()
    {
        var entries = CaseTests.Tied(Kuze, Saegusa, Nasu, Ayabe).When(Kuze, CaseTests.Cast(false)).Entries;
        var erased = entries.Select(entry => RequestEntries.Read(entry with { Parts = new Dictionary<string, string>() }));

        Assert.Equal(Minutes.Of(entries.Select(RequestEntries.Read)).Select(Said), Minutes.Of(erased).Select(Said));
    }

    [Fact]
    public void Every_event_that_names_a_round_or_a_member_is_known() => Assert.Equal(
        new EventCodec<RequestEvent>().TypeNames.Where(name => IsOfThePanel(Events[name])),
        Minutes.Types.Order(StringComparer.Ordinal));

    /// <summary>
    /// The authorisation names the round it rests on, but it is issued by the flow; what a member asks of the inspectors, and what the one
    /// presiding lets pass or answers alone, is done outside the room.
    /// </summary>
    private static bool IsOfThePanel(Type type) =>
        type != typeof(AuthorisationIssued) && type != typeof(InspectionAsked) && type != typeof(InterlockOverridden)
        && type != typeof(PartsErased) && type != typeof(ErasureProposalRefused) && type.GetProperties().Any(property => property.Name is "Round" || property.PropertyType == typeof(MemberId));

    private static readonly Dictionary<string, Type> Events = typeof(RequestEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(RequestEvent))).ToDictionary(type => type.Name);

    private static int Standing(IEnumerable<MinuteLine> lines) => lines.Aggregate(0, (standing, line) => line switch
    {
        MinuteLine.Voted voted => voted.Received,
        MinuteLine.Left { VoidsBallot: true } or MinuteLine.Recused { VoidsBallot: true } => standing - 1,
        _ => standing,
    });

    private static string Said(MinuteLine line) => line switch
    {
        MinuteLine.Opened e => Scenario.Json(e),
        MinuteLine.Closed e => Scenario.Json(e),
        MinuteLine.Tied e => Scenario.Json(e),
        MinuteLine.Adopted e => Scenario.Json(e),
        _ => line.ToString(),
    };
}
