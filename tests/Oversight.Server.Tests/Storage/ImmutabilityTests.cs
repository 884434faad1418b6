using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Storage;

public sealed class ImmutabilityTests
{
    /// <summary>The one right the working role has on the trail, for erasure orders; without one the triggers refuse it.</summary>
    private const string DeleteParts = """DELETE FROM "Parts" """;

    private static readonly string[] Changes =
    [
        """UPDATE "Entries" SET "Type" = 'Other'""",
        """UPDATE "Entries" SET "CaseSeq" = "CaseSeq" + 1000""",
        """DELETE FROM "Entries" """,
        """UPDATE "Parts" SET "Disclosure" = 'other'""",
        DeleteParts,
        """INSERT INTO "Entries" ("Id", "Case", "CaseSeq", "Type", "At", "Bytes", "LeafHash") SELECT "Id", "Case", "CaseSeq", 'Other', "At", "Bytes", "LeafHash" FROM "Entries" WHERE TRUE ON CONFLICT ("Id") DO UPDATE SET "Type" = 'Other'""",
        """INSERT INTO "Parts" SELECT * FROM "Parts" WHERE TRUE ON CONFLICT ("Case", "CaseSeq", "Name") DO UPDATE SET "Disclosure" = 'other'""",
    ];

    private static readonly string[] SqliteChanges =
    [
        """INSERT OR REPLACE INTO "Entries" SELECT * FROM "Entries" """,
        """REPLACE INTO "Entries" ("Case", "CaseSeq", "Type", "At", "Bytes", "LeafHash") SELECT "Case", "CaseSeq", 'Other', "At", "Bytes", "LeafHash" FROM "Entries" """,
        """INSERT OR REPLACE INTO "Parts" SELECT * FROM "Parts" """,
        """UPDATE OR REPLACE "Entries" SET "CaseSeq" = 1""",
    ];

    private static readonly string[] PostgresChanges = ["""TRUNCATE "Entries" """, """TRUNCATE "Parts" """, """TRUNCATE "Entries", "Parts" CASCADE"""];

    private static readonly string[] OwnersActs =
    [
        """ALTER TABLE "Entries" DISABLE TRIGGER ALL""", """DROP TRIGGER entries_never_changed ON "Entries" """, """DROP TABLE "Entries" """,
        "SET session_replication_role = replica", "CREATE OR REPLACE FUNCTION oversight_never_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        """INSERT INTO "__EFMigrationsHistory" VALUES ('20990101000000_Other', '10.0.0')""",
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Nothing_changes_or_removes_an_entry_or_a_part(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var before = await TrailAsync(server, scene);

        string[] connections = kind == DatabaseKind.Sqlite ? [database.Connection] : [database.Connection, database.OwnerConnection];
        foreach (var connection in connections)
            foreach (var change in Changes.Concat(kind == DatabaseKind.Sqlite ? SqliteChanges : PostgresChanges))
                await AssertRefusedAsync(kind, connection, change);

        Assert.Equal(before, await TrailAsync(server, scene));
    }

    [Fact]
    public async Task The_working_role_has_no_right_to_change_the_trail_or_to_lift_its_protection()
    {
        Assert.SkipWhen(TestDatabase.Kinds.Count < 2, "No PostgreSQL is offered.");
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var server = await TestServer.StartOnAsync(database);
        await Scene.InAsync(server, RequestStatus.Draft);

        await AssertRefusedAsync(DatabaseKind.Postgres, database.Connection, DeleteParts);
        foreach (var act in OwnersActs.Concat(PostgresChanges).Concat(Changes).Where(act => act != DeleteParts))
        {
            var refusal = Assert.IsType<PostgresException>(await AssertRefusedAsync(DatabaseKind.Postgres, database.Connection, act));
            Assert.True(refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{act}: {refusal.SqlState} {refusal.MessageText}");
        }
        var rights = await ScalarAsync(DatabaseKind.Postgres, database.Connection,
            """
            SELECT count(*) FROM (VALUES ('"Entries"'), ('"Parts"')) AS t(name), (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p(privilege)
            WHERE (has_table_privilege(name, privilege) AND NOT (name = '"Parts"' AND privilege = 'DELETE')) OR (privilege = 'UPDATE' AND has_any_column_privilege(name, privilege))
            """);
        Assert.Equal(0L, rights);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_second_entry_with_the_number_of_another_or_a_second_ballot_with_its_number_is_refused_whatever_the_code_does(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var scene = await (await Scene.InAsync(server, RequestStatus.Voting)).BallotsAsync(("kuze", "yes"));

        await AssertRefusedAsync(kind, database.Connection,
            $"""INSERT INTO "Entries" ("Case", "CaseSeq", "Type", "At", "Bytes", "LeafHash") SELECT "Case", "CaseSeq", "Type", "At", "Bytes", "LeafHash" FROM "Entries" WHERE "Case" = '{scene.Number}' AND "CaseSeq" = 2""");
        await AssertRefusedAsync(kind, database.Connection,
            $"""INSERT INTO "Ballots" ("RequestId", "Round", "Member", "BallotNo") VALUES ('{scene.Number}', 1, 'kuze', 1)""");
        Assert.Equal(1, await server.ReadAsync(db => db.Ballots.CountAsync()));
    }

    private static Task<List<string>> TrailAsync(TestServer server, Scene scene) => server.ReadAsync(async db =>
    {
        var stored = await StoredCase.ReadAsync(db, scene.Number);
        return stored.Entries.Select(e => $"{e.Id} {e.CaseSeq} {e.Type} {Convert.ToHexString(e.Bytes)}")
            .Concat(stored.Parts.Select(p => $"{p.CaseSeq} {p.Name} {p.Disclosure}")).ToList();
    });

    private static async Task<DbException> AssertRefusedAsync(DatabaseKind kind, string connectionString, string statement)
    {
        await using var connection = Connection(kind, connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written above.
        command.CommandText = statement;
#pragma warning restore CA2100
        var refusal = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync());
        return refusal as DbException ?? throw new InvalidOperationException($"Nothing refused: {statement}", refusal);
    }

    private static async Task<object?> ScalarAsync(DatabaseKind kind, string connectionString, string query)
    {
        await using var connection = Connection(kind, connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The query is written above.
        command.CommandText = query;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private static DbConnection Connection(DatabaseKind kind, string connection) =>
        kind == DatabaseKind.Sqlite ? new SqliteConnection(connection) : new NpgsqlConnection(connection);
}
