using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>The state's name from where the flow stands (the settled table of states).</summary>
public static class RequestStanding
{
    /// <summary>The name; when branches are open side by side, the one that waits for the agency wins, then the latest stage.</summary>
    public static RequestStatus Of(RequestState s, DefinitionSet definitions)
    {
        if (s.Position is not { } position)
            return RequestStatus.Draft;
        if (position.Closed)
            return RequestStatus.Closed;
        var definition = definitions.Of(s.Definition!);
        var named = position.Open.Select(open => Named(definition.Activities[open.Id], s)).OfType<RequestStatus>().ToList();
        return named.Contains(RequestStatus.Returned) ? RequestStatus.Returned
            : named.Contains(RequestStatus.InformationRequested) ? RequestStatus.InformationRequested
            : named.Count > 0 ? named.Max()
            : s.State;
    }

    private static RequestStatus? Named(FlowActivity activity, RequestState s) => activity switch
    {
        FlowActivity.Countersign => RequestStatus.AwaitingSignature,
        FlowActivity.Intake => RequestStatus.Intake,
        FlowActivity.Correction => RequestStatus.Returned,
        FlowActivity.Examination or FlowActivity.Consultation => RequestStatus.UnderExamination,
        FlowActivity.Information => RequestStatus.InformationRequested,
        FlowActivity.PanelVote => s.OpenRound is null ? RequestStatus.BeforePanel : RequestStatus.Voting,
        FlowActivity.EmergencyMeasure => RequestStatus.MeasureReported,
        FlowActivity.Confirmation => RequestStatus.UnderConfirmation,
        FlowActivity.InForce => RequestStatus.InForce,
        FlowActivity.Erasure => RequestStatus.ErasureDue,
        _ => null,
    };
}
