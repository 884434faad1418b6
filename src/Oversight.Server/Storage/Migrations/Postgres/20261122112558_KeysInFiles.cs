using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class KeysInFiles : Migration
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
