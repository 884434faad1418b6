using System.Text.Json.Serialization;
using Oversight.Core.Law;
using Oversight.Core.Panels;

namespace Oversight.Core.Workflows;

/// <summary>One step of a definition with its typed inputs; the family is closed, one record for each type of the language.</summary>
public abstract record FlowActivity
{
    private FlowActivity(string id) => Id = id;

    /// <summary>Unique in the definition.</summary>
    public string Id { get; }

    /// <summary>The row of the language's table that this activity follows.</summary>
    [JsonIgnore]
    public ActivityType Type => ActivityTypes.Of(this);

    /// <summary>Ports by which it can be left, in the table's order; a fork's are its branches.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Ports => this is Fork fork ? fork.Branches : Type.Ports;

    /// <summary>Its hard deadline, counted from entry; null where it has none (<see cref="InForce"/> ends with the authorisation).</summary>
    [JsonIgnore]
    public Duration? WaitsFor => this switch
    {
        Countersign it => it.Deadline,
        Correction it => it.Deadline,
        Examination it => it.Deadline,
        Information it => it.Deadline,
        Consultation it => it.Deadline,
        PanelVote it => it.Deadline,
        EmergencyMeasure it => it.NoticeDeadline,
        Confirmation it => it.Deadline,
        Erasure it => it.Deadline,
        _ => null,
    };

    /// <summary>Where the flow begins; passes at once.</summary>
    public sealed record Start(string Id) : FlowActivity(Id);

    /// <summary>Asks one fact of the request; passes at once.</summary>
    public sealed record Decision(string Id, FlowCondition Condition) : FlowActivity(Id);

    /// <summary>Opens every branch at once, until its one join.</summary>
    public sealed record Fork(string Id, IReadOnlyList<string> Branches) : FlowActivity(Id);

    /// <summary>Closes the block of its fork.</summary>
    public sealed record Join(string Id, JoinMode Mode) : FlowActivity(Id);

    /// <summary>The agency's authorising officer signs; never the drafter.</summary>
    public sealed record Countersign(string Id, Duration Deadline) : FlowActivity(Id);

    /// <summary>The checks I01–I14 and W01–W02; the caller runs them and names the port at once.</summary>
    public sealed record Intake(string Id) : FlowActivity(Id);

    /// <summary>The agency corrects; at most <paramref name="MaximumReturns"/> entries in a case.</summary>
    public sealed record Correction(string Id, Duration Deadline, int MaximumReturns) : FlowActivity(Id);

    /// <summary>The secretariat's examiner marks the criteria K1–K13.</summary>
    public sealed record Examination(string Id, Duration Deadline) : FlowActivity(Id);

    /// <summary>The agency answers while the clock it left stands still; at most <paramref name="MaximumRounds"/> entries in a case.</summary>
    public sealed record Information(string Id, Duration Deadline, int MaximumRounds) : FlowActivity(Id);

    /// <summary>The view of a named authority is put on record.</summary>
    public sealed record Consultation(string Id, ConsultedAuthority With, Duration Deadline) : FlowActivity(Id);

    /// <summary>The panel votes; at most <paramref name="MaximumRemands"/> remands in a case.</summary>
    public sealed record PanelVote(string Id, VotingRule VotingRule, Duration Deadline, int MaximumRemands) : FlowActivity(Id);

    /// <summary>Issues what the vote granted, for at most the smaller of <paramref name="MaximumPeriod"/> and the route's maximum.</summary>
    public sealed record Authorise(string Id, Duration MaximumPeriod) : FlowActivity(Id);

    /// <summary>The authorisation's life; renewal may be asked within <paramref name="RenewalWindow"/> before its end.</summary>
    public sealed record InForce(string Id, Duration RenewalWindow) : FlowActivity(Id);

    /// <summary>The agency reports a measure already taken (R5–R8); the clock starts at the measure, not at the notice.</summary>
    public sealed record EmergencyMeasure(string Id, Duration NoticeDeadline) : FlowActivity(Id);

    /// <summary>The panel confirms a notified measure afterwards.</summary>
    public sealed record Confirmation(string Id, VotingRule VotingRule, Duration Deadline) : FlowActivity(Id);

    /// <summary>Orders to stop, destroy or limit use; the caller opens the duties and goes on at once.</summary>
    public sealed record StopOrder(string Id, IReadOnlyList<Order> Orders) : FlowActivity(Id);

    /// <summary>The agency files the erasure record.</summary>
    public sealed record Erasure(string Id, Duration Deadline) : FlowActivity(Id);

    /// <summary>Opens a finding for the inspectors; the caller goes on at once.</summary>
    public sealed record RecordBreach(string Id, Breach Breach) : FlowActivity(Id);

    /// <summary>Ends the case and cancels whatever is still open.</summary>
    public sealed record Close(string Id, CloseOutcome Outcome) : FlowActivity(Id);
}

/// <summary>How many arrivals a join waits for.</summary>
public enum JoinMode
{
    /// <summary>One from every branch.</summary>
    WaitAll,

    /// <summary>The first; the rest of the block is cancelled.</summary>
    WaitAny,
}

/// <summary>Whose view a consultation puts on record.</summary>
public enum ConsultedAuthority
{
    /// <summary>外務大臣.</summary>
    ForeignMinister,

    /// <summary>国家公安委員会.</summary>
    PublicSafetyCommission,
}

/// <summary>What a stop order demands.</summary>
[Ledger.CamelCaseNames]
public enum Order
{
    /// <summary>Stop the measure.</summary>
    Stop,

    /// <summary>Destroy what was obtained.</summary>
    Destroy,

    /// <summary>Use what was obtained only as the order says.</summary>
    LimitUse,
}

/// <summary>The breach a flow records by itself.</summary>
public enum Breach
{
    /// <summary>No erasure record was filed in time.</summary>
    ErasureOverdue,

    /// <summary>A measure was not notified in time.</summary>
    NotifyOverdue,
}

/// <summary>How a case ended.</summary>
public enum CloseOutcome
{
    /// <summary>The authorisation ended and its erasure duty is met.</summary>
    Completed,

    /// <summary>The panel granted nothing.</summary>
    Refused,

    /// <summary>Refused by the intake checks.</summary>
    RefusedAtIntake,

    /// <summary>Withdrawn by the agency.</summary>
    Withdrawn,

    /// <summary>A deadline passed.</summary>
    Lapsed,

    /// <summary>Ended with a duty unmet, which stays open.</summary>
    ClosedInBreach,

    /// <summary>A measure taken without approval was confirmed.</summary>
    ConfirmedProper,

    /// <summary>A measure taken without approval was not confirmed.</summary>
    NotProper,
}
