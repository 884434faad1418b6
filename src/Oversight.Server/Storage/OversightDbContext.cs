using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Oversight.Server.Accounts;
using Oversight.Server.Log;
using Oversight.Server.Usage;

namespace Oversight.Server.Storage;

/// <summary>Everything the server stores, on either database. Instants are whole milliseconds since 1970, UTC, on both.</summary>
public abstract class OversightDbContext(DbContextOptions options) : IdentityUserContext<Account>(options)
{
    public DbSet<EntryRow> Entries => Set<EntryRow>();
    public DbSet<PartRow> Parts => Set<PartRow>();
    public DbSet<RequestRow> Requests => Set<RequestRow>();
    public DbSet<BallotRow> Ballots => Set<BallotRow>();
    public DbSet<RecusalRow> Recusals => Set<RecusalRow>();
    public DbSet<WorkItemRow> WorkItems => Set<WorkItemRow>();
    public DbSet<TimerRow> Timers => Set<TimerRow>();
    public DbSet<AuthorisationRow> Authorisations => Set<AuthorisationRow>();
    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();
    public DbSet<IdempotencyRow> IdempotencyKeys => Set<IdempotencyRow>();
    public DbSet<AttachmentRow> Attachments => Set<AttachmentRow>();
    public DbSet<DefinitionRow> Definitions => Set<DefinitionRow>();
    public DbSet<RegisterRow> Registers => Set<RegisterRow>();
    public DbSet<OperatorReportRow> OperatorReports => Set<OperatorReportRow>();
    public DbSet<SettingRow> Settings => Set<SettingRow>();
    public DbSet<ProtectionKeyRow> ProtectionKeys => Set<ProtectionKeyRow>();
    public DbSet<AgencyRow> Agencies => Set<AgencyRow>();
    public DbSet<SessionRow> Sessions => Set<SessionRow>();
    public DbSet<UsageImportRow> UsageImports => Set<UsageImportRow>();
    public DbSet<UsageFindingRow> UsageFindings => Set<UsageFindingRow>();
    public DbSet<UsageMalformedRow> UsageMalformed => Set<UsageMalformedRow>();
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();
    public DbSet<ErasedPartRow> ErasedParts => Set<ErasedPartRow>();
    public DbSet<LeafIndexRow> LeafIndexes => Set<LeafIndexRow>();
    public DbSet<LogTileRow> LogTiles => Set<LogTileRow>();
    public DbSet<LogHeadRow> LogHead => Set<LogHeadRow>();
    public DbSet<CheckpointRow> Checkpoints => Set<CheckpointRow>();

    /// <summary>The request row, locked against other writers until the transaction ends; null when there is none.</summary>
    public abstract Task<RequestRow?> LockRequestAsync(string id, CancellationToken ct);

    /// <summary>The register row, locked likewise.</summary>
    public abstract Task<RegisterRow?> LockRegisterAsync(string name, CancellationToken ct);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<EntryRow>(entry => entry.HasIndex(e => new { e.Case, e.CaseSeq }).IsUnique());
        builder.Entity<PartRow>(part => part.HasKey(p => new { p.Case, p.CaseSeq, p.Name }));
        builder.Entity<RequestRow>(request =>
        {
            request.HasIndex(r => new { r.DraftedAt, r.Id });
            request.HasIndex(r => new { r.Agency, r.DraftedAt, r.Id });
            request.HasIndex(r => new { r.Agency, r.Route, r.ClosedAt });
            request.HasIndex(r => new { r.Agency, r.MeasuredAt });
        });
        builder.Entity<BallotRow>(ballot => ballot.HasKey(b => new { b.RequestId, b.Round, b.Member, b.BallotNo }));
        builder.Entity<RecusalRow>(recusal => recusal.HasKey(r => new { r.RequestId, r.Member }));
        builder.Entity<WorkItemRow>(item =>
        {
            item.HasKey(w => new { w.RequestId, w.Audience, w.Command });
            item.HasIndex(w => new { w.Audience, w.DueAt });
        });
        builder.Entity<TimerRow>(timer =>
        {
            timer.HasKey(t => new { t.RequestId, t.Name });
            timer.HasIndex(t => t.DueAt);
        });
        builder.Entity<AuthorisationRow>(authorisation =>
        {
            authorisation.HasKey(a => a.StatusIndex);
            authorisation.Property(a => a.StatusIndex).ValueGeneratedNever();
            authorisation.HasIndex(a => a.RequestId);
            authorisation.HasIndex(a => new { a.IssuedAt, a.RequestId });
            authorisation.HasIndex(a => a.End);
        });
        builder.Entity<SigningKeyRow>(key =>
        {
            key.HasKey(k => k.Kid);
            key.HasIndex(k => k.CaseSeq).IsUnique();
        });
        builder.Entity<IdempotencyRow>(key => key.HasKey(k => new { k.Actor, k.Key }));
        builder.Entity<AttachmentRow>(file => file.HasKey(a => new { a.RequestId, a.Digest }));
        builder.Entity<DefinitionRow>().HasKey(d => d.Hash);
        builder.Entity<RegisterRow>().HasKey(r => r.Case);
        builder.Entity<OperatorReportRow>(report =>
        {
            report.HasKey(r => r.Number);
            report.Property(r => r.Number).ValueGeneratedNever();
            report.HasIndex(r => new { r.Operator, r.Reference }).IsUnique();
            report.HasIndex(r => new { r.OccurredAt, r.Number });
            report.HasIndex(r => new { r.Operator, r.OccurredAt, r.Number });
        });
        builder.Entity<SettingRow>().HasKey(s => s.Name);
        builder.Entity<AgencyRow>().HasKey(a => a.Id);
        builder.Entity<UsageImportRow>(import =>
        {
            import.HasIndex(i => new { i.RequestId, i.Actor, i.Key }).IsUnique();
            // The place an import has reached: whoever writes behind another's back loses the race.
            import.Property(i => i.Lines).IsConcurrencyToken();
            import.Property(i => i.PrefixBytes).IsConcurrencyToken();
            import.Property(i => i.CaseSeq).IsConcurrencyToken();
            import.Property(i => i.Number).IsConcurrencyToken();
        });
        builder.Entity<UsageFindingRow>(finding => finding.HasKey(f => new { f.ImportId, f.Line }));
        builder.Entity<UsageMalformedRow>(line => line.HasKey(m => new { m.ImportId, m.Line }));
        builder.Entity<DocumentRow>().HasKey(d => d.Hash);
        builder.Entity<ErasedPartRow>(part => part.HasKey(p => new { p.Case, p.CaseSeq, p.Name }));
        LogTables(builder);
        builder.Entity<SessionRow>(session =>
        {
            session.HasKey(s => s.TokenHash);
            session.HasIndex(s => s.AccountId);
        });
    }

    private static void LogTables(ModelBuilder builder)
    {
        builder.Entity<LeafIndexRow>(leaf =>
        {
            leaf.HasKey(l => l.LeafIndex);
            leaf.Property(l => l.LeafIndex).ValueGeneratedNever();
            leaf.HasIndex(l => l.EntryId).IsUnique();
        });
        builder.Entity<LogTileRow>(tile => tile.HasKey(t => new { t.Level, t.Number }));
        builder.Entity<LogHeadRow>(head =>
        {
            head.Property(h => h.Id).ValueGeneratedNever();
            head.Property(h => h.Size).IsConcurrencyToken();
        });
        builder.Entity<CheckpointRow>(checkpoint =>
        {
            checkpoint.HasKey(c => c.Size);
            checkpoint.Property(c => c.Size).ValueGeneratedNever();
            // Cosignatures come from several witnesses and nodes at once; none may overwrite another.
            checkpoint.Property(c => c.Signed).IsConcurrencyToken();
            // Heads can wait for their quorum by the thousand; the one that is served is asked for all the time.
            checkpoint.HasIndex(c => c.Size, "IX_Checkpoints_Published").HasFilter("\"Published\" IS NOT NULL");
        });
    }

    private sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        at => at.ToUnixTimeMilliseconds(), at => DateTimeOffset.FromUnixTimeMilliseconds(at));
}

/// <summary>The store in one SQLite file; its single writer is the lock.</summary>
public sealed class SqliteOversightDbContext(DbContextOptions<SqliteOversightDbContext> options) : OversightDbContext(options)
{
    public override Task<RequestRow?> LockRequestAsync(string id, CancellationToken ct) =>
        Requests.SingleOrDefaultAsync(request => request.Id == id, ct);

    public override Task<RegisterRow?> LockRegisterAsync(string name, CancellationToken ct) =>
        Registers.SingleOrDefaultAsync(register => register.Case == name, ct);
}

/// <summary>The store on a PostgreSQL server, for many nodes.</summary>
public sealed class PostgresOversightDbContext(DbContextOptions<PostgresOversightDbContext> options) : OversightDbContext(options)
{
    public override Task<RequestRow?> LockRequestAsync(string id, CancellationToken ct) =>
        Requests.FromSql($"""SELECT * FROM "Requests" WHERE "Id" = {id} FOR UPDATE""").SingleOrDefaultAsync(ct);

    public override Task<RegisterRow?> LockRegisterAsync(string name, CancellationToken ct) =>
        Registers.FromSql($"""SELECT * FROM "Registers" WHERE "Case" = {name} FOR UPDATE""").SingleOrDefaultAsync(ct);
}
