using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Reports.Statistics;

namespace Oversight.Core.Reports;

/// <summary>Counts entries one by one as they are read, in one pass; see <see cref="AnnualReport.Of"/>. Not thread-safe.</summary>
public sealed class ReportCounting
{
    private readonly DateOnly from;
    private readonly DateOnly to;
    private readonly ReportSettings settings;
    private readonly DateTimeOffset start;
    private readonly DateTimeOffset end;
    private readonly Dictionary<string, CaseTally> cases = [];
    private readonly FigureLists figures = new();
    private readonly OutlineLists outlines = new();
    private readonly List<TimeSpan> timesToDecision = [];
    private readonly List<TimeSpan> timesToErasure = [];

    /// <summary>Begins a count of the days From to To, both inclusive, in Japanese time.</summary>
    public ReportCounting(DateOnly from, DateOnly to, ReportSettings settings)
    {
        if (to < from)
            throw new ArgumentException("The period ends before it starts.", nameof(to));
        (this.from, this.to, this.settings) = (from, to, settings);
        (start, end) = (Jst.StartOf(from), Jst.EndOf(to));
    }

    /// <summary>Takes one entry; those of a request come in their order.</summary>
    public void Add(ReportedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var header = entry.Header;
        if (header.At >= end)
            return;
        if (entry.Event is not { } happened)
        {
            if (header.At >= start)
                outlines.Add(header, entry.Inspected!);
            return;
        }
        if (!cases.TryGetValue(header.Case, out var known))
            cases[header.Case] = known = new CaseTally();
        if (header.At >= start)
        {
            outlines.Add(known, header, happened);
            if (known.IsKnown || happened is MeasureRecorded)
                Count(known, header, happened);
        }
        known.Take(header, happened);
    }

    /// <summary>The full edition of what was taken so far.</summary>
    public AnnualReport Total()
    {
        foreach (var known in cases.Values)
            CountStanding(known);
        var groups = Groups.ToDictionary(
            group => group.Key, IReadOnlyDictionary<string, Figure> (group) => group.Value.ToDictionary(name => name, name => figures.Total(group.Key, name)));
        return new AnnualReport(
            from, to, Edition.Full, settings, new StatutoryItems(cases, outlines, figures, IsInPeriod, settings).ByNumeral(),
            new ExtendedStatistics(
                groups,
                new Dictionary<string, Durations> { ["timeToDecision"] = DurationsOf(timesToDecision), ["timeToErasure"] = DurationsOf(timesToErasure) },
                Shares.ToDictionary(share => share.Name, share => ShareOf(groups[share.Group][share.Part], groups[share.Group][share.Whole]))));
    }

    private bool IsInPeriod(CountedEntry? entry) => entry is not null && entry.At >= start;

    /// <summary>What is only known at the end of the period.</summary>
    private void CountStanding(CaseTally known)
    {
        if (IsInPeriod(known.ConfirmationLapsed))
            figures.Add(Emergencies, "lapsed", known.ConfirmationLapsed!);
        if (IsInPeriod(known.Ended) && known.Erased is { } erased)
            figures.Add(Erasure, "endedAndErased", erased);
    }

    /// <summary>Counts an event of the period on what was known of the request before it.</summary>
    private void Count(CaseTally known, EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case FlowEnded { Port: Ports.Refused } when known.Before is IntakeJudged judged:
                figures.Add(OutcomeGroup, "refusedAtIntake", header);
                AddCodes(IntakeRefusals, judged.Refused.Count > 0 ? judged.Refused : judged.Returned, header);
                break;
            case FlowEnded { Port: Ports.Returned }:
                figures.Add(Course, "returnedForCorrection", header);
                AddCodes(IntakeReturns, (known.Before as IntakeJudged)?.Returned ?? [], header);
                break;
            case InformationRequested:
                figures.Add(Course, "informationRounds", header);
                break;
            case RequestWithdrawn:
                figures.Add(OutcomeGroup, "withdrawn", header);
                break;
            case RequestClosed { Outcome: nameof(CloseOutcome.Lapsed) } when !known.HasMeasure:
                figures.Add(OutcomeGroup, "lapsed", header);
                break;
            case RoundClosed { Decision: { } decision } e:
                CountDecision(known, header, decision, e.Counts);
                break;
            default:
                CountPanel(known, header, happened);
                break;
        }
    }

    private void CountDecision(CaseTally known, EntryHeader header, Decision decision, IReadOnlyList<CountedItem> counts)
    {
        figures.Add(decision is Decision.ConfirmedProper or Decision.NotProper ? Emergencies : OutcomeGroup, NameOf(decision), header);
        if (decision is Decision.Remanded or Decision.ConfirmedProper or Decision.NotProper || known.Filed is null)
            return;
        timesToDecision.Add(known.TimeTo(header.At));
        figures.Add(Versions, "decided", header);
        if (known.LastRound.ContentVersion != known.FiledVersion)
            figures.Add(Versions, "changedBeforeDecision", header);
        figures.Add(Items, "asked", header, known.LastRound.Items + known.Struck);
        figures.Add(Items, "struck", header, known.Struck);
        figures.Add(PanelRefusals, "byMajority", header, counts.Count(item => item is { Result: ItemResult.Rejected, DecidedByCasting: false }));
        figures.Add(PanelRefusals, "byCasting", header, counts.Count(item => item is { Result: ItemResult.Rejected, DecidedByCasting: true }));
        figures.Add(PanelRefusals, "notCarried", header, counts.Count(item => item.Result == ItemResult.NotCarried));
    }

    private void CountPanel(CaseTally known, EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case InterestDeclared:
                figures.Add(Deliberation, "recusals", header);
                break;
            // A round also becomes void when what it put to the vote is withdrawn or corrected; only a departure costs the quorum.
            case RoundVoided when known.Before is InterestDeclared or PresenceChanged:
                figures.Add(Deliberation, "quorumLost", header);
                break;
            case TieDecided e:
                figures.Add(Deliberation, "castings", header);
                figures.Add(Deliberation, "castingsByActingChair", header, e.ActingChairTieBreak ? 1 : 0);
                break;
            case AuthorisationIssued e:
                figures.Add(Items, "granted", header, e.Items.Count);
                break;
            case MeasureRecorded:
                figures.Add(Emergencies, "measures", header);
                break;
            case MeasureNotified:
                figures.Add(Emergencies, known.IsNoticeOverdue ? "notifiedLate" : "notifiedInTime", header);
                break;
            case BreachRecorded { Breach: nameof(Breach.NotifyOverdue) }:
                figures.Add(Emergencies, "noticeOverdue", header);
                break;
            case InterlockOverridden:
                figures.Add(Emergencies, "interlockOverridden", header);
                break;
            default:
                CountLife(known, header, happened);
                break;
        }
    }

    private void CountLife(CaseTally known, EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case ConditionMissed:
                figures.Add(Conditions, "missed", header);
                break;
            case ConditionBreached:
                figures.Add(Conditions, "breached", header);
                break;
            case AuthorisationSuspended:
                figures.Add(Conditions, "suspensions", header);
                break;
            case AuthorisationResumed:
                figures.Add(Conditions, "resumptions", header);
                break;
            case IncidentOpened:
                figures.Add(Incidents, "opened", header);
                break;
            case IncidentClassified e:
                figures.Add(Incidents, NameOf(e.Class), header);
                break;
            case UsageImported e:
                figures.Add(Usage, "files", header);
                figures.Add(Usage, "records", header, e.Records);
                figures.Add(Usage, "unflagged", header, e.Unflagged);
                figures.Add(Usage, "flagged", header, e.Records - e.Unflagged);
                figures.Add(Usage, "malformed", header, e.Malformed);
                break;
            case DisclosureRecorded e:
                figures.Add(Disclosures, "recorded", header);
                figures.Add(Disclosures, "offPurpose", header, e.Purpose != DisclosurePurpose.DamagePrevention || !e.IsListedRecipient ? 1 : 0);
                break;
            default:
                CountErasure(known, header, happened);
                break;
        }
    }

    private void CountErasure(CaseTally known, EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case AuthorisationEnded { How: not AuthorisationEnd.SupersededByExtension }:
                figures.Add(Erasure, "ended", header);
                break;
            case ErasureRecorded e:
                figures.Add(Erasure, "erased", header);
                if (known.Ended is { } ended)
                    timesToErasure.Add(e.ErasedAt > ended.At ? e.ErasedAt - ended.At : TimeSpan.Zero);
                break;
            case ErasureCarriedOver:
                figures.Add(Erasure, "carriedOver", header);
                break;
            case ErasureKept:
                figures.Add(Erasure, "keptLonger", header);
                break;
            case BreachRecorded { Breach: nameof(Breach.ErasureOverdue) }:
                figures.Add(Erasure, "overdue", header);
                break;
        }
    }

    private void AddCodes(string group, IReadOnlyList<IntakeCode> codes, EntryHeader header)
    {
        foreach (var code in codes)
            figures.Add(group, code.ToString(), header);
    }

    /// <summary>The median of an even number is the mean of the two in the middle; minutes begun do not count.</summary>
    private static Durations DurationsOf(List<TimeSpan> times)
    {
        if (times.Count == 0)
            return new Durations(0, null, null);
        var sorted = times.Order().ToList();
        var median = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        return new Durations(sorted.Count, (long)median.TotalMinutes, (long)sorted[^1].TotalMinutes);
    }

    private static Share ShareOf(Figure part, Figure whole) =>
        new(whole.Count > 0 ? Math.Round(part.Count!.Value * 100m / whole.Count.Value, 1, MidpointRounding.AwayFromZero) : null);
}
