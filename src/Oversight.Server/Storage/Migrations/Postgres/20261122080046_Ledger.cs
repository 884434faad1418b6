using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Postgres
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
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Signed = table.Column<string>(type: "text", nullable: false),
                    SignedAt = table.Column<long>(type: "bigint", nullable: false),
                    Published = table.Column<string>(type: "text", nullable: true),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Checkpoints", x => x.Size);
                });

            migrationBuilder.CreateTable(
                name: "Documents",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Documents", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "ErasedParts",
                columns: table => new
                {
                    Case = table.Column<string>(type: "text", nullable: false),
                    CaseSeq = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    OrderCase = table.Column<string>(type: "text", nullable: false),
                    OrderSeq = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ErasedParts", x => new { x.Case, x.CaseSeq, x.Name });
                });

            migrationBuilder.CreateTable(
                name: "LeafIndexes",
                columns: table => new
                {
                    LeafIndex = table.Column<long>(type: "bigint", nullable: false),
                    EntryId = table.Column<long>(type: "bigint", nullable: false),
                    LeafHash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LeafIndexes", x => x.LeafIndex);
                });

            migrationBuilder.CreateTable(
                name: "LogHead",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogHead", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LogTiles",
                columns: table => new
                {
                    Level = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Hashes = table.Column<byte[]>(type: "bytea", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", nullable: false)
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
                CREATE TRIGGER documents_never_changed BEFORE UPDATE OR DELETE ON "Documents" FOR EACH ROW EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER documents_never_truncated BEFORE TRUNCATE ON "Documents" FOR EACH STATEMENT EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER erased_parts_never_changed BEFORE UPDATE OR DELETE ON "ErasedParts" FOR EACH ROW EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER erased_parts_never_truncated BEFORE TRUNCATE ON "ErasedParts" FOR EACH STATEMENT EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER leaf_indexes_never_changed BEFORE UPDATE OR DELETE ON "LeafIndexes" FOR EACH ROW EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER leaf_indexes_never_truncated BEFORE TRUNCATE ON "LeafIndexes" FOR EACH STATEMENT EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER log_tiles_never_changed BEFORE UPDATE OR DELETE ON "LogTiles" FOR EACH ROW EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER log_tiles_never_truncated BEFORE TRUNCATE ON "LogTiles" FOR EACH STATEMENT EXECUTE FUNCTION oversight_never_changed();
                CREATE FUNCTION oversight_only_under_an_order() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                  IF NOT EXISTS (SELECT 1 FROM "ErasedParts" e WHERE e."Case" = OLD."Case" AND e."CaseSeq" = OLD."CaseSeq" AND e."Name" = OLD."Name") THEN
                    RAISE EXCEPTION 'A part is deleted only under an erasure order.';
                  END IF;
                  RETURN OLD;
                END $$;
                DROP TRIGGER parts_never_changed ON "Parts";
                CREATE TRIGGER parts_never_updated BEFORE UPDATE ON "Parts" FOR EACH ROW EXECUTE FUNCTION oversight_never_changed();
                CREATE TRIGGER parts_deleted_under_an_order BEFORE DELETE ON "Parts" FOR EACH ROW EXECUTE FUNCTION oversight_only_under_an_order();
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
