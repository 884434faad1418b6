using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Usage;

/// <summary>What is stored of an import, in one piece to compare: the view without its instants, every finding and every malformed line.</summary>
public sealed record StoredImport(string View, string Findings, string Malformed);

/// <summary>C03 on 5 March 2028: items 1 and 2 in force, a window on item 1 that has closed, four operators.</summary>
public sealed class UsageScene : IAsyncDisposable
{
    public const string Header = "time,source,destination,protocol,port,dataType,operator,action\n";

    /// <summary>A record that item 2 permits, of the very moment it is filed.</summary>
    public const string Good = "2028-03-05T09:00:00+09:00,192.0.2.10,203.0.113.77,tcp,8443,commandInformation,cao-op-02,copy\n";

    /// <summary>A record of item 3, which was refused.</summary>
    public const string Outside = "2028-03-04T14:00:00+09:00,192.0.2.10,198.51.100.130,tcp,443,commandInformation,cao-op-03,copy\n";

    private UsageScene(TestServer server, string number) => (Server, Number) = (server, number);

    public TestServer Server { get; }

    public string Number { get; }

    public string Address => $"/api/v1/requests/{Number}";

    public static async Task<UsageScene> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite) => await OnAsync(await TestServer.StartAsync(kind));

    /// <summary>Plays C03 on a server.</summary>
    public static async Task<UsageScene> OnAsync(TestServer server)
    {
        var player = new CasePlayer(CaseLibrary.Shipped, () => new HttpClient { BaseAddress = server.Address }, TestServer.Password, at =>
        {
            server.SetClock(at);
            return server.FireTimersAsync();
        });
        await player.PlayAsync("C03/partlyApproved", TestContext.Current.CancellationToken);
        server.SetClock(new DateTimeOffset(2028, 3, 5, 9, 0, 0, TimeSpan.FromHours(9)));
        var line = Assert.Single((await server.ClientFor("auditor").ReadAsync("/api/v1/requests")).Succeeded().Json["items"]!.AsArray());
        return new UsageScene(server, (string)line!["number"]!);
    }

    /// <summary>A CSV file of so many lines; every tenth is outside, every thousandth no record.</summary>
    public static byte[] Csv(int lines, string end = "")
    {
        var file = new StringBuilder(Header);
        for (var i = 1; i <= lines; i++)
            file.Append(i % 1000 == 0 ? "what is this?\n" : i % 10 == 0 ? Outside : Good);
        return Encoding.UTF8.GetBytes(file.Append(end).ToString());
    }

    public static string DigestOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public Task<Reply> FileAsync(byte[] file, string key, string account = "cao.drafter", string mediaType = "text/csv", string name = "usage.csv") =>
        Server.ClientFor(account).FileUsageAsync(Number, Calls.Upload(file, mediaType), name, key);

    public async Task<JsonArray> ImportsAsync(string account = "auditor") =>
        (await Server.ClientFor(account).ReadAsync($"{Address}/usageImports")).Succeeded().Json["items"]!.AsArray();

    public async Task<JsonNode> ImportAsync(string account = "auditor") => Assert.Single(await ImportsAsync(account))!;

    /// <summary>The usage entries of the case, with what they hold.</summary>
    public async Task<IReadOnlyList<JsonNode>> EntriesAsync()
    {
        var entries = (await Server.ClientFor("auditor").ReadAsync($"{Address}/entries?limit=100")).Succeeded().Json["items"]!.AsArray();
        return [.. entries.Where(entry => (string)entry!["type"]! is "UsageImported" or "IncidentOpened").Select(entry => entry!)];
    }

    /// <summary>Everything stored of the only import.</summary>
    public async Task<StoredImport> StoredAsync()
    {
        var import = (JsonObject)(await ImportAsync()).DeepClone();
        var address = $"{Address}/usageImports/{import["id"]}";
        foreach (var member in new[] { "id", "startedAt", "updatedAt" })
            import.Remove(member);
        return new StoredImport(
            import.ToJsonString(), string.Join('\n', (await AllAsync($"{address}/findings")).Select(line => line.ToJsonString())),
            string.Join('\n', (await AllAsync($"{address}/malformed")).Select(line => line.ToJsonString())));
    }

    /// <summary>All lines of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonNode>> AllAsync(string address)
    {
        var lines = new List<JsonNode>();
        for (string? path = address; path is not null;)
        {
            var page = (await Server.ClientFor("auditor").ReadAsync(path)).Succeeded().Json;
            lines.AddRange(page["items"]!.AsArray().Select(line => line!));
            path = (string?)page["next"] is { } cursor ? $"{address}?cursor={cursor}" : null;
        }
        return lines;
    }

    /// <summary>Waits until the only import is as far as it should be.</summary>
    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if ((await ImportsAsync()).SingleOrDefault() is { } import && isSo(import))
                return import;
            await Task.Delay(20, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>A body that is sent in part, then waits for a signal, and then goes on or breaks off.</summary>
public sealed class HeldBody : HttpContent
{
    private readonly byte[] file;
    private readonly int part;
    private readonly Task<bool> goesOn;

    /// <summary>Says the digest of the whole file, whatever will come of it.</summary>
    public HeldBody(byte[] file, int part, Task<bool> goesOn)
    {
        (this.file, this.part, this.goesOn) = (file, part, goesOn);
        Headers.ContentType = new("text/csv");
        Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(file))}:");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
    {
        await stream.WriteAsync(file.AsMemory(0, part));
        await stream.FlushAsync();
        if (!await goesOn)
            throw new IOException("The line broke.");
        await stream.WriteAsync(file.AsMemory(part));
    }

    protected override bool TryComputeLength(out long length)
    {
        // Of a body that stays empty nothing is said beforehand: its end comes when it is let go.
        length = file.Length;
        return file.Length > 0;
    }
}
