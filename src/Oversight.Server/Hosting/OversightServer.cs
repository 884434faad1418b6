using Microsoft.EntityFrameworkCore;
using Oversight.Server.Accounts;
using Oversight.Server.Demo;
using Oversight.Server.Pages;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>Builds the server. Tests build the same one, with a clock and a random source of their own.</summary>
public static class OversightServer
{
    private const string DemoSwitch = "--demo";

    public static async Task<WebApplication> BuildAsync(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // A flag without a value would take the next argument for its value; and the assets are this program's, whichever program hosts it.
            Args = [.. args.Where(arg => arg != DemoSwitch)], ApplicationName = typeof(OversightServer).Assembly.GetName().Name,
        });
        var options = Options(builder.Configuration, args);
        Logs.Configure(builder, options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RandomSource>();
        builder.Services.AddSingleton<BusinessClock>();
        builder.Services.AddDatabase(options);
        builder.Services.AddSingleton<RequestStore>();
        builder.Services.AddAccounts();
        builder.Services.AddSingleton<DemoPeople>();
        builder.Services.AddScoped<Requests.RequestReading>();
        builder.Services.AddSingleton<TimerLoop>();
        builder.Services.AddHostedService(p => p.GetRequiredService<TimerLoop>());
        builder.Services.AddPages();
        builder.Services.AddOpenApi();
        builder.Services.AddSingleton(new LoadedRules());
        builder.Services.AddSingleton(p => p.GetRequiredService<LoadedRules>().Value!);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        await StartAsync(app, options);
        app.UseSecurityHeaders();
        app.UsePageFiles();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi().AllowAnonymous();
        app.MapAccounts();
        Health.Map(app);
        Api.Map(app);
        app.MapPages();
        return app;
    }

    /// <summary>Everything that must be true before the first request: tables, clock, rules, panel, people.</summary>
    private static async Task StartAsync(WebApplication app, OversightOptions options)
    {
        await Database.MigrateAsync(options);
        var services = app.Services;
        var (clock, transactions) = (services.GetRequiredService<BusinessClock>(), services.GetRequiredService<Transactions>());
        await DemoClock.ApplyAsync(options, transactions, clock);
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
            services.GetRequiredService<LoadedRules>().Value = await Rulebooks.LoadAsync(options, db, clock);
        }
        await FirstStart.RunAsync(app, options, clock.Now);
    }

    private static OversightOptions Options(IConfiguration configuration, string[] args)
    {
        var options = new OversightOptions();
        configuration.GetSection("Oversight").Bind(options);
        options.Demo.Enabled = args.Contains(DemoSwitch);
        if (options.Demo.Enabled && configuration["Oversight:Database"] is null)
            options.Database = "Data Source=oversight-demo.db";
        return options;
    }

    /// <summary>Holds the rules between loading and use, because loading needs the database.</summary>
    private sealed class LoadedRules
    {
        public Rules? Value { get; set; }
    }
}
