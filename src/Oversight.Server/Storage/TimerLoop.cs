using Microsoft.EntityFrameworkCore;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>Fires due timers by ordinary commands of the system; whichever node comes second finds the timer gone.</summary>
public sealed class TimerLoop(
    IServiceScopeFactory scopes, RequestStore store, Usage.UsageImports imports, BusinessClock clock, TimeProvider real, ILogger<TimerLoop> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How often unfinished imports are looked at, on the business clock.</summary>
    private static readonly TimeSpan ImportsEvery = TimeSpan.FromMinutes(1);

    private DateTimeOffset importsAt;

    /// <summary>When the last round of firing ended, on the real clock; readiness turns red when this stands still.</summary>
    public DateTimeOffset LastRoundAt { get; private set; } = real.GetUtcNow();

    /// <summary>
    /// Fires everything due now, including what becomes due by firing: of each case one timer at a time, for the next may have to make way for one
    /// that the first armed. A case that cannot be decided keeps no other waiting.
    /// </summary>
    public async Task FireDueAsync(CancellationToken ct)
    {
        var failed = new HashSet<(string, string)>();
        while ((await DueAsync(failed.Count, ct)).Where(timer => !failed.Contains((timer.RequestId, timer.Name))).ToList() is { Count: > 0 } due)
            foreach (var timer in due.DistinctBy(timer => timer.RequestId))
                if (!await FireAsync(timer, ct))
                    failed.Add((timer.RequestId, timer.Name));
        await ExpireImportsAsync(ct);
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
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The rows are still there: the next tick fires them.
                log.LogError(fault, "Timers could not be read; trying again.");
            }
        }
    }

    private async Task ExpireImportsAsync(CancellationToken ct)
    {
        var now = clock.Now;
        if ((now - importsAt).Duration() < ImportsEvery)
            return;
        foreach (var import in await imports.ExpireAsync(ct))
            log.LogInformation("What was stored of the unfinished usage import {Import} is forgotten: it was not sent again in time.", import);
        importsAt = now;
    }

    /// <summary>True when the timer fired here; false when another node was first or the case has a fault, which the next tick tries again.</summary>
    private async Task<bool> FireAsync(TimerRow timer, CancellationToken ct)
    {
        try
        {
            var system = new Caller(Actor.System, Panel.Vacant(5));
            return RequestId.TryParse(timer.RequestId, out var id)
                && await store.TransactAsync(new Intent(id, new FireTimer(timer.Name), system, null, null), ct) is Outcome.Written;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogError(fault, "Timer {Timer} of {Request} could not be fired; trying again.", timer.Name, timer.RequestId);
            return false;
        }
    }

    private async Task<List<TimerRow>> DueAsync(int beyond, CancellationToken ct)
    {
        var now = clock.Now;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        return await db.Timers.AsNoTracking().Where(timer => timer.DueAt <= now)
            .OrderBy(timer => timer.DueAt).ThenBy(timer => timer.RequestId).ThenBy(timer => timer.Name).Take(200 + beyond).ToListAsync(ct);
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
