using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Oversight.Core.Law;

/// <summary>How well a setting's value is founded.</summary>
public enum SourceTag
{
    /// <summary>Read in the statute.</summary>
    Law,

    /// <summary>An account of the statute by others.</summary>
    Report,

    /// <summary>Remembered, not confirmed in any source.</summary>
    Recall,

    /// <summary>A reading or a design choice; no source says it.</summary>
    Inference,
}

/// <summary>A number or switch of the rules with its origin, shown wherever it is shown.</summary>
/// <typeparam name="T">What is set.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Tag">How well it is founded.</param>
/// <param name="Source">The article, account or reason.</param>
public sealed record Setting<T>(T Value, SourceTag Tag, string Source);

/// <summary>The rules in force from one day until the next set's. A request is judged by the set in force when it was filed.</summary>
public sealed record RuleSet
{
    /// <summary>The name of the set, unique in its calendar.</summary>
    public required string Id { get; init; }

    /// <summary>The first day in force, from 00:00 JST.</summary>
    public required Setting<DateOnly> EffectiveFrom { get; init; }

    /// <summary>The routes that can be asked for, in order and without repetition.</summary>
    public required IReadOnlyList<Route> InForce { get; init => field = [.. value.Distinct().Order()]; }

    /// <summary>The longest authorisation of each route but R4, whose maximum is its parent's.</summary>
    public required IReadOnlyDictionary<Route, Setting<Duration>> MaximumPeriods
    {
        get;
        init => field = new SortedDictionary<Route, Setting<Duration>>(value.ToDictionary());
    }

    /// <summary>The target for deciding a standard request; overdue is shown, nothing lapses.</summary>
    public required Setting<Duration> DecisionTargetStandard { get; init; }

    /// <summary>The target for deciding a priority request.</summary>
    public required Setting<Duration> DecisionTargetPriority { get; init; }

    /// <summary>The target for deciding an urgent request.</summary>
    public required Setting<Duration> DecisionTargetUrgent { get; init; }

    /// <summary>Time from an emergency measure after which a missing notice is warned of.</summary>
    public required Setting<Duration> EmergencyNoticeWarn { get; init; }

    /// <summary>Time from an emergency measure after which a missing notice is a breach.</summary>
    public required Setting<Duration> EmergencyNoticeBreach { get; init; }

    /// <summary>Time from a notice within which the panel confirms or does not.</summary>
    public required Setting<Duration> ConfirmationLimit { get; init; }

    /// <summary>Whether an agency with a measure past its limit and not reviewed is kept from recording its next one.</summary>
    public required Setting<bool> EmergencyInterlock { get; init; }

    /// <summary>Whether the panel itself may revoke an authorisation.</summary>
    public required Setting<bool> PanelMayRevoke { get; init; }

    /// <summary>Time from the sending of draft findings within which the agency replies.</summary>
    public required Setting<Duration> InspectionReplyLimit { get; init; }

    /// <summary>Time from the end that opened the duty to erase within which something may be kept for a legal reason; null, as in older sets, for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Setting<Duration>? KeepingLimit { get; init; }

    /// <summary>Whether the erasure record must say that every other order was carried out; null, as in older sets, for no.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Setting<bool>? OrdersReported { get; init; }

    /// <summary>Counts from 1 to below this number are shown only as such in the public form of the extended statistics; 1 shows all.</summary>
    public required Setting<int> SmallNumberBelow { get; init; }

    /// <summary>Time before the end of an authorisation in which its extension can be asked for.</summary>
    public required Setting<Duration> RenewalWindow { get; init; }

    /// <summary>Time after a refusal in which a similar request is warned about (W02).</summary>
    public required Setting<Duration> SimilarRefusalWindow { get; init; }

    /// <summary>The fewest distinct people who must have approved, at least 2 and at most the seats.</summary>
    public required Setting<int> ApprovalsFloor { get; init; }

    /// <summary>Whether the chair votes as a member besides breaking ties.</summary>
    public required Setting<bool> ChairVotesAsMember { get; init; }

    /// <summary>Whether an acting chair breaks ties.</summary>
    public required Setting<bool> ActingChairBreaksTies { get; init; }

    /// <summary>Whether equal votes are a tie only if one vote more would have carried.</summary>
    public required Setting<bool> NarrowTie { get; init; }

    /// <summary>Whether a member may be present from elsewhere over a secure line.</summary>
    public required Setting<bool> RemotePresenceAllowed { get; init; }

    /// <summary>Whether a vote may be taken by circulated paper, without a meeting.</summary>
    public required Setting<bool> CirculatedVote { get; init; }

    /// <summary>Whether a request refused at intake counts as a request in the statistics.</summary>
    public required Setting<bool> CountRefusedAtIntake { get; init; }

    /// <summary>The seats of the panel, the chair's included, 3 to 9.</summary>
    public required Setting<int> PanelSeats { get; init; }

    /// <summary>The most members who may be part-time.</summary>
    public required Setting<int> MaximumPartTime { get; init; }

    /// <summary>Lower-case hex SHA-256 of the set's compact JSON with settings in the order of this type.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <summary>The compact JSON that <see cref="Hash"/> is over.</summary>
    public string ToJson() => RuleSetJson.Canonical(this);

    /// <summary>Whether the route can be asked for.</summary>
    public bool IsInForce(Route route) => InForce.Contains(route);

    /// <summary>
    /// The longest authorisation of a route; R4 takes its parent's and throws <see cref="ArgumentException"/> unless that is
    /// R1, R2 or R3.
    /// </summary>
    public Setting<Duration> MaximumPeriod(Route route, Route? parent = null)
    {
        if (route != Route.R4)
            return MaximumPeriods[route];
        return parent is Route.R1 or Route.R2 or Route.R3
            ? MaximumPeriods[parent.Value]
            : throw new ArgumentException("An extension's maximum is that of the R1, R2 or R3 it extends.", nameof(parent));
    }
}
