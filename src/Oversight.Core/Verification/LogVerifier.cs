using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Verifies a whole log from its files: the signed head by the auditor's own policy, every entry, tile, part and document, every case's chain, and what the
/// auditor kept from earlier. It reads each file once, bundle by bundle.
/// </summary>
public sealed class LogVerifier
{
    private const int BundlesAtOnce = 32;
    private const int BytesAtOnce = 8 << 20;

    private readonly VerificationTask task;
    private readonly List<Fault> faults = [];
    private readonly BundleScan[] scans = [.. Enumerable.Range(0, BundlesAtOnce).Select(_ => new BundleScan())];
    private readonly TreeFrontier bundles = new();
    private readonly Checkpoint tree;
    private readonly PolicyVerdict judged;
    private readonly CaseTable cases;
    private readonly UpperTiles tiles;
    private readonly SeenChecks seen;
    private long entryCount;
    private long openedCount;
    private TreeHash root = TreeHash.Empty;

    private LogVerifier(VerificationTask task, SignedNote note, PolicyVerdict judged)
    {
        (this.task, this.judged, tree) = (task, judged, judged.Checkpoint);
        cases = new CaseTable(tree.Origin);
        tiles = new UpperTiles(task.Files, tree.Size);
        seen = new SeenChecks(task, note, tree);
    }

    /// <summary>Verifies; whatever the files hold, the answer is a report. What <see cref="VerificationTask.Files"/> throws goes through.</summary>
    public static VerificationReport Verify(VerificationTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Files(LogPaths.Checkpoint) is not { } file)
        {
            return VerificationReport.Of(new Fault(Verdict.CouldNotTell, "NoCheckpoint", "There is no checkpoint, so there is nothing to judge."));
        }

        try
        {
            var note = SignedNote.Parse(file);
            return new LogVerifier(task, note, task.Judge(note)).Run();
        }
        catch (LogFormatException fault)
        {
            return VerificationReport.Of(new Fault(fault.Code == SeenChecks.BadEvidence ? Verdict.CouldNotTell : Verdict.Invalid, fault.Code, fault.Message));
        }
    }

    private VerificationReport Run()
    {
        var isRead = ReadBundles();
        if (isRead && tiles.Finish() is { } wrong)
        {
            faults.Add(wrong);
        }

        var isTree = isRead && root == tree.Root;
        if (isRead && !isTree)
        {
            faults.Add(new Fault(Verdict.Invalid, "OtherRoot", "The entries do not add up to the root that was signed."));
        }

        if (isRead)
        {
            // Entries the log did not sign accuse nobody.
            faults.AddRange(new[] { isTree ? cases.Unlawful : null, cases.Withheld }.OfType<Fault>());
            faults.AddRange(DocumentFaults.Of(cases, task.Files));
        }

        var contradictions = seen.Judge(isTree).ToList();
        faults.AddRange(contradictions.Select(one => one.Fault));
        faults.AddRange(WitnessFaults.Of(judged, task.FreshSince, task.FreshUntil));
        return new VerificationReport(
            VerificationReport.VerdictOf(faults), tree, judged.Witnesses, judged.LatestAt, entryCount, cases.CaseCount, openedCount, cases.Erased,
            cases.WithheldCount, faults, [.. contradictions.Select(one => one.Evidence).OfType<SignedContradiction>()]);
    }

    /// <summary>All bundles; false when one was wrong or missing, so that nothing can be said of what lies behind.</summary>
    private bool ReadBundles()
    {
        var next = 0L;
        while (entryCount < tree.Size)
        {
            var (count, gap) = Load(ref next);
            if (task.Threads > 1 && count > 1)
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = task.Threads }, i => scans[i].Scan());
            }
            else
            {
                Array.ForEach(scans[..count], scan => scan.Scan());
            }

            for (var i = 0; i < count; i++)
            {
                if (Follow(scans[i]) is { } fault)
                {
                    faults.Add(fault);
                    return false;
                }
            }

            if (gap is not null)
            {
                faults.Add(gap);
                return false;
            }

            task.Progress(entryCount, tree.Size);
        }

        return true;
    }

    private (int Count, Fault? Gap) Load(ref long next)
    {
        var (count, bytes) = (0, 0L);
        for (; count < scans.Length && bytes < BytesAtOnce && next * Tile.FullWidth < tree.Size; count++, next++)
        {
            var tile = Tile.At(0, next, tree.Size);
            var path = Tile.EntriesPath(next, tile.Width);
            if (task.Files(path) is not { } bundle)
            {
                return (count, Missing(path, next * Tile.FullWidth));
            }

            var hashes = task.Files(tile.Path);
            if (hashes is null)
            {
                faults.Add(Missing(tile.Path, next * Tile.FullWidth));
            }

            var parts = task.WithParts ? task.Files(LogPaths.Parts(next, tile.Width)) : null;
            scans[count].Load(next, tile.Width, bundle, hashes, parts, task.WithParts);
            bytes += bundle.Length + (parts?.Length ?? 0);
        }

        return (count, null);
    }

    /// <summary>Goes on with a scanned bundle, in order.</summary>
    private Fault? Follow(BundleScan bundle)
    {
        seen.Pass(bundle, bundles);
        var missing = bundle.Missing.GetEnumerator();
        var isMissing = missing.MoveNext();
        for (var i = 0; i < bundle.SoundCount; i++, entryCount++)
        {
            var bytes = bundle.BytesOf(i);
            var entry = bundle.ScanOf(i);
            if (cases.Follow(bundle.IndexOf(i), bytes, entry, bundle.LeafOf(i)) is { } broken)
            {
                return broken;
            }

            for (; isMissing && missing.Current.Entry == i; isMissing = missing.MoveNext())
            {
                cases.Miss(bundle.IndexOf(i), bytes, entry, missing.Current.Name);
            }
        }

        openedCount += bundle.OpenedCount;
        if (bundle.Fault is { } fault)
        {
            return fault;
        }

        if (bundle.Width < Tile.FullWidth)
        {
            root = SeenChecks.RootAt(bundle, bundle.Width, bundles);
            return null;
        }

        bundles.Add(bundle.Root);
        root = bundles.Root();
        return tiles.Add(bundle.Root);
    }

    private static Fault Missing(string path, long index) =>
        new(Verdict.Incomplete, "FileMissing", $"The file {path} is missing; it is about the entries from {index} on.", index);
}
