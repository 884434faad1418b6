using System.Diagnostics;
using Oversight.Core.Ledger;

namespace Oversight.Core.Registers.OperatorReports;

/// <summary>How many reports there are. The reports themselves are too many to be read at each filing; they are rows, made of the entries.</summary>
public sealed record ReportCount(int Reports)
{
    /// <summary>No report yet.</summary>
    public static ReportCount None { get; } = new(0);

    /// <summary>The count after <paramref name="happened"/>.</summary>
    public ReportCount Apply(OperatorReportEvent happened) => happened switch
    {
        OperatorReportFiled => new(Reports + 1),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A special social-infrastructure operator's report of an incident (特定侵害事象).</summary>
/// <param name="OccurredAt">When it occurred.</param>
/// <param name="ReportedAt">When the operator reported it.</param>
/// <param name="Digest">SHA-256 of the original report, lower-case hex.</param>
public sealed record OperatorReport(
    string Operator, string Sector, string Reference, DateTimeOffset OccurredAt, DateTimeOffset ReportedAt, string Summary, string Digest)
{
    /// <summary>What makes two reports one.</summary>
    public ReportKey Key => new(Operator, Reference);
}

/// <summary>An operator and its own reference number; compared ordinally.</summary>
public readonly record struct ReportKey(string Operator, string Reference);

/// <summary>What happened to the register of reports.</summary>
public abstract record OperatorReportEvent
{
    private protected OperatorReportEvent() { }
}

/// <summary>A report was filed; <paramref name="Report"/> is its reference, <c>OR-1</c>, by which a request can name it.</summary>
public sealed record OperatorReportFiled(
    string Report, DateTimeOffset OccurredAt, DateTimeOffset ReportedAt, string Digest, [property: Part] ReportedContent? Content) : OperatorReportEvent;

/// <summary>What the operator wrote, and who it is.</summary>
public sealed record ReportedContent(string Operator, string Sector, string Reference, string Summary);
