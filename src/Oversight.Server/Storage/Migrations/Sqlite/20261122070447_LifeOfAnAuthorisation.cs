using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Oversight.Server.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LifeOfAnAuthorisation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "MeasureRecordedAt",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MeasuredAt",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

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

            migrationBuilder.CreateTable(
                name: "UsageFindings",
                columns: table => new
                {
                    ImportId = table.Column<string>(type: "TEXT", nullable: false),
                    Line = table.Column<long>(type: "INTEGER", nullable: false),
                    Kinds = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageFindings", x => new { x.ImportId, x.Line });
                });

            migrationBuilder.CreateTable(
                name: "UsageImports",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    RequestId = table.Column<string>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Format = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CaseSeq = table.Column<int>(type: "INTEGER", nullable: false),
                    Lines = table.Column<long>(type: "INTEGER", nullable: false),
                    PrefixBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    PrefixDigest = table.Column<string>(type: "TEXT", nullable: false),
                    TotalBytes = table.Column<long>(type: "INTEGER", nullable: true),
                    Findings = table.Column<long>(type: "INTEGER", nullable: false),
                    Malformed = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: true),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageImports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UsageMalformed",
                columns: table => new
                {
                    ImportId = table.Column<string>(type: "TEXT", nullable: false),
                    Line = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageMalformed", x => new { x.ImportId, x.Line });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Agency_MeasuredAt",
                table: "Requests",
                columns: new[] { "Agency", "MeasuredAt" });

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

            migrationBuilder.CreateIndex(
                name: "IX_SigningKeys_CaseSeq",
                table: "SigningKeys",
                column: "CaseSeq",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UsageImports_RequestId_Actor_Key",
                table: "UsageImports",
                columns: new[] { "RequestId", "Actor", "Key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Authorisations");

            migrationBuilder.DropTable(
                name: "OperatorReports");

            migrationBuilder.DropTable(
                name: "SigningKeys");

            migrationBuilder.DropTable(
                name: "UsageFindings");

            migrationBuilder.DropTable(
                name: "UsageImports");

            migrationBuilder.DropTable(
                name: "UsageMalformed");

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
