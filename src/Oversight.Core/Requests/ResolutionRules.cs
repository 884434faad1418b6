using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What the panel says outside a decision: notice, demand, recommendation, suspension; revocation only where the rule set knows it.</summary>
public static class ResolutionRules
{
    /// <summary>The kinds that can be resolved where the authorisation stands and the rule set allows, in the order of the enum.</summary>
    public static IReadOnlyList<ResolutionKind> Possible(RequestState s, Facts facts) =>
        [.. Enum.GetValues<ResolutionKind>().Where(kind => Refusal(s, kind, facts) is null)];

    internal static Refusal? Refusal(RequestState s, MotionText text, Facts facts)
    {
        if (text.Resolution is not { Kinds.Count: > 0 } resolution || resolution.Kinds.Distinct().Count() != resolution.Kinds.Count)
            return new Refusal(RefusalKind.Invalid, "ResolutionMissing", "/resolution");
        if (resolution.Inspection is { } inspection && (inspection < 1 || inspection > s.Monitoring.Inspections.Count))
            return new Refusal(RefusalKind.Invalid, "NoSuchInspection", "/resolution/inspection");
        // The agency reads the resolution: it may name only findings the agency was sent.
        if (resolution.Inspection is { } named && s.Monitoring.Inspections[named - 1].SentAt is null)
            return new Refusal(RefusalKind.Conflict, "FindingsNotSent", "/resolution/inspection");
        if (resolution.Incident is { } incident && (incident < 1 || incident > s.Monitoring.Incidents.Count))
            return new Refusal(RefusalKind.Invalid, "NoSuchIncident", "/resolution/incident");
        return resolution.Kinds.Select(kind => Refusal(s, kind, facts)).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Refusal(RequestState s, ResolutionKind kind, Facts facts) => kind switch
    {
        ResolutionKind.Revoke when !facts.Rules.Law.InForceAt(s.JudgedAt!.Value).PanelMayRevoke.Value =>
            new Refusal(RefusalKind.Conflict, "RevocationNotLawful", "/resolution/kinds"),
        _ => IsPossible(s, kind) ? null : new Refusal(RefusalKind.Conflict, "ResolutionNotPossible", "/resolution/kinds"),
    };

    /// <summary>True when what a round resolved cannot be done any more: its panel votes again on what stands.</summary>
    public static bool IsOvertaken(RequestState s, Round round, IReadOnlyList<CountedItem> counts) =>
        round is { Motion: MotionKind.Resolve, Text.Resolution: { } resolution } && counts[0].Result == ItemResult.Carried
        && resolution.Kinds.Any(kind => !IsPossible(s, kind));

    private static bool IsPossible(RequestState s, ResolutionKind kind) => kind switch
    {
        ResolutionKind.Suspend => s.Authorisation is { State: AuthorisationState.Pending or AuthorisationState.Active },
        ResolutionKind.Resume => s.Authorisation is { State: AuthorisationState.Suspended },
        ResolutionKind.Revoke => s.Authorisation is { IsLive: true },
        _ => true,
    };

    /// <summary>What a closed round adopts besides its decision: the resolution it carried, or the recommendation that goes with a confirmation.</summary>
    internal static void Adopt(Unfolding u, Round round, IReadOnlyList<CountedItem> counts)
    {
        var number = u.State.Monitoring.Resolutions.Count + 1;
        if (round is { Motion: MotionKind.Confirm, Text.Recommendation: { } recommendation })
            u.Emit(new ResolutionAdopted(number, round.Number, [ResolutionKind.Recommendation], true, null, null, recommendation));
        if (round is not { Motion: MotionKind.Resolve, Text.Resolution: { } resolution } || counts[0].Result != ItemResult.Carried)
            return;
        u.Emit(new ResolutionAdopted(
            number, round.Number, resolution.Kinds, u.State.Measure is not null, resolution.Inspection, resolution.Incident, resolution.Text));
        foreach (var kind in resolution.Kinds.Where(kind => IsPossible(u.State, kind)))
            Take(u, kind, number);
    }

    private static void Take(Unfolding u, ResolutionKind kind, int number)
    {
        switch (kind)
        {
            case ResolutionKind.Suspend:
                u.Emit(new AuthorisationSuspended(null, number));
                break;
            case ResolutionKind.Resume:
                u.Emit(new AuthorisationResumed(number));
                break;
            case ResolutionKind.Revoke:
                u.Emit(new AuthorisationEnded(AuthorisationEnd.Revoked, null));
                u.CompleteWhere(Ports.Revoked);
                break;
        }
    }
}
