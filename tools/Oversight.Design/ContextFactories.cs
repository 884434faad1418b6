using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Oversight.Server.Storage;

namespace Oversight.Design;

// dotnet-ef takes its contexts from here. Writing a migration never opens a connection.

public sealed class SqliteFactory : IDesignTimeDbContextFactory<SqliteOversightDbContext>
{
    public SqliteOversightDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteOversightDbContext>().UseSqlite("Data Source=:memory:").Options);
}

public sealed class PostgresFactory : IDesignTimeDbContextFactory<PostgresOversightDbContext>
{
    public PostgresOversightDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresOversightDbContext>().UseNpgsql("Host=localhost").Options);
}
