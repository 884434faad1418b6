namespace Oversight.Server.Log;

/// <summary>What keeps the log from going on, or a witness from cosigning: a stable code, what it is, since when; grave when the record itself is in doubt.</summary>
public sealed record LogAlarm(string Code, string What, DateTimeOffset Since, bool IsGrave);

/// <summary>How the log stands on this node; for readiness, the page and whoever waits for a receipt.</summary>
public sealed class LogState(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LogAlarm> alarms = [];
    private readonly Dictionary<string, DateTimeOffset> cosigned = [];
    private TaskCompletionSource published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the log was last looked at and found in order.</summary>
    public DateTimeOffset? LastRoundAt { get; private set; }

    /// <summary>What is wrong now.</summary>
    public IReadOnlyList<LogAlarm> Alarms
    {
        get
        {
            lock (gate)
                return [.. alarms.Values.OrderBy(alarm => alarm.Since)];
        }
    }

    /// <summary>When each witness last cosigned a head asked for by this node.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Cosigned
    {
        get
        {
            lock (gate)
                return cosigned.ToDictionary();
        }
    }

    /// <summary>Ends at the next publication on this node.</summary>
    public Task NextPublication
    {
        get
        {
            lock (gate)
                return published.Task;
        }
    }

    /// <summary>A round ended well.</summary>
    public void InOrder()
    {
        lock (gate)
            LastRoundAt = time.GetUtcNow();
    }

    /// <summary>Raises an alarm; true when it was not raised before.</summary>
    public bool Raise(string code, string what, bool isGrave = false)
    {
        lock (gate)
        {
            var isNew = !alarms.TryGetValue(code, out var known);
            alarms[code] = new LogAlarm(code, what, known?.Since ?? time.GetUtcNow(), isGrave);
            return isNew;
        }
    }

    /// <summary>Takes alarms back.</summary>
    public void Clear(params ReadOnlySpan<string> codes)
    {
        lock (gate)
            foreach (var code in codes)
                alarms.Remove(code);
    }

    /// <summary>A witness cosigned.</summary>
    public void Cosign(string witness)
    {
        lock (gate)
            cosigned[witness] = time.GetUtcNow();
    }

    /// <summary>A checkpoint was published.</summary>
    public void Publish()
    {
        lock (gate)
        {
            published.SetResult();
            published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
