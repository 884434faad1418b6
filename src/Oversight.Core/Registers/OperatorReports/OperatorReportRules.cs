using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.OperatorReports;

/// <summary>The secretariat files reports, one by hand or many from a file; a report filed before is never filed again.</summary>
public static class OperatorReportRules
{
    /// <summary>Most lines of one import, inclusive.</summary>
    public const int MostLines = 10_000;

    /// <summary>Longest name of an operator or a sector and longest reference, in UTF-16 units; two of them fit in an index of the database.</summary>
    public const int LongestName = 200;

    /// <summary>Longest summary of a report, in UTF-16 units.</summary>
    public const int LongestSummary = 4_000;

    /// <summary>Those who oversee, and the Cabinet Office.</summary>
    public static bool MayRead(Actor actor, Panel panel) => RegisterReaders.IsOversight(actor, panel) || RegisterReaders.IsOfCabinetOffice(actor);

    /// <summary>Whether the actor files reports.</summary>
    public static bool MayFile(Actor actor) => actor.Role == Role.Examiner;

    /// <summary>
    /// What becomes of each line, in order: a report that holds is filed under the next number, any other line is refused with its reason. Of two lines
    /// with the same operator and reference the second is refused.
    /// </summary>
    /// <param name="register">The register as it stands, null before the first report.</param>
    /// <param name="lines">Lines as read; one that could not be read comes with what is wrong.</param>
    /// <param name="known">Digests of the reports on file, at least of those that a line names.</param>
    /// <param name="now">The instant of the filing.</param>
    public static IReadOnlyList<LineOutcome> File(
        ReportCount? register, IReadOnlyList<ReportLine> lines, IReadOnlyDictionary<ReportKey, string> known, DateTimeOffset now)
    {
        var filed = register?.Reports ?? 0;
        var onFile = new Dictionary<ReportKey, string>(known);
        var outcomes = new List<LineOutcome>(lines.Count);
        foreach (var line in lines)
        {
            if (FaultOf(line, onFile, now) is { } fault)
            {
                outcomes.Add(new LineOutcome.Refused(line.Line, fault));
                continue;
            }
            var report = line.Report!;
            onFile.Add(report.Key, report.Digest);
            outcomes.Add(new LineOutcome.Filed(line.Line, new OperatorReportFiled(
                $"OR-{++filed}", report.OccurredAt, report.ReportedAt, report.Digest,
                new ReportedContent(report.Operator, report.Sector, report.Reference, report.Summary))));
        }
        return outcomes;
    }

    private static FieldError? FaultOf(ReportLine line, Dictionary<ReportKey, string> onFile, DateTimeOffset now)
    {
        if (line.Fault is not null || line.Report is not { } report)
            return line.Fault ?? new FieldError("", "InvalidValue");
        var fault = Text("/operator", report.Operator, LongestName) ?? Text("/sector", report.Sector, LongestName)
            ?? Text("/reference", report.Reference, LongestName) ?? Text("/summary", report.Summary, LongestSummary)
            ?? Faults.If(report.ReportedAt > now, "/reportedAt", "DateInFuture")
            ?? Faults.If(report.ReportedAt < report.OccurredAt, "/reportedAt", "ReportedBeforeItOccurred")
            ?? Faults.If(!ContentRules.IsDigest(report.Digest), "/digest", "DigestMalformed");
        if (fault is not null || !onFile.TryGetValue(report.Key, out var digest))
            return fault;
        return new FieldError("/reference", digest == report.Digest ? "ReportAlreadyFiled" : "ReportDiffersFromFiled");
    }

    private static FieldError? Text(string pointer, string text, int longest) =>
        Faults.If(string.IsNullOrWhiteSpace(text) || text.Length > longest, pointer, "TextMissingOrTooLong");
}

/// <summary>One line of an import, counted from 1: a report, or what is wrong with the line.</summary>
public sealed record ReportLine(int Line, OperatorReport? Report, FieldError? Fault = null);

/// <summary>What became of one line.</summary>
public abstract record LineOutcome(int Line)
{
    /// <summary>The line is filed.</summary>
    public sealed record Filed(int Line, OperatorReportFiled Event) : LineOutcome(Line);

    /// <summary>The line is refused and changes nothing.</summary>
    public sealed record Refused(int Line, FieldError Fault) : LineOutcome(Line);
}
