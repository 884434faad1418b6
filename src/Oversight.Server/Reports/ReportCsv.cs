using System.Globalization;
using System.Text;
using Oversight.Core.Reports;
using Oversight.Server.Texts;

namespace Oversight.Server.Reports;

/// <summary>The report as a table for spreadsheets (RFC 4180, UTF-8 with a byte order mark, because spreadsheets in Japan else guess another encoding).</summary>
public static class ReportCsv
{
    public const string MediaType = "text/csv";

    /// <summary>The file: its bytes, media type and name.</summary>
    public static (byte[] Bytes, string ContentType, string Name) FileOf(AnnualReport report, Words words) => (
        [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Of(report, words))], $"{MediaType}; charset=utf-8; header=present",
        $"annual-report-{report.From:yyyy-MM-dd}-{report.To:yyyy-MM-dd}-{(report.Edition == Edition.Full ? "full" : "public")}.csv");

    public static IResult Result(AnnualReport report, Words words)
    {
        var (bytes, contentType, name) = FileOf(report, words);
        return Results.File(bytes, contentType, name);
    }

    /// <summary>One line per number and one per outline.</summary>
    public static string Of(AnnualReport report, Words words)
    {
        var table = new StringBuilder();
        Line(table, "part", "item", "article", "figure", "label", "value", "requests", "text");
        foreach (var (numeral, articles) in report.Items)
            foreach (var (name, article) in articles)
                StatutoryLines(table, numeral, name, article, words);
        foreach (var (group, figures) in report.Extended.Groups)
            foreach (var (name, figure) in figures)
                Line(table, "extended", group, "", name, ReportText.Statistic(words, group, name), ReportText.Count(words, figure), Requests(figure), "");
        foreach (var (name, durations) in report.Extended.Durations)
        {
            Line(table, "extended", "durations", "", $"{name}.medianMinutes", words[$"statistic.durations.{name}"], Number(durations.MedianMinutes), "", "");
            Line(table, "extended", "durations", "", $"{name}.longestMinutes", words[$"statistic.durations.{name}"], Number(durations.LongestMinutes), "", "");
        }
        foreach (var (name, share) in report.Extended.Shares)
            Line(table, "extended", "shares", "", $"{name}.percent", words[$"statistic.shares.{name}"], share.Percent?.ToString(CultureInfo.InvariantCulture) ?? "", "", "");
        return table.ToString();
    }

    private static void StatutoryLines(StringBuilder table, string numeral, string name, ReportedArticle article, Words words)
    {
        var citation = words.Of(article.Citation.En, article.Citation.Ja);
        foreach (var (figure, count) in article.Figures)
        {
            // A breach stands beside the Act's numbers and is not one of them.
            var part = figure == "noticesOverdue" ? "extended" : "statutory";
            Line(table, part, numeral, name, figure, $"{citation} {words[$"report.figure.{figure}"]}", ReportText.Count(words, count), Requests(count), "");
        }
        foreach (var outline in article.Outlines ?? [])
            Line(table, "statutory", numeral, name, "outline", citation, "", outline.Entry.Number, ReportText.Outline(words, outline));
    }

    private static string Requests(Figure figure) => string.Join(' ', figure.Entries?.Select(entry => entry.Number) ?? []);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void Line(StringBuilder table, params string[] cells) => table.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>Quoted always; what a spreadsheet would take for a formula gets an apostrophe in front, also behind blanks.</summary>
    public static string Cell(string text)
    {
        var start = text.TrimStart();
        var isFormula = (start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠') || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        return $"\"{(isFormula ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
