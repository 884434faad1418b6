using System.Diagnostics;
using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>The part of the fold that concerns the panel's rounds.</summary>
internal static class RoundFold
{
    public static RequestState Apply(RequestState s, RequestEvent @event, Stamp stamp) => @event switch
    {
        InterestDeclared e => InOpenRound(
            s with { Interests = [.. s.Interests, new Interest(e.Member, e.Ground, e.Items, e.Reason, stamp.At, s.ContentVersion)] },
            round => WithoutBallots(round, e.Member)),
        RoundOpened e => s with { Rounds = [.. s.Rounds, Opened(e, stamp)] },
        PresenceChanged { IsPresent: true } e => InOpenRound(s, round => round with { Present = [.. round.Present, e.Member] }),
        PresenceChanged e => InOpenRound(s, round =>
            WithoutBallots(round, e.Member) with { Present = [.. round.Present.Where(member => member != e.Member)] }),
        BallotCast e => InOpenRound(s, round => round with
        {
            Ballots = [.. round.Ballots, new Ballot(e.Member, e.BallotNo, e.Items, e.Reasons, e.Dissent, stamp.At)],
        }),
        RoundTied e => InOpenRound(s, round => round with { Tied = e.Items }),
        TieDecided e => InOpenRound(s, round => round with
        {
            Castings = [.. round.Castings, new TieDecision(e.Item, e.Member, e.Approve, e.ActingChairTieBreak, e.Reason, stamp.At)],
        }),
        RoundClosed e => InOpenRound(
            s with { Decision = e.Decision ?? s.Decision, DecidedAt = e.Decision is null ? s.DecidedAt : stamp.At },
            round => round with { Counts = e.Counts, Tied = [], ClosedAt = stamp.At }),
        RoundVoided => InOpenRound(s, round => round with { IsVoid = true, ClosedAt = stamp.At }),
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private static RequestState InOpenRound(RequestState s, Func<Round, Round> change) =>
        s.OpenRound is { } round ? s with { Rounds = [.. s.Rounds.SkipLast(1), change(round)] } : s;

    /// <summary>Leaving or recusal voids what the member cast, and a tie that was counted with it.</summary>
    private static Round WithoutBallots(Round round, MemberId member) => !round.Present.Contains(member) ? round : round with
    {
        Ballots = [.. round.Ballots.Select(ballot => ballot.Member == member ? ballot with { IsVoid = true } : ballot)],
        Tied = [],
        Castings = [],
    };

    private static Round Opened(RoundOpened e, Stamp stamp) => new()
    {
        Number = e.Round,
        Activity = e.Activity,
        ContentVersion = e.ContentVersion,
        Motion = e.Motion,
        Items = e.Items,
        Text = e.Text,
        OpenedBy = e.OpenedBy,
        OpenedAt = stamp.At,
        DueAt = e.DueAt,
        Panel = e.Panel,
        Rule = e.Rule,
        Settings = e.Settings,
        Present = e.Present,
    };
}
