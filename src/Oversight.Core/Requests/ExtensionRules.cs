using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Extensions (R4, Art 19(1)): each continues one live authorisation of the same agency and stays within it.</summary>
internal static class ExtensionRules
{
    /// <summary>Null for a request that is no extension, or one that may be asked for now; else the first thing in its way.</summary>
    public static Refusal? Bar(RequestState s, Facts facts)
    {
        if (s.Content.Route != Route.R4)
            return null;
        if (s.Content.Parent is null)
            return new Refusal(RefusalKind.Invalid, "ParentMissing", "/parent");
        if (Dead(s, facts) is { } dead)
            return dead;
        if (s.Content.Period is { } period && period.Start > facts.Parent!.Authorisation!.End)
            return new Refusal(RefusalKind.Invalid, "ExtensionLeavesGap", "/period/start");
        return IsInWindow(facts.Parent!, facts) ? null : new Refusal(RefusalKind.Conflict, "OutsideRenewalWindow", "/parent");
    }

    /// <summary>A refusal when the parent is no live acquisition authorisation of the same agency, or is extended already.</summary>
    public static Refusal? Dead(RequestState s, Facts facts) =>
        s.Content.Route != Route.R4
        || (facts.Parent is { Authorisation: { IsLive: true, Extension: null } live } parent && parent.Agency.Id == s.Agency.Id
            && Routes.IsAcquisition(parent.Content.Route) && facts.Now < live.End)
            ? null
            : new Refusal(RefusalKind.Conflict, "ParentNotExtendable", "/parent");

    /// <summary>The route an extension extends; of a chain, its first one's.</summary>
    public static Route? Root(RequestContent content, Facts facts) =>
        content.Route == Route.R4 && facts.Parent is { } parent ? parent.Extends ?? parent.Content.Route : null;

    /// <summary>Items no granted item of the parent contains: for these a new request is needed (W03).</summary>
    public static IReadOnlyList<string> Wider(RequestContent content, Facts facts)
    {
        if (content.Route != Route.R4 || facts.Parent?.Authorisation is not { } parent)
            return [];
        // Operators hold for all items: naming others than the parent's, or none, asks for more than there is.
        if (parent.Use?.Operators is { Count: > 0 } named && (content.Operators is not { Count: > 0 } asked || asked.Except(named).Any()))
            return ItemNames.All(content);
        return [.. ItemNames.All(content).Where(item => !IsWithin(parent, content, item, ItemNames.Find(content, item)!))];
    }

    /// <summary>Items that a motion would grant beyond what the parent permits now: the agency may have narrowed it since intake struck what was wider.</summary>
    public static IReadOnlyList<string> WiderThanParent(RequestState s, IReadOnlyDictionary<string, ScopeItem>? narrowed, Facts facts)
    {
        if (s.Content.Route != Route.R4 || facts.Parent?.Authorisation is not { } parent)
            return [];
        return [.. s.VotedItems.Where(item => !IsWithin(parent, s.Content, item, narrowed?.GetValueOrDefault(item) ?? ItemNames.Find(s.Content, item)!))];
    }

    /// <summary>True when one granted item of the parent contains this one and its windows.</summary>
    private static bool IsWithin(Authorisation parent, RequestContent content, string item, ScopeItem asked) => parent.Permitted.Any(granted =>
        ScopeRules.IsWithin(asked, granted.Value)
        && KeepsWindows(parent, WindowsOf(parent.Use?.Windows, granted.Key), content.Period, WindowsOf(content.Windows, item)));

    private static List<UseWindow> WindowsOf(IReadOnlyList<UseWindow>? windows, string item) =>
        [.. (windows ?? []).Where(window => window.Item is null || ItemNames.Of(window.Item.Value) == item)];

    /// <summary>
    /// Windows are instants, and those of an extension lie at others: each must lie in one of the parent's when moved by whole days, and together they
    /// may take no greater part of the period, give or take one window at its edges.
    /// </summary>
    private static bool KeepsWindows(Authorisation parent, List<UseWindow> granted, RequestedPeriod? period, List<UseWindow> asked)
    {
        if (granted.Count == 0)
            return true;
        if (asked.Count == 0 || !asked.All(window => granted.Any(wider => FitsOnItsDay(window, wider))))
            return false;
        // Without an end there is another reason to refuse it.
        return period?.End is not { } end
            || (Int128)(asked.Sum(Ticks) - granted.Max(Ticks)) * (parent.End - parent.Start).Ticks <= (Int128)granted.Sum(Ticks) * (end - period.Start).Ticks;
    }

    private static bool FitsOnItsDay(UseWindow window, UseWindow wider)
    {
        var later = (window.Start - wider.Start).Ticks % TimeSpan.TicksPerDay;
        return (later < 0 ? later + TimeSpan.TicksPerDay : later) + Ticks(window) <= Ticks(wider);
    }

    private static long Ticks(UseWindow window) => (window.End - window.Start).Ticks;

    /// <summary>True from the renewal window before the parent's end on: the shorter of those the definition and the rule set name.</summary>
    private static bool IsInWindow(RequestState parent, Facts facts) =>
        facts.Rules.Definitions.Of(parent.Definition!).Activities.Values.OfType<FlowActivity.InForce>().Select(inForce => inForce.RenewalWindow)
            .Append(facts.Rules.Law.InForceAt(parent.JudgedAt!.Value).RenewalWindow.Value)
            .All(window => Periods.LatestEnd(facts.Now, window) >= parent.Authorisation!.End);
}
