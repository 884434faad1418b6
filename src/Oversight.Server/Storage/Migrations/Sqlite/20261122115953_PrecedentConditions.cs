using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PrecedentConditions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "AwaitsCondition",
                table: "Authorisations",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AwaitsCondition",
                table: "Authorisations");
        }
    }
}
