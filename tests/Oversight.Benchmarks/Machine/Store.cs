using Npgsql;

namespace Oversight.Benchmarks.Machine;

/// <summary>A fresh database for one contender.</summary>
public abstract class Store : IAsyncDisposable
{
    public abstract string ConnectionString { get; }

    /// <summary>Bytes written on behalf of this server's database so far.</summary>
    public abstract Task<long> WrittenBytesAsync(ServerProcess server);

    public abstract ValueTask DisposeAsync();

    /// <summary>A new database of a kind, `sqlite` or `postgres`.</summary>
    public static async Task<Store> CreateAsync(string kind, string? cluster) =>
        kind == "sqlite" ? new SqliteStore() : await PostgresStore.CreateAsync(cluster!);
}

/// <summary>A file in a folder of its own; only the server writes, so its block writes are the database's.</summary>
public sealed class SqliteStore : Store
{
    private readonly string folder = Directory.CreateTempSubdirectory("oversight-benchmark").FullName;

    public override string ConnectionString => $"Data Source={Path.Combine(folder, "oversight.db")}";

    public override Task<long> WrittenBytesAsync(ServerProcess server) => Task.FromResult(server.WrittenBytes);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A database on the cluster; written bytes are the growth of its write-ahead log, which nobody else uses meanwhile.</summary>
public sealed class PostgresStore : Store
{
    private readonly string cluster;
    private readonly string name;

    private PostgresStore(string cluster, string name) => (this.cluster, this.name) = (cluster, name);

    public override string ConnectionString => new NpgsqlConnectionStringBuilder(cluster) { Database = name }.ConnectionString;

    public static async Task<PostgresStore> CreateAsync(string cluster)
    {
        var store = new PostgresStore(cluster, $"benchmark_{Guid.NewGuid():N}");
        await store.ExecuteAsync($"CREATE DATABASE {store.name}");
        return store;
    }

    public override async Task<long> WrittenBytesAsync(ServerProcess server) =>
        (long)(decimal)(await ExecuteAsync("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"))!;

    /// <summary>Version and durability settings, as the cluster tells them.</summary>
    public static async Task<string> SettingsAsync(string cluster) => (string)(await ExecuteAsync(
        cluster, "SELECT current_setting('server_version') || ', fsync=' || current_setting('fsync') || ', synchronous_commit=' || current_setting('synchronous_commit')"))!;

    public override async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");

    private Task<object?> ExecuteAsync(string sql) => ExecuteAsync(cluster, sql);

    private static async Task<object?> ExecuteAsync(string cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
