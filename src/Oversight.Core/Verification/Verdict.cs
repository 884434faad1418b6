using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>What a verification ends with; the numbers are the exit codes of the auditor's program.</summary>
public enum Verdict
{
    /// <summary>Everything holds and the witnesses the policy asks for have cosigned it.</summary>
    ValidWitnessed = 0,

    /// <summary>Everything holds, but no quorum of witnesses, or none recent enough, vouches for it: another version may have been shown to others.</summary>
    ValidUnwitnessed = 10,

    /// <summary>What is there holds, but something is missing: a file, a document, or content that no erasure order covers.</summary>
    Incomplete = 20,

    /// <summary>The log contradicts what it signed before, or the decisions in it do not follow from the rules.</summary>
    Diverged = 30,

    /// <summary>Something is wrong in itself: a signature, a hash, a form.</summary>
    Invalid = 40,

    /// <summary>Nothing can be said: what was to be judged could not be read.</summary>
    CouldNotTell = 50,
}

/// <summary>Something that keeps a log from being valid.</summary>
/// <param name="Verdict">The verdict it leads to.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Index">Leaf index of the first entry concerned, where one is.</param>
/// <param name="Case">Its case.</param>
/// <param name="CaseSeq">Its number in the case, from 1.</param>
public sealed record Fault(Verdict Verdict, string Code, string Message, long? Index = null, string? Case = null, int? CaseSeq = null);

/// <summary>Two tree heads signed by the same log of which one is not the beginning of the other: with it the log is accused.</summary>
/// <param name="Name">What the evidence is called.</param>
/// <param name="Kept">The head that was kept.</param>
/// <param name="Shown">The head that is shown now.</param>
public sealed record SignedContradiction(string Name, SignedNote Kept, SignedNote Shown);

/// <summary>A part whose content was erased: the entry it belonged to and the order, numbered in the case.</summary>
public sealed record ErasedPart(long Index, string Case, int CaseSeq, string Name, long Order);

/// <summary>What was found out about a log or a dossier.</summary>
/// <param name="Verdict">The verdict of all faults together.</param>
/// <param name="Tree">The tree head judged; null when there was none to read.</param>
/// <param name="Witnesses">Witnesses of the policy that cosigned it, by their names there.</param>
/// <param name="WitnessedAt">Time of the latest cosignature.</param>
/// <param name="EntryCount">Entries that were judged and hold.</param>
/// <param name="CaseCount">Cases they belong to.</param>
/// <param name="OpenedCount">Parts that open their commitments.</param>
/// <param name="Erased">Parts that are gone under an order.</param>
/// <param name="WithheldCount">Parts that are gone without one.</param>
/// <param name="Faults">Faults in the order found; only the first of many alike are listed.</param>
/// <param name="Contradictions">Evidence of divergence.</param>
public sealed record VerificationReport(
    Verdict Verdict, Checkpoint? Tree, IReadOnlyList<string> Witnesses, DateTimeOffset? WitnessedAt, long EntryCount, int CaseCount, long OpenedCount,
    IReadOnlyList<ErasedPart> Erased, long WithheldCount, IReadOnlyList<Fault> Faults, IReadOnlyList<SignedContradiction> Contradictions)
{
    /// <summary>The fault that decides: the first of those that lead to the verdict.</summary>
    public Fault? Deciding => Faults.FirstOrDefault(fault => fault.Verdict == Verdict);

    /// <summary>Nothing could be read, for this reason.</summary>
    public static VerificationReport Of(Fault fault) => new(fault.Verdict, null, [], null, 0, 0, 0, [], 0, [fault], []);

    /// <summary>The same with one more fault.</summary>
    public VerificationReport With(Fault fault) => this with { Faults = [.. Faults, fault], Verdict = VerdictOf([.. Faults, fault]) };

    /// <summary>Why a head that the policy found signed is not vouched for.</summary>
    public static IEnumerable<Fault> WitnessFaultsOf(PolicyVerdict judged, DateTimeOffset? freshSince, DateTimeOffset? freshUntil) =>
        WitnessFaults.Of(judged, freshSince, freshUntil);

    /// <summary>A contradiction outweighs everything, for it is proof by itself; then comes what is worst.</summary>
    public static Verdict VerdictOf(IReadOnlyCollection<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return faults.Any(fault => fault.Verdict == Verdict.Diverged) ? Verdict.Diverged
            : faults.Select(fault => fault.Verdict).DefaultIfEmpty(Verdict.ValidWitnessed).Max();
    }
}

/// <summary>Something the log signed earlier and the auditor kept: a checkpoint, or a receipt.</summary>
/// <param name="Name">What the auditor calls it.</param>
/// <param name="Note">The signed checkpoint.</param>
/// <param name="Receipt">The receipt it came in; null for a checkpoint alone.</param>
public sealed record SeenEvidence(string Name, SignedNote Note, TlogProof? Receipt)
{
    /// <summary>Reads either kind of file; anything else throws <see cref="LogFormatException"/>.</summary>
    public static SeenEvidence Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var receipt = text.StartsWith(TlogProof.Header, StringComparison.Ordinal) ? TlogProof.Parse(text) : null;
        return new SeenEvidence(name, receipt?.Checkpoint ?? SignedNote.Parse(text), receipt);
    }
}

/// <summary>What is to be verified, and by what the auditor brings along.</summary>
/// <param name="Files">Gives the bytes of a path of the log's set of files, or null; called from one thread.</param>
/// <param name="Judge">What the auditor's policy says of a checkpoint (<see cref="LogPolicy.Judge"/>); throws <see cref="LogFormatException"/> when the log did not sign it.</param>
public sealed record VerificationTask(Func<string, byte[]?> Files, Func<SignedNote, PolicyVerdict> Judge)
{
    /// <summary>What the log signed earlier.</summary>
    public IReadOnlyList<SeenEvidence> Seen { get; init; } = [];

    /// <summary>False to judge only what is public: commitments are then not opened and nothing counts as withheld.</summary>
    public bool WithParts { get; init; } = true;

    /// <summary>The quorum is asked of cosignatures that are not earlier; null for any.</summary>
    public DateTimeOffset? FreshSince { get; init; }

    /// <summary>Witnesses' clocks may be ahead of the auditor's: the latest time of a cosignature that counts as recent; null for any.</summary>
    public DateTimeOffset? FreshUntil { get; init; }

    /// <summary>True when the files are what the log's server shows now, so that a smaller log than was kept is one rolled back.</summary>
    public bool IsServed { get; init; }

    /// <summary>How many threads hash.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told now and then how many entries of how many are done.</summary>
    public Action<long, long> Progress { get; init; } = (_, _) => { };
}
