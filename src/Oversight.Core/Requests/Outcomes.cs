using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>From counts to the decision and to the port the flow leaves by.</summary>
internal static class Outcomes
{
    public static Decision? Of(Round round, IReadOnlyList<CountedItem> counts) => round.Motion switch
    {
        MotionKind.Remand => counts[0].Result == ItemResult.Carried ? Decision.Remanded : null,
        MotionKind.Decide => Outcome.OfDecide([.. counts.Select(count => count.Result)], round.Text?.Conditions is { Count: > 0 }) switch
        {
            DecisionOutcome.Approved => Decision.Approved,
            DecisionOutcome.ApprovedWithConditions => Decision.ApprovedWithConditions,
            DecisionOutcome.PartlyApproved => Decision.PartlyApproved,
            DecisionOutcome.Refused => Decision.Refused,
            DecisionOutcome.NotCarried => Decision.NotCarried,
            _ => throw new UnreachableException(),
        },
        MotionKind.Confirm => counts.All(count => count.Result == ItemResult.Carried) ? Decision.ConfirmedProper : Decision.NotProper,
        MotionKind.Resolve => null,
        _ => throw new UnreachableException(),
    };

    public static bool Grants(Decision? decision) =>
        decision is Decision.Approved or Decision.ApprovedWithConditions or Decision.PartlyApproved;

    public static string? Port(Decision? decision) => decision switch
    {
        null => null,
        Decision.Approved or Decision.ApprovedWithConditions => Ports.Approved,
        Decision.PartlyApproved => Ports.PartlyApproved,
        Decision.Refused => Ports.Refused,
        Decision.NotCarried => Ports.NotCarried,
        Decision.Remanded => Ports.Remanded,
        Decision.ConfirmedProper => Ports.ConfirmedProper,
        Decision.NotProper => Ports.NotProper,
        _ => throw new UnreachableException(),
    };
}
