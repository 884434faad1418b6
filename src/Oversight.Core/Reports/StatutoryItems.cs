using Oversight.Core.Law;
using Oversight.Core.Panels;
using static Oversight.Core.Panels.ResolutionKind;

namespace Oversight.Core.Reports;

/// <summary>Items i to ix of Art 61(2), from what was gathered of each request.</summary>
internal sealed class StatutoryItems(
    IReadOnlyDictionary<string, CaseTally> cases, OutlineLists outlines, FigureLists figures, Func<CountedEntry?, bool> isInPeriod, ReportSettings settings)
{
    /// <summary>The line over all routes of an item that several routes share.</summary>
    internal const string All = "all";

    private static readonly Citation ExtensionOfR1 = new("Act 42 of 2025, Art 19(1)", "令和七年法律第四十二号第十九条第一項");

    private static readonly Citation ExtensionOfR2 = new(
        "Act 42 of 2025, Art 19(1) as applied by Art 32(2)", "令和七年法律第四十二号第三十二条第二項において準用する第十九条第一項");

    private static readonly Citation ExtensionOfR3 = new(
        "Act 42 of 2025, Art 19(1) as applied by Art 33(2)", "令和七年法律第四十二号第三十三条第二項において準用する第十九条第一項");

    private static readonly Citation Police = new("Police Duties Execution Act, Art 6-2(4) and 6-2(9)", "警察官職務執行法第六条の二第四項及び第九項");

    private static readonly Citation DefenceForces = new(
        "Self-Defense Forces Act, Art 89(1), 91-3, 92(2) and 95-4(1)", "自衛隊法第八十九条第一項、第九十一条の三、第九十二条第二項及び第九十五条の四第一項");

    private static readonly (Route Route, string Name)[] DefenceRoutes = [(Route.R7, "89(1), 92(2)"), (Route.R6, "91-3"), (Route.R8, "95-4(1)")];

    private readonly ILookup<(Route Route, bool IsExtension), CaseTally> byLine = cases.Values.ToLookup(known => LineOf(known, cases));

    private readonly ILookup<Route, CountedEntry> overdue =
        figures.Total(Statistics.Emergencies, "noticeOverdue").Entries!.ToLookup(entry => cases[entry.Number].Route);

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReportedArticle>> ByNumeral() =>
        new Dictionary<string, IReadOnlyDictionary<string, ReportedArticle>>
        {
            ["i"] = Acquisition(Route.R1, "17(1)", ExtensionOfR1),
            ["ii"] = Acquisition(Route.R2, "32(1)", ExtensionOfR2),
            ["iii"] = Acquisition(Route.R3, "33(1)", ExtensionOfR3),
            ["iv"] = new Dictionary<string, ReportedArticle>
            {
                ["63(1)"] = outlines.Inspections("63(1)", new("Act 42 of 2025, Art 63(1)", "令和七年法律第四十二号第六十三条第一項")),
                ["63(2)"] = outlines.Inspections("63(2)", new("Act 42 of 2025, Art 63(2)", "令和七年法律第四十二号第六十三条第二項")),
            },
            ["v"] = new Dictionary<string, ReportedArticle>
            {
                // A notice or a demand rests on its one article, whatever it follows; a recommendation after a measure is item vii's or ix's.
                ["66(1)"] = outlines.Resolutions(Resolutions.Article(Notice, false)!, (kind, _) => kind == Notice),
                ["67(1)"] = outlines.Resolutions(Resolutions.Article(Demand, false)!, (kind, _) => kind == Demand),
                ["68"] = outlines.Resolutions(Resolutions.Article(Recommendation, false)!, (kind, after) => kind == Recommendation && after is null),
            },
            ["vi"] = new Dictionary<string, ReportedArticle> { ["6-2(4)"] = Neutralisation(Police, Route.R5) },
            ["vii"] = new Dictionary<string, ReportedArticle> { ["6-2(10)"] = After(Resolutions.Article(Recommendation, true)!, Route.R5) },
            ["viii"] = PerDefenceRoute(Neutralisation),
            ["ix"] = PerDefenceRoute(After),
        };

    private Dictionary<string, ReportedArticle> Acquisition(Route route, string name, Citation extension) => new()
    {
        [name] = Requested(Routes.Article(route), byLine[(route, false)]),
        ["19(1)"] = Requested(extension, byLine[(route, true)]),
    };

    private ReportedArticle Requested(Citation citation, IEnumerable<CaseTally> those) => new(citation)
    {
        Requests = FigureLists.Of(those.Where(known => settings.CountRefusedAtIntake || !known.IsRefusedAtIntake).Select(known => known.Filed).Where(isInPeriod)!),
        Approvals = FigureLists.Of(those.Select(known => known.Approved).Where(isInPeriod)!),
    };

    private ReportedArticle Neutralisation(Citation citation, params Route[] routes)
    {
        var those = routes.SelectMany(route => byLine[(route, false)]).ToList();
        return Requested(citation, those) with
        {
            Notices = FigureLists.Of(those.Select(known => known.Notified).Where(isInPeriod)!),
            NoticesOverdue = FigureLists.Of(routes.SelectMany(route => overdue[route])),
        };
    }

    private ReportedArticle After(Citation citation, params Route[] routes) =>
        outlines.Resolutions(citation, (kind, after) => kind == Recommendation && after is { } route && routes.Contains(route));

    private static Dictionary<string, ReportedArticle> PerDefenceRoute(Func<Citation, Route[], ReportedArticle> article)
    {
        var lines = new Dictionary<string, ReportedArticle> { [All] = article(DefenceForces, [.. DefenceRoutes.Select(it => it.Route)]) };
        foreach (var (route, name) in DefenceRoutes)
            lines[name] = article(Routes.Article(route), [route]);
        return lines;
    }

    /// <summary>
    /// The route a request is counted under, and whether as an extension of it: what intake said, else the route of the request it continues.
    /// One that continues nothing known is Art 19(1) without Art 32(2) or 33(2): item i.
    /// </summary>
    private static (Route Route, bool IsExtension) LineOf(CaseTally known, IReadOnlyDictionary<string, CaseTally> cases)
    {
        if (known.Route != Route.R4)
            return (known.Route, false);
        var at = known;
        for (var step = 0; at is { Route: Route.R4, Extends: null } && step < cases.Count; step++)
            at = at.Parent is { } parent ? cases.GetValueOrDefault(parent) : null;
        var root = at?.Extends ?? at?.Route;
        return (root is Route.R2 or Route.R3 ? root.Value : Route.R1, true);
    }
}
