using System.Globalization;
using System.Text;
using Npgsql;

namespace Oversight.Server.Tests.Hosting;

/// <summary>The databases every test of the store runs on.</summary>
public enum DatabaseKind { Sqlite, Postgres }

/// <summary>A database of a test's own: a file, or a PostgreSQL database with an owner and a working role. Dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "OVERSIGHT_TEST_POSTGRES";

    private static int count;

    private readonly string name = string.Create(CultureInfo.InvariantCulture, $"oversight_{Environment.ProcessId}_{Interlocked.Increment(ref count)}");

    private TestDatabase(DatabaseKind kind)
    {
        Kind = kind;
        Connection = kind == DatabaseKind.Sqlite ? $"Data Source={File}" : ConnectionOf($"{name}_work");
        OwnerConnection = kind == DatabaseKind.Sqlite ? "" : ConnectionOf($"{name}_owner");
    }

    /// <summary>Both databases; SQLite alone where no PostgreSQL is offered, which is an error where CI is set.</summary>
    public static TheoryData<DatabaseKind> Kinds => Postgres is null ? [DatabaseKind.Sqlite] : [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    public DatabaseKind Kind { get; }

    /// <summary>What the program works with.</summary>
    public string Connection { get; }

    /// <summary>The owner's connection; empty for SQLite.</summary>
    public string OwnerConnection { get; }

    /// <summary>Where the log's keys are.</summary>
    public string SignerFolder => Path.Combine(Path.GetTempPath(), $"{name}.signer");

    /// <summary>Where the private keys that sign documents are.</summary>
    public string KeyFolder => Path.Combine(Path.GetTempPath(), $"{name}.keys");

    private string File => Path.Combine(Path.GetTempPath(), $"{name}.db");

    private string[] Folders => [KeyFolder, SignerFolder, $"{SignerFolder}.stick"];

    private static string? Postgres => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } connection
        ? connection
        : Environment.GetEnvironmentVariable("CI") == "true" ? throw new InvalidOperationException($"{Variable} is not set: run tests/run.") : null;

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var database = new TestDatabase(kind);
        if (kind == DatabaseKind.Postgres)
            await ExecuteAsync(
                $"CREATE ROLE {database.name}_owner LOGIN PASSWORD 'test'", $"CREATE ROLE {database.name}_work LOGIN PASSWORD 'test'",
                $"CREATE DATABASE {database.name} OWNER {database.name}_owner");
        return database;
    }

    /// <summary>A copy of a SQLite database nobody has open, with its keys, its signer and its stick.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase other)
    {
        var copy = await CreateAsync(DatabaseKind.Sqlite);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var suffix in new[] { "", "-wal" }.Where(suffix => System.IO.File.Exists(other.File + suffix)))
            System.IO.File.Copy(other.File + suffix, copy.File + suffix);
        foreach (var (from, to) in other.Folders.Zip(copy.Folders).Where(pair => Directory.Exists(pair.First)))
        {
            Directory.CreateDirectory(to);
            foreach (var file in Directory.GetFiles(from))
                System.IO.File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
        return copy;
    }

    /// <summary>What somebody does who owns the database: triggers off, then these statements, one by one.</summary>
    public async Task TamperAsync(params string[] statements)
    {
        await using System.Data.Common.DbConnection connection =
            Kind == DatabaseKind.Sqlite ? new Microsoft.Data.Sqlite.SqliteConnection(Connection) : new NpgsqlConnection(OwnerConnection);
        await connection.OpenAsync();
        var off = await ColumnAsync(connection, Kind == DatabaseKind.Sqlite
            ? "SELECT 'DROP TRIGGER \"' || name || '\"' FROM sqlite_master WHERE type = 'trigger'"
            : "SELECT DISTINCT format('ALTER TABLE %I DISABLE TRIGGER USER', event_object_table) FROM information_schema.triggers");
        foreach (var statement in off.Concat(statements))
            await RunAsync(connection, statement);
    }

    /// <summary>All that is stored: the bytes of SQLite's files, or every row of every table of PostgreSQL; as text, and bytes in upper-case hexadecimal.</summary>
    public async Task<string> EverythingAsync()
    {
        var everything = new StringBuilder();
        foreach (var suffix in Kind == DatabaseKind.Sqlite ? new[] { "", "-wal" } : [])
        {
            await using var file = new FileStream(File + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            everything.Append(Encoding.Latin1.GetString(bytes)).Append(Convert.ToHexString(bytes));
        }
        if (Kind == DatabaseKind.Sqlite)
            return everything.ToString();
        await using var connection = new NpgsqlConnection(OwnerConnection);
        await connection.OpenAsync();
        foreach (var query in await ColumnAsync(
            connection, "SELECT format('SELECT t::text || upper(t::text) FROM %I t', table_name) FROM information_schema.tables WHERE table_schema = 'public'"))
            everything.AppendJoin('\n', await ColumnAsync(connection, query));
        return everything.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in Folders.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        if (Kind == DatabaseKind.Postgres)
        {
            await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)", $"DROP ROLE {name}_work", $"DROP ROLE {name}_owner");
            return;
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            System.IO.File.Delete(File + suffix);
    }

    private string ConnectionOf(string role) =>
        new NpgsqlConnectionStringBuilder(Postgres) { Database = name, Username = role, Password = "test", MaxPoolSize = 20 }.ConnectionString;

    private static async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        foreach (var statement in statements)
            await RunAsync(connection, statement);
    }

    private static async Task RunAsync(System.Data.Common.DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are the tests' own.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ColumnAsync(System.Data.Common.DbConnection connection, string query)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Likewise.
        command.CommandText = query;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        return found;
    }
}
