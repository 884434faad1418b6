using Oversight.Core.Panels;
using static Oversight.Core.Panels.ItemResult;

namespace Oversight.Core.Tests.Panels;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(DecisionOutcome.Approved, false, Carried, Carried)]
    [InlineData(DecisionOutcome.ApprovedWithConditions, true, Carried, Carried)]
    [InlineData(DecisionOutcome.PartlyApproved, false, Carried, Rejected)]
    [InlineData(DecisionOutcome.PartlyApproved, true, NotCarried, Carried)]
    [InlineData(DecisionOutcome.Refused, false, Rejected, NotCarried)]
    [InlineData(DecisionOutcome.Refused, true, Rejected)]
    [InlineData(DecisionOutcome.NotCarried, false, NotCarried, NotCarried)]
    public void The_outcome_follows_from_the_items(DecisionOutcome outcome, bool hasConditions, params ItemResult[] results) =>
        Assert.Equal(outcome, Outcome.OfDecide(results, hasConditions));

    [Theory]
    [InlineData]
    [InlineData(Carried, Tie)]
    [InlineData(Carried, NoQuorum)]
    public void A_round_that_cannot_close_has_no_outcome(params ItemResult[] results) =>
        Assert.Throws<ArgumentException>(() => Outcome.OfDecide(results, hasConditions: false));
}
