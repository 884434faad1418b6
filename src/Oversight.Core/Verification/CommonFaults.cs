using System.Security.Cryptography;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>What is wrong with the documents that entries name by hash.</summary>
internal static class DocumentFaults
{
    public static IEnumerable<Fault> Of(CaseTable cases, Func<string, byte[]?> files)
    {
        foreach (var (hash, index) in cases.Documents)
        {
            if (files(LogPaths.Document(hash)) is not { } document)
            {
                yield return new Fault(Verdict.Incomplete, "DocumentMissing", $"The document {hash}, which entry {index} names, is missing.", index);
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(document)) != hash)
            {
                yield return new Fault(Verdict.Invalid, "BadDocument", $"The document {hash}, which entry {index} names, has another hash.", index);
            }
        }
    }
}

/// <summary>Why a head that is signed is not vouched for.</summary>
internal static class WitnessFaults
{
    public static IEnumerable<Fault> Of(PolicyVerdict judged, DateTimeOffset? freshSince, DateTimeOffset? freshUntil)
    {
        if (!judged.IsQuorum)
        {
            var uncheckable = judged.NotCheckable.Count == 0 ? "" : $" Lines that cannot be checked here: {string.Join(", ", judged.NotCheckable)}.";
            yield return new Fault(
                Verdict.ValidUnwitnessed, "NoQuorum", $"Cosigned by {Names(judged.Witnesses)}: that is not the quorum of the policy.{uncheckable}");
        }
        else if (judged.Witnesses.Count == 0)
        {
            yield return new Fault(Verdict.ValidUnwitnessed, "NoWitness", "No witness of the policy has cosigned this head, and the policy asks for none.");
        }

        if (freshSince is { } since && judged.LatestAt is { } at && !judged.IsQuorumBetween(since, freshUntil ?? DateTimeOffset.MaxValue))
        {
            var until = freshUntil is { } end ? $" to {CanonicalInstant.Format(CanonicalInstant.Truncate(end))}" : "";
            yield return new Fault(
                Verdict.ValidUnwitnessed, "Stale",
                $"No quorum has cosigned from {CanonicalInstant.Format(CanonicalInstant.Truncate(since))}{until}; the latest cosignature is of {CanonicalInstant.Format(at)}.");
        }
    }

    private static string Names(IReadOnlyList<string> witnesses) => witnesses.Count == 0 ? "no witness" : string.Join(", ", witnesses);
}
