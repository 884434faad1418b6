using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Filing;
using Oversight.Server.Hosting;

namespace Oversight.Server.Ballots;

/// <summary>The panel's commands.</summary>
public static class BallotEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<DeclareInterestBody>(
            "declareInterest", "declareInterest", body => new DeclareInterest(body.Ground, body.Items, body.Reason));
        requests.MapCommand<OpenRoundBody>("openRound", "rounds", body => new OpenRound(
            body.Motion, body.Present, new MotionText(body.Narrowed, body.Conditions, body.Reasons, body.Directions, body.Recommendation, body.Resolution)));
        requests.MapCommand<ChangePresence>("changePresence", "presence", body => body);
        requests.MapCommand<CastBallotBody>("castBallot", "ballots", body => new CastBallot(body.Items, body.Reasons, body.Dissent));
        requests.MapCommand<ReasonBody>("overrideInterlock", "interlockOverrides", body => new OverrideInterlock(body.Reason));
        requests.MapCommand<DecideTieBody>("decideTie", "castings", body => new DecideTie(
            body.Items.ToDictionary(item => item.Key, item => item.Value == CastingChoice.Approve), body.Reason));
    }
}

/// <summary>Null items leave the whole case.</summary>
public sealed record DeclareInterestBody(RecusalGround Ground, string Reason, IReadOnlyList<string>? Items = null);

/// <summary>A motion with the attendance.</summary>
public sealed record OpenRoundBody(
    MotionKind Motion, IReadOnlyList<MemberId> Present, IReadOnlyDictionary<string, ScopeItem>? Narrowed = null,
    IReadOnlyList<Condition>? Conditions = null, IReadOnlyList<CriterionReason>? Reasons = null, Bilingual? Directions = null,
    Bilingual? Recommendation = null, ResolutionText? Resolution = null);

/// <summary>A choice per item; a reason for every no.</summary>
public sealed record CastBallotBody(
    IReadOnlyDictionary<string, Choice> Items, IReadOnlyDictionary<string, string>? Reasons = null, Bilingual? Dissent = null);

/// <summary>What a casting says.</summary>
[CamelCaseNames]
public enum CastingChoice { Approve, Refuse }

/// <summary>A casting per tied item, with one reason.</summary>
public sealed record DecideTieBody(IReadOnlyDictionary<string, CastingChoice> Items, string Reason);
