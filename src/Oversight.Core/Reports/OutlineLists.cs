using System.Diagnostics;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Requests;

namespace Oversight.Core.Reports;

/// <summary>What of the period is reported with an outline: inspections and the panel's notices, demands and recommendations.</summary>
internal sealed class OutlineLists
{
    private readonly List<(string Article, CountedEntry Entry)> opened = [];
    private readonly List<(string Article, Outline Outline)> closed = [];
    private readonly List<(ResolutionKind Kind, Route? AfterMeasureOf, Outline Outline)> adopted = [];

    public void Add(CaseTally known, EntryHeader header, RequestEvent happened)
    {
        var entry = FigureLists.Counted(header);
        switch (happened)
        {
            case InspectionOpened e:
                opened.Add((known.ArticleOf(e.Inspection), entry));
                break;
            case InspectionClosed e:
                closed.Add((known.ArticleOf(e.Inspection), Of(entry, e.Outline)));
                break;
            case ResolutionAdopted e:
                adopted.AddRange(e.Kinds.Select(kind => (kind, e.AfterMeasure ? (Route?)known.Route : null, Of(entry, e.Text))));
                break;
        }
    }

    /// <summary>An inspection of an agreement is told once it was made: its one entry opens and closes it.</summary>
    public void Add(EntryHeader header, AgreementInspected inspected)
    {
        var entry = FigureLists.Counted(header) with { Number = inspected.Agreement };
        var article = inspected.Kind switch
        {
            InspectionArticle.Article63Paragraph1 => "63(1)",
            InspectionArticle.Article63Paragraph2 => "63(2)",
            _ => throw new UnreachableException(),
        };
        opened.Add((article, entry));
        closed.Add((article, Of(entry, inspected.Outcome)));
    }

    /// <summary>Inspections under an article of Art 63, as it is named in the entries.</summary>
    public ReportedArticle Inspections(string article, Citation citation)
    {
        var outlines = FigureLists.InOrder(closed.Where(it => it.Article == article).Select(it => it.Outline), outline => outline.Entry);
        return new ReportedArticle(citation)
        {
            Opened = FigureLists.Of(opened.Where(it => it.Article == article).Select(it => it.Entry)),
            Closed = FigureLists.Of(outlines.Select(outline => outline.Entry)),
            Outlines = outlines,
        };
    }

    /// <summary>Resolutions that hold for the condition on kind and, after a measure, on its route.</summary>
    public ReportedArticle Resolutions(Citation citation, Func<ResolutionKind, Route?, bool> those)
    {
        var outlines = FigureLists.InOrder(adopted.Where(it => those(it.Kind, it.AfterMeasureOf)).Select(it => it.Outline), outline => outline.Entry);
        return new ReportedArticle(citation) { Adopted = FigureLists.Of(outlines.Select(outline => outline.Entry)), Outlines = outlines };
    }

    private static Outline Of(CountedEntry entry, Bilingual? text) => new(entry, text is null ? OutlineState.Erased : OutlineState.Given, text);
}
