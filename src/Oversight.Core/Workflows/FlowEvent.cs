using System.Text.Json.Serialization;

namespace Oversight.Core.Workflows;

/// <summary>Something that happened to an activity; a position is the fold of these.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ActivityStarted), nameof(ActivityStarted))]
[JsonDerivedType(typeof(ActivityEnded), nameof(ActivityEnded))]
[JsonDerivedType(typeof(ActivityCancelled), nameof(ActivityCancelled))]
public abstract record FlowEvent
{
    private protected FlowEvent(string activity) => Activity = activity;

    /// <summary>The activity's id.</summary>
    public string Activity { get; }
}

/// <summary>The activity was entered; for a join, one branch arrived; for Close, the case ended.</summary>
/// <param name="Activity">The activity's id.</param>
/// <param name="DueAt">When it lapses, exclusive; null where the flow sets no deadline.</param>
public sealed record ActivityStarted(string Activity, DateTimeOffset? DueAt) : FlowEvent(Activity);

/// <summary>The activity was left by a port; for a decision this is its answer, for a join that it went on.</summary>
/// <param name="Activity">The activity's id.</param>
/// <param name="Port">The port taken.</param>
public sealed record ActivityEnded(string Activity, string Port) : FlowEvent(Activity);

/// <summary>The activity was open, or a branch waited at it, when the case closed or another branch arrived first.</summary>
/// <param name="Activity">The activity's id.</param>
public sealed record ActivityCancelled(string Activity) : FlowEvent(Activity);
