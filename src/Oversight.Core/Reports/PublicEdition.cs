using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Reports;

/// <summary>Who may read which edition.</summary>
public static class Editions
{
    /// <summary>The public edition is for everyone signed in; the full one, which names requests, for those who oversee them all.</summary>
    public static bool MayRead(Edition edition, Actor actor, Panel panel) => edition == Edition.Public || actor.Role switch
    {
        Role.Auditor or Role.Examiner or Role.Inspector => true,
        Role.PanelMember => panel.Seats.Any(seat => seat.Member?.Value == actor.Id),
        _ => false,
    };

    /// <summary>The full edition for a reader who may not read some of the requests: their numbers stay, the outlines' texts do not.</summary>
    public static AnnualReport Without(AnnualReport full, IReadOnlySet<string> unreadable)
    {
        ArgumentNullException.ThrowIfNull(full);
        return unreadable.Count == 0 ? full : full with
        {
            Items = full.Items.ToDictionary(
                item => item.Key,
                IReadOnlyDictionary<string, ReportedArticle> (item) => item.Value.ToDictionary(article => article.Key, article => article.Value with
                {
                    Outlines = article.Value.Outlines is not { } outlines ? null : [.. outlines.Select(outline => unreadable.Contains(outline.Entry.Number)
                        ? new Outline(outline.Entry, OutlineState.Withheld, null)
                        : outline)],
                })),
        };
    }
}

/// <summary>
/// The report as anyone signed in may read it: the Act's own numbers whole, without the lists behind them and without the outlines' texts;
/// of the extended statistics no count from 1 to below the limit, and none from which such a count would follow at once.
/// </summary>
public static class PublicEdition
{
    /// <summary>The public edition of a full one.</summary>
    public static AnnualReport Of(AnnualReport full)
    {
        ArgumentNullException.ThrowIfNull(full);
        var limit = full.Settings.SmallNumberBelow;
        var groups = full.Extended.Groups.ToDictionary(group => group.Key, group => Protected(group.Key, group.Value, limit));
        return full with
        {
            Edition = Edition.Public,
            Items = full.Items.ToDictionary(
                item => item.Key,
                IReadOnlyDictionary<string, ReportedArticle> (item) => item.Value.ToDictionary(article => article.Key, article => WithoutLists(article.Value))),
            Extended = new ExtendedStatistics(
                groups,
                full.Extended.Durations.ToDictionary(it => it.Key, it => IsSmall(it.Value.Count, limit) ? new Durations(null, null, null, true) : it.Value),
                Statistics.Shares.ToDictionary(
                    share => share.Name,
                    share => groups[share.Group][share.Part].Count is null || groups[share.Group][share.Whole].Count is null
                        ? new Share(null, true)
                        : full.Extended.Shares[share.Name])),
        };
    }

    private static ReportedArticle WithoutLists(ReportedArticle article) => article.Select(figure => figure with { Entries = null }) with { Outlines = null };

    private static IReadOnlyDictionary<string, Figure> Protected(string group, IReadOnlyDictionary<string, Figure> figures, int limit)
    {
        var told = figures.ToDictionary(it => it.Key, it => IsSmall(it.Value.Count, limit) ? new Figure(null, FewerThan: limit) : it.Value with { Entries = null });
        foreach (var (_, names) in Statistics.Sums.Where(sum => sum.Group == group))
        {
            // Alone among numbers whose sum is told, a small one is the difference: the next smallest goes with it.
            if (names.Count(name => told[name].Count is null) == 1
                && names.Where(name => told[name].Count > 0).OrderBy(name => told[name].Count).FirstOrDefault() is { } next)
                told[next] = new Figure(null, Withheld: true);
        }
        return told;
    }

    private static bool IsSmall(long? count, int limit) => count > 0 && count < limit;
}
