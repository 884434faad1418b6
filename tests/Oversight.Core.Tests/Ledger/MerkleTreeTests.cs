using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

/// <summary>Trees, proofs and tiles against the recursive definition of RFC 6962 §2.1, for every size up to 70 and around the edges of tiles.</summary>
public sealed class MerkleTreeTests
{
    private const int Most = 70;

    private static readonly TreeHash[] Leaves = [.. Enumerable.Range(0, 70_000).Select(i => TreeHash.OfLeaf(BitConverter.GetBytes(i)))];

    [Fact]
    public void A_root_is_what_the_definition_says()
    {
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", TreeHash.Empty.ToString());
        for (var size = 0; size <= Most; size++)
        {
            var frontier = new TreeFrontier();
            foreach (var leaf in Leaves[..size])
                frontier.Add(leaf);
            Assert.Equal(Root(Leaves.AsSpan(0, size)), frontier.Root());
            Assert.Equal(frontier.Root(), MerkleTree.Root(size, Subtree));
            Assert.Equal(frontier.Root(), new TreeFrontier(size, Subtree).Root());
        }
    }

    [Fact]
    public void Every_leaf_is_proved_in_every_tree_and_no_other_leaf_index_root_or_path_is()
    {
        for (var size = 1; size <= Most; size++)
        {
            var root = MerkleTree.Root(size, Subtree);
            for (var index = 0; index < size; index++)
            {
                var path = MerkleTree.InclusionProof(index, size, Subtree);
                Assert.True(MerkleTree.VerifyInclusion(index, size, Leaves[index], path, root));
                Assert.False(MerkleTree.VerifyInclusion(index, size, Leaves[index + 1], path, root));
                Assert.False(MerkleTree.VerifyInclusion(index, size, Leaves[index], path, Leaves[0]) && size > 1);
                Assert.False(MerkleTree.VerifyInclusion(index + 1, size, Leaves[index], path, root));
                Assert.False(MerkleTree.VerifyInclusion(-1, size, Leaves[index], path, root));
                Assert.False(MerkleTree.VerifyInclusion(index, size, Leaves[index], [.. path, root], root));
                for (var i = 0; i < path.Count; i++)
                {
                    Assert.False(MerkleTree.VerifyInclusion(index, size, Leaves[index], [.. path.Where((_, at) => at != i)], root));
                    Assert.False(MerkleTree.VerifyInclusion(index, size, Leaves[index], [.. path.Select((hash, at) => at == i ? Leaves[^1] : hash)], root));
                }
            }
        }
    }

    [Fact]
    public void Every_tree_is_proved_to_extend_every_smaller_one_and_nothing_else_is()
    {
        for (var larger = 1; larger <= Most; larger++)
        {
            var root = MerkleTree.Root(larger, Subtree);
            for (var smaller = 1; smaller <= larger; smaller++)
            {
                var old = MerkleTree.Root(smaller, Subtree);
                var path = MerkleTree.ConsistencyProof(smaller, larger, Subtree);
                Assert.True(MerkleTree.VerifyConsistency(smaller, larger, old, root, path));
                Assert.False(MerkleTree.VerifyConsistency(smaller, larger, Leaves[^1], root, path));
                Assert.False(MerkleTree.VerifyConsistency(smaller, larger, old, Leaves[^1], path));
                Assert.False(MerkleTree.VerifyConsistency(smaller, larger, old, root, [.. path, old]));
                for (var i = 0; i < path.Count; i++)
                {
                    Assert.False(MerkleTree.VerifyConsistency(smaller, larger, old, root, [.. path.Where((_, at) => at != i)]));
                    Assert.False(MerkleTree.VerifyConsistency(smaller, larger, old, root, [.. path.Select((hash, at) => at == i ? Leaves[^1] : hash)]));
                }
            }

            Assert.False(MerkleTree.VerifyConsistency(0, larger, TreeHash.Empty, root, []));
        }
    }

    [Theory]
    [InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(65_536), InlineData(70_000)]
    public void Proofs_are_made_of_at_most_two_tiles_a_level(int size)
    {
        var tiles = TilesOf(size);
        var root = MerkleTree.Root(size, Subtree);
        foreach (var index in new[] { 0, size / 3, size / 2, size - 1 }.Distinct())
        {
            var few = Tile.ForProof(index, size).ToDictionary(t => (t.Level, t.Number), t => tiles[t.Path]);
            Assert.True(MerkleTree.VerifyInclusion(index, size, Leaves[index], MerkleTree.InclusionProof(index, size, Tile.Reader(few)), root));
            var proof = MerkleTree.ConsistencyProof(index + 1, size, Tile.Reader(few));
            Assert.True(MerkleTree.VerifyConsistency(index + 1, size, MerkleTree.Root(index + 1, Subtree), root, proof));
        }
    }

    [Fact]
    public void Seventy_thousand_leaves_have_the_tiles_the_specification_names()
    {
        var paths = Tile.All(70_000).Select(tile => tile.Path).ToHashSet();
        Assert.Equal(277, paths.Count);
        Assert.Superset(new HashSet<string> { "tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1" }, paths);
        Assert.Equal("tile/0/x001/x234/067", new Tile(0, 1_234_067, 256).Path);
        Assert.Equal("tile/entries/x001/x234/067.p/8", Tile.EntriesPath(1_234_067, 8));
        Assert.All(paths, path => Assert.Equal(path, Tile.Parse(path)?.Path));
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], Tile.All(256).Select(tile => tile.Path));
    }

    [Theory]
    [InlineData("tile/8/000"), InlineData("tile/0/00"), InlineData("tile/0/x000/001"), InlineData("tile/0/000.p/0"), InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01"), InlineData("tile/0/0000"), InlineData("tile/0/000/001"), InlineData("tile/0/x001/x067"), InlineData("tile/entries/000")]
    [InlineData("tile/0/../000"), InlineData("tile/0/-01"), InlineData("tile/00/001"), InlineData("")]
    public void A_path_that_names_no_tile_is_none(string path) => Assert.Null(Tile.Parse(path));

    [Fact]
    public void A_bundle_holds_exactly_its_entries()
    {
        byte[][] entries = [[], [1], new byte[65_535]];
        var bundle = EntryBundle.Of(entries);
        Assert.Equal(entries, EntryBundle.Read(bundle, 3).Select(range => bundle[range]));
        Assert.Throws<LogFormatException>(() => EntryBundle.Read(bundle, 2));
        Assert.Throws<LogFormatException>(() => EntryBundle.Read(bundle, 4));
        Assert.Throws<LogFormatException>(() => EntryBundle.Read(bundle.AsSpan(0, bundle.Length - 1), 3));
        Assert.Throws<LogFormatException>(() => EntryBundle.Read([.. bundle, 0], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.Of([new byte[65_536]]));
    }

    private static Dictionary<string, byte[]> TilesOf(int size)
    {
        var byLevel = new List<TreeHash[]> { Leaves[..size] };
        while (byLevel[^1].Length >= 256)
            byLevel.Add([.. byLevel[^1].Chunk(256).Where(chunk => chunk.Length == 256).Select(chunk => Root(chunk))]);
        return Tile.All(size).ToDictionary(
            tile => tile.Path, tile => byLevel[tile.Level].AsSpan((int)tile.Number * 256, tile.Width).ToArray().SelectMany(hash => hash.ToArray()).ToArray());
    }

    private static TreeHash Subtree(int level, long index) => Root(Leaves.AsSpan((int)(index << level), 1 << level));

    /// <summary>RFC 6962 §2.1, word for word.</summary>
    private static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length == 0)
            return TreeHash.Empty;
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length)
            k *= 2;
        return TreeHash.OfNode(Root(leaves[..k]), Root(leaves[k..]));
    }
}
