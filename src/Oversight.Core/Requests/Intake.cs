using System.Text;
using Oversight.Core.Law;

namespace Oversight.Core.Requests;

/// <summary>Codes of the intake checks: I01–I14 refuse or return, W01–W03 warn. Meanings are in docs/rules.md.</summary>
public enum IntakeCode { I01, I02, I03, I04, I05, I06, I07, I08, I09, I10, I11, I12, I13, I14, W01, W02, W03 }

/// <summary>The machine check at intake: every check runs, every code is reported in order.</summary>
public static class Intake
{
    private static readonly IntakeCode[] Refusing =
        [IntakeCode.I01, IntakeCode.I02, IntakeCode.I03, IntakeCode.I04, IntakeCode.I05, IntakeCode.I06, IntakeCode.I09, IntakeCode.I10, IntakeCode.I11];

    /// <summary>Judges the content by the rule set in force when the request was filed.</summary>
    public static IntakeJudged Judge(RequestState state, DateTimeOffset filedAt, Facts facts)
    {
        var content = state.Content;
        var rules = facts.Rules.Law.InForceAt(filedAt);
        var similar = SimilarRefused(content, facts.RefusedBefore);
        var (extends, wider) = (ExtensionRules.Root(content, facts), ExtensionRules.Wider(content, facts));
        var found = Enum.GetValues<IntakeCode>().Where(code => code switch
        {
            IntakeCode.W01 => HasSameTextTwice(content) || RepeatsParent(content, facts.Parent?.Content),
            IntakeCode.W02 => similar.Count > 0,
            IntakeCode.W03 => wider.Count > 0,
            _ => Fails(code, content, state.Agency, rules, facts.Rules.Map, extends),
        }).ToList();
        // An extension of which nothing is left asks for nothing: it is refused, not warned of.
        var nothingLeft = wider.Count > 0 && wider.Count == (content.Scope?.Count ?? 0);
        return new IntakeJudged(
            state.ContentVersion,
            [.. found.Where(code => Refusing.Contains(code) || (nothingLeft && code == IntakeCode.W03))],
            [.. found.Where(code => code < IntakeCode.W01 && !Refusing.Contains(code))],
            [.. found.Where(code => code >= IntakeCode.W01 && !(nothingLeft && code == IntakeCode.W03))],
            facts.Rules.Map.Hash, similar, extends, wider.Count > 0 ? wider : null);
    }

    private static bool Fails(IntakeCode code, RequestContent content, Agency agency, RuleSet rules, NetworkMap map, Route? extends)
    {
        var acquisition = Routes.IsAcquisition(content.Route);
        return code switch
        {
            IntakeCode.I01 => acquisition && Flows(content, map).Contains(FlowClass.DomesticOnly),
            IntakeCode.I02 => acquisition && Scope(content).Any(item => item.DataTypes.Any(type => type >= DataType.Subject)),
            IntakeCode.I03 => content.Period?.End is null,
            IntakeCode.I04 => IsOverMaximum(content, rules, extends),
            IntakeCode.I05 => acquisition && content.Emergency,
            IntakeCode.I06 => !rules.InForce.Contains(content.Route),
            IntakeCode.I07 => string.IsNullOrWhiteSpace(content.TargetAct?.Name),
            IntakeCode.I08 => Criteria.Demanded(content.Route, IsTargetAbroad(content, map)).Any(k => !IsAnswered(content, k)),
            IntakeCode.I09 => !acquisition && Consultations.Demanded(content, map).Any(a => !IsRecorded(content, a)),
            IntakeCode.I10 => !acquisition && !IsRightRequester(content, agency, map),
            IntakeCode.I11 => !acquisition && (IsBlank(content.DesignatedOfficer?.Name) || IsBlank(content.DesignatedOfficer?.Designation)),
            IntakeCode.I12 => acquisition && Scope(content).Any(item => item.Selectors.Count == 0 || item.DataTypes.Count == 0),
            IntakeCode.I13 => content.Handling is null,
            IntakeCode.I14 => acquisition && Flows(content, map).Any(flow => flow != FlowClass.DomesticOnly && !IsFlowOf(extends ?? content.Route, flow)),
            _ => false,
        };
    }

    /// <summary>True when a target lies abroad, or is not shown to lie in Japan (an unknown place counts as abroad).</summary>
    public static bool IsTargetAbroad(RequestContent content, NetworkMap map) =>
        Routes.IsNeutralisation(content.Route)
        && Scope(content).SelectMany(item => item.Targets).Any(target => map.PlaceOf(target) != Place.Domestic);

    /// <summary>Every flow an item may copy. A flow follows from the places of its ends alone, so one range of each place stands for all.</summary>
    private static IEnumerable<FlowClass> Flows(RequestContent content, NetworkMap map) =>
        from item in Scope(content)
        from source in item.Sources.DistinctBy(map.PlaceOf)
        from destination in item.Destinations.DistinctBy(map.PlaceOf)
        from flow in item.Direction == Direction.BothWays
            ? new[] { map.FlowOf(source, destination), map.FlowOf(destination, source) }
            : [map.FlowOf(source, destination)]
        select flow;

    private static bool IsFlowOf(Route route, FlowClass flow) =>
        Routes.RequiredFlow(route) is { } required ? flow == required : flow != FlowClass.Unclear;

    private static bool IsOverMaximum(RequestContent content, RuleSet rules, Route? extends) =>
        content.Period is { End: { } end } period
        && rules.MaximumPeriods.TryGetValue(extends ?? content.Route, out var maximum)
        && end > Periods.LatestEnd(period.Start, maximum.Value);

    private static bool IsAnswered(RequestContent content, Criterion criterion) =>
        content.Criteria?.Any(a => a.Criterion == criterion && (!IsBlank(a.Text.En) || !IsBlank(a.Text.Ja))) == true;

    private static bool IsRecorded(RequestContent content, Authority authority) =>
        content.Consultations?.Any(c => c.Authority == authority && !IsBlank(c.Document)) == true;

    private static bool IsRightRequester(RequestContent content, Agency agency, NetworkMap map) => content.Route switch
    {
        Route.R5 => agency.Kind == AgencyKind.NationalPolice
            || (agency.Kind == AgencyKind.PrefecturalPolice && !IsTargetAbroad(content, map)),
        _ => agency.Kind == AgencyKind.SelfDefenseForces,
    };

    private static bool HasSameTextTwice(RequestContent content) =>
        (content.Criteria ?? [])
            .SelectMany(a => new[] { a.Text.En, a.Text.Ja }.Where(text => !IsBlank(text)).Select(text => (a.Criterion, Text: Squeeze(text!))).Distinct())
            .GroupBy(a => a.Text).Any(same => same.Select(a => a.Criterion).Distinct().Skip(1).Any());

    /// <summary>W01 for an extension: a box that says what a box of the parent said.</summary>
    private static bool RepeatsParent(RequestContent content, RequestContent? parent) =>
        content.Route == Route.R4 && parent is not null && Boxes(content).Intersect(Boxes(parent)).Any();

    private static IEnumerable<string> Boxes(RequestContent content) =>
        (content.Criteria ?? []).SelectMany(a => new[] { a.Text.En, a.Text.Ja }).Where(text => !IsBlank(text)).Select(text => Squeeze(text!));

    private static List<string> SimilarRefused(RequestContent content, IReadOnlyList<RefusedRequest> refused) =>
        [.. refused.Where(earlier => IsSimilar(content, earlier)).Select(earlier => earlier.Number).Order(StringComparer.Ordinal)];

    /// <summary>Similar: the same target act, or a scope item that overlaps one of the earlier request on both sides.</summary>
    private static bool IsSimilar(RequestContent content, RefusedRequest earlier) =>
        (!IsBlank(earlier.TargetAct) && Squeeze(earlier.TargetAct!) == Squeeze(content.TargetAct?.Name ?? ""))
        || Scope(content).Any(item => earlier.Scope.Any(other =>
            Overlap(item.Targets, other.Targets)
            || (Overlap(item.Sources, other.Sources) && Overlap(item.Destinations, other.Destinations))));

    private static bool Overlap(IReadOnlyList<AddressRange> some, IReadOnlyList<AddressRange> others) =>
        some.Any(a => others.Any(a.Overlaps));

    private static IReadOnlyList<ScopeItem> Scope(RequestContent content) => content.Scope ?? [];

    private static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);

    private static string Squeeze(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormKC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}

/// <summary>Which criteria a route demands (A5).</summary>
public static class Criteria
{
    /// <summary>The criteria to be answered and marked, in order.</summary>
    public static IReadOnlyList<Criterion> Demanded(Route route, bool targetAbroad) => route switch
    {
        Route.R1 or Route.R2 or Route.R3 =>
            [Criterion.K1, Criterion.K2, Criterion.K3, Criterion.K4, Criterion.K5, Criterion.K6, Criterion.K7, Criterion.K8, Criterion.K9],
        Route.R4 => [Criterion.K1, Criterion.K4, Criterion.K5, Criterion.K6, Criterion.K9, Criterion.K13],
        _ when targetAbroad => [Criterion.K1, Criterion.K4, Criterion.K5, Criterion.K6, Criterion.K10, Criterion.K11, Criterion.K12],
        _ => [Criterion.K1, Criterion.K4, Criterion.K5, Criterion.K6, Criterion.K10, Criterion.K12],
    };
}

/// <summary>Which consultation records a request must carry (A4, I09).</summary>
public static class Consultations
{
    /// <summary>The authorities whose record is mandatory, in order.</summary>
    public static IReadOnlyList<Authority> Demanded(RequestContent content, NetworkMap map)
    {
        if (!Routes.IsNeutralisation(content.Route))
            return [];
        var demanded = new List<Authority>();
        if (Intake.IsTargetAbroad(content, map))
            demanded.Add(Authority.ForeignMinister);
        if (content.Route == Route.R6)
            demanded.AddRange([Authority.PublicSafetyCommission, Authority.PrimeMinister]);
        return demanded;
    }
}
