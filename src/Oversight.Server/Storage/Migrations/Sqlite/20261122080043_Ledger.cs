using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Checkpoints",
                columns: table => new
                {
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Signed = table.Column<string>(type: "TEXT", nullable: false),
                    SignedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Published = table.Column<string>(type: "TEXT", nullable: true),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Checkpoints", x => x.Size);
                });

            migrationBuilder.CreateTable(
                name: "Documents",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Documents", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "ErasedParts",
                columns: table => new
                {
                    Case = table.Column<string>(type: "TEXT", nullable: false),
                    CaseSeq = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    OrderCase = table.Column<string>(type: "TEXT", nullable: false),
                    OrderSeq = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ErasedParts", x => new { x.Case, x.CaseSeq, x.Name });
                });

            migrationBuilder.CreateTable(
                name: "LeafIndexes",
                columns: table => new
                {
                    LeafIndex = table.Column<long>(type: "INTEGER", nullable: false),
                    EntryId = table.Column<long>(type: "INTEGER", nullable: false),
                    LeafHash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LeafIndexes", x => x.LeafIndex);
                });

            migrationBuilder.CreateTable(
                name: "LogHead",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Root = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogHead", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LogTiles",
                columns: table => new
                {
                    Level = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hashes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Root = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogTiles", x => new { x.Level, x.Number });
                });

            migrationBuilder.CreateIndex(
                name: "IX_LeafIndexes_EntryId",
                table: "LeafIndexes",
                column: "EntryId",
                unique: true);
            // Defence in depth: the proof that nothing was changed is the log, not these triggers.
            migrationBuilder.Sql("""
                CREATE TRIGGER documents_never_updated BEFORE UPDATE ON "Documents" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER documents_never_deleted BEFORE DELETE ON "Documents" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER documents_never_replaced BEFORE INSERT ON "Documents"
                WHEN EXISTS (SELECT 1 FROM "Documents" WHERE "Hash" = NEW."Hash")
                BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER erased_parts_never_updated BEFORE UPDATE ON "ErasedParts" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER erased_parts_never_deleted BEFORE DELETE ON "ErasedParts" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER erased_parts_never_replaced BEFORE INSERT ON "ErasedParts"
                WHEN EXISTS (SELECT 1 FROM "ErasedParts" WHERE "Case" = NEW."Case" AND "CaseSeq" = NEW."CaseSeq" AND "Name" = NEW."Name")
                BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER leaf_indexes_never_updated BEFORE UPDATE ON "LeafIndexes" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER leaf_indexes_never_deleted BEFORE DELETE ON "LeafIndexes" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER leaf_indexes_never_replaced BEFORE INSERT ON "LeafIndexes"
                WHEN EXISTS (SELECT 1 FROM "LeafIndexes" WHERE "LeafIndex" = NEW."LeafIndex" OR "EntryId" = NEW."EntryId")
                BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER log_tiles_never_updated BEFORE UPDATE ON "LogTiles" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER log_tiles_never_deleted BEFORE DELETE ON "LogTiles" BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                CREATE TRIGGER log_tiles_never_replaced BEFORE INSERT ON "LogTiles"
                WHEN EXISTS (SELECT 1 FROM "LogTiles" WHERE "Level" = NEW."Level" AND "Number" = NEW."Number")
                BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END;
                DROP TRIGGER parts_never_deleted;
                CREATE TRIGGER parts_deleted_under_an_order BEFORE DELETE ON "Parts"
                WHEN NOT EXISTS (SELECT 1 FROM "ErasedParts" e WHERE e."Case" = OLD."Case" AND e."CaseSeq" = OLD."CaseSeq" AND e."Name" = OLD."Name")
                BEGIN SELECT RAISE(ABORT, 'A part is deleted only under an erasure order.'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Checkpoints");

            migrationBuilder.DropTable(
                name: "Documents");

            migrationBuilder.DropTable(
                name: "ErasedParts");

            migrationBuilder.DropTable(
                name: "LeafIndexes");

            migrationBuilder.DropTable(
                name: "LogHead");

            migrationBuilder.DropTable(
                name: "LogTiles");
        }
    }
}
