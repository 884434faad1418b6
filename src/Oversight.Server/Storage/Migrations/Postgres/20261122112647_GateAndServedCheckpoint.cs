using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class GateAndServedCheckpoint : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "GivenSeq",
                table: "Authorisations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_Checkpoints_Published",
                table: "Checkpoints",
                column: "Size",
                filter: "\"Published\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Checkpoints_Published",
                table: "Checkpoints");

            migrationBuilder.DropColumn(
                name: "GivenSeq",
                table: "Authorisations");
        }
    }
}
