using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Replay;

/// <summary>
/// What the Act itself asks of every vote, whatever the definition says that was adopted for it: the chair or acting chair and two others (Art 55(2) and (5)),
/// and more than half of those voting, or the casting on equal votes (Art 55(3)). Settings, such as the floor of approvals, are not law and not looked at.
/// </summary>
internal static class LawChecks
{
    /// <summary>What is unlawful in a round that was closed, or null.</summary>
    public static Fault? Of(RoundClosed closed)
    {
        foreach (var item in closed.Counts)
        {
            var others = item.Room.Distinct().Count(member => member != item.Presiding);
            if (item.Presiding is not { } presiding || !item.Room.Contains(presiding) || others < Quorum.OfTheAct.Others)
                return new Fault(DivergenceCodes.BelowLegalQuorum, $"Item {item.Item} of round {closed.Round} was decided with {item.Room.Count} in the room; the Act asks for the chair or acting chair and two others.");
            var isMajority = item.DecidedByCasting ? item.Yes == item.No : 2 * item.Yes > item.Yes + item.No + item.Abstain;
            if (item.Result == ItemResult.Carried && !isMajority)
                return new Fault(DivergenceCodes.BelowLegalMajority, $"Item {item.Item} of round {closed.Round} was carried with {item.Yes} of {item.Yes + item.No + item.Abstain}; the Act asks for more than half, or for the casting on equal votes.");
        }
        return null;
    }

    /// <summary>What is unlawful in a definition that cases may pin, or null.</summary>
    public static Fault? Of(WorkflowDefinition definition)
    {
        foreach (var activity in definition.Activities.Values.OrderBy(activity => activity.Id, StringComparer.Ordinal))
            if (activity switch { FlowActivity.PanelVote vote => vote.VotingRule, FlowActivity.Confirmation confirmation => confirmation.VotingRule, _ => null } is { } rule
                && !rule.Quorum.IsAtLeast(Quorum.OfTheAct))
                return new Fault(DivergenceCodes.DefinitionBelowLaw, $"The definition {definition.Hash} lets '{activity.Id}' be decided without the quorum the Act asks for: the chair or acting chair and two others.");
        return null;
    }
}
