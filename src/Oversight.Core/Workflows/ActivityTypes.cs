using System.Collections.Frozen;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using static Oversight.Core.Workflows.Ports;

namespace Oversight.Core.Workflows;

/// <summary>How the interpreter treats an activity.</summary>
public enum ActivityKind
{
    /// <summary>The interpreter runs through it by itself.</summary>
    PassThrough,

    /// <summary>Opens, without a deadline, and the caller's rules name the port at once.</summary>
    Automatic,

    /// <summary>Opens and waits for a person or a deadline.</summary>
    Waiting,

    /// <summary>Ends the case.</summary>
    Terminal,
}

/// <summary>One input of an activity type; every input of the language is required.</summary>
public sealed record ActivityInput(string Name, InputType Type);

/// <summary>One row of the language's table: the type's name in the file, its inputs and its ports.</summary>
public sealed class ActivityType
{
    private readonly Func<string, InputValues, FlowActivity> create;

    internal ActivityType(
        string name, Type record, ActivityKind kind, IReadOnlyList<string> ports, IReadOnlyList<ActivityInput> inputs, Func<string, InputValues, FlowActivity> create)
    {
        (Name, Record, Kind, Ports, Inputs) = (name, record, kind, ports, inputs);
        this.create = create;
    }

    /// <summary>As written in the file, such as <c>Oversight.PanelVote</c>.</summary>
    public string Name { get; }

    /// <summary>What the interpreter does on entry.</summary>
    public ActivityKind Kind { get; }

    /// <summary>Ports in the table's order; empty for a fork, whose ports are its branches, and for Close.</summary>
    public IReadOnlyList<string> Ports { get; }

    /// <summary>Inputs in the table's order, all required.</summary>
    public IReadOnlyList<ActivityInput> Inputs { get; }

    internal Type Record { get; }

    internal FlowActivity Create(string id, InputValues values) => create(id, values);
}

/// <summary>The closed list of activity types (workflow format, "Activity types"); reader, interpreter and checker read this one table.</summary>
public static class ActivityTypes
{
    /// <summary>Every type, in the order of the format's table.</summary>
    public static IReadOnlyList<ActivityType> All { get; } =
    [
        Row("Elsa.Start", ActivityKind.PassThrough, [Done], [], (id, _) => new FlowActivity.Start(id)),
        Row("Elsa.FlowDecision", ActivityKind.PassThrough, [True, False], [new("condition", InputType.Condition)],
            (id, v) => new FlowActivity.Decision(id, v.Of<FlowCondition>("condition"))),
        Row("Elsa.FlowFork", ActivityKind.PassThrough, [], [new("branches", InputType.Branches)],
            (id, v) => new FlowActivity.Fork(id, v.Of<IReadOnlyList<string>>("branches"))),
        Row("Elsa.FlowJoin", ActivityKind.PassThrough, [Done], [new("mode", InputType.JoinMode)],
            (id, v) => new FlowActivity.Join(id, v.Of<JoinMode>("mode"))),
        Row("Oversight.Countersign", ActivityKind.Waiting, [Signed, Declined, Lapsed], [Deadline],
            (id, v) => new FlowActivity.Countersign(id, v.Deadline)),
        Row("Oversight.Intake", ActivityKind.Automatic, [Passed, Returned, Refused], [], (id, _) => new FlowActivity.Intake(id)),
        Row("Oversight.Correction", ActivityKind.Waiting, [Resubmitted, Withdrawn, Lapsed], [Deadline, new("maximumReturns", InputType.CountFromOne)],
            (id, v) => new FlowActivity.Correction(id, v.Deadline, v.Of<int>("maximumReturns"))),
        Row("Oversight.Examination", ActivityKind.Waiting, [Ready, InformationRequested, Withdrawn, Lapsed], [Deadline],
            (id, v) => new FlowActivity.Examination(id, v.Deadline)),
        Row("Oversight.Information", ActivityKind.Waiting, [Answered, Withdrawn, Lapsed], [Deadline, new("maximumRounds", InputType.CountFromOne)],
            (id, v) => new FlowActivity.Information(id, v.Deadline, v.Of<int>("maximumRounds"))),
        Row("Oversight.Consultation", ActivityKind.Waiting, [Recorded, Lapsed], [new("with", InputType.Authority), Deadline],
            (id, v) => new FlowActivity.Consultation(id, v.Of<ConsultedAuthority>("with"), v.Deadline)),
        Row("Oversight.PanelVote", ActivityKind.Waiting, [Approved, PartlyApproved, Refused, NotCarried, Remanded, Withdrawn, Lapsed],
            [Rule, Deadline, new("maximumRemands", InputType.CountFromZero)],
            (id, v) => new FlowActivity.PanelVote(id, v.Of<VotingRule>("votingRule"), v.Deadline, v.Of<int>("maximumRemands"))),
        Row("Oversight.Authorise", ActivityKind.Automatic, [Done], [new("maximumPeriod", InputType.Period)],
            (id, v) => new FlowActivity.Authorise(id, v.Of<Duration>("maximumPeriod"))),
        Row("Oversight.InForce", ActivityKind.Waiting, [Expired, EndedEarly, Revoked], [new("renewalWindow", InputType.Period)],
            (id, v) => new FlowActivity.InForce(id, v.Of<Duration>("renewalWindow"))),
        Row("Oversight.EmergencyMeasure", ActivityKind.Waiting, [Notified, Lapsed], [new("noticeDeadline", InputType.Deadline)],
            (id, v) => new FlowActivity.EmergencyMeasure(id, v.Of<Duration>("noticeDeadline"))),
        Row("Oversight.Confirmation", ActivityKind.Waiting, [ConfirmedProper, NotProper, Lapsed], [Rule, Deadline],
            (id, v) => new FlowActivity.Confirmation(id, v.Of<VotingRule>("votingRule"), v.Deadline)),
        Row("Oversight.StopOrder", ActivityKind.Automatic, [Done], [new("orders", InputType.Orders)],
            (id, v) => new FlowActivity.StopOrder(id, v.Of<IReadOnlyList<Order>>("orders"))),
        Row("Oversight.Erasure", ActivityKind.Waiting, [Recorded, Lapsed], [Deadline], (id, v) => new FlowActivity.Erasure(id, v.Deadline)),
        Row("Oversight.RecordBreach", ActivityKind.Automatic, [Done], [new("breach", InputType.Breach)],
            (id, v) => new FlowActivity.RecordBreach(id, v.Of<Breach>("breach"))),
        Row("Oversight.Close", ActivityKind.Terminal, [], [new("outcome", InputType.Outcome)],
            (id, v) => new FlowActivity.Close(id, v.Of<CloseOutcome>("outcome"))),
    ];

    private static readonly FrozenDictionary<string, ActivityType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, ActivityType> ByRecord = All.ToFrozenDictionary(type => type.Record);

    private static ActivityInput Deadline => new("deadline", InputType.Deadline);

    private static ActivityInput Rule => new("votingRule", InputType.VotingRule);

    /// <summary>The type of that name, or null when the language has none.</summary>
    public static ActivityType? Find(string name) => ByName.GetValueOrDefault(name);

    internal static ActivityType Of(FlowActivity activity) => ByRecord[activity.GetType()];

    private static ActivityType Row<T>(
        string name, ActivityKind kind, IReadOnlyList<string> ports, IReadOnlyList<ActivityInput> inputs, Func<string, InputValues, T> create)
        where T : FlowActivity => new(name, typeof(T), kind, ports, inputs, create);
}
