using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Oversight.Core.Ledger;

namespace Oversight.Benchmarks.Log;

/// <summary>Fills a database nothing is sequenced in yet with a log of many entries, past the server: rows in bulk, hashes by Core's own tree.</summary>
public static class LogFill
{
    private const int EntrySize = 600;

    public static async Task RunAsync(string store, string connectionString, int count)
    {
        if (store == "sqlite")
            await SqliteAsync(connectionString, count);
        else
            await PostgresAsync(connectionString, count);
    }

    /// <summary>An entry that nobody can read, of the length of most.</summary>
    public static byte[] Entry(int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"filler\":{number}}}").PadRight(EntrySize));

    private static async Task SqliteAsync(string connectionString, int count)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        using var entry = Command(connection, transaction, "INSERT INTO Entries (Id, \"Case\", CaseSeq, Type, At, Bytes, LeafHash) VALUES ($a, $b, 1, 'Filler', 0, $c, $d)");
        using var leaf = Command(connection, transaction, "INSERT INTO LeafIndexes (LeafIndex, EntryId, LeafHash) VALUES ($a, $b, $c)");
        using var tile = Command(connection, transaction, "INSERT INTO LogTiles (Level, Number, Hashes, Root) VALUES ($a, $b, $c, $d)");
        using var head = Command(connection, transaction, "INSERT INTO LogHead (Id, Size, Root) VALUES (1, $a, $b)");
        using var last = Command(connection, transaction, "SELECT COALESCE(MAX(Id), 0) + 1 FROM Entries");
        var (first, edge) = ((long)last.ExecuteScalar()!, new TileEdge(0, _ => []));
        for (var i = 0; i < count; i++)
        {
            var bytes = Entry(i);
            var hash = TreeHash.OfLeaf(bytes);
            Run(entry, first + i, CaseOf(i), bytes, hash.ToArray());
            Run(leaf, i, first + i, hash.ToArray());
            foreach (var full in edge.Add(hash))
                Run(tile, full.Level, full.Number, full.Hashes, full.Root.ToArray());
        }
        Run(head, count, edge.Root().ToArray());
        await transaction.CommitAsync();
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
#pragma warning disable CA2100 // The statements above.
        var command = new SqliteCommand(sql, connection, transaction);
#pragma warning restore CA2100
        foreach (var name in new[] { "$a", "$b", "$c", "$d" }.Where(name => sql.Contains(name, StringComparison.Ordinal)))
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static async Task PostgresAsync(string connectionString, int count)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var hashes = new TreeHash[count];
        await CopyAsync(connection, "COPY \"Entries\" (\"Case\", \"CaseSeq\", \"Type\", \"At\", \"Bytes\", \"LeafHash\") FROM STDIN BINARY", count, async (to, i) =>
        {
            var bytes = Entry(i);
            hashes[i] = TreeHash.OfLeaf(bytes);
            await to.WriteAsync(CaseOf(i), NpgsqlDbType.Text);
            await to.WriteAsync(1, NpgsqlDbType.Integer);
            await to.WriteAsync("Filler", NpgsqlDbType.Text);
            await to.WriteAsync(0L, NpgsqlDbType.Bigint);
            await to.WriteAsync(bytes, NpgsqlDbType.Bytea);
            await to.WriteAsync(hashes[i].ToArray(), NpgsqlDbType.Bytea);
        });
        await using var last = new NpgsqlCommand("SELECT MAX(\"Id\") FROM \"Entries\"", connection);
        var first = (long)(await last.ExecuteScalarAsync())! - count + 1;
        await CopyAsync(connection, "COPY \"LeafIndexes\" (\"LeafIndex\", \"EntryId\", \"LeafHash\") FROM STDIN BINARY", count, async (to, i) =>
        {
            await to.WriteAsync((long)i, NpgsqlDbType.Bigint);
            await to.WriteAsync(first + i, NpgsqlDbType.Bigint);
            await to.WriteAsync(hashes[i].ToArray(), NpgsqlDbType.Bytea);
        });
        var edge = new TileEdge(0, _ => []);
        var tiles = hashes.SelectMany(edge.Add).ToList();
        await CopyAsync(connection, "COPY \"LogTiles\" (\"Level\", \"Number\", \"Hashes\", \"Root\") FROM STDIN BINARY", tiles.Count, async (to, i) =>
        {
            await to.WriteAsync(tiles[i].Level, NpgsqlDbType.Integer);
            await to.WriteAsync(tiles[i].Number, NpgsqlDbType.Bigint);
            await to.WriteAsync(tiles[i].Hashes, NpgsqlDbType.Bytea);
            await to.WriteAsync(tiles[i].Root.ToArray(), NpgsqlDbType.Bytea);
        });
        await using var head = new NpgsqlCommand("INSERT INTO \"LogHead\" (\"Id\", \"Size\", \"Root\") VALUES (1, $1, $2)", connection);
        head.Parameters.Add(new NpgsqlParameter { Value = (long)count });
        head.Parameters.Add(new NpgsqlParameter { Value = edge.Root().ToArray() });
        await head.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand("ANALYZE", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string statement, int count, Func<NpgsqlBinaryImporter, int, Task> row)
    {
        await using var to = await connection.BeginBinaryImportAsync(statement);
        for (var i = 0; i < count; i++)
        {
            await to.StartRowAsync();
            await row(to, i);
        }
        await to.CompleteAsync();
    }

    private static string CaseOf(int number) => string.Create(CultureInfo.InvariantCulture, $"filler {number}");
}
