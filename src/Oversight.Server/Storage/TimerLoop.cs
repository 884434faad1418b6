using Microsoft.EntityFrameworkCore;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>Fires due timers by ordinary commands of the system; whichever node comes second finds the timer gone.</summary>
public sealed class TimerLoop(IServiceScopeFactory scopes, RequestStore store, BusinessClock clock, TimeProvider real, ILogger<TimerLoop> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>When the last round of firing ended, on the real clock; readiness turns red when this stands still.</summary>
    public DateTimeOffset LastRoundAt { get; private set; } = real.GetUtcNow();

    /// <summary>Fires everything due now, including what becomes due by firing.</summary>
    public async Task FireDueAsync(CancellationToken ct)
    {
        while (await DueAsync(ct) is { Count: > 0 } due)
        {
            var fired = 0;
            foreach (var timer in due)
                if (RequestId.TryParse(timer.RequestId, out var id)
                    && await store.TransactAsync(new Intent(id, new FireTimer(timer.Name), new Caller(Actor.System, Panel.Vacant(5)), null, null), ct) is Outcome.Written)
                    fired++;
            if (fired == 0)
                break;
        }
        LastRoundAt = real.GetUtcNow();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Tick);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FireDueAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or DbUpdateException or InvalidOperationException or TimeoutException)
            {
                // The rows are still there: the next tick fires them.
                log.LogError(fault, "Timers could not be fired; trying again.");
            }
        }
    }

    private async Task<List<TimerRow>> DueAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        return await db.Timers.AsNoTracking().Where(timer => timer.DueAt <= now)
            .OrderBy(timer => timer.DueAt).ThenBy(timer => timer.RequestId).ThenBy(timer => timer.Name).Take(200).ToListAsync(ct);
    }
}

/// <summary>Adds the loop to a server, and takes it out again where somebody else says when timers fire.</summary>
public static class TimerHosting
{
    private static readonly Func<IServiceProvider, TimerLoop> Loop = provider => provider.GetRequiredService<TimerLoop>();

    public static void AddTimerLoop(this IServiceCollection services)
    {
        services.AddSingleton<TimerLoop>();
        services.AddHostedService(Loop);
    }

    public static void RemoveTimerLoop(this IServiceCollection services) =>
        services.Remove(services.Single(service => ReferenceEquals(service.ImplementationFactory, Loop)));
}
