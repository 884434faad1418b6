using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Demo;

/// <summary>
/// Plays the demo's cases at its first start, before anybody is served: over plain HTTP, with the demo's accounts, on a second server of the same
/// program and database whose business clock stands at each step's own instant. Nothing is written but by the commands everybody uses.
/// </summary>
public sealed class DemoSeeding(WebApplication demo, string[] args, string password)
{
    private const string Setting = "demoCases";
    private const string Begun = "begun";
    private const string Done = "done";

    private readonly Transactions transactions = demo.Services.GetRequiredService<Transactions>();
    private readonly OversightOptions options = demo.Services.GetRequiredService<OversightOptions>();
    private readonly StandingClock time = new();

    /// <summary>The row that says the cases are being played; it belongs in the commit that enters the people.</summary>
    public static SettingRow Mark() => new() { Name = Setting, Value = Begun };

    /// <summary>Keeps a server from starting on a demo whose cases another start has not played to the end.</summary>
    public static async Task RefuseHalfPlayedAsync(Transactions transactions, OversightOptions options)
    {
        if (await transactions.RunAsync(db => db.Settings.AnyAsync(setting => setting.Name == Setting && setting.Value == Begun), CancellationToken.None))
            throw new StartRefusedException($"The first start of this demo did not get to its end, or is still on its way. {StartOver(options)}");
    }

    /// <summary>Plays all cases, lets the time until the demo's start pass, and leaves no session behind.</summary>
    public async Task PlayAsync()
    {
        await using var stage = OversightServer.Assemble(
            [
                .. args, "--urls=http://127.0.0.1:0",
                $"--Oversight:SignIn:AttemptsPerAddressAndMinute={DemoPeople.Count * 10}", "--Oversight:SignIn:AttemptsPerNameAndMinute=10",
            ],
            Share);
        await stage.StartAsync();
        try
        {
            await PlayAsync(stage, stage.Lifetime.ApplicationStopping);
        }
        catch (CaseDeviationException deviation)
        {
            throw new StartRefusedException($"The demo's cases do not come to what they should under these settings: {deviation.Message}\n{StartOver(options)}");
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException && stage.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new StartRefusedException($"The first start of the demo was interrupted. {StartOver(options)}");
        }
        await stage.StopAsync();
        await transactions.RunAsync(EndAsync, CancellationToken.None);
    }

    /// <summary>The stage decides by the same rules, writes through the same queue and draws from the same randomness; only its clock is its own.</summary>
    private void Share(IServiceCollection services)
    {
        var shared = demo.Services;
        services.Replace(ServiceDescriptor.Singleton(shared.GetRequiredService<TimeProvider>()));
        services.Replace(ServiceDescriptor.Singleton(shared.GetRequiredService<RandomSource>()));
        services.Replace(ServiceDescriptor.Singleton(shared.GetRequiredService<Rules>()));
        services.Replace(ServiceDescriptor.Singleton(transactions));
        services.Replace(ServiceDescriptor.Singleton(new BusinessClock(time)));
        services.RemoveTimerLoop();
        services.RemoveLogLoop();
        services.AddLogging(logging => logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        // Whatever addresses the settings name, the stage is on the loopback alone.
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Configure());
    }

    private async Task PlayAsync(WebApplication stage, CancellationToken ct)
    {
        var address = new Uri(stage.Urls.Single());
        using var connections = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        var player = new CasePlayer(
            CaseLibrary.Shipped, () => new HttpClient(connections, disposeHandler: false) { BaseAddress = address }, password, at => PassAsync(stage, at, ct));
        await player.PlayAsync(DemoCases.Names, Tell, ct);
        await PassAsync(stage, options.Demo.StartsAt, ct);
        Tell(1);
    }

    /// <summary>Lets time pass until this instant; every timer fires at its own.</summary>
    private async Task PassAsync(WebApplication stage, DateTimeOffset until, CancellationToken ct)
    {
        var timers = stage.Services.GetRequiredService<TimerLoop>();
        while (await NextTimerAsync(stage, until, ct) is { } due)
        {
            time.Now = due;
            await timers.FireDueAsync(ct);
        }
        time.Now = until;
        await timers.FireDueAsync(ct);
    }

    private async Task<DateTimeOffset?> NextTimerAsync(WebApplication stage, DateTimeOffset until, CancellationToken ct)
    {
        var now = time.Now;
        await using var scope = stage.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OversightDbContext>().Timers
            .Where(timer => timer.DueAt > now && timer.DueAt < until).MinAsync(timer => (DateTimeOffset?)timer.DueAt, ct);
    }

    private static async Task<int> EndAsync(OversightDbContext db)
    {
        await db.Sessions.ExecuteDeleteAsync();
        return await db.Settings.Where(setting => setting.Name == Setting).ExecuteUpdateAsync(set => set.SetProperty(setting => setting.Value, Done));
    }

    private static string StartOver(OversightOptions options) => Database.IsPostgres(options.Database)
        ? "Unless another start is at work, drop its database, create it anew and start again."
        : $"Unless another start is at work, delete its file ({options.Database}, with -wal and -shm) and start again.";

    private static void Tell(double done)
    {
        if (!Console.IsOutputRedirected)
            Console.Write($"\rFirst start: playing the demo's cases, {done:P0} {(done < 1 ? "" : "\n")}");
        else if (done is 0 or 1)
            Console.WriteLine(done < 1 ? "First start: playing the demo's cases." : "The demo's cases are played.");
    }

    /// <summary>A clock that stands where it is put.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DemoPeople.SeatedAt;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
