namespace Oversight.Core.Ledger;

/// <summary>The hash of the complete subtree over leaves [index·2^level, (index+1)·2^level).</summary>
public delegate TreeHash SubtreeHash(int level, long index);

/// <summary>
/// Merkle tree hashing and proofs (RFC 6962 §2.1). A tree of n leaves splits at the largest power of two below n. All sizes and indexes are
/// from 0 and below 2^63.
/// </summary>
public static class MerkleTree
{
    /// <summary>Most hashes a proof can have.</summary>
    public const int MaximumProof = 63;

    /// <summary>The root of the first <paramref name="size"/> leaves, from hashes of complete subtrees.</summary>
    public static TreeHash Root(long size, SubtreeHash subtree) => size == 0 ? TreeHash.Empty : Range(0, size, subtree);

    /// <summary>The audit path of a leaf, from its sibling up to the root's child; throws when the index is not below the size.</summary>
    public static IReadOnlyList<TreeHash> InclusionProof(long index, long size, SubtreeHash subtree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<TreeHash>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                path.Add(Range(middle, end, subtree));
                end = middle;
            }
            else
            {
                path.Add(Range(start, middle, subtree));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>Whether the path shows the leaf at its index under the root. Never throws for what a proof file may hold.</summary>
    public static bool VerifyInclusion(long index, long size, TreeHash leaf, IReadOnlyList<TreeHash> path, TreeHash root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.OfNode(sibling, hash);
                for (; (node & 1) == 0 && node != 0; node >>= 1)
                {
                    last >>= 1;
                }
            }
            else
            {
                hash = TreeHash.OfNode(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Shows that the tree of the smaller size is the beginning of the larger; sizes satisfy 0 &lt; smaller ≤ larger. Empty for equal sizes.</summary>
    public static IReadOnlyList<TreeHash> ConsistencyProof(long smaller, long larger, SubtreeHash subtree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smaller, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(smaller, larger);
        var path = new List<TreeHash>();
        var (start, end, isWhole) = (0L, larger, true);
        while (smaller != end)
        {
            var middle = start + Split(end - start);
            if (smaller <= middle)
            {
                path.Add(Range(middle, end, subtree));
                end = middle;
            }
            else
            {
                path.Add(Range(start, middle, subtree));
                start = middle;
                isWhole = false;
            }
        }

        if (!isWhole)
        {
            path.Add(Range(start, end, subtree));
        }

        path.Reverse();
        return path;
    }

    /// <summary>
    /// Whether the path shows that the larger tree extends the smaller one. Equal sizes need equal roots and no path. Size 0 is "no previous state": nothing
    /// is proved by it and the answer is false.
    /// </summary>
    public static bool VerifyConsistency(long smaller, long larger, TreeHash smallerRoot, TreeHash largerRoot, IReadOnlyList<TreeHash> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (smaller < 1 || smaller > larger)
        {
            return false;
        }

        if (smaller == larger)
        {
            return path.Count == 0 && smallerRoot == largerRoot;
        }

        var isWhole = (smaller & (smaller - 1)) == 0;
        if (path.Count == 0 && !isWhole)
        {
            return false;
        }

        var (node, last) = (smaller - 1, larger - 1);
        for (; (node & 1) == 1; node >>= 1)
        {
            last >>= 1;
        }

        var first = isWhole ? smallerRoot : path[0];
        var (oldRoot, newRoot) = (first, first);
        for (var i = isWhole ? 0 : 1; i < path.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (oldRoot, newRoot) = (TreeHash.OfNode(path[i], oldRoot), TreeHash.OfNode(path[i], newRoot));
                for (; (node & 1) == 0 && node != 0; node >>= 1)
                {
                    last >>= 1;
                }
            }
            else
            {
                newRoot = TreeHash.OfNode(newRoot, path[i]);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && oldRoot == smallerRoot && newRoot == largerRoot;
    }

    /// <summary>The hash over leaves [start, end), where start is a multiple of the largest power of two of the range's shape.</summary>
    private static TreeHash Range(long start, long end, SubtreeHash subtree)
    {
        var count = end - start;
        if ((count & (count - 1)) == 0)
        {
            var level = System.Numerics.BitOperations.TrailingZeroCount(count);
            return subtree(level, start >> level);
        }

        var middle = start + Split(count);
        return TreeHash.OfNode(Range(start, middle, subtree), Range(middle, end, subtree));
    }

    /// <summary>The largest power of two below the count, which is at least 2.</summary>
    private static long Split(long count) => 1L << System.Numerics.BitOperations.Log2((ulong)count - 1);
}
