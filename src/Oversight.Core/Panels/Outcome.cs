namespace Oversight.Core.Panels;

/// <summary>From the items' results to the outcome of a motion.</summary>
public static class Outcome
{
    /// <summary>
    /// The outcome of a motion to decide. Throws <see cref="ArgumentException"/> if there is no item, or one without quorum or with an open
    /// tie, because such a round cannot close.
    /// </summary>
    public static DecisionOutcome OfDecide(IReadOnlyList<ItemResult> results, bool hasConditions)
    {
        if (results.Count == 0 || results.Any(result => result is ItemResult.Tie or ItemResult.NoQuorum))
        {
            throw new ArgumentException("a round closes with at least one item, quorum and no open tie", nameof(results));
        }
        if (results.All(result => result is ItemResult.Carried))
        {
            return hasConditions ? DecisionOutcome.ApprovedWithConditions : DecisionOutcome.Approved;
        }
        if (results.Contains(ItemResult.Carried))
        {
            return DecisionOutcome.PartlyApproved;
        }
        return results.Contains(ItemResult.Rejected) ? DecisionOutcome.Refused : DecisionOutcome.NotCarried;
    }
}

/// <summary>What the panel decided about a request.</summary>
public enum DecisionOutcome
{
    /// <summary>Every item is carried, without conditions.</summary>
    Approved,

    /// <summary>Every item is carried, with conditions.</summary>
    ApprovedWithConditions,

    /// <summary>Some items are carried.</summary>
    PartlyApproved,

    /// <summary>No item is carried and at least one is rejected.</summary>
    Refused,

    /// <summary>No item is carried and none is rejected.</summary>
    NotCarried,
}
