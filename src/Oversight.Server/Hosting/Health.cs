using Microsoft.EntityFrameworkCore;
using Oversight.Server.Authorisations;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>`/health/live`: the process answers. `/health/ready`: database, migrations and timers are well; warnings are named and still 200.</summary>
public static class Health
{
    private static readonly TimeSpan TimersStall = TimeSpan.FromSeconds(30);

    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(OversightDbContext db, TimerLoop timers, TimeProvider real, Rules rules, LogState log, ErasedAgain erased, SigningKeys keys, CancellationToken ct)
    {
        var (failures, warnings) = (new List<string>(), new List<string>(rules.Book.Map.Warnings));
        if (!await db.Database.CanConnectAsync(ct))
            failures.Add("DatabaseUnreachable");
        else if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
            failures.Add("MigrationsPending");
        else
            // A warning: whoever routes by readiness must not shut out the administrator who makes a new key.
            warnings.AddRange(await keys.IsMissingAsync(db, ct) ? [SigningKeys.Missing] : []);
        if (real.GetUtcNow() - timers.LastRoundAt > TimersStall)
            failures.Add("TimersStalled");
        failures.AddRange(log.Alarms.Where(alarm => alarm.IsGrave).Select(alarm => alarm.Code));
        warnings.AddRange(log.Alarms.Where(alarm => !alarm.IsGrave).Select(alarm => alarm.Code));
        warnings.AddRange(erased.Unreadable.Count > 0 ? ["CaseUnreadable"] : []);
        return Results.Json(
            new
            {
                status = failures.Count == 0 ? "ready" : "notReady",
                failures,
                warnings,
                erasedAgain = erased.Count,
                unreadableCases = erased.Unreadable.Count,
            },
            statusCode: failures.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
