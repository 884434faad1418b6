using System.Text;
using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Tests.Attacks;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Log;

namespace Oversight.Server.Tests.Foreign;

/// <summary>Logs that the server itself wrote, judged by other people's programs: real entries over HTTP, and what nodes that were cut off left in each database.</summary>
public sealed class ServedLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oversight-served-").FullName;

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_a_server_serves_is_sound_and_a_changed_byte_of_it_is_not()
    {
        _ = ForeignVerifiers.Folder;
        await using var log = new HonestLog();
        await log.InitializeAsync();
        foreach (var (path, bytes) in log.Files)
            Write(path, bytes);
        await JudgeAsync(log.Files["checkpoint"], log.Keys.Select(key => key.Key), log.Witness.Key);
    }

    /// <summary>Two tiles and a part, four checkpoints.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public async Task So_is_what_nodes_wrote_that_were_cut_off(DatabaseKind kind)
    {
        _ = ForeignVerifiers.Folder;
        await using var database = await TestDatabase.CreateAsync(kind);
        using var world = new LogWorld(database);
        await using (var first = await LogNode.StartAsync(world, Faults.None, isNew: true))
            await GrowAsync(first, 200);
        var cut = 0;
        foreach (var at in new[] { 3, 6, 9, 12 })
        {
            var faults = new Faults(at);
            await using (var node = await LogNode.StartAsync(world, faults))
                try
                {
                    await GrowAsync(node, 90);
                }
                catch (Exception fault) when (fault is CutOffException || faults.HasFired)
                {
                    cut++;
                }
            world.Online.Faults = Faults.None;
        }

        Assert.True(cut > 2, $"{cut} nodes were cut off");
        await using var last = await LogNode.StartAsync(world, Faults.None);
        await GrowAsync(last, 120);
        var head = await last.ReadAsync(async db => (await new LogReading(db).PublishedAsync(default))!.Published!);
        await last.ReadAsync(db => WriteAsync(new LogReading(db), head));
        await JudgeAsync(Encoding.UTF8.GetBytes(head), last.Policy.Logs, last.Policy.Witnesses[0].Key);
    }

    /// <summary>All verifiers accept what lies there, and none does with another byte in a hash, an entry, or the root.</summary>
    private async Task JudgeAsync(byte[] checkpoint, IEnumerable<NoteKey> logs, NoteKey witness)
    {
        var size = Checkpoint.Parse(SignedNote.Parse(checkpoint).Text).Size;
        var tile = Tile.At(0, (size - 1) / Tile.FullWidth, size);
        foreach (var verifier in Enum.GetValues<ForeignVerifier>())
        {
            string[] arguments = ["check", folder, .. logs.Select(key => key.ToString()), .. verifier == ForeignVerifier.Go ? [witness.ToString()] : Array.Empty<string>()];
            var verdict = await ForeignVerifiers.JudgeAsync(verifier, arguments);
            Assert.True(verdict.Ok, $"{verifier}: {verdict.Error}");
            Assert.Equal(size, verdict.Size);
            foreach (var path in new[] { "checkpoint", tile.Path, Tile.EntriesPath(tile.Number, tile.Width) })
            {
                var file = Path.Combine(folder, path);
                var sound = await File.ReadAllBytesAsync(file);
                await File.WriteAllBytesAsync(file, [.. sound[..5], (byte)(sound[5] ^ 1), .. sound[6..]]);
                Assert.False((await ForeignVerifiers.JudgeAsync(verifier, arguments)).Ok, $"{verifier} took a changed {path}");
                await File.WriteAllBytesAsync(file, sound);
            }
        }
    }

    private static async Task GrowAsync(LogNode node, int entries)
    {
        await node.CommitAsync(entries);
        for (var round = 0; round < 3; round++)
            await node.RoundAsync();
    }

    private async Task<int> WriteAsync(LogReading log, string head)
    {
        Write("checkpoint", Encoding.UTF8.GetBytes(head));
        var tiles = Tile.All(Checkpoint.Parse(SignedNote.Parse(head).Text).Size).ToList();
        foreach (var tile in tiles)
        {
            Write(tile.Path, (await log.TileAsync(tile, default))!);
            if (tile.Level == 0)
                Write(Tile.EntriesPath(tile.Number, tile.Width), EntryBundle.Of((await log.EntriesAsync(tile.Number * Tile.FullWidth, tile.Width, default)).Select(entry => entry.Entry.Bytes)));
        }

        return tiles.Count;
    }

    private void Write(string path, byte[] bytes)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }
}
