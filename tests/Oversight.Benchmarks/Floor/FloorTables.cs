using Microsoft.EntityFrameworkCore;

namespace Oversight.Benchmarks.Floor;

public sealed class FloorCase
{
    public required string Id { get; init; }
    public required string Requester { get; init; }
    public required string Content { get; init; }
    public int Round { get; set; } = 1;
    public int Yes { get; set; }
    public int No { get; set; }
    public string? Decision { get; set; }
    public long? DecidedAt { get; set; }
    public int Decisions { get; set; }
}

public sealed class FloorVote
{
    public long Id { get; init; }
    public required string CaseId { get; init; }
    public required int Round { get; init; }
    public required string Member { get; init; }
    public required bool Yes { get; init; }
    public required string IdempotencyKey { get; init; }
    public required long At { get; init; }
}

/// <summary>The floor's two tables, in the same database as the accounts.</summary>
public sealed class FloorDbContext(DbContextOptions<FloorDbContext> options) : DbContext(options)
{
    public DbSet<FloorCase> Cases => Set<FloorCase>();
    public DbSet<FloorVote> Votes => Set<FloorVote>();

    /// <summary>The case, locked until the transaction ends; on SQLite the transaction itself is the lock.</summary>
    public Task<FloorCase?> LockAsync(string id) => Database.IsNpgsql()
        ? Cases.FromSql($"""SELECT * FROM "Cases" WHERE "Id" = {id} FOR UPDATE""").SingleOrDefaultAsync()
        : Cases.SingleOrDefaultAsync(c => c.Id == id);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<FloorVote>(vote =>
    {
        vote.HasIndex(v => new { v.CaseId, v.Round, v.Member }).IsUnique();
        vote.HasIndex(v => v.IdempotencyKey).IsUnique();
        vote.HasOne<FloorCase>().WithMany().HasForeignKey(v => v.CaseId);
    });
}
