namespace Oversight.Core.Workflows;

/// <summary>What each event does to a position; the interpreter moves only by this fold, so history rebuilds every position.</summary>
internal static class FlowFold
{
    public static FlowPosition Apply(FlowPosition position, FlowEvent flowEvent, FlowActivity activity, DateTimeOffset at) => flowEvent switch
    {
        ActivityStarted started => Started(position, activity, started.DueAt, at),
        ActivityEnded ended => Ended(position, activity, ended.Port, at),
        _ => Gone(position, activity),
    };

    private static FlowPosition Started(FlowPosition position, FlowActivity activity, DateTimeOffset? dueAt, DateTimeOffset at) => activity switch
    {
        FlowActivity.Close close => position with
        {
            Open = [],
            Arrivals = [],
            Suspended = [],
            Closed = true,
            CloseOutcome = close.Outcome.ToString(),
        },
        FlowActivity.Join => position with { Arrivals = OneMore(position.Arrivals, activity.Id) },
        _ => position with
        {
            Open = [.. position.Open, new OpenActivity(activity.Id, at, dueAt)],
            Counts = FlowBounds.OfEntries(activity) is null ? position.Counts : OneMore(position.Counts, activity.Id),
            Suspended = [.. position.Suspended.Where(it => it.Activity != activity.Id)],
        },
    };

    private static FlowPosition Ended(FlowPosition position, FlowActivity activity, string port, DateTimeOffset at)
    {
        var after = Gone(position, activity);
        return port switch
        {
            Ports.Remanded => after with { Counts = OneMore(after.Counts, activity.Id) },
            Ports.InformationRequested when position.Find(activity.Id)?.DueAt is { } dueAt => after with
            {
                Suspended = Sorted([.. after.Suspended, new SuspendedClock(activity.Id, Later(dueAt, at) - at)], it => it.Activity),
            },
            _ => after,
        };
    }

    private static FlowPosition Gone(FlowPosition position, FlowActivity activity) => position with
    {
        Open = [.. position.Open.Where(it => it.Id != activity.Id)],
        Arrivals = [.. position.Arrivals.Where(it => it.Activity != activity.Id)],
    };

    private static IReadOnlyList<ActivityCount> OneMore(IReadOnlyList<ActivityCount> counts, string activity)
    {
        var count = counts.FirstOrDefault(it => it.Activity == activity)?.Count ?? 0;
        return Sorted([.. counts.Where(it => it.Activity != activity), new ActivityCount(activity, count + 1)], it => it.Activity);
    }

    private static IReadOnlyList<T> Sorted<T>(IEnumerable<T> items, Func<T, string> key) => [.. items.OrderBy(key, StringComparer.Ordinal)];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
