using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Verifies a dossier: some cases of a log, each entry with its own receipt from one and the same signed head. It cannot show that a case did not go on after
/// its last entry; only the whole log can.
/// </summary>
public sealed class DossierVerifier
{
    /// <summary>The code of what keeps every dossier from being valid and witnessed: hidden entries at the end of a case or register do not show.</summary>
    public const string TailsNotProved = nameof(TailsNotProved);

    private readonly VerificationTask task;
    private readonly byte[] checkpoint;
    private readonly PolicyVerdict judged;
    private readonly CaseTable cases;
    private long entryCount;
    private long openedCount;

    private DossierVerifier(VerificationTask task, byte[] checkpoint, PolicyVerdict judged)
    {
        (this.task, this.checkpoint, this.judged) = (task, checkpoint, judged);
        cases = new CaseTable(judged.Checkpoint.Origin);
    }

    /// <summary>The leaf indexes a dossier has entries of, by the paths of its files; in ascending order.</summary>
    public static IReadOnlyList<long> IndexesIn(IEnumerable<string> paths) =>
        [.. paths.Where(path => path.StartsWith("entries/", StringComparison.Ordinal) && !path.Contains('.', StringComparison.Ordinal)).Select(path => DecimalText.Parse(path[8..])).Order()];

    /// <summary>Verifies the dossier that says of itself what the manifest says and has these files.</summary>
    public static VerificationReport Verify(VerificationTask task, ExportManifest manifest, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(manifest);
        try
        {
            var checkpoint = task.Files(LogPaths.Checkpoint) ?? throw new LogFormatException("NoCheckpoint", "The dossier has no checkpoint.");
            var note = SignedNote.Parse(checkpoint);
            var verifier = new DossierVerifier(task, checkpoint, task.Judge(note));
            return verifier.Run(note, manifest, IndexesIn(paths));
        }
        catch (LogFormatException fault)
        {
            return VerificationReport.Of(new Fault(fault.Code == SeenChecks.BadEvidence ? Verdict.CouldNotTell : Verdict.Invalid, fault.Code, fault.Message));
        }
    }

    private VerificationReport Run(SignedNote note, ExportManifest manifest, IReadOnlyList<long> indexes)
    {
        var faults = new List<Fault>();
        foreach (var index in indexes)
        {
            if (Follow(index) is { } fault)
            {
                faults.Add(fault);
                break;
            }
        }

        if (faults.Count == 0)
        {
            faults.AddRange(new[] { cases.Unlawful, cases.Withheld, Contradicts(manifest), MissingRegister() }.OfType<Fault>());
            faults.AddRange(DocumentFaults.Of(cases, task.Files));
        }

        var contradictions = new SeenChecks(task, note, judged.Checkpoint).Judge(isTree: false).ToList();
        faults.AddRange(contradictions.Select(one => one.Fault));
        faults.AddRange(task.Seen.Where(evidence => Checkpoint.Parse(evidence.Note.Text).Size < judged.Checkpoint.Size).Select(evidence => new Fault(
            Verdict.Incomplete, "NotComparable", $"A dossier alone cannot be held against '{evidence.Name}'; verify the whole log.")));
        faults.Add(new Fault(
            Verdict.ValidUnwitnessed, TailsNotProved, "A dossier cannot show that the case and the registers did not go on after the last entries it holds; verify the whole log for that."));
        faults.AddRange(WitnessFaults.Of(judged, task.FreshSince, task.FreshUntil));
        return new VerificationReport(
            VerificationReport.VerdictOf(faults), judged.Checkpoint, judged.Witnesses, judged.LatestAt, entryCount, cases.CaseCount, openedCount, cases.Erased,
            cases.WithheldCount, faults, [.. contradictions.Select(one => one.Evidence).OfType<SignedContradiction>()]);
    }

    private Fault? MissingRegister() => Dossier.Registers.Except(cases.Cases).FirstOrDefault() is { } register
        ? new Fault(Verdict.Incomplete, "RegisterMissing", $"The dossier has nothing of the register '{register}', which the decisions hang on.") : null;

    private Fault? Contradicts(ExportManifest manifest)
    {
        var tree = judged.Checkpoint;
        return manifest.Origin == tree.Origin && manifest.Size == tree.Size && manifest.Cases.SequenceEqual(cases.Cases) && manifest.Cases.Contains(manifest.Case)
            ? null : new Fault(Verdict.Invalid, "OtherManifest", "The manifest does not say what the dossier holds.");
    }

    private Fault? Follow(long index)
    {
        var bytes = task.Files(LogPaths.Entry(index))!;
        if (task.Files(LogPaths.Receipt(index)) is not { } receipt)
        {
            return new Fault(Verdict.Incomplete, "ReceiptMissing", $"Entry {index} has no receipt.", index);
        }

        if (!IsIncluded(index, bytes, receipt))
        {
            return new Fault(Verdict.Invalid, "BadReceipt", $"The receipt of entry {index} does not show it under the dossier's checkpoint.", index);
        }

        if (!EntryScan.TryRead(bytes, out var entry))
        {
            return new Fault(Verdict.Invalid, "MalformedEntry", $"Entry {index} is not the canonical form of an entry.", index);
        }

        if ((cases.Follow(index, bytes, entry, TreeHash.OfLeaf(bytes)) ?? (task.WithParts ? PairParts(index, bytes, entry) : null)) is { } fault)
        {
            return fault;
        }

        entryCount++;
        return null;
    }

    private bool IsIncluded(long index, byte[] bytes, byte[] file)
    {
        try
        {
            var receipt = TlogProof.Parse(new UTF8Encoding(false, true).GetString(file));
            return receipt.Index == index && receipt.Includes(bytes) && Encoding.UTF8.GetBytes(receipt.Checkpoint.ToString()).AsSpan().SequenceEqual(checkpoint);
        }
        catch (Exception fault) when (fault is LogFormatException or DecoderFallbackException)
        {
            return false;
        }
    }

    private Fault? PairParts(long index, byte[] bytes, EntryScan entry)
    {
        var file = task.Files(LogPaths.PartsOf(index));
        var kept = PartLines.Read(file ?? []).ToDictionary(line => (line.Index, line.Name), line => line.Disclosure);
        var opened = 0;
        foreach (var part in EntryDocument.Read(bytes).Parts)
        {
            if (!kept.TryGetValue((index, part.Name), out var disclosure))
            {
                cases.Miss(index, bytes, entry, part.Name);
                continue;
            }

            if (!OpeningScan.Opens(Raw(part.Name), Raw(part.Digest), Raw(disclosure)))
            {
                return Bad(index, "BadOpening", $"A part kept beside entry {index} does not open its commitment.");
            }

            opened++;
        }

        openedCount += opened;
        return file is { Length: 0 } ? Bad(index, "BadParts", $"The file of parts of entry {index} holds none.")
            : opened == kept.Count ? null : Bad(index, "UnknownPart", $"A part kept beside entry {index} is none of its parts.");
    }

    private static Fault Bad(long index, string code, string message) => new(Verdict.Invalid, code, message, index);

    private static byte[] Raw(string text) => CanonicalJson.Write(JsonValue.Create(text)!)[1..^1];
}
