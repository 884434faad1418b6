using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Reports;

/// <summary>One request as its entries tell it: the events alone, in order, without any rule that would have made them.</summary>
internal sealed class Told
{
    private readonly List<ReportedEntry> entries = [];

    public Told(string number, Route route, string draftedAt, string? parent = null)
    {
        (Number, Route) = (number, route);
        Then(draftedAt, new RequestDrafted(Cao, new RequestContent { Route = route, Parent = parent }));
    }

    public string Number { get; }

    public Route Route { get; }

    public IReadOnlyList<ReportedEntry> Entries => entries;

    public Told Then(string at, params RequestEvent[] events)
    {
        foreach (var happened in events)
            entries.Add(new ReportedEntry(new EntryHeader("log", Number, entries.Count + 1, "", Jst(at), "somebody", "system", "cao", Route.ToString()), happened));
        return this;
    }

    public Told Filed(string at, IntakeCode[]? refused = null, Route? extends = null, params string[] struck) => Then(at,
        new RequestSigned(1, null), new FlowEnded("countersign", "Signed"), new FlowStarted("intake", null),
        new IntakeJudged(1, refused ?? [], [], [], "map", [], extends, struck.Length > 0 ? struck : null),
        new FlowEnded("intake", refused is null ? "Passed" : "Refused"));

    public Told Voted(string at, Decision decision, int items = 2, int contentVersion = 1)
    {
        var granted = decision switch
        {
            Decision.Approved or Decision.ApprovedWithConditions => items,
            Decision.PartlyApproved => 1,
            _ => 0,
        };
        Then(at, Opened(items, contentVersion, MotionKind.Decide));
        Then(at, new RoundClosed(1, [.. Enumerable.Range(1, items).Select(n => Item(n, n <= granted ? ItemResult.Carried : decision == Decision.NotCarried ? ItemResult.NotCarried : ItemResult.Rejected))], decision));
        return granted == 0 ? this : Then(at, new AuthorisationIssued(contentVersion, 1, Jst(at), Jst(at).AddDays(30), [.. Enumerable.Range(1, granted).Select(n => $"{n}")], null));
    }

    /// <summary>A measure without approval, its notice and the decision on it.</summary>
    public Told Measured(string at, string? notified = null, string? overdue = null, Decision? decided = null, string? decidedAt = null)
    {
        Then(at, new MeasureRecorded("hash", "emergency", 1, Jst(at), Jst(at).AddHours(12), null), new FlowStarted("measure", Jst(at).AddHours(24)));
        if (overdue is not null)
            Then(overdue, new FlowEnded("measure", "Lapsed"), new FlowStarted("notifyOverdue", null), new BreachRecorded("NotifyOverdue"), new FlowStarted("confirmation", null));
        if (notified is not null)
            Then(notified, new MeasureNotified(1, null), new FlowEnded(overdue is null ? "measure" : "confirmation", "Notified"));
        return decided is null ? this : Then(decidedAt!, Opened(1, 1, MotionKind.Confirm), new RoundClosed(1, [Item(1, ItemResult.Carried)], decided));
    }

    public static RoundOpened Opened(int items, int contentVersion, MotionKind motion) => new(
        1, "panelVote", contentVersion, motion, [.. Enumerable.Range(1, items).Select(n => $"{n}")], Id(Kuze), Ids(Members), Requests.People.Panel.SnapshotAt(new(2028, 1, 1)),
        VotingRule.Default, CountingSettings.Default, null);

    public static CountedItem Item(int number, ItemResult result, bool byCasting = false) => new($"{number}", Ids(Members), Id(Kuze), 5, 3, 2, 0, result, byCasting);

    public static UsageImported Usage(long records, long flagged) =>
        new(1, "digest", "csv", records, 1, records - flagged, flagged == 0 ? [] : [new FindingCount(["outOfCidr"], flagged)], "digest", null);
}

/// <summary>Reports over told requests.</summary>
internal static class Reporting
{
    public static readonly ReportSettings Settings = new(CountRefusedAtIntake: true, SmallNumberBelow: 5);

    public static readonly DateOnly First = new(2028, 1, 1);

    public static readonly DateOnly Last = new(2028, 12, 31);

    public static AnnualReport Of(params IEnumerable<Told> told) => AnnualReport.Of(told.SelectMany(one => one.Entries), First, Last, Settings);

    public static ReportedArticle Line(this AnnualReport report, string item, string article) => report.Items[item][article];

    public static long? Number(this AnnualReport report, string group, string name) => report.Extended.Groups[group][name].Count;

    public static (long?, long?) Counts(this ReportedArticle article) => (article.Requests!.Count, article.Approvals!.Count);
}
