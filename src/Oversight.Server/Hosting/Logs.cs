namespace Oversight.Server.Hosting;

/// <summary>One line per event, UTC: JSON where programs read it, plain text in the demo. Settings may raise any level again.</summary>
public static class Logs
{
    private static readonly (string Category, LogLevel Level)[] Quiet =
    [
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("Microsoft.EntityFrameworkCore", LogLevel.Warning),
        // The keys protect forms only, and lie in the database as plainly as everything else: whoever reads it needs no forged form.
        ("Microsoft.AspNetCore.DataProtection", LogLevel.Error),
        ("Oversight.Server.Accounts.SessionAuthentication", LogLevel.Warning),
    ];

    public static void Configure(WebApplicationBuilder builder, OversightOptions options)
    {
        builder.Logging.ClearProviders();
        if (options.Demo.Enabled)
            builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "HH:mm:ss "));
        else
            builder.Logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        foreach (var (category, level) in Quiet)
            if (builder.Configuration[$"Logging:LogLevel:{category}"] is null)
                builder.Logging.AddFilter(category, level);
    }
}
