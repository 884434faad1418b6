using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Authorisations;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Crashes;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Usage;

namespace Oversight.Server.Tests.Usage;

/// <summary>Memory is measured for the whole process: nothing runs beside these tests.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>Long files: memory does not grow with them, and a server killed under one goes on after its restart.</summary>
[Collection("alone")]
public sealed class UsageLoadTests
{
    /// <summary>Lines of the long file; OVERSIGHT_USAGE_LINES=1000000 makes it the benchmark.</summary>
    private static int Lines => int.Parse(Environment.GetEnvironmentVariable("OVERSIGHT_USAGE_LINES") ?? "200000", NumberStyles.None, CultureInfo.InvariantCulture);

    [Fact]
    public async Task Memory_does_not_grow_with_the_file()
    {
        await using var scene = await UsageScene.StartAsync();
        var imports = scene.Server.Services.GetRequiredService<UsageImports>();
        await imports.ImportAsync(await FileAsync(scene, 2_000), new LongFile(2_000), default);
        var (file, body) = (await FileAsync(scene, Lines), new LongFile(Lines));
        var (before, clock) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());

        var outcome = await imports.ImportAsync(file, body, default);

        var perSecond = Lines / clock.Elapsed.TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Lines} lines, {perSecond:0} a second with everything stored, {allocated / Lines} bytes allocated a line");
        Assert.IsType<UsageOutcome.Filed>(outcome);
        // Both were filed at the same instant, so their order says nothing.
        var import = (await scene.ImportsAsync()).MaxBy(filed => (int)filed!["records"]!)!;
        Assert.Equal((Lines, Lines / LongFile.Block), ((int)import["records"]!, (int)import["findings"]!));
        // The file has 96 bytes a line. What is allocated is mostly for the one finding in a thousand.
        Assert.True(allocated < Lines * 48L, $"{allocated} bytes allocated for {Lines} lines");
        Assert.True(body.MostMemory < 96 << 20, $"the heap grew by {body.MostMemory} bytes");
    }

    [Fact]
    public async Task A_long_file_comes_over_HTTP()
    {
        await using var scene = await UsageScene.StartAsync();
        var digest = await SHA256.HashDataAsync(new LongFile(Lines), TestContext.Current.CancellationToken);
        var content = new StreamContent(new LongFile(Lines)) { Headers = { ContentType = new("text/csv") } };
        content.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(digest)}:");
        await scene.FileAsync(UsageScene.Csv(1_000), "warm-up");
        var clock = Stopwatch.StartNew();

        var import = (await scene.Server.ClientFor("cao.drafter").FileUsageAsync(scene.Number, content, key: "k")).Succeeded().Json;

        TestContext.Current.TestOutputHelper?.WriteLine($"{Lines} lines over HTTP, {Lines / clock.Elapsed.TotalSeconds:0} a second");
        Assert.Equal((Lines, Lines - Lines / LongFile.Block), ((int)import["records"]!, (int)import["unflagged"]!));
    }

    [Fact]
    public async Task Killed_in_the_middle_the_server_goes_on_after_its_restart_without_loss_or_double()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        string number;
        await using (var server = await TestServer.StartOnAsync(database))
            number = (await Scene.InAsync(server, RequestStatus.InForce)).Number;
        // On the days of a demo just begun every record lies before the period: nearly every line is a row.
        const int Sent = 30_000;
        var file = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(UsageScene.Csv(Sent)).Replace("2028-03-0", "2028-01-0", StringComparison.Ordinal));
        await using var process = new ServerProcess(database);
        using var client = new PersistentClient(process.Address);
        await process.StartAsync();
        await client.SignInAsync("cao.drafter");
        var drafter = client.Of("cao.drafter");
        var held = new TaskCompletionSource<bool>();
        var sending = drafter.FileUsageAsync(number, new HeldBody(file, file.Length / 4 * 3, held.Task), key: "k");
        await UntilAsync(drafter, number, import => (long)import["lines"]! > 2_000);

        await process.KillAsync();
        held.SetResult(true);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await process.StartAsync();
        var cut = await UntilAsync(drafter, number, _ => true);
        Assert.False((bool)cut["isFiled"]!);
        var import = (await drafter.FileUsageAsync(number, Calls.Upload(file), key: "k")).Succeeded().Json;

        Assert.Equal((Sent - Sent / 1000, Sent / 1000, UsageScene.DigestOf(file)), ((int)import["findings"]!, (int)import["malformed"]!, (string)import["digest"]!));
        await process.KillAsync();
        await using var after = await TestServer.StartOnAsync(database);
        var lines = await after.ReadAsync(db => db.UsageFindings.OrderBy(row => row.Line).Select(row => $"{row.Line}\t{row.Kinds}\n").ToListAsync());
        Assert.Equal(Sent - Sent / 1000, lines.Count);
        Assert.Equal((string)import["findingsDigest"]!, UsageScene.DigestOf(Encoding.UTF8.GetBytes(string.Concat(lines))));
        Assert.Equal(1, await after.ReadAsync(db => db.Entries.CountAsync(entry => entry.Type == nameof(UsageImported))));
    }

    private static async Task<JsonNode> UntilAsync(HttpClient drafter, string number, Func<JsonNode, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var imports = (await drafter.ReadAsync($"/api/v1/requests/{number}/usageImports")).Succeeded().Json["items"]!.AsArray();
            if (imports.SingleOrDefault() is { } import && isSo(import))
                return import;
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<UsageFile> FileAsync(UsageScene scene, int lines)
    {
        var row = await scene.Server.ReadAsync(db => db.Requests.AsNoTracking().SingleAsync());
        var state = new RequestSnapshot(row.Content, row.Snapshot).Read();
        var caller = new Caller(new Actor("cao.drafter", Role.Drafter, state.Agency), Panel.Vacant(5));
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(new LongFile(lines)));
        return new UsageFile(state, caller, new IdempotencyKey($"{lines}", digest), "long.csv", UsageFormat.Csv, null, digest);
    }

    /// <summary>A CSV file of any length that nobody holds: the same thousand lines over and over, the last of them outside.</summary>
    private sealed class LongFile(int lines) : Stream
    {
        public const int Block = 1000;

        private static readonly byte[] Header = Encoding.UTF8.GetBytes(UsageScene.Header);
        private static readonly byte[] Thousand = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(UsageScene.Good, Block - 1).Append(UsageScene.Outside)));

        private readonly long length = Header.Length + (long)lines / Block * Thousand.Length;
        private readonly long memory = GC.GetTotalMemory(forceFullCollection: true);
        private long at;
        private int reads;

        /// <summary>By how much the heap ever exceeded what it was, garbage aside.</summary>
        public long MostMemory { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (++reads % 64 == 0)
                MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: false) - memory);
            var piece = at < Header.Length ? Header.AsSpan((int)at) : Thousand.AsSpan((int)((at - Header.Length) % Thousand.Length));
            var count = (int)Math.Min(Math.Min(buffer.Length, piece.Length), length - at);
            piece[..count].CopyTo(buffer);
            at += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
