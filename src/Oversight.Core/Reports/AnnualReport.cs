using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Requests;

namespace Oversight.Core.Reports;

/// <summary>
/// An entry as the report reads it, of a request or the inspection of an agreement; content that was erased is null and changes no count.
/// </summary>
public sealed record ReportedEntry
{
    /// <summary>An entry of a request.</summary>
    public ReportedEntry(EntryHeader header, RequestEvent happened) => (Header, Event) = (header, happened);

    /// <summary>An inspection of an agreement (Art 11–16), from the register of agreements.</summary>
    public ReportedEntry(EntryHeader header, AgreementInspected inspected) => (Header, Inspected) = (header, inspected);

    /// <summary>What is never secret.</summary>
    public EntryHeader Header { get; }

    /// <summary>What happened to the request; null where <see cref="Inspected"/> is not.</summary>
    public RequestEvent? Event { get; }

    /// <summary>The inspection of the agreement; null where <see cref="Event"/> is not.</summary>
    public AgreementInspected? Inspected { get; }

    /// <summary>True for the entries the report is counted from: those of requests, and inspections of agreements.</summary>
    public static bool IsCounted(string name, string type) => RequestId.TryParse(name, out _) || (name == Agreements.Case && type == nameof(AgreementInspected));

    /// <summary>Reads one entry that <see cref="IsCounted"/>, of the case of that name; Missing are the parts that are not there.</summary>
    public static (ReportedEntry Entry, IReadOnlyList<PartDigest> Missing) Read(string name, StoredEntry entry)
    {
        if (name != Agreements.Case)
        {
            var (header, _, happened, missing) = RequestEntries.Read(entry);
            return (new ReportedEntry(header, happened), missing);
        }
        var told = Agreements.Read(entry);
        return (new ReportedEntry(told.Header, (AgreementInspected)told.Event), told.MissingParts);
    }

    private static Register<AgreementsRegister, AgreementEvent> Agreements => Registers.Registers.Agreements.Register;
}

/// <summary>What the rule set says about counting. SmallNumberBelow is 1 or more; 1 shows every count.</summary>
public sealed record ReportSettings(bool CountRefusedAtIntake, int SmallNumberBelow);

/// <summary>To whom a report is given.</summary>
/// <remarks>The full edition names requests: it is for the auditor, the seated panel, the examiners and the inspectors.</remarks>
[CamelCaseNames]
public enum Edition
{
    /// <summary>With the list behind every number and every outline.</summary>
    Full,

    /// <summary>Numbers alone; small numbers of the extended statistics are not told.</summary>
    Public,
}

/// <summary>
/// The yearly report to the Diet (Act 42 of 2025, Art 61(2)) from From to To, both inclusive days in Japanese time: what the entries say, and
/// nothing else. Items are by numeral, i to ix, and in each by article.
/// </summary>
public sealed record AnnualReport(
    DateOnly From, DateOnly To, Edition Edition, ReportSettings Settings,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReportedArticle>> Items, ExtendedStatistics Extended)
{
    /// <summary>
    /// The full edition over all entries of all requests, from their first, and the inspections of agreements; those of one request in their order,
    /// requests in any. Entries after To are not looked at, so a later entry changes no earlier report. Throws <see cref="ArgumentException"/> when To is before From
    /// or a request's entries have a gap.
    /// </summary>
    public static AnnualReport Of(IEnumerable<ReportedEntry> entries, DateOnly from, DateOnly to, ReportSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var counting = new ReportCounting(from, to, settings);
        foreach (var entry in entries)
            counting.Add(entry);
        return counting.Total();
    }
}

/// <summary>The numbers an item of the report names for one article; those it does not name are null.</summary>
/// <param name="Citation">The article as it is cited.</param>
public sealed record ReportedArticle(Citation Citation)
{
    /// <summary>Requests first filed in the period.</summary>
    public Figure? Requests { get; init; }

    /// <summary>Notices of measures already taken, signed in the period.</summary>
    public Figure? Notices { get; init; }

    /// <summary>Approvals given in the period; one for a request, also when only part of it is approved.</summary>
    public Figure? Approvals { get; init; }

    /// <summary>Measures whose notice was not signed in time: a breach, shown beside the numbers the Act names and not one of them.</summary>
    public Figure? NoticesOverdue { get; init; }

    /// <summary>Inspections opened in the period.</summary>
    public Figure? Opened { get; init; }

    /// <summary>Inspections closed in the period; their outlines are <see cref="Outlines"/>.</summary>
    public Figure? Closed { get; init; }

    /// <summary>Notices, demands or recommendations of the panel adopted in the period; their outlines are <see cref="Outlines"/>.</summary>
    public Figure? Adopted { get; init; }

    /// <summary>The outlines the item asks for, null where it asks for none.</summary>
    public IReadOnlyList<Outline>? Outlines { get; init; }

    /// <summary>The numbers the article has, by name, in the order of this type.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<(string Name, Figure Figure)> Figures =>
        from figure in new (string Name, Figure? Figure)[]
        {
            ("requests", Requests), ("notices", Notices), ("approvals", Approvals), ("noticesOverdue", NoticesOverdue), ("opened", Opened),
            ("closed", Closed), ("adopted", Adopted),
        }
        where figure.Figure is not null
        select (figure.Name, figure.Figure);

    /// <summary>The same article with every number changed.</summary>
    public ReportedArticle Select(Func<Figure, Figure> change) => this with
    {
        Requests = Requests is null ? null : change(Requests),
        Notices = Notices is null ? null : change(Notices),
        Approvals = Approvals is null ? null : change(Approvals),
        NoticesOverdue = NoticesOverdue is null ? null : change(NoticesOverdue),
        Opened = Opened is null ? null : change(Opened),
        Closed = Closed is null ? null : change(Closed),
        Adopted = Adopted is null ? null : change(Adopted),
    };
}

/// <summary>A number with the list behind it. Count is null where it is not told: then it is below FewerThan, or withheld to protect another.</summary>
public sealed record Figure(long? Count, IReadOnlyList<CountedEntry>? Entries = null, int? FewerThan = null, bool? Withheld = null);

/// <summary>The entry that made something count, by its request's or agreement's number. Amount is what it adds where that is not one.</summary>
public sealed record CountedEntry(string Number, DateTimeOffset At, int CaseSeq, long? Amount = null);

/// <summary>Whether the text of an outline is there.</summary>
[CamelCaseNames]
public enum OutlineState
{
    /// <summary>Text holds it.</summary>
    Given,

    /// <summary>The text was erased; the fact stays.</summary>
    Erased,

    /// <summary>The text is not for this reader.</summary>
    Withheld,
}

/// <summary>The outline of an inspection's results or of a resolution.</summary>
public sealed record Outline(CountedEntry Entry, OutlineState State, Bilingual? Text);

/// <summary>
/// Statistics beyond what the Act asks for, by group and name (<see cref="Statistics.Groups"/>); lengths of time and shares by name.
/// </summary>
public sealed record ExtendedStatistics(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figure>> Groups, IReadOnlyDictionary<string, Durations> Durations,
    IReadOnlyDictionary<string, Share> Shares);

/// <summary>Lengths of time: how many, their median and the longest in whole minutes; null for none. Withheld ones tell nothing.</summary>
public sealed record Durations(long? Count, long? MedianMinutes, long? LongestMinutes, bool? Withheld = null);

/// <summary>A share in percent with one decimal; null of nothing, and where it would tell a small number.</summary>
public sealed record Share(decimal? Percent, bool? Withheld = null);
