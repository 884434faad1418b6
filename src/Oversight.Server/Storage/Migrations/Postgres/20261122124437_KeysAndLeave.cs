using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class KeysAndLeave : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PrivateKey",
                table: "SigningKeys");

            migrationBuilder.DropColumn(
                name: "X",
                table: "SigningKeys");

            migrationBuilder.DropColumn(
                name: "Y",
                table: "SigningKeys");

            migrationBuilder.AddColumn<bool>(
                name: "AwaitsCondition",
                table: "Authorisations",
                type: "boolean",
                nullable: true);

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
                name: "AwaitsCondition",
                table: "Authorisations");

            migrationBuilder.DropColumn(
                name: "GivenSeq",
                table: "Authorisations");

            migrationBuilder.AddColumn<byte[]>(
                name: "PrivateKey",
                table: "SigningKeys",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<string>(
                name: "X",
                table: "SigningKeys",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Y",
                table: "SigningKeys",
                type: "text",
                nullable: false,
                defaultValue: "");
        }
    }
}
