using System.Text.Json;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Reports;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Reports;

/// <summary>What anyone signed in may read.</summary>
public sealed class PublicEditionTests
{
    [Fact]
    public void The_numbers_of_the_Act_are_never_withheld_but_their_lists_and_outlines_are()
    {
        var full = Reporting.Of(
            new Told("secret", Route.R2, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Approved)
                .Then("2028-03-20 10:00", new ResolutionAdopted(1, 2, [ResolutionKind.Notice], false, null, null, new Bilingual("a secret outline"))));

        var told = PublicEdition.Of(full);

        Assert.Equal(Edition.Public, told.Edition);
        Assert.Equal((1, 1), told.Line("ii", "32(1)").Counts());
        Assert.Equal(1, told.Line("v", "66(1)").Adopted!.Count);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(told, OversightJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0L, null)]
    [InlineData(1, null, 5)]
    [InlineData(4, null, 5)]
    [InlineData(5, 5L, null)]
    public void Of_the_other_statistics_no_count_from_1_to_below_the_limit_is_told(int count, long? told, int? fewerThan)
    {
        var full = Reporting.Of(Enumerable.Range(0, count).Select(n => new Told($"{n}", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Then("2028-01-06 10:00", new RequestWithdrawn(null))));
        var figure = PublicEdition.Of(full).Extended.Groups["outcomes"]["withdrawn"];
        Assert.Equal((told, fewerThan), (figure.Count, figure.FewerThan));
        Assert.Null(figure.Entries);
    }

    [Fact]
    public void A_limit_of_one_tells_every_count()
    {
        var told = new Told("a", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Refused);
        var full = AnnualReport.Of(told.Entries, Reporting.First, Reporting.Last, Reporting.Settings with { SmallNumberBelow = 1 });
        Assert.All(PublicEdition.Of(full).Extended.Groups.SelectMany(group => group.Value.Values), figure => Assert.NotNull(figure.Count));
    }

    [Fact]
    public void A_small_number_that_would_follow_from_a_sum_takes_the_next_smallest_with_it()
    {
        var full = Reporting.Of(Decided(Decision.Approved, 9).Concat(Decided(Decision.ApprovedWithConditions, 7)).Concat(Decided(Decision.PartlyApproved, 1)));

        var outcomes = PublicEdition.Of(full).Extended.Groups["outcomes"];

        Assert.Equal((9, null, true), (outcomes["approved"].Count, outcomes["approvedWithConditions"].Count, outcomes["approvedWithConditions"].Withheld));
        Assert.Equal(5, outcomes["partlyApproved"].FewerThan);
    }

    [Fact]
    public void Shares_and_times_of_few_are_not_told()
    {
        var few = PublicEdition.Of(Reporting.Of(Decided(Decision.Approved, 4))).Extended;
        Assert.Equal((new Durations(null, null, null, true), new Share(null, true)), (few.Durations["timeToDecision"], few.Shares["changedBeforeDecision"]));

        var many = PublicEdition.Of(Reporting.Of(Decided(Decision.Approved, 6))).Extended;
        Assert.Equal((6, 0m), (many.Durations["timeToDecision"].Count, many.Shares["changedBeforeDecision"].Percent));
    }

    private static IEnumerable<Told> Decided(Decision decision, int count) => Enumerable.Range(0, count)
        .Select(n => new Told($"{decision}{n}", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", decision));
}
