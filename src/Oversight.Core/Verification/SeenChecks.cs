using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Holds the log against what it signed earlier. The roots of earlier sizes are taken from the hashes as they go by, never read a second time: whoever
/// serves the files cannot show the auditor one log and his evidence another.
/// </summary>
internal sealed class SeenChecks
{
    /// <summary>Code of evidence by which nothing can be told.</summary>
    public const string BadEvidence = "BadEvidence";

    private const string OtherHistory = nameof(OtherHistory);

    private readonly IReadOnlyList<(SeenEvidence Evidence, Checkpoint Tree)> seen;
    private readonly SignedNote shown;
    private readonly bool isServed;
    private readonly Checkpoint tree;
    private readonly Dictionary<long, TreeHash> roots = [];
    private readonly Dictionary<long, TreeHash> leaves = [];
    private readonly SortedSet<long> sizes;
    private readonly SortedSet<long> indexes;

    /// <summary>Evidence the log did not sign throws <see cref="LogFormatException"/>: nothing can be told by it.</summary>
    public SeenChecks(VerificationTask task, SignedNote shown, Checkpoint tree)
    {
        (this.shown, this.tree, isServed) = (shown, tree, task.IsServed);
        seen = [.. task.Seen.Select(evidence => (evidence, TreeOf(evidence, task.Judge)))];
        sizes = [.. seen.Select(one => one.Tree.Size)];
        indexes = [.. seen.Where(one => one.Evidence.Receipt is not null).Select(one => one.Evidence.Receipt!.Index)];
    }

    /// <summary>Notes what is wanted of a bundle's hashes; <paramref name="before"/> is the tree of the bundles before it, a leaf for each.</summary>
    public void Pass(BundleScan bundle, TreeFrontier before)
    {
        var start = bundle.IndexOf(0);
        foreach (var size in sizes.GetViewBetween(start + 1, start + bundle.Width))
        {
            roots[size] = RootAt(bundle, (int)(size - start), before);
        }

        foreach (var index in indexes.GetViewBetween(start, start + bundle.Width - 1))
        {
            leaves[index] = bundle.LeafOf((int)(index - start));
        }
    }

    /// <summary>The root after some of the bundle's entries.</summary>
    public static TreeHash RootAt(BundleScan bundle, int count, TreeFrontier before)
    {
        var rest = new TreeFrontier();
        for (var i = 0; i < count; i++)
        {
            rest.Add(bundle.LeafOf(i));
        }

        return count == 0 ? before.Root() : before.RootWith(rest.Root());
    }

    /// <summary>
    /// What does not fit the evidence, by the hashes that went by, if these are the ones the shown head stands for; otherwise they accuse nobody. Two heads
    /// that contradict each other as they are signed come with it.
    /// </summary>
    public IEnumerable<(Fault Fault, SignedContradiction? Evidence)> Judge(bool isTree)
    {
        roots[0] = TreeHash.Empty;
        if (!isTree)
        {
            roots.Clear();
            leaves.Clear();
        }

        foreach (var (evidence, kept) in seen)
        {
            if (FaultOf(evidence, kept) is { } fault)
            {
                yield return (fault, fault.Code == OtherHistory ? new SignedContradiction(evidence.Name, evidence.Note, shown) : null);
            }
        }
    }

    private Fault? FaultOf(SeenEvidence evidence, Checkpoint kept)
    {
        if (kept.Size > tree.Size)
        {
            // Smaller is what every older copy is; only where the log itself shows it now has it gone back.
            return isServed
                ? new Fault(Verdict.Diverged, "Smaller", $"The log shows {tree.Size} entries; '{evidence.Name}' shows that it had {kept.Size}.")
                : new Fault(Verdict.Incomplete, "OlderThanKept", $"This copy has {tree.Size} entries and is older than '{evidence.Name}', which has {kept.Size}: nothing is said of the rest.");
        }

        if ((kept.Size == tree.Size && kept.Root != tree.Root) || (roots.TryGetValue(kept.Size, out var root) && root != kept.Root))
        {
            return new Fault(Verdict.Diverged, OtherHistory, $"The first {kept.Size} entries are not those of '{evidence.Name}'.", evidence.Receipt?.Index);
        }

        // The head of the receipt is the log's own, so a path that does not lead to it was damaged on the auditor's side.
        return evidence.Receipt is { } receipt && leaves.TryGetValue(receipt.Index, out var leaf)
            && !MerkleTree.VerifyInclusion(receipt.Index, kept.Size, leaf, receipt.Path, kept.Root)
            ? new Fault(Verdict.CouldNotTell, BadEvidence, $"The receipt '{evidence.Name}' is damaged: it does not show entry {receipt.Index} under its own head, which the log extends.", receipt.Index)
            : null;
    }

    private Checkpoint TreeOf(SeenEvidence evidence, Func<SignedNote, PolicyVerdict> judge)
    {
        try
        {
            var kept = judge(evidence.Note).Checkpoint;
            return kept.Origin == tree.Origin ? kept : throw new LogFormatException(BadEvidence, $"'{evidence.Name}' is evidence of another log, {kept.Origin}.");
        }
        catch (LogFormatException fault) when (fault.Code != BadEvidence)
        {
            throw new LogFormatException(BadEvidence, $"'{evidence.Name}' cannot be used as evidence: {fault.Message}", fault);
        }
    }
}
