using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AuthorisationDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Authorisations",
                columns: table => new
                {
                    StatusIndex = table.Column<int>(type: "INTEGER", nullable: false),
                    RequestId = table.Column<string>(type: "TEXT", nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Start = table.Column<long>(type: "INTEGER", nullable: false),
                    End = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Authorisations", x => x.StatusIndex);
                });

            migrationBuilder.CreateTable(
                name: "SigningKeys",
                columns: table => new
                {
                    Kid = table.Column<string>(type: "TEXT", nullable: false),
                    CaseSeq = table.Column<int>(type: "INTEGER", nullable: false),
                    X = table.Column<string>(type: "TEXT", nullable: false),
                    Y = table.Column<string>(type: "TEXT", nullable: false),
                    PrivateKey = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RetiredAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SigningKeys", x => x.Kid);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Authorisations_End",
                table: "Authorisations",
                column: "End");

            migrationBuilder.CreateIndex(
                name: "IX_Authorisations_IssuedAt_RequestId",
                table: "Authorisations",
                columns: new[] { "IssuedAt", "RequestId" });

            migrationBuilder.CreateIndex(
                name: "IX_Authorisations_RequestId",
                table: "Authorisations",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_SigningKeys_CaseSeq",
                table: "SigningKeys",
                column: "CaseSeq",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Authorisations");

            migrationBuilder.DropTable(
                name: "SigningKeys");
        }
    }
}
