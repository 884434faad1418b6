using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>
/// What is checked of an entry that cannot be derived because content is missing: everything that needs none. The panel that sat, who voted, the counts,
/// the decision, that a vote carried what was granted and for no longer than the law allows.
/// </summary>
internal static class BlindChecks
{
    /// <summary>Null when nothing is wrong as far as it can be seen.</summary>
    public static Fault? Of(World world, RequestId id, RequestState? state, DecodedEntry<RequestEvent> entry) => entry.Event switch
    {
        ErasureProposed or PartsErased or ErasureProposalRefused => Differs("Erasure orders rest on no content that could be missing, and the rules do not lead to this one."),
        RoundOpened e => Opened(world, e, entry.Header),
        BallotCast e => Cast(state, e.Round, e.Member, entry.Header),
        TieDecided e => Cast(state, e.Round, e.Member, entry.Header),
        RoundClosed e => Closed(state, e),
        AuthorisationIssued e => Issued(world, state, e, entry.Header),
        { } other when entry.Header.Actor == Actor.System.Id && CommandTable.Of(id, other) is not null => Differs($"{entry.Type} is a person's act, not the system's."),
        _ => null,
    };

    private static Fault? Opened(World world, RoundOpened e, EntryHeader header)
    {
        var day = Jst.DateOf(header.At);
        if (e.OpenedBy.Value != header.Actor)
            return Differs("The round names another member as the one who opened it.");
        return new[] { false, true }.Select(behind => world.PanelAt(header.At, behind).SnapshotAt(day)).Any(panel => EventText.AreSame(e with { Panel = panel }, e, []))
            ? null : Differs("The round was opened with another panel than the one that sat.");
    }

    private static Fault? Cast(RequestState? state, int round, MemberId member, EntryHeader header) =>
        member.Value != header.Actor ? Differs($"{header.Actor} cannot vote as {member}.")
        : state?.OpenRound is { } open && open.Number == round && open.Present.Contains(member) ? null
        : Differs($"{member} is not in the room of an open round {round}.");

    private static Fault? Closed(RequestState? state, RoundClosed e)
    {
        if (state?.OpenRound is not { } round || round.Number != e.Round)
            return Differs($"There is no open round {e.Round} to close.");
        var reckoning = Reckoning.Of(round, state.Interests);
        var derived = e with { Counts = reckoning.Counts };
        if (!reckoning.IsComplete || reckoning.Counts.Count == 0 || reckoning.Tied.Count > 0 || !EventText.AreSame(e, derived, []))
            return new Fault(DivergenceCodes.EventDiffers, EventText.Difference(e, derived, []) + ".");
        var decision = Outcomes.Of(round, reckoning.Counts);
        // Whether an approval carries conditions is in the motion's text.
        return decision == e.Decision || (round.Text is null && Outcomes.Grants(decision) && Outcomes.Grants(e.Decision)) ? null
            : Differs($"The counts lead to {decision?.ToString() ?? "no decision"}, not to {e.Decision?.ToString() ?? "none"}.");
    }

    private static Fault? Issued(World world, RequestState? state, AuthorisationIssued e, EntryHeader header)
    {
        var round = state?.Rounds.FirstOrDefault(round => round.Number == e.Round && round.ContentVersion == e.ContentVersion && round.Motion == MotionKind.Decide);
        var carried = round?.Counts.Where(count => count.Result == ItemResult.Carried).Select(count => count.Item).ToHashSet() ?? [];
        if (state?.Authorisation is not null || e.Items.Count == 0 || !e.Items.All(carried.Contains))
            return Differs($"No round carried what is granted: {string.Join(", ", e.Items)}.");
        var law = world.Book!.Law.InForceAt(state!.FiledAt ?? header.At);
        var parent = state.Content.Parent is { } number ? world.StateOf(number, header.At, behind: false)?.Content.Route : null;
        var isKnown = state.Content.Route != Route.R4 || parent is not null;
        return e.Start < e.End && (!isKnown || e.End <= Periods.LatestEnd(e.Start, law.MaximumPeriod(state.Content.Route, parent).Value)) ? null
            : Differs("The period is longer than the law allows.");
    }

    private static Fault Differs(string why) => new(DivergenceCodes.EventDiffers, why);
}
