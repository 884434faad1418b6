namespace Oversight.Core.Ledger;

/// <summary>A growing tree kept as the roots of its complete subtrees, largest first: constant memory, one leaf at a time.</summary>
public sealed class TreeFrontier
{
    private readonly List<TreeHash> peaks = [];

    /// <summary>A tree of no leaves.</summary>
    public TreeFrontier()
    {
    }

    /// <summary>The tree of this size as it stands in stored hashes.</summary>
    public TreeFrontier(long size, SubtreeHash subtree)
    {
        ArgumentNullException.ThrowIfNull(subtree);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var start = 0L;
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 1)
            {
                peaks.Add(subtree(level, start >> level));
                start += 1L << level;
            }
        }

        Size = size;
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf; hashes as often as complete subtrees are closed by it, once on average.</summary>
    public void Add(TreeHash leaf)
    {
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            leaf = TreeHash.OfNode(peaks[^1], leaf);
            peaks.RemoveAt(peaks.Count - 1);
        }

        peaks.Add(leaf);
        Size++;
    }

    /// <summary>The root of the tree as it stands.</summary>
    public TreeHash Root()
    {
        if (Size == 0)
        {
            return TreeHash.Empty;
        }

        return Join(peaks[^1], peaks.Count - 1);
    }

    /// <summary>The root of the tree that has these leaves and, after them, a smaller subtree than any of its complete ones, with this root.</summary>
    public TreeHash RootWith(TreeHash rest) => Join(rest, peaks.Count);

    private TreeHash Join(TreeHash root, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            root = TreeHash.OfNode(peaks[i], root);
        }

        return root;
    }
}
