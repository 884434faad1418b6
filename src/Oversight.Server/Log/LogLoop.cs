using Microsoft.EntityFrameworkCore;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>Sequences, has signed and publishes, over and over. Sequencing and signing never wait for witnesses.</summary>
public sealed class LogLoop(
    IServiceScopeFactory scopes, Sequencer sequencer, Checkpoints checkpoints, Witnesses witnesses, LogState state, LogOptions options, ILogger<LogLoop> log) : BackgroundService
{
    /// <summary>Everything there is to do now: all entries sequenced, the head signed and, as far as witnesses answer, published.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await SequenceAndSignAsync(ct);
        await checkpoints.PublishAsync(ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        RepeatAsync("sequenced", SequenceAndSignAsync, stoppingToken), RepeatAsync("published", checkpoints.CarryAsync, stoppingToken),
        .. witnesses.Online.Select(witness => RepeatAsync($"cosignedBy:{witness.Named.Name}", ct => checkpoints.AskAsync(witness, ct), stoppingToken)),
    ]);

    private async Task SequenceAndSignAsync(CancellationToken ct)
    {
        if (await IsPendingAsync(ct))
            // What comes meanwhile waits for the next round: many entries share a head, however busy the log is.
            while (await sequencer.SequenceAsync(ct) == Sequencer.MostAtOnce)
                await checkpoints.SignAsync(ct);
        await checkpoints.SignAsync(ct);
        state.InOrder();
    }

    /// <summary>A look without a lock, so that an idle log costs a read and no commit.</summary>
    private async Task<bool> IsPendingAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await sequencer.HasPendingAsync(scope.ServiceProvider.GetRequiredService<OversightDbContext>(), ct);
    }

    private async Task RepeatAsync(string what, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        using var ticks = new PeriodicTimer(options.Every);
        var raised = new HashSet<string>();
        while (await ticks.WaitForNextTickAsync(ct))
        {
            try
            {
                await act(ct);
                state.Clear([.. raised]);
                raised.Clear();
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                var code = fault is LogBrokenException broken ? broken.Code : $"LogNot{char.ToUpperInvariant(what[0])}{what[1..]}";
                raised.Add(code);
                if (state.Raise(code, fault.Message, fault is LogBrokenException))
                    log.LogError(fault, "The log cannot be {What}: {Code}. It is tried again, and nothing is lost meanwhile.", what, code);
            }
        }
    }
}

/// <summary>Adds the log to a server.</summary>
public static class LogHosting
{
    private static readonly Func<IServiceProvider, LogLoop> Loop = provider => provider.GetRequiredService<LogLoop>();

    public static void AddLog(this IServiceCollection services, Hosting.OversightOptions options)
    {
        services.AddSingleton(options.Log);
        services.AddSingleton<LogState>();
        services.AddSingleton<Sequencer>();
        services.AddSingleton<Witnesses>();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton(provider => LogSigner.Of(
            options.Log, options.LogOrigin, SignerFolder(options), () => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReceiptWaits>();
        services.AddSingleton<KnownTiles>();
        services.AddScoped<LogReading>();
        services.AddSingleton<PublishedLeaves>();
        services.AddScoped<EffectivenessGate>();
        services.AddSingleton<LogLoop>();
        services.AddHostedService(Loop);
    }

    /// <summary>Takes the loop out where somebody else says when the log goes on.</summary>
    public static void RemoveLogLoop(this IServiceCollection services) =>
        services.Remove(services.Single(service => ReferenceEquals(service.ImplementationFactory, Loop)));

    /// <summary>Where the keys of a signer in this process are.</summary>
    public static string SignerFolder(Hosting.OversightOptions options) => options.Log.SignerFolder.Length > 0
        ? options.Log.SignerFolder
        : Hosting.Database.IsPostgres(options.Database)
            ? "oversight-signer"
            : $"{new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(options.Database).DataSource}.signer";
}
