using System.Globalization;
using Oversight.Core.Law;
using Oversight.Core.Reports;
using Oversight.Server.Texts;

namespace Oversight.Server.Reports;

/// <summary>How the report's numbers and names are said.</summary>
public static class ReportText
{
    /// <summary>The name of a statistic; intake codes have theirs already.</summary>
    public static string Statistic(Words words, string group, string name) =>
        words[group is "intakeRefusals" or "intakeReturns" ? $"IntakeCode.{name}" : $"statistic.{group}.{name}"];

    /// <summary>The origin of a setting: as shipped in the reader's language, else as the rule set writes it.</summary>
    public static string Source<T>(Words words, string key, Setting<T> setting) =>
        setting.Source == Wordbook.Shipped[Language.En, key] ? words[key] : setting.Source;

    /// <summary>A number, or why it is not told.</summary>
    public static string Count(Words words, Figure figure) => figure switch
    {
        { Count: { } count } => count.ToString(CultureInfo.InvariantCulture),
        { FewerThan: { } limit } => words["report.fewerThan", limit],
        _ => words["report.withheld"],
    };

    /// <summary>An outline, or why there is no text.</summary>
    public static string Outline(Words words, Outline outline) => outline.State switch
    {
        OutlineState.Given => words.Of(outline.Text),
        OutlineState.Erased => words["report.outline.erased"],
        OutlineState.Withheld => words["report.outline.withheld"],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whole minutes as days and hours.</summary>
    public static string Minutes(Words words, long? minutes) => minutes is { } length ? words.Span(TimeSpan.FromMinutes(length)) : "–";

    /// <summary>A share.</summary>
    public static string Percent(Words words, Share share) => share switch
    {
        { Percent: { } percent } => percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
        { Withheld: true } => words["report.withheld"],
        _ => "–",
    };
}
