namespace Oversight.Core.Workflows;

/// <summary>An activity that was entered and not yet left.</summary>
/// <param name="Id">The activity.</param>
/// <param name="EnteredAt">When it was entered.</param>
/// <param name="DueAt">When it lapses, an exclusive instant; null for automatic activities and for InForce, whose end the caller sets.</param>
public sealed record OpenActivity(string Id, DateTimeOffset EnteredAt, DateTimeOffset? DueAt)
{
    /// <summary>The deadline has come: from <see cref="DueAt"/> on only Lapsed is possible.</summary>
    public bool IsDue(DateTimeOffset now) => DueAt is { } due && now >= due;
}

/// <summary>A number kept for an activity.</summary>
public sealed record ActivityCount(string Activity, int Count);

/// <summary>What was left of an activity's deadline when information was asked for.</summary>
public sealed record SuspendedClock(string Activity, TimeSpan Remaining);

/// <summary>Where a case stands in its flow; a fold of <see cref="FlowEvent"/>s, plain enough for System.Text.Json.</summary>
/// <param name="Open">Open activities in the order they were entered.</param>
/// <param name="Arrivals">Branches that wait at a join, sorted by join.</param>
/// <param name="Counts">Entries to Correction and Information, and remands of a PanelVote, sorted by activity; counted for the whole case.</param>
/// <param name="Suspended">Clocks standing still, sorted by activity.</param>
/// <param name="Closed">The flow ended; then nothing is open.</param>
/// <param name="CloseOutcome">Name of the <see cref="Workflows.CloseOutcome"/>, once closed.</param>
public sealed record FlowPosition(
    IReadOnlyList<OpenActivity> Open,
    IReadOnlyList<ActivityCount> Arrivals,
    IReadOnlyList<ActivityCount> Counts,
    IReadOnlyList<SuspendedClock> Suspended,
    bool Closed,
    string? CloseOutcome)
{
    /// <summary>Before Start.</summary>
    public static FlowPosition NotStarted { get; } = new([], [], [], [], Closed: false, CloseOutcome: null);

    /// <summary>The open activity of that id, or null.</summary>
    public OpenActivity? Find(string activity) => Open.FirstOrDefault(it => it.Id == activity);

    /// <summary>The number kept for the activity against its bound; 0 before the first.</summary>
    public int CountOf(string activity) => Counts.FirstOrDefault(it => it.Activity == activity)?.Count ?? 0;

    internal int ArrivalsAt(string join) => Arrivals.FirstOrDefault(it => it.Activity == join)?.Count ?? 0;

    internal TimeSpan? SuspendedOf(string activity) => Suspended.FirstOrDefault(it => it.Activity == activity)?.Remaining;
}
