using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Measures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "MeasureRecordedAt",
                table: "Requests",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MeasuredAt",
                table: "Requests",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Agency_MeasuredAt",
                table: "Requests",
                columns: new[] { "Agency", "MeasuredAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_Agency_MeasuredAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "MeasureRecordedAt",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "MeasuredAt",
                table: "Requests");
        }
    }
}
