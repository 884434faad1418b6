using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>
/// What is checked of an entry that cannot be derived because content of its case is missing: everything that needs none. Who may give the command where the
/// flow stands; the panel that sat, its quorum and the rule it votes by; who voted, the counts, the decision; that a vote on this version carried what was
/// granted, and for no longer than the law allows.
/// </summary>
internal static class BlindChecks
{
    /// <summary>Null when nothing is wrong as far as it can be seen.</summary>
    public static Fault? Of(World world, RequestId id, RequestState? state, DecodedEntry<RequestEvent> entry) =>
        (CommandTable.Of(id, entry.Event) is { } command ? Commanded(world, state, command, entry) : null) ?? entry.Event switch
        {
            ErasureProposed or PartsErased or ErasureProposalRefused => Differs("Erasure orders rest on no content that could be missing, and the rules do not lead to this one."),
            RoundOpened e => Opened(world, state!, e, entry),
            BallotCast e => Cast(state, e.Round, e.Member, entry.Header),
            TieDecided e => Cast(state, e.Round, e.Member, entry.Header),
            RoundClosed e => Closed(state, e),
            AuthorisationIssued e => Issued(world, state, e, entry.Header),
            _ => null,
        };

    /// <summary>The table of commands looks at who acts and where the flow stands, at no content.</summary>
    private static Fault? Commanded(World world, RequestState? state, RequestCommand command, DecodedEntry<RequestEvent> entry)
    {
        var header = entry.Header;
        if (header.Actor == Actor.System.Id)
            return Differs($"{entry.Type} is a person's act, not the system's.");
        var (actor, notEntitled) = world.ActorOf(header);
        if (notEntitled is not null)
            return notEntitled;
        if (state is null)
            return command is DraftRequest && actor!.Role == Role.Drafter ? null : Refused("a case begins with its drafter's draft");
        var rule = CommandRules.Of(command);
        if (actor!.Role != rule.Role)
            return Refused("it is another role's command");
        var bars = Views(world, header, actor).Select(facts => Reading.MayRead(state, actor, facts.Panel) ? rule.Barred(state, facts) : "NotFound").ToList();
        return bars.Contains(null) ? null : Refused(bars[0]!);

        Fault Refused(string why) => new(DivergenceCodes.CommandRefused, $"{EventText.NameOf(command)} by {header.Actor} ({header.Role}) is refused by the rules: {why}.");
    }

    private static Fault? Opened(World world, RequestState s, RoundOpened e, DecodedEntry<RequestEvent> entry)
    {
        Fault? fault = null;
        foreach (var facts in Views(world, entry.Header, world.ActorOf(entry.Header).Actor!))
        {
            var command = new OpenRound(e.Motion, e.Present, e.Text ?? new MotionText());
            fault = BallotRules.RoomRefusal(s, command, facts) is { } refusal
                ? new Fault(DivergenceCodes.CommandRefused, $"The round cannot be opened: {refusal.Code}.")
                : Differs(e, BallotRules.Opened(facts.Rules.Definitions.Of(s.Definition!), s, command, facts), entry.MissingParts) ?? Unquorate(s, e, entry.Header, facts);
            if (fault is null)
                return null;
        }
        return fault;
    }

    /// <summary>Which items there are is content; that there are any is not.</summary>
    private static Fault? Differs(RoundOpened e, RoundOpened derived, IReadOnlyList<PartDigest> missing)
    {
        derived = e.Motion == MotionKind.Decide ? derived with { Items = e.Items } : derived;
        if (e.Items.Count == 0 || e.Items.Distinct().Count() != e.Items.Count)
            return Differs("The round has no items, or one twice.");
        return EventText.AreSame(e, derived, missing) ? null : Differs(EventText.Difference(e, derived, missing) + ".");
    }

    private static Fault? Unquorate(RequestState s, RoundOpened e, EntryHeader header, Facts facts)
    {
        var opened = RequestFold.Apply(s, s.Id, e, new Stamp(header.CaseSeq, header.At, header.Actor), facts.Rules.Definitions);
        return Reckoning.Of(opened.OpenRound!, opened.Interests).Unquorate.Count == 0 ? null : Differs("Too few were in the room to open the round.");
    }

    /// <summary>The facts as they are here, and as they were before a change of this moment.</summary>
    private static IEnumerable<Facts> Views(World world, EntryHeader header, Actor actor) =>
        new[] { false, true }.Select(behind => new Facts(header.At, actor, world.PanelAt(header.At, behind), world.Book!, []));

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
        var round = state?.Rounds.FirstOrDefault(round => round.Number == e.Round && round.ContentVersion == e.ContentVersion && e.ContentVersion == state.ContentVersion && round.Motion == MotionKind.Decide);
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
