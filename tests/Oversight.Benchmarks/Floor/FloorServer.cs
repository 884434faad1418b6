using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Benchmarks.Floor;

/// <summary>
/// The least that keeps the same promises about votes: bare rows, the same constraints, one save per vote, the same host, the same sessions. No
/// audit trail, no workflow, no rules of law.
/// </summary>
public static class FloorServer
{
    private static int retries;

    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var options = new OversightOptions();
        builder.Configuration.GetSection("Oversight").Bind(options);
        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System).AddSingleton<RandomSource>().AddSingleton<BusinessClock>();
        builder.Services.AddDatabase(options);
        builder.Services.AddAccounts();
        builder.Services.AddDbContextPool<FloorDbContext>(db => _ = Oversight.Server.Hosting.Database.IsPostgres(options.Database)
            ? db.UseNpgsql(Oversight.Server.Hosting.Database.Prepared(options.Database))
            : db.UseSqlite(options.Database).AddInterceptors(new SqlitePragmas()));
        var app = builder.Build();
        await CreateTablesAsync(app);
        app.UseAuthentication();
        app.UseAuthorization();
        SessionEndpoints.Map(app);
        app.MapGet("/health/ready", () => "ready").AllowAnonymous();
        app.MapGet("/retries", () => retries).AllowAnonymous();
        app.MapPost("/api/v1/cases", CreateAsync);
        app.MapGet("/api/v1/cases/{id}", ReadAsync);
        app.MapPost("/api/v1/cases/{id}/votes", VoteAsync);
        await app.RunAsync();
    }

    private static async Task CreateTablesAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var creator = scope.ServiceProvider.GetRequiredService<FloorDbContext>().GetService<IRelationalDatabaseCreator>();
        await creator.CreateTablesAsync();
    }

    private static async Task<IResult> CreateAsync(HttpContext http, FloorDbContext db, CaseBody body)
    {
        var row = new FloorCase { Id = Guid.NewGuid().ToString("N"), Requester = http.Caller().Actor.Id, Content = body.Content };
        db.Cases.Add(row);
        await db.SaveChangesAsync();
        return Results.Created($"/api/v1/cases/{row.Id}", new { row.Id });
    }

    private static async Task<IResult> ReadAsync(FloorDbContext db, string id) =>
        await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id) is { } row
            ? Results.Ok(new { row.Id, row.Decision, row.Decisions, Votes = await db.Votes.AsNoTracking().Where(v => v.CaseId == id).Select(v => v.Member).ToListAsync() })
            : Results.NotFound();

    private static async Task<IResult> VoteAsync(HttpContext http, FloorDbContext db, string id, VoteBody body)
    {
        var caller = http.Caller().Actor;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (caller.Role != Role.PanelMember || key.Length == 0)
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(db, id, caller.Id, body.Yes, key);
            }
            catch (Exception fault) when (attempt < 20 && (fault is DbUpdateException || fault is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 5 }))
            {
                db.ChangeTracker.Clear();
                if (await db.Votes.AnyAsync(v => v.IdempotencyKey == key))
                    return Results.Ok();
                if (await db.Votes.AnyAsync(v => v.CaseId == id && v.Member == caller.Id))
                    return Results.Conflict();
                Interlocked.Increment(ref retries);
            }
        }
    }

    private static async Task<IResult> OnceAsync(FloorDbContext db, string id, string member, bool yes, string key)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var row = await db.LockAsync(id);
        if (row is null)
            return Results.NotFound();
        if (row.Requester == member)
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        db.Votes.Add(new FloorVote { CaseId = id, Round = row.Round, Member = member, Yes = yes, IdempotencyKey = key, At = at });
        _ = yes ? row.Yes++ : row.No++;
        if (row.Decision is null && Math.Max(row.Yes, row.No) == 3)
        {
            row.Decision = row.Yes == 3 ? "Approved" : "Refused";
            row.DecidedAt = at;
            row.Decisions++;
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return Results.Ok(new { row.Yes, row.No, row.Decision });
    }
}

public sealed record CaseBody(string Content);

public sealed record VoteBody(bool Yes);
