using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Core.Verification;
using Oversight.Server.Log;
using Oversight.Server.Log.Keeping;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Attacks;

/// <summary>
/// A log that was kept honestly, with a witness, and what an auditor holds of it: the policy, an early checkpoint, the last one, and a receipt. Attacks work on
/// copies of its database, its signer and its files.
/// </summary>
public sealed class HonestLog : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("oversight-honest-").FullName;

    /// <summary>The witness's own key; its stick is a folder.</summary>
    public NoteSigner Witness { get; } = NoteSigner.Create("witness.example/diet", NoteKeyType.Cosignature, [.. Enumerable.Range(7, 32).Select(i => (byte)i)]);

    /// <summary>The request everything is about: granted and in force.</summary>
    public string Number { get; private set; } = "";

    /// <summary>A request before the panel, with a round open.</summary>
    public string Open { get; private set; } = "";

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The auditor's own file.</summary>
    public string PolicyText { get; private set; } = "";

    public IReadOnlyList<SeenEvidence> Seen { get; private set; } = [];

    /// <summary>The auditor's own list of what may be decided by.</summary>
    public string Rulebook { get; private set; } = "";

    /// <summary>The published files, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; private set; } = null!;

    /// <summary>The log's private keys, for attacks by whoever stole them.</summary>
    public IReadOnlyList<NoteSigner> Keys { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        TreeSigner.Establish(Database.SignerFolder, "oversight.example/log", () => [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        Keys = KeysIn(Database);
        PolicyText = $"{string.Concat(Keys.Select(key => $"log {key.Key}\n"))}witness diet {Witness.Key}\nquorum diet\n";
        await using var server = await StartAsync(Database);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        (Number, var early) = (scene.Number, await PublishAsync(server));
        var receipt = await server.ClientFor("auditor").GetStringAsync($"{scene.Address}/entries/5/receipt");
        Open = (await (await Scene.InAsync(server, RequestStatus.Voting)).BallotsAsync([.. Bodies.Panel.Take(3).Select(member => (member, "no"))])).Number;
        await PublishAsync(server);
        // That somebody took it all is an entry too; the second time within the hour is not.
        Pulled(server);
        await PublishAsync(server);
        Files = Pulled(server);
        Seen = [SeenEvidence.Parse("early", early), SeenEvidence.Parse("receipt", receipt), SeenEvidence.Parse("last", Text("checkpoint"))];
        Rulebook = await Auditor.RulebookOfAsync(Files, PolicyText);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A published file as text.</summary>
    public string Text(string path) => System.Text.Encoding.UTF8.GetString(Files[path]);

    /// <summary>A server on a database, with the policy and the witness's stick.</summary>
    public async Task<TestServer> StartAsync(TestDatabase database, string? policyText = null, params string[] more)
    {
        var policy = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        await File.WriteAllTextAsync(policy, policyText ?? PolicyText);
        return await TestServer.StartOnAsync(database, settings: [$"--Oversight:Log:Policy={policy}", $"--Oversight:Log:Stick={database.SignerFolder}.stick", .. more]);
    }

    /// <summary>Sequences, signs, carries the stick to the witness and back, and publishes; gives the checkpoint served then. What the log refuses stays as it was.</summary>
    public async Task<string> PublishAsync(TestServer server)
    {
        try
        {
            await server.PublishLogAsync();
            foreach (var file in Directory.Exists(StickOf(server)) ? Directory.GetFiles(StickOf(server), "*.request") : [])
            {
                var note = SignedNote.Parse(AddCheckpoint.Parse(await File.ReadAllTextAsync(file)).Note);
                await File.WriteAllTextAsync(Path.ChangeExtension(file, "response"), Witness.Sign(note.Text, DateTimeOffset.UtcNow).ToString());
            }
            await server.PublishLogAsync();
        }
        catch (LogBrokenException)
        {
            // The server keeps serving the last good checkpoint and says so in readiness.
        }
        using var served = await server.Anonymous.GetAsync("/log/checkpoint");
        return served.IsSuccessStatusCode ? await served.Content.ReadAsStringAsync() : "";
    }

    /// <summary>The private keys in a database's signer.</summary>
    public static IReadOnlyList<NoteSigner> KeysIn(TestDatabase database) =>
        [.. Directory.EnumerateFiles(database.SignerFolder, "*.key").Order(StringComparer.Ordinal).Select(file => NoteSigner.Parse(File.ReadAllText(file).Trim()))];

    /// <summary>Everything an auditor can fetch: the paths of the published tree, documents and the stored states.</summary>
    public static Dictionary<string, byte[]> Pulled(TestServer server)
    {
        var auditor = server.ClientFor("auditor");
        byte[]? Get(string path)
        {
            using var response = auditor.GetAsync($"/log/{path}").GetAwaiter().GetResult();
            return response.IsSuccessStatusCode ? response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult() : null;
        }
        var files = new Dictionary<string, byte[]>();
        // Before the checkpoint: a dump can be held against any log that goes at least as far as its own head.
        var state = Get("state");
        if (Get("checkpoint") is not { } note)
            return files;
        var tree = Checkpoint.Parse(SignedNote.Parse(note).Text);
        var paths = Tile.All(tree.Size).SelectMany(tile => tile.Level > 0
            ? [tile.Path]
            : new[] { tile.Path, Tile.EntriesPath(tile.Number, tile.Width), LogPaths.Parts(tile.Number, tile.Width) });
        var documents = System.Text.Encoding.ASCII.GetString(Get("documents") ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LogPaths.Document);
        foreach (var path in paths.Concat(documents).Prepend("checkpoint"))
            if (Get(path) is { } bytes)
                files[path] = bytes;
        if (state is not null)
            files["state"] = state;
        return files;
    }

    private static string StickOf(TestServer server) => ((Oversight.Server.Hosting.OversightOptions)server.Services.GetService(typeof(Oversight.Server.Hosting.OversightOptions))!).Log.Stick;
}
