using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>The set of files a log is read from.</summary>
public sealed class LogFilesTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(600)]
    public void A_log_has_exactly_the_files_its_size_asks_for_and_they_add_up_to_its_root(int size)
    {
        var scene = LogScene.Of(size);
        var files = scene.Files();
        var bundles = Tile.All(size).Where(tile => tile.Level == 0).ToList();
        Assert.Equal(
            new[] { "checkpoint" }.Concat(Tile.All(size).Select(tile => tile.Path)).Concat(bundles.Select(tile => Tile.EntriesPath(tile.Number, tile.Width)))
                .Concat(bundles.Select(tile => LogPaths.Parts(tile.Number, tile.Width))).Order(StringComparer.Ordinal),
            files.Keys);
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(files["checkpoint"]).Text);
        var tiles = Tile.All(size).ToDictionary(tile => (tile.Level, tile.Number), tile => files[tile.Path]);
        Assert.Equal(MerkleTree.Root(size, Tile.Reader(tiles)), checkpoint.Root);
        Assert.Equal(size, checkpoint.Size);
        var entries = bundles.SelectMany(tile => EntryBundle.Read(files[Tile.EntriesPath(tile.Number, tile.Width)], tile.Width)
            .Select(range => files[Tile.EntriesPath(tile.Number, tile.Width)][range]));
        Assert.Equal(scene.Entries.Select(entry => entry.Bytes), entries);
    }

    [Fact]
    public void Parts_are_lines_in_order_of_index_and_name()
    {
        var files = LogScene.Of(300).Files();
        var first = PartLines.Read(files["parts/000"]).ToList();
        var second = PartLines.Read(files["parts/001.p/44"]).ToList();
        Assert.Equal([0, 0, 3, 3], first.Take(4).Select(line => line.Index));
        Assert.Equal(["content.scope", "reason"], first.Take(2).Select(line => line.Name));
        Assert.Equal(258, second[0].Index);
        Assert.Equal(files["parts/000"], PartLines.Write(first));
    }

    [Theory]
    [InlineData("{\"disclosure\":\"a\",\"index\":1,\"name\":\"b\"}")]
    [InlineData("{\"disclosure\":\"a\",\"index\":1, \"name\":\"b\"}\n")]
    [InlineData("{\"index\":1,\"disclosure\":\"a\",\"name\":\"b\"}\n")]
    [InlineData("{\"disclosure\":\"a\",\"index\":01,\"name\":\"b\"}\n")]
    [InlineData("{\"disclosure\":\"a\",\"disclosure\":\"a\",\"index\":1,\"name\":\"b\"}\n")]
    [InlineData("{\"disclosure\":\"a\",\"index\":-1,\"name\":\"b\"}\n")]
    [InlineData("{\"disclosure\":\"a\",\"index\":1,\"name\":\"b\"}\n{\"disclosure\":\"a\",\"index\":1,\"name\":\"b\"}\n")]
    [InlineData("{\"disclosure\":\"a\",\"index\":2,\"name\":\"b\"}\n{\"disclosure\":\"a\",\"index\":1,\"name\":\"b\"}\n")]
    [InlineData("\n")]
    public void Parts_that_are_not_exactly_what_is_written_cannot_be_read(string file) =>
        Assert.Throws<LogFormatException>(() => PartLines.Read(LogScene.Utf8(file)).ToList());

    [Fact]
    public void Documents_are_named_by_their_hash()
    {
        var scene = LogScene.Of(1);
        scene.Documents.Add(LogScene.Utf8("{}"));
        Assert.Contains("documents/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", scene.Files().Keys);
        Assert.IsType<JsonObject>(JsonNode.Parse(scene.Files()["documents/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"]));
    }
}
