using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>The panel's own acts: rounds, presence, ballots and castings.</summary>
internal static class BallotRules
{
    public static Refusal? OpenRound(Unfolding u, OpenRound c, Facts facts)
    {
        if ((RoomRefusal(u.State, c, facts) ?? MotionRules.Refusal(u.State, c, facts)) is { } refusal)
            return refusal;
        u.Emit(Opened(u.Definition, u.State, c, facts));
        return Reckoning.Of(u.State.OpenRound!, u.State.Interests).Unquorate.Count > 0
            ? new Refusal(RefusalKind.Conflict, "PanelNotQuorate", "/present")
            : null;
    }

    /// <summary>What keeps these people from opening a round with this motion where the flow stands, whatever the motion says.</summary>
    public static Refusal? RoomRefusal(RequestState s, OpenRound c, Facts facts)
    {
        var panel = facts.Panel.SnapshotAt(Jst.DateOf(facts.Now));
        if (c.Present.Distinct().Count() != c.Present.Count || c.Present.Any(member => !panel.Includes(member) || IsBarred(s, member)))
            return new Refusal(RefusalKind.Invalid, "NotOfTheRoom", "/present");
        if (panel.Presiding(c.Present, CommandRules.Recused(s))?.Value != facts.Actor.Id)
            return new Refusal(RefusalKind.Conflict, "NotPresiding");
        return MotionRules.Possible(s).Contains(c.Motion) ? null : new Refusal(RefusalKind.Conflict, "MotionNotPossible", "/motion");
    }

    /// <summary>The round as it opens: panel, rule and settings are those of this moment.</summary>
    public static RoundOpened Opened(WorkflowDefinition definition, RequestState s, OpenRound c, Facts facts)
    {
        var (activity, voting, limit) = VotedAt(definition, s, c.Motion);
        var rules = facts.Rules.Law.InForceAt(s.JudgedAt!.Value);
        var settings = new CountingSettings(rules.ChairVotesAsMember.Value, rules.NarrowTie.Value);
        // The definition and the rule set each name a floor; the stricter one holds.
        var rule = voting with { ApprovalsFloor = Math.Max(voting.ApprovalsFloor, rules.ApprovalsFloor.Value) };
        return new RoundOpened(
            s.Rounds.Count + 1, activity, s.ContentVersion, c.Motion, ItemsOf(s, c.Motion),
            new MemberId(facts.Actor.Id), c.Present, facts.Panel.SnapshotAt(Jst.DateOf(facts.Now)), rule, settings,
            c.Text with { Narrowed = c.Text.Narrowed is null ? null : ItemNames.Sorted(c.Text.Narrowed) },
            activity.Length == 0 ? limit.DueFrom(facts.Now, facts.Rules.Calendar) : null);
    }

    private static IReadOnlyList<string> ItemsOf(RequestState s, MotionKind motion) => motion switch
    {
        MotionKind.Remand => [Round.RemandItem],
        MotionKind.Resolve => [Round.ResolutionItem],
        _ => s.VotedItems,
    };

    /// <summary>The open activity with its voting rule; what is resolved, or reviewed too late, belongs to none: the definition's own vote lends it the rule and the time.</summary>
    private static (string Activity, VotingRule Rule, Law.Duration Limit) VotedAt(WorkflowDefinition definition, RequestState s, MotionKind motion)
    {
        var isLate = motion == MotionKind.Confirm && EmergencyRules.AwaitsLateReview(s);
        var isInFlow = motion != MotionKind.Resolve && !isLate;
        var voted = isInFlow
            ? s.Position!.Open.Select(open => definition.Activities[open.Id])
            : definition.Activities.Values.Where(activity => !isLate || activity is FlowActivity.Confirmation).OrderBy(activity => activity.Id, StringComparer.Ordinal);
        return voted.Select(activity => activity switch
        {
            FlowActivity.PanelVote vote => (isInFlow ? vote.Id : "", vote.VotingRule, vote.Deadline),
            FlowActivity.Confirmation confirmation => (isInFlow ? confirmation.Id : "", confirmation.VotingRule, confirmation.Deadline),
            _ => ((string, VotingRule, Law.Duration)?)null,
        }).OfType<(string, VotingRule, Law.Duration)>().First();
    }

    /// <summary>Recused from the case, or of another duty in it: then the room waits for no ballot of theirs.</summary>
    private static bool IsBarred(RequestState s, MemberId member) =>
        s.IsRecused(member.Value) || Duties.IsAnothers(s, new Actor(member.Value, Role.PanelMember));

    public static Refusal? ChangePresence(Unfolding u, ChangePresence c)
    {
        var round = u.State.OpenRound!;
        if (!round.Panel.Includes(c.Member) || (c.IsPresent && IsBarred(u.State, c.Member)))
            return new Refusal(RefusalKind.Invalid, "NotOfTheRoom", "/member");
        if (round.Present.Contains(c.Member) == c.IsPresent)
            return new Refusal(RefusalKind.Conflict, c.IsPresent ? "AlreadyPresent" : "NotPresent", "/member");
        u.Emit(new PresenceChanged(round.Number, c.Member, c.IsPresent));
        u.Reckon();
        return null;
    }

    /// <summary>The items a present member votes on: all but those the member is recused from, none when the chair does not vote as a member.</summary>
    public static IReadOnlyList<string> ItemsFor(Round round, IReadOnlyList<Interest> interests, MemberId member) =>
        [.. round.Items.Where(item => Reckoning.RoomFor(round, interests, item).Voters(round.Settings).Contains(member))];

    public static Refusal? CastBallot(Unfolding u, CastBallot c, Facts facts)
    {
        var round = u.State.OpenRound!;
        var member = new MemberId(facts.Actor.Id);
        var items = ItemsFor(round, u.State.Interests, member);
        if (c.Items.Count != items.Count || !items.All(c.Items.ContainsKey))
            return new Refusal(RefusalKind.Invalid, "BallotIncomplete", "/items", string.Join(", ", items));
        if (c.Items.Any(vote => vote.Value == Choice.No && c.Reasons?.ContainsKey(vote.Key) != true))
            return new Refusal(RefusalKind.Invalid, "ReasonMissing", "/reasons");
        if (c.Reasons?.Keys.Any(item => !items.Contains(item)) == true)
            return new Refusal(RefusalKind.Invalid, "NoSuchItem", "/reasons");
        var ballotNo = round.Ballots.Count(ballot => ballot.Member == member) + 1;
        // Reasons are there even when none is given: their salt keeps the choices from being guessed from the entry's leaf hash, which all may see.
        var reasons = ItemNames.Sorted(c.Reasons ?? new Dictionary<string, string>());
        u.Emit(new BallotCast(round.Number, member, ballotNo, ItemNames.Sorted(c.Items), reasons, c.Dissent));
        u.Reckon();
        return null;
    }

    public static Refusal? DecideTie(Unfolding u, DecideTie c, Facts facts)
    {
        var by = new MemberId(facts.Actor.Id);
        if (c.Items.Count == 0)
            return new Refusal(RefusalKind.Invalid, "BallotIncomplete", "/items");
        foreach (var (item, approve) in c.Items.OrderBy(vote => vote.Key, StringComparer.Ordinal))
        {
            var round = u.State.OpenRound!;
            if (!round.Tied.Contains(item) || round.Castings.Any(casting => casting.Item == item))
                return new Refusal(RefusalKind.Conflict, "NoTie", $"/items/{item}");
            var room = Reckoning.RoomFor(round, u.State.Interests, item);
            var acting = round.Panel.Chair() != by;
            if (acting && !facts.Rules.Law.InForceAt(u.State.JudgedAt!.Value).ActingChairBreaksTies.Value)
                return new Refusal(RefusalKind.Conflict, "ActingChairMayNotCast", $"/items/{item}");
            if (Count.Refusal(round.Rule, round.Settings, room, Reckoning.Ballots(round, item), new Casting(by, approve)) is { } refusal)
                return new Refusal(RefusalKind.Conflict, refusal.Code, $"/items/{item}");
            u.Emit(new TieDecided(round.Number, item, by, approve, acting, c.Reason));
        }
        u.Reckon();
        return null;
    }
}
