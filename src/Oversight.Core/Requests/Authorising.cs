using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What an approval becomes: scope ⊆ request, an end within every maximum.</summary>
internal static class Authorising
{
    public static AuthorisationIssued Issue(RequestState s, FlowActivity.Authorise authorise, Facts facts)
    {
        // A definition that leads here without a vote on what stands is refused by having nothing to issue.
        var round = s.Rounds.LastOrDefault(r => r.ContentVersion == s.ContentVersion && r.Counts.Any(count => count.Result == ItemResult.Carried) && r.Motion == MotionKind.Decide)
            ?? throw new InvalidOperationException($"No round granted content version {s.ContentVersion} of {s.Id}.");
        var content = s.Content;
        var granted = round.Counts.Where(count => count.Result == ItemResult.Carried).Select(count => count.Item).ToList();
        var scope = ItemNames.Sorted(granted.Select(item => KeyValuePair.Create(item, Granted(round, content, item))));
        var (start, end) = Period(s, authorise, facts);
        return new AuthorisationIssued(
            s.ContentVersion, round.Number, start, end, granted,
            new AuthorisedUse(
                scope, content.Operators ?? [],
                [.. (content.Windows ?? []).Where(window => window.Item is null || granted.Contains(ItemNames.Of(window.Item.Value)))],
                round.Text?.Conditions ?? []));
    }

    /// <summary>What a *yes* on the item grants: the narrowed item when the motion names one, else the item asked for.</summary>
    private static ScopeItem Granted(Round round, RequestContent content, string item) =>
        round.Text?.Narrowed?.GetValueOrDefault(item) ?? ItemNames.Find(content, item)!;

    private static (DateTimeOffset Start, DateTimeOffset End) Period(
        RequestState s, FlowActivity.Authorise authorise, Facts facts)
    {
        var content = s.Content;
        var asked = content.Period!;
        var end = asked.End!.Value;
        var start = asked.Start < facts.Now && facts.Now < end ? facts.Now : asked.Start;
        var latest = Periods.LatestEnd(start, authorise.MaximumPeriod);
        var maximum = facts.Rules.Law.InForceAt(s.JudgedAt!.Value).MaximumPeriod(content.Route, s.Extends);
        latest = Earlier(latest, Periods.LatestEnd(start, maximum.Value));
        return (start, Earlier(end, latest));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
