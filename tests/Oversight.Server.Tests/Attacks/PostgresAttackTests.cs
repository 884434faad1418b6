using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Requests;
using Verdict = Oversight.Core.Verification.Verdict;
using Oversight.Server.Log;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Attacks;

/// <summary>What the owner of a PostgreSQL database can try, triggers off, while the server is down.</summary>
public sealed class PostgresAttackTests
{
    private static readonly (string Name, string[] Statements, Verdict Verdict, string Code)[] Attacks =
    [
        ("nothing", ["SELECT 1"], Verdict.ValidUnwitnessed, "NoWitness"),
        ("edit an entry", ["""UPDATE "Entries" SET "Bytes" = overlay("Bytes" placing '\x78'::bytea from 30) WHERE "Id" = 4"""], Verdict.Invalid, "OtherLeaf"),
        ("delete an entry", ["""DELETE FROM "Entries" WHERE "Id" = 4"""], Verdict.Incomplete, "FileMissing"),
        ("swap two entries",
            [
                """UPDATE "LeafIndexes" SET "EntryId" = -1 WHERE "LeafIndex" = 8""", """UPDATE "LeafIndexes" SET "EntryId" = 9 WHERE "LeafIndex" = 9""",
                """UPDATE "LeafIndexes" SET "EntryId" = 10 WHERE "LeafIndex" = 8""",
            ], Verdict.Invalid, "OtherLeaf"),
        ("delete content without an order", ["""DELETE FROM "Parts" WHERE "Name" = 'content.scope'"""], Verdict.Incomplete, "Withheld"),
        ("lengthen the authorisation in its table", ["""UPDATE "Requests" SET "Snapshot" = replace("Snapshot", '2028-', '2029-')"""], Verdict.Diverged, "StateDiffers"),
        ("serve a checkpoint made by hand", ["""UPDATE "Checkpoints" SET "Published" = replace("Published", 'oversight.example/log', 'oversight.example/other')"""], Verdict.Invalid, "NotSigned"),
    ];

    public static TheoryData<string> Names => TestDatabase.Kinds.Any(kind => kind.Data == DatabaseKind.Postgres) ? [.. Attacks.Select(attack => attack.Name)] : ["nothing"];

    [Theory, MemberData(nameof(Names))]
    public async Task An_attack_on_a_PostgreSQL_database_shows(string name)
    {
        var (_, statements, expected, expectedCode) = Attacks.Single(attack => attack.Name == name);
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Kinds.Last().Data);
        string policy;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            await Scene.InAsync(server, RequestStatus.InForce);
            await server.PublishLogAsync();
            var keys = await server.Services.GetRequiredService<LogSigner>().KeysAsync(CancellationToken.None);
            policy = $"{string.Concat(keys.Select(key => $"log {key}\n"))}quorum none\n";
        }
        await database.TamperAsync(statements);
        await using var again = await TestServer.StartOnAsync(database);
        Assert.Equal((expected, expectedCode), await Auditor.JudgeAsync(HonestLog.Pulled(again), policy, []));
    }
}
