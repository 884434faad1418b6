using Oversight.Server.Accounts;
using Oversight.Server.Authorisations;
using Oversight.Server.Demo;
using Oversight.Server.Log;
using Oversight.Server.Pages;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>Builds the server. Tests build the same one, with a clock and a random source of their own.</summary>
public static class OversightServer
{
    private const string DemoSwitch = "--demo";

    /// <summary>A server that is ready to start: its database is migrated and holds what it needs.</summary>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<IServiceCollection>? replace = null)
    {
        var app = Assemble(args, replace);
        await PrepareAsync(app, args);
        return app;
    }

    /// <summary>The server alone, for a database that is prepared.</summary>
    internal static WebApplication Assemble(string[] args, Action<IServiceCollection>? replace)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // A flag without a value would take the next argument for its value; and the assets are this program's, whichever program hosts it.
            Args = [.. args.Where(arg => arg != DemoSwitch)],
            ApplicationName = typeof(OversightServer).Assembly.GetName().Name,
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var options = Options(builder.Configuration, args);
        Logs.Configure(builder, options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RandomSource>();
        builder.Services.AddSingleton<BusinessClock>();
        builder.Services.AddDatabase(options);
        builder.Services.AddSingleton<RequestStore>();
        builder.Services.AddSingleton<RulebookBooks>();
        builder.Services.AddSingleton<ErasedAgain>();
        builder.Services.AddSingleton<Reads.ReadLog>();
        builder.Services.AddSingleton<Usage.UsageImports>();
        builder.Services.AddScoped<Usage.UsageReading>();
        builder.Services.AddAccounts();
        builder.Services.AddSingleton<DemoPeople>();
        builder.Services.AddSingleton<CheckedTrails>();
        builder.Services.AddScoped<Requests.RequestReading>();
        builder.Services.AddAuthorisations();
        builder.Services.AddScoped<RegisterBooks>();
        builder.Services.AddScoped<Rosters.QuorumReading>();
        builder.Services.AddScoped<OperatorReports.ReportBooks>();
        builder.Services.AddScoped<Undertakings.UndertakingReading>();
        builder.Services.AddScoped<Sittings.SittingBooks>();
        builder.Services.AddScoped<Sittings.SittingReading>();
        builder.Services.AddScoped<Sittings.MinutesReading>();
        builder.Services.AddScoped<Reports.ReportReading>();
        builder.Services.AddTimerLoop();
        builder.Services.AddLog(options);
        builder.Services.AddPages();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton(new LoadedRules());
        builder.Services.AddSingleton(p => p.GetRequiredService<LoadedRules>().Value!);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseApiErrors();
        app.UsePageFiles();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi().AllowAnonymous();
        app.MapAccounts();
        Health.Map(app);
        ErrorPages.Map(app);
        LogEndpoints.Map(app);
        Api.Map(app);
        app.MapAuthorisations();
        app.MapPages();
        return app;
    }

    /// <summary>Everything that must be true before the first request: tables, clock, rules, panel, and in the demo people and cases.</summary>
    private static async Task PrepareAsync(WebApplication app, string[] args)
    {
        var services = app.Services;
        var options = services.GetRequiredService<OversightOptions>();
        await Database.MigrateAsync(options);
        var (clock, transactions) = (services.GetRequiredService<BusinessClock>(), services.GetRequiredService<Transactions>());
        await DemoClock.ApplyAsync(options, transactions, clock);
        await DemoSeeding.RefuseHalfPlayedAsync(transactions, options);
        services.GetRequiredService<LoadedRules>().Value = await Rulebooks.LoadAsync(options, transactions, clock);
        await services.GetRequiredService<RulebookBooks>().AdoptAsync(CancellationToken.None);
        await services.GetRequiredService<ErasedAgain>().RunAsync(
            transactions, services.GetRequiredService<Rules>(), services.GetRequiredService<ILogger<ErasedAgain>>(), CancellationToken.None);
        await services.PrepareAuthorisationsAsync();
        await FirstStart.RunAsync(app, args, clock.Now);
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
