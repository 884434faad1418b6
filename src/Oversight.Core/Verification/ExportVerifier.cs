using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Verifies an export, of a whole log or of a case: what it holds, that it holds nothing else, and that it is what it says to be.</summary>
public static class ExportVerifier
{
    private const string PartsPrefix = "parts/";

    /// <summary>Verifies; the files are those of the export, whatever the task says.</summary>
    public static VerificationReport Verify(VerificationTask task, ExportReader export)
    {
        ArgumentNullException.ThrowIfNull(export);
        task = task with { Files = export.Read };
        var manifest = export.Manifest;
        if (manifest.Case is not null)
        {
            return WithNothingElse(DossierVerifier.Verify(task, manifest, export.Paths), export, task);
        }

        var report = LogVerifier.Verify(task);
        return report.Tree is { } tree && ExportManifest.OfLog(tree).ToBytes().AsSpan().SequenceEqual(manifest.ToBytes()) || report.Tree is null
            ? WithNothingElse(report, export, task)
            : report.With(new Fault(Verdict.Invalid, "OtherManifest", "The manifest does not say what the export holds."));
    }

    /// <summary>A file nobody asked for has no place in an export; where something was wrong before, not all were asked for.</summary>
    private static VerificationReport WithNothingElse(VerificationReport report, ExportReader export, VerificationTask task)
    {
        if (report.Verdict is Verdict.Invalid or Verdict.CouldNotTell || report.Faults.Any(fault => fault.Code is "FileMissing" or "ReceiptMissing"))
        {
            return report;
        }

        var stranger = export.Unread.FirstOrDefault(path => task.WithParts || !(path.StartsWith(PartsPrefix, StringComparison.Ordinal) || path.EndsWith(".parts", StringComparison.Ordinal)));
        return stranger is null ? report : report.With(new Fault(Verdict.Invalid, "UnexpectedFile", $"The file {stranger} has no place in this export."));
    }
}
