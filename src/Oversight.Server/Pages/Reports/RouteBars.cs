using Oversight.Core.Reports;
using Route = Oversight.Core.Law.Route;

namespace Oversight.Server.Pages.Reports;

/// <summary>A bar of the picture, in its units.</summary>
public sealed record Bar(string Figure, long Count, double Y, double Width);

/// <summary>The bars of one route.</summary>
public sealed record BarGroup(Route Route, double Y, IReadOnlyList<Bar> Bars);

/// <summary>The counts of items i to iii, vi and viii as bars, by route; extensions of any route are R4's.</summary>
public sealed record RouteBars(IReadOnlyList<BarGroup> Groups, double Height)
{
    public const double Left = 60;
    public const double Width = 640;
    public const double BarHeight = 14;
    private const double Longest = Width - Left - 60;
    private const double Gap = 14;

    public static RouteBars Of(AnnualReport report)
    {
        var routes = new (Route Route, IReadOnlyList<ReportedArticle> Articles)[]
        {
            (Route.R1, [report.Items["i"]["17(1)"]]),
            (Route.R2, [report.Items["ii"]["32(1)"]]),
            (Route.R3, [report.Items["iii"]["33(1)"]]),
            (Route.R4, [report.Items["i"]["19(1)"], report.Items["ii"]["19(1)"], report.Items["iii"]["19(1)"]]),
            (Route.R5, [report.Items["vi"]["6-2(4)"]]),
            (Route.R6, [report.Items["viii"]["91-3"]]),
            (Route.R7, [report.Items["viii"]["89(1), 92(2)"]]),
            (Route.R8, [report.Items["viii"]["95-4(1)"]]),
        };
        var most = Math.Max(1, routes.SelectMany(it => Counts(it.Articles)).Max(it => it.Count));
        var groups = new List<BarGroup>();
        var y = 0.0;
        foreach (var (route, articles) in routes)
        {
            var top = y;
            groups.Add(new BarGroup(route, top, [.. Counts(articles).Select((it, n) => new Bar(it.Figure, it.Count, top + (n * BarHeight), it.Count * Longest / most))]));
            y += (groups[^1].Bars.Count * BarHeight) + Gap;
        }
        return new RouteBars(groups, y);
    }

    private static IEnumerable<(string Figure, long Count)> Counts(IReadOnlyList<ReportedArticle> articles) =>
        from figure in new[] { "requests", "notices", "approvals" }
        let counts = articles.SelectMany(article => article.Figures).Where(it => it.Name == figure).Select(it => it.Figure.Count ?? 0).ToList()
        where counts.Count > 0
        select (figure, counts.Sum());
}
