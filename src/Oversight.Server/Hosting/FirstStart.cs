using Microsoft.EntityFrameworkCore;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Demo;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>What a new database gets before anybody can sign in: the panel's seats, and the demo's people or a link for the first administrator.</summary>
public static class FirstStart
{
    public static async Task RunAsync(WebApplication app, string[] args, DateTimeOffset now)
    {
        var demo = app.Services.GetRequiredService<OversightOptions>().Demo;
        await EstablishPanelAsync(app.Services, demo.Enabled ? DemoPeople.SeatedAt : now);
        if (demo.Enabled)
        {
            if (await app.Services.GetRequiredService<DemoPeople>().EnterAsync() is { } password && demo.Cases)
                await new DemoSeeding(app, args, password).PlayAsync();
            return;
        }
        await using var scope = app.Services.CreateAsyncScope();
        var setup = scope.ServiceProvider.GetRequiredService<AccountSetup>();
        if (await setup.IssueSetupTokenAsync(CancellationToken.None) is { } token)
            Tell(app, address => $"Nobody has an account yet. Create the administrator within 24 hours, once: {address}/setup?token={token}");
    }

    /// <summary>Opens the panel's register with the seats the law in force gives it, unless it is open.</summary>
    private static Task EstablishPanelAsync(IServiceProvider services, DateTimeOffset at)
    {
        var (registers, rules) = (services.GetRequiredService<RegisterStore>(), services.GetRequiredService<Rules>());
        return services.GetRequiredService<Transactions>().RunAsync(async db =>
        {
            if (await db.Registers.AnyAsync(register => register.Case == Registers.Panel.Case))
                return false;
            registers.Append(db, Registers.Panel, null, [new PanelEstablished(rules.Book.Law.InForceAt(at).PanelSeats.Value)], Actor.System, at);
            await db.SaveChangesAsync();
            return true;
        }, CancellationToken.None);
    }

    /// <summary>To the console and never to the log, which others read; once the addresses are known.</summary>
    private static void Tell(WebApplication app, Func<string, string> text) =>
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(text(app.Urls.FirstOrDefault() ?? "")));
}
