using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Attacks;

/// <summary>
/// What somebody can try who owns the database, its backups, the program and, in some cases, the signer's folder. The server is stopped, the attack done, the
/// server started and left to go on; then the auditor looks.
/// </summary>
public sealed class DatabaseAttackTests(HonestLog honest) : IClassFixture<HonestLog>
{
    /// <summary>An attack: its name, what is done, and the verdict and code it must get.</summary>
    private sealed record Attack(string Name, Func<AttackedDatabase, Task> Act, Verdict Verdict, params string[] Codes);

    private static readonly Attack[] Attacks =
    [
        new("edit an entry", async it => await it.EditEntryAsync(3, text => text.Replace("\"actor\":\"", "\"actor\":\"x", StringComparison.Ordinal), withHash: false), Verdict.Invalid, "OtherLeaf"),
        new("edit an entry and its hash", async it => await it.EditEntryAsync(3, text => text.Replace("\"actor\":\"", "\"actor\":\"x", StringComparison.Ordinal), withHash: true), Verdict.Invalid, "OtherLeaf"),
        new("edit an entry, its hashes and the head", async it =>
        {
            await it.EditEntryAsync(3, text => text.Replace("\"actor\":\"", "\"actor\":\"x", StringComparison.Ordinal), withHash: true);
            await it.RunAsync("""UPDATE "LeafIndexes" SET "LeafHash" = (SELECT "LeafHash" FROM "Entries" WHERE "Id" = "EntryId")""");
        }, Verdict.Invalid, "WrongPrevious", "RootWrong"),
        new("delete an entry", it => it.RunAsync("""DELETE FROM "Entries" WHERE "Id" = 5"""), Verdict.Incomplete, "FileMissing"),
        new("truncate the tail", it => it.TruncateAsync(6, forgetCheckpoints: true), Verdict.Diverged, "Smaller"),
        new("truncate the tail and leave the checkpoint", it => it.TruncateAsync(6, forgetCheckpoints: false), Verdict.Incomplete, "FileMissing"),
        new("swap two entries", it => it.RunAsync(
            """UPDATE "LeafIndexes" SET "EntryId" = -1 WHERE "LeafIndex" = 8""", """UPDATE "LeafIndexes" SET "EntryId" = 9 WHERE "LeafIndex" = 9""",
            """UPDATE "LeafIndexes" SET "EntryId" = 10 WHERE "LeafIndex" = 8"""), Verdict.Invalid, "OtherLeaf"),
        new("delete content without an order", it => it.RunAsync($"""DELETE FROM "Parts" WHERE "Case" = '{it.Number}' AND "Name" LIKE 'content.scope%'"""), Verdict.Incomplete, "Withheld"),
        new("delete content under an order that was never given", it => it.RunAsync(
            $"""INSERT INTO "ErasedParts" ("Case", "CaseSeq", "Name", "OrderCase", "OrderSeq") SELECT "Case", "CaseSeq", "Name", "Case", 4 FROM "Parts" WHERE "Case" = '{it.Number}' AND "CaseSeq" = 1""",
            $"""DELETE FROM "Parts" WHERE "Case" = '{it.Number}' AND "CaseSeq" = 1"""), Verdict.Incomplete, "Withheld"),
        new("change content", it => it.EditPartAsync(value => JsonValue.Create("something else")), Verdict.Invalid, "BadOpening"),
        new("give content another salt", it => it.EditPartAsync(value => value, salt: 9), Verdict.Invalid, "BadOpening"),
        new("swap the content of two entries", it => it.SwapPartsAsync(), Verdict.Invalid, "BadOpening"),
        new("set a request to approved in its table", it => it.RunAsync($"""UPDATE "Requests" SET "Snapshot" = REPLACE("Snapshot", '"ballots"', '"ballot"'), "State" = 'InForce' WHERE "Id" = '{it.Open}'"""), Verdict.Diverged, "StateDiffers", "StateMissing"),
        new("seat a puppet in the panel's table", it => it.RunAsync("""UPDATE "Registers" SET "Snapshot" = REPLACE("Snapshot", 'kuze', 'puppet') WHERE "Case" = 'panel'"""), Verdict.Diverged, "StateDiffers"),
        new("enrol a signing key in the table of the keys", it => it.RunAsync("""UPDATE "Registers" SET "Snapshot" = REPLACE("Snapshot", '"kid":"', '"kid":"x') WHERE "Case" = 'keys'"""), Verdict.Diverged, "StateDiffers"),
        new("set a request to approved in its table, and say that entries came since", it => it.RunAsync($"""UPDATE "Requests" SET "Snapshot" = REPLACE("Snapshot", '2028-', '2031-'), "CaseSeq" = "CaseSeq" + 100000 WHERE "Id" = '{it.Number}'"""), Verdict.Diverged, "StateDiffers"),
        new("say of a state alone that it rests on entries nobody has", it => it.RunAsync($"""UPDATE "Requests" SET "CaseSeq" = "CaseSeq" + 1 WHERE "Id" = '{it.Open}'"""), Verdict.Diverged, "StateDiffers"),
        new("seat a puppet in the panel's table, and say that entries came since", it => it.RunAsync("""UPDATE "Registers" SET "Snapshot" = REPLACE("Snapshot", 'kuze', 'puppet'), "CaseSeq" = "CaseSeq" + 100000 WHERE "Case" = 'panel'"""), Verdict.Diverged, "StateDiffers"),
        new("show a request as granted in lists alone", it => it.RunAsync($"""UPDATE "Requests" SET "State" = 'InForce', "Decision" = 'Approved' WHERE "Id" = '{it.Open}'"""), Verdict.Diverged, "RowWithoutEntries"),
        new("lengthen the authorisation where the status lists are made from", it => it.RunAsync($"""UPDATE "Authorisations" SET "EndsAt" = 1950000000000, "End" = 1950000000000 WHERE "RequestId" = '{it.Number}'"""), Verdict.Diverged, "RowWithoutEntries"),
        new("suspend the authorisation where the status lists are made from", it => it.RunAsync($"""UPDATE "Authorisations" SET "State" = 'Suspended' WHERE "RequestId" = '{it.Number}'"""), Verdict.Diverged, "RowWithoutEntries"),
        new("put an authorisation into the status lists that nobody granted", it => it.RunAsync($"""
            INSERT INTO "Authorisations" ("StatusIndex", "RequestId", "IssuedAt", "Start", "End", "EndsAt", "State")
            SELECT "StatusIndex" + 1, '{it.Open}', "IssuedAt", "Start", "End", "EndsAt", "State" FROM "Authorisations" LIMIT 1
            """), Verdict.Diverged, "RowWithoutEntries"),
        new("withdraw an authorisation in its table", it => it.RunAsync($"""UPDATE "Authorisations" SET "WithdrawnAt" = "IssuedAt" WHERE "RequestId" = '{it.Number}'"""), Verdict.Diverged, "RowWithoutEntries"),
        new("take the timers away, so that nothing ends", it => it.RunAsync("""DELETE FROM "Timers" """), Verdict.Diverged, "RowMissing"),
        new("put a timer off", it => it.RunAsync("""UPDATE "Timers" SET "DueAt" = "DueAt" + 86400000"""), Verdict.Diverged, "RowWithoutEntries"),
        new("keep a member from voting again", it => it.RunAsync($"""INSERT INTO "Ballots" ("RequestId", "Round", "Member", "BallotNo") VALUES ('{it.Open}', 1, 'ayabe', 1)"""), Verdict.Diverged, "RowWithoutEntries"),
        new("keep a member from reading a request", it => it.RunAsync($"""INSERT INTO "Recusals" ("RequestId", "Member") VALUES ('{it.Open}', 'ayabe')"""), Verdict.Diverged, "RowWithoutEntries"),
        new("take somebody's work off the list", it => it.RunAsync("""DELETE FROM "WorkItems" """), Verdict.Diverged, "RowMissing"),
        new("decide by two members for some minutes", it => it.DecideByOthersAsync("\"others\": 2", "\"others\": 1", 2), Verdict.Diverged, "DefinitionBelowLaw"),
        new("decide by another definition for some minutes", it => it.DecideByOthersAsync("\"approvalsFloor\": 2", "\"approvalsFloor\": 1", 5), Verdict.Diverged, "RulebookNotAccepted"),
        new("enrol a puppet by an entry", it => it.ForgeAsync("panel", "SeatFilled", copy => copy.Replace("kuze", "puppet", StringComparison.Ordinal)), Verdict.Diverged, "CommandRefused", "EventDiffers", "ActorNotEntitled", "FollowsFromNothing"),
        new("enrol a puppet by an entry of the panel's chair", it => it.ForgeAsync("panel", "SeatFilled", copy => copy.Replace("kuze", "puppet", StringComparison.Ordinal), actor: "kuze"), Verdict.Diverged, "ActorNotEntitled", "CommandRefused"),
        new("replay a vote", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy), Verdict.Diverged, "EventDiffers", "CommandRefused"),
        new("replay a vote onto another request, and forget its table", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy.Replace("\"no\"", "\"yes\"", StringComparison.Ordinal), from: it.Number), Verdict.Diverged, "StateDiffers"),
        new("cast a missing vote for its member, and forget the table", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy.Replace("nasu", "ayabe", StringComparison.Ordinal), actor: "ayabe"), Verdict.Diverged, "StateDiffers"),
        new("grant an authorisation without a vote", it => it.ForgeAsync(it.Open, "AuthorisationIssued", copy => copy, from: it.Number), Verdict.Diverged, "FollowsFromNothing", "EventDiffers"),
        new("close a round with another count", it => it.ForgeAsync(it.Open, "RoundClosed", copy => copy, from: it.Number), Verdict.Diverged, "FollowsFromNothing", "EventDiffers", "CommandRefused", "TimerNotDue"),
        new("set the clock back", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy, atYear: "2027"), Verdict.Diverged, "TimeGoesBack"),
        new("an entry of an unknown kind", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy.Replace("BallotCast", "BallotMade", StringComparison.Ordinal)), Verdict.Diverged, "UnknownEntry", "MalformedEntry", "UnknownEventType"),
        new("an entry that is not canonical", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy.Replace("{\"actor\"", "{ \"actor\"", StringComparison.Ordinal)), Verdict.Invalid, "MalformedEntry", "NotCanonical"),
        new("an entry with a member twice", it => it.ForgeAsync(it.Open, "BallotCast", copy => copy.Replace("{\"actor\":", "{\"actor\":\"x\",\"actor\":", StringComparison.Ordinal)), Verdict.Invalid, "MalformedEntry", "NotCanonical"),
        new("weaken the rule set it was judged by", it => it.RunAsync("""UPDATE "Documents" SET "Bytes" = CAST(REPLACE(CAST("Bytes" AS TEXT), '3', '1') AS BLOB) WHERE "Kind" LIKE '%ule%et%'"""), Verdict.Invalid, "BadDocument"),
        new("restore an older backup", it => it.RestoreEarlyAsync(withSigner: false), Verdict.Diverged, "Smaller"),
        new("restore an older backup and the signer with it, and go on", it => it.RestoreEarlyAsync(withSigner: true), Verdict.Diverged, "OtherHistory"),
        new("sign with other keys", it => it.ChangeKeysAsync(alsoPolicy: false), Verdict.CouldNotTell, "NoCheckpoint"),
        new("sign with other keys and give the server a policy that names them", it => it.ChangeKeysAsync(alsoPolicy: true), Verdict.Invalid, "NotSigned"),
        new("serve a checkpoint made by hand", it => it.RunAsync("""UPDATE "Checkpoints" SET "Published" = REPLACE("Published", 'oversight.example/log', 'oversight.example/other')"""), Verdict.Invalid, "NotSigned"),
        new("serve the checkpoint without its witness", it => it.RunAsync("""UPDATE "Checkpoints" SET "Published" = substr("Published", 1, instr("Published", '— witness') - 1)"""), Verdict.ValidUnwitnessed, "NoQuorum"),
    ];

    public static TheoryData<string> Names => [.. Attacks.Select(attack => attack.Name)];

    [Fact]
    public async Task The_honest_log_is_valid_and_witnessed()
    {
        await using var it = await AttackedDatabase.OfAsync(honest);
        Assert.Equal((Verdict.ValidWitnessed, ""), await it.JudgedAsync());
    }

    [Fact]
    public async Task A_vote_below_the_Acts_quorum_shows_without_a_list_and_a_setting_does_not()
    {
        await using (var it = await AttackedDatabase.OfAsync(honest))
        {
            await it.DecideByOthersAsync("\"others\": 2", "\"others\": 1", 2);
            Assert.Equal((Verdict.Diverged, "DefinitionBelowLaw"), await it.JudgedAsync(withRulebook: false));
        }
        await using (var it = await AttackedDatabase.OfAsync(honest))
        {
            await it.DecideByOthersAsync("\"approvalsFloor\": 2", "\"approvalsFloor\": 1", 5);
            Assert.Equal((Verdict.ValidWitnessed, ""), await it.JudgedAsync(withRulebook: false));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task An_attack_on_the_database_shows(string name)
    {
        var attack = Attacks.Single(attack => attack.Name == name);
        await using var it = await AttackedDatabase.OfAsync(honest);
        await attack.Act(it);
        var (verdict, code) = await it.JudgedAsync();
        Assert.True(attack.Verdict == verdict && attack.Codes.Contains(code), $"{name}: {verdict} {code}, expected {attack.Verdict} {string.Join(" or ", attack.Codes)}");
    }
}
