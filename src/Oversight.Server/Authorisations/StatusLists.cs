namespace Oversight.Server.Authorisations;

/// <summary>
/// Makes each status list once for all who ask at the same time. Nothing is kept: whoever asks while a list is being made gets the next one, which is
/// read after the question. So an answer is never older than its question, on any number of nodes, and verifiers in any number make one at a time.
/// </summary>
public sealed class StatusLists(IServiceScopeFactory scopes)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int List, string Address), Making> makings = [];

    /// <summary>A status list, as <see cref="StatusTokens.ListAsync"/> makes it.</summary>
    public Task<string?> ReadAsync(int list, string publicAddress, CancellationToken ct)
    {
        lock (gate)
        {
            var key = (list, publicAddress);
            if (!makings.TryGetValue(key, out var making))
                makings[key] = making = new Making();
            // What waits for the one before it to end has read nothing yet.
            making.Next ??= MakeAsync(key, making, making.Last);
            return making.Next.WaitAsync(ct);
        }
    }

    private async Task<string?> MakeAsync((int List, string Address) key, Making making, Task? before)
    {
        // Off the lock, and after the one before, however that ended.
        await Task.Yield();
        if (before is not null)
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
            (making.Last, making.Next) = (making.Next, null);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<StatusTokens>().ListAsync(key.List, key.Address, CancellationToken.None);
        }
        finally
        {
            lock (gate)
                if (making.Next is null)
                    makings.Remove(key);
        }
    }

    private sealed class Making
    {
        /// <summary>The one that is being made, or was made last.</summary>
        public Task<string?>? Last { get; set; }

        /// <summary>The one that begins when that has ended.</summary>
        public Task<string?>? Next { get; set; }
    }
}
