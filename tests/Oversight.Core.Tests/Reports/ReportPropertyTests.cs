using System.Globalization;
using System.Text.Json;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;

namespace Oversight.Core.Tests.Reports;

/// <summary>What holds of every year, over made-up years.</summary>
public sealed class ReportPropertyTests
{
    /// <summary>Told of the state at the end of the period, not of events: halves do not add up to the year.</summary>
    private static readonly string[] Standing = ["endedAndErased", "lapsed"];

    [Fact]
    public void The_order_in_which_requests_are_read_does_not_matter()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var year = Year(seed);
            var expected = Json(Reporting.Of(year));
            var random = new Random(seed);
            for (var again = 0; again < 4; again++)
                Assert.Equal(expected, Json(AnnualReport.Of(Mixed(year, random), Reporting.First, Reporting.Last, Reporting.Settings)));
        }
    }

    [Fact]
    public void Two_halves_of_a_year_add_up_to_the_year()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var entries = Year(seed).SelectMany(told => told.Entries).ToList();
            var middle = new DateOnly(2028, 1 + (seed % 11), 15);
            var halves = new[] { Of(entries, Reporting.First, middle), Of(entries, middle.AddDays(1), Reporting.Last) };
            var year = Of(entries, Reporting.First, Reporting.Last);

            Assert.Equal(Numbers(year), Numbers(halves[0]).Zip(Numbers(halves[1]), (one, other) => (one.Name, one.Count + other.Count)));
            Assert.Contains(Numbers(year), number => number.Count > 0);
        }
    }

    [Fact]
    public void Every_number_is_the_sum_of_the_list_behind_it()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var report = Reporting.Of(Year(seed));
            var figures = report.Items.SelectMany(item => item.Value.Values).SelectMany(article => article.Figures).Select(it => it.Figure)
                .Concat(report.Extended.Groups.SelectMany(group => group.Value.Values));
            Assert.All(figures, figure => Assert.Equal(figure.Count, figure.Entries!.Sum(entry => entry.Amount ?? 1)));
        }
    }

    [Fact]
    public void What_happens_after_the_period_changes_nothing()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var entries = Year(seed).SelectMany(told => told.Entries).ToList();
            var to = new DateOnly(2028, 6, 30);
            var until = entries.Where(entry => entry.Header.At < Core.Law.Jst.EndOf(to)).ToList();
            Assert.Equal(Json(Of(until, Reporting.First, to)), Json(Of(entries, Reporting.First, to)));
        }
    }

    [Fact]
    public void An_erased_part_changes_no_number()
    {
        var scenario = Scenario.Filed(Contents.C03).Examine().Open(People.Members);
        scenario.Votes("yyyyy", People.Members);
        Assert.NotNull(scenario.State.Authorisation);
        var whole = Of(scenario.Entries.Select(entry => Reported(entry)), Reporting.First, Reporting.Last);
        var bare = Of(scenario.Entries.Select(entry => Reported(new StoredEntry(entry.Bytes, new Dictionary<string, string>()))), Reporting.First, Reporting.Last);

        Assert.Equal((1, 1), whole.Line("iii", "33(1)").Counts());
        Assert.Equal(3, whole.Number("items", "granted"));
        Assert.Equal(Json(whole), Json(bare));
    }

    private static ReportedEntry Reported(StoredEntry entry)
    {
        var (header, _, happened, _) = RequestEntries.Read(entry);
        return new ReportedEntry(header, happened);
    }

    private static AnnualReport Of(IEnumerable<ReportedEntry> entries, DateOnly from, DateOnly to) => AnnualReport.Of(entries, from, to, Reporting.Settings);

    private static string Json(AnnualReport report) => JsonSerializer.Serialize(report, OversightJson.Options);

    private static List<(string Name, long Count)> Numbers(AnnualReport report) =>
    [
        .. from item in report.Items
           from article in item.Value
           from figure in article.Value.Figures
           select ($"{item.Key} {article.Key} {figure.Name}", figure.Figure.Count!.Value),
        .. from items in report.Extended.Groups
           from figure in items.Value
           where !Standing.Contains(figure.Key)
           select ($"{items.Key} {figure.Key}", figure.Value.Count!.Value),
    ];

    /// <summary>The entries of all requests, each request's in their order, shuffled among each other.</summary>
    private static IEnumerable<ReportedEntry> Mixed(IReadOnlyList<Told> year, Random random)
    {
        var queues = year.Select(told => new Queue<ReportedEntry>(told.Entries)).ToList();
        while (queues.Count > 0)
        {
            var queue = queues[random.Next(queues.Count)];
            yield return queue.Dequeue();
            if (queue.Count == 0)
                queues.Remove(queue);
        }
    }

    /// <summary>Some requests and measures from late 2027 to early 2029.</summary>
    private static List<Told> Year(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 + random.Next(12)).Select(n => Made(random, n))];
    }

    private static Told Made(Random random, int n)
    {
        var route = (Route)random.Next(8);
        var at = new DateTime(2027, 11, 1).AddHours(random.Next(420 * 24));
        var told = new Told($"case{n:00}", route, Next(), route == Route.R4 ? $"case{random.Next(15):00}" : null);
        Route? extends = route == Route.R4 ? (Route)random.Next(3) : null;
        if (Routes.IsNeutralisation(route) && random.Next(2) == 0)
        {
            var (measured, late) = (Next(), random.Next(3) == 0);
            told.Measured(measured, overdue: late ? Next() : null, notified: random.Next(4) == 0 ? null : Next());
            return random.Next(2) == 0 ? told.Then(Next(), new RoundClosed(1, [Told.Item(1, ItemResult.Carried)], Decision.ConfirmedProper)) : told;
        }
        if (random.Next(6) == 0)
            return told;
        if (random.Next(6) == 0)
            return told.Filed(Next(), refused: [(IntakeCode)random.Next(6)], extends);
        told.Filed(Next(), extends: extends);
        if (random.Next(6) == 0)
            return told.Then(Next(), new RequestWithdrawn(null));
        told.Voted(Next(), (Decision)random.Next(5), items: 1 + random.Next(4), contentVersion: 1 + random.Next(2));
        for (var more = random.Next(6); more > 0; more--)
            told.Then(Next(), Life(random));
        return told.Then(Next(), new AuthorisationEnded(AuthorisationEnd.Expired, null)).Then(Next(), new ErasureRecorded(Contents.Jst("2028-06-01 00:00"), null));

        string Next() => (at = at.AddHours(1 + random.Next(40 * 24))).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static RequestEvent[] Life(Random random) => random.Next(5) switch
    {
        0 => [new InspectionPlanned(1, InspectionKind.Planned, random.Next(2) == 0 ? "63(1)" : "63(2)", null, null), new InspectionOpened(1), new InspectionClosed(1, new Bilingual("outline"))],
        1 => [new ResolutionAdopted(1, 1, [(ResolutionKind)random.Next(6)], false, null, null, new Bilingual("outline"))],
        2 => [new ConditionMissed("c", Contents.Jst("2028-06-01 00:00"), 1), new AuthorisationSuspended("c", null)],
        3 => [Told.Usage(random.Next(100), 0), Told.Usage(100, random.Next(100)), new IncidentOpened(1, 1, false, 3, null, null)],
        _ => [new InterestDeclared(People.Id(People.Nasu), RecusalGround.SelfRecusal, null, null), new RoundVoided(1, ["1"])],
    };
}
