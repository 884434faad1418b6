using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OperatorReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "OperatorReports",
                columns: table => new
                {
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Operator = table.Column<string>(type: "TEXT", nullable: false),
                    Sector = table.Column<string>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", nullable: false),
                    OccurredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Summary = table.Column<string>(type: "TEXT", nullable: false),
                    Digest = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OperatorReports", x => x.Number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OperatorReports_OccurredAt_Number",
                table: "OperatorReports",
                columns: new[] { "OccurredAt", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_OperatorReports_Operator_OccurredAt_Number",
                table: "OperatorReports",
                columns: new[] { "Operator", "OccurredAt", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_OperatorReports_Operator_Reference",
                table: "OperatorReports",
                columns: new[] { "Operator", "Reference" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OperatorReports");
        }
    }
}
