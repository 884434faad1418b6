using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;
using Oversight.Server.Log.Keeping;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Attacks;

/// <summary>A copy of the honest log's database and signer in the hands of somebody who owns both.</summary>
internal sealed class AttackedDatabase : IAsyncDisposable
{
    private readonly HonestLog honest;
    private readonly TestDatabase database;
    private string? policy;

    private AttackedDatabase(HonestLog honest, TestDatabase database) => (this.honest, this.database) = (honest, database);

    public string Number => honest.Number;

    public string Open => honest.Open;

    public static async Task<AttackedDatabase> OfAsync(HonestLog honest) => new(honest, await TestDatabase.CopyAsync(honest.Database));

    /// <summary>Statements with all triggers gone.</summary>
    public Task RunAsync(params string[] statements) => database.TamperAsync(statements);

    /// <summary>Starts the server on what is left, lets the log go on, and has the auditor judge what is served.</summary>
    public async Task<(Verdict Verdict, string Code)> JudgedAsync(bool withRulebook = true)
    {
        await using var server = await honest.StartAsync(database, policy);
        await honest.PublishAsync(server);
        return await Auditor.JudgeAsync(HonestLog.Pulled(server), honest.PolicyText, honest.Seen, rulebook: withRulebook ? honest.Rulebook : null);
    }

    /// <summary>The server runs for some minutes on definitions in which a text is another, and decides a request by them; then the right ones are there again.</summary>
    public async Task DecideByOthersAsync(string text, string by, int present)
    {
        var folder = Directory.CreateTempSubdirectory("oversight-swapped-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json"))
            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), (await File.ReadAllTextAsync(file)).Replace(text, by, StringComparison.Ordinal));
        await using (var server = await honest.StartAsync(database, policy, $"--Oversight:Workflows={folder}"))
        {
            string[] members = [.. Scenes.Bodies.Panel.Take(present)];
            var scene = await (await Scenes.Scene.InAsync(server, Core.Requests.RequestStatus.BeforePanel)).OpenRoundAsync(members);
            await scene.BallotsAsync([.. members.Select(member => (member, "yes"))]);
            await honest.PublishAsync(server);
        }
        Directory.Delete(folder, recursive: true);
    }

    public async Task EditEntryAsync(int id, Func<string, string> edit, bool withHash)
    {
        var bytes = Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(await BlobAsync($"""SELECT "Bytes" FROM "Entries" WHERE "Id" = {id}"""))));
        await RunAsync($"""UPDATE "Entries" SET "Bytes" = X'{Convert.ToHexString(bytes)}' WHERE "Id" = {id}""");
        if (withHash)
            await RunAsync($"""UPDATE "Entries" SET "LeafHash" = X'{Convert.ToHexString(LeafHash.Of(bytes))}' WHERE "Id" = {id}""");
    }

    /// <summary>Takes the last entries away, with everything that tells of them in the tables.</summary>
    public async Task TruncateAsync(int count, bool forgetCheckpoints)
    {
        await RunAsync(
            $"""DELETE FROM "LeafIndexes" WHERE "LeafIndex" >= (SELECT "Size" FROM "LogHead") - {count}""",
            """DELETE FROM "Entries" WHERE "Id" NOT IN (SELECT "EntryId" FROM "LeafIndexes")""");
        var hashes = await HashesAsync();
        var frontier = new TreeFrontier();
        foreach (var hash in hashes)
            frontier.Add(hash);
        await RunAsync($"""UPDATE "LogHead" SET "Size" = {frontier.Size}, "Root" = X'{Convert.ToHexString(frontier.Root().ToArray())}'""");
        if (forgetCheckpoints)
            await RunAsync($"""DELETE FROM "Checkpoints" WHERE "Size" > {frontier.Size}""");
    }

    /// <summary>Another value or salt for the scope of the first request.</summary>
    public async Task EditPartAsync(Func<JsonNode, JsonNode> edit, int? salt = null)
    {
        var row = await TextAsync($"""SELECT "Disclosure" FROM "Parts" WHERE "Case" = '{Number}' AND "Name" = 'content.scope' AND "CaseSeq" = 1""");
        var opening = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(row))!.AsArray();
        var bytes = salt is { } seed ? Enumerable.Repeat((byte)seed, Part.SaltBytes).ToArray() : System.Buffers.Text.Base64Url.DecodeFromChars((string)opening[0]!);
        var forged = Part.Commit("content.scope", edit(opening[2]!.DeepClone()), bytes).Disclosure;
        await RunAsync($"""UPDATE "Parts" SET "Disclosure" = '{forged}' WHERE "Case" = '{Number}' AND "Name" = 'content.scope' AND "CaseSeq" = 1""");
    }

    /// <summary>The scopes of the two requests change places.</summary>
    public async Task SwapPartsAsync()
    {
        string[] cases = [Number, Open];
        var scopes = new List<string>();
        foreach (var number in cases)
            scopes.Add(await TextAsync($"""SELECT "Disclosure" FROM "Parts" WHERE "Case" = '{number}' AND "Name" = 'content.scope' AND "CaseSeq" = 1"""));
        for (var i = 0; i < 2; i++)
            await RunAsync($"""UPDATE "Parts" SET "Disclosure" = '{scopes[1 - i]}' WHERE "Case" = '{cases[i]}' AND "Name" = 'content.scope' AND "CaseSeq" = 1""");
    }

    /// <summary>Appends a copy of the last entry of a type to a case, edited, in its place in the chain and with the right hashes: the log will index and sign it.</summary>
    public async Task ForgeAsync(string number, string type, Func<string, string> edit, string? from = null, string? actor = null, string? atYear = null)
    {
        var model = JsonNode.Parse(await BlobAsync($"""SELECT "Bytes" FROM "Entries" WHERE "Case" = '{from ?? number}' AND "Type" = '{type}' ORDER BY "CaseSeq" DESC LIMIT 1"""))!.AsObject();
        var source = (int)model["caseSeq"]!;
        var last = await BlobAsync($"""SELECT "Bytes" FROM "Entries" WHERE "Case" = '{number}' ORDER BY "CaseSeq" DESC LIMIT 1""");
        var before = JsonNode.Parse(last)!.AsObject();
        foreach (var copied in new[] { "case", "at", "atJst", "agency", "route", "definition", "ruleSet" })
            model[copied] = before[copied]!.DeepClone();
        (model["caseSeq"], model["prev"]) = ((int)before["caseSeq"]! + 1, LeafHash.HexOf(last));
        if (actor is not null)
            model["actor"] = actor;
        foreach (var instant in atYear is null ? [] : new[] { "at", "atJst" })
            model[instant] = atYear + ((string)model[instant]!)[4..];
        var bytes = Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(CanonicalJson.Write(model))));
        await RunAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO "Entries" ("Case", "CaseSeq", "Type", "At", "Bytes", "LeafHash")
            SELECT '{number}', {(int)before["caseSeq"]! + 1}, '{type}', MAX("At"), X'{Convert.ToHexString(bytes)}', X'{Convert.ToHexString(LeafHash.Of(bytes))}' FROM "Entries" WHERE "Case" = '{number}'
            """), string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO "Parts" ("Case", "CaseSeq", "Name", "Disclosure")
            SELECT '{number}', {(int)before["caseSeq"]! + 1}, "Name", "Disclosure" FROM "Parts" WHERE "Case" = '{from ?? number}' AND "CaseSeq" = {source}
            """));
    }

    /// <summary>The database as it was at the early checkpoint; with the signer's head of then, and other entries afterwards.</summary>
    public async Task RestoreEarlyAsync(bool withSigner)
    {
        var early = Checkpoint.Parse(honest.Seen[0].Note.Text).Size;
        await RunAsync(
            $"""DELETE FROM "LeafIndexes" WHERE "LeafIndex" >= {early}""", $"""DELETE FROM "Entries" WHERE "Id" NOT IN (SELECT "EntryId" FROM "LeafIndexes")""",
            $"""DELETE FROM "Checkpoints" WHERE "Size" > {early}""", $"""DELETE FROM "Requests" WHERE "Id" = '{Open}'""", """DELETE FROM "Timers" """, """DELETE FROM "WorkItems" """,
            $"""UPDATE "LogHead" SET "Size" = {early}, "Root" = X'{Convert.ToHexString(Checkpoint.Parse(honest.Seen[0].Note.Text).Root.ToArray())}'""");
        if (!withSigner)
            return;
        var own = new SignedNote(honest.Seen[0].Note.Text, [.. honest.Seen[0].Note.Signatures.Where(line => line.Name == honest.Keys[0].Key.Name)]);
        DurableFile.Write(Path.Combine(database.SignerFolder, "head"), own.ToString());
        await using var server = await honest.StartAsync(database);
        for (var i = 0; i < 4; i++)
            await Scenes.Scene.InAsync(server, Core.Requests.RequestStatus.UnderExamination);
        await honest.PublishAsync(server);
    }

    /// <summary>New keys under the same name, and everything signed anew with them.</summary>
    public async Task ChangeKeysAsync(bool alsoPolicy)
    {
        Directory.Delete(database.SignerFolder, recursive: true);
        await RunAsync("""DELETE FROM "Checkpoints" """);
        var seed = Enumerable.Repeat((byte)77, 32).ToArray();
        TreeSigner.Establish(database.SignerFolder, "oversight.example/log", () => seed);
        policy = alsoPolicy ? $"{string.Concat(HonestLog.KeysIn(database).Select(key => $"log {key.Key}\n"))}quorum none\n" : null;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<List<TreeHash>> HashesAsync()
    {
        await using var connection = new SqliteConnection(database.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "LeafHash" FROM "LeafIndexes" ORDER BY "LeafIndex" """;
        await using var reader = await command.ExecuteReaderAsync();
        var hashes = new List<TreeHash>();
        while (await reader.ReadAsync())
            hashes.Add(new TreeHash((byte[])reader[0]));
        return hashes;
    }

    private async Task<byte[]> BlobAsync(string query) => (byte[])await ValueAsync(query);

    private async Task<string> TextAsync(string query) => (string)await ValueAsync(query);

    private async Task<object> ValueAsync(string query)
    {
        await using var connection = new SqliteConnection(database.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The queries are those above.
        command.CommandText = query;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"Nothing found by: {query}");
    }
}
