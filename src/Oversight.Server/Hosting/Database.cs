using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>Chooses the database by its connection string, brings it to the current migration and limits the working role.</summary>
public static class Database
{
    public static bool IsPostgres(string connection) => connection.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where secrets that are no part of the database are by default: beside the SQLite file, or in the working folder with PostgreSQL.</summary>
    public static string FolderBeside(string connection, string name) =>
        IsPostgres(connection) ? $"oversight-{name}" : $"{new SqliteConnectionStringBuilder(connection).DataSource}.{name}";

    public static void AddDatabase(this IServiceCollection services, OversightOptions options)
    {
        if (IsPostgres(options.Database))
        {
            services.AddPooledDbContextFactory<PostgresOversightDbContext>(db => db.UseNpgsql(Prepared(options.Database)));
            services.AddScoped<OversightDbContext>(p => p.GetRequiredService<IDbContextFactory<PostgresOversightDbContext>>().CreateDbContext());
            services.AddSingleton<Transactions, PostgresTransactions>();
            return;
        }
        services.AddPooledDbContextFactory<SqliteOversightDbContext>(db => db.UseSqlite(options.Database).AddInterceptors(new SqlitePragmas()));
        services.AddScoped<OversightDbContext>(p => p.GetRequiredService<IDbContextFactory<SqliteOversightDbContext>>().CreateDbContext());
        services.AddSingleton<Transactions>(_ => new SqliteTransactions(options.Database));
    }

    /// <summary>The server's statements are few and always the same: unless the deployment says otherwise, PostgreSQL plans each once per connection.</summary>
    public static string Prepared(string connection) => connection.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase)
        ? connection
        : new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 64 }.ConnectionString;

    public static async Task MigrateAsync(OversightOptions options)
    {
        if (!IsPostgres(options.Database))
        {
            await using var sqlite = new SqliteOversightDbContext(new DbContextOptionsBuilder<SqliteOversightDbContext>()
                .UseSqlite(options.Database).AddInterceptors(new SqlitePragmas()).Options);
            await sqlite.Database.MigrateAsync();
            return;
        }
        var owner = options.DatabaseOwner.Length > 0 ? options.DatabaseOwner : options.Database;
        await using var postgres = new PostgresOversightDbContext(new DbContextOptionsBuilder<PostgresOversightDbContext>().UseNpgsql(owner).Options);
        await postgres.Database.MigrateAsync();
        if (options.DatabaseOwner.Length > 0)
            await GrantAsync(postgres, new NpgsqlConnectionStringBuilder(options.Database).Username!);
    }

    /// <summary>The working role reads everything, inserts entries and parts, and changes only what is not the audit trail.</summary>
    private static async Task GrantAsync(PostgresOversightDbContext db, string role)
    {
        var quoted = "\"" + role.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
#pragma warning disable EF1002 // A role's name cannot be a parameter; it is quoted above and comes from the deployment's own settings.
        await db.Database.ExecuteSqlRawAsync($"""
            GRANT USAGE ON SCHEMA public TO {quoted};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted};
            REVOKE UPDATE, DELETE, TRUNCATE ON "Entries", "ErasedParts", "Documents", "LeafIndexes", "LogTiles" FROM {quoted};
            REVOKE UPDATE, TRUNCATE ON "Parts" FROM {quoted};
            REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM {quoted};
            """);
#pragma warning restore EF1002
    }
}
