using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;

namespace Oversight.Core.Tests.Reports;

/// <summary>Items i to ix of Art 61(2), each from hand-made events.</summary>
public sealed class StatutoryItemsTests
{
    private static readonly Bilingual Both = new("what was found", "検査の結果");

    [Theory]
    [InlineData(Route.R1, "i", "17(1)")]
    [InlineData(Route.R2, "ii", "32(1)")]
    [InlineData(Route.R3, "iii", "33(1)")]
    [InlineData(Route.R5, "vi", "6-2(4)")]
    [InlineData(Route.R6, "viii", "91-3")]
    [InlineData(Route.R7, "viii", "89(1), 92(2)")]
    [InlineData(Route.R8, "viii", "95-4(1)")]
    public void A_request_and_its_approval_count_once_under_their_article(Route route, string item, string article)
    {
        var report = Reporting.Of(new Told("a", route, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.PartlyApproved));

        var line = report.Line(item, article);
        Assert.Equal((1, 1), line.Counts());
        Assert.Equal([new CountedEntry("a", Jst("2028-01-05 10:00"), 2)], line.Requests!.Entries!);
        Assert.Equal([new CountedEntry("a", Jst("2028-01-20 10:00"), 9)], line.Approvals!.Entries!);
        var numbers = report.Items.SelectMany(it => it.Value).SelectMany(it => it.Value.Figures).Sum(it => it.Figure.Count);
        Assert.Equal(item == "viii" ? 4 : 2, numbers);
    }

    [Theory]
    [InlineData(Route.R1, "i")]
    [InlineData(Route.R2, "ii")]
    [InlineData(Route.R3, "iii")]
    public void An_extension_counts_under_the_item_of_what_it_extends(Route root, string item)
    {
        var report = Reporting.Of(
            new Told("a", root, "2027-06-01 09:00").Filed("2027-06-02 10:00").Voted("2027-06-20 10:00", Decision.Approved),
            new Told("b", Route.R4, "2027-11-20 09:00", parent: "a").Filed("2027-11-21 10:00", extends: root).Voted("2027-12-01 10:00", Decision.Approved),
            new Told("c", Route.R4, "2028-02-20 09:00", parent: "b").Filed("2028-02-21 10:00", extends: root).Voted("2028-03-01 10:00", Decision.Approved));

        Assert.Equal((1, 1), report.Line(item, "19(1)").Counts());
        Assert.Equal((0, 0), report.Items[item].First().Value.Counts());
        foreach (var other in new[] { "i", "ii", "iii" }.Where(other => other != item))
            Assert.Equal((0, 0), report.Line(other, "19(1)").Counts());
    }

    [Fact]
    public void Where_intake_does_not_say_what_is_extended_the_chain_of_parents_does_and_without_one_it_is_item_i()
    {
        var report = Reporting.Of(
            new Told("child", Route.R4, "2028-02-20 09:00", parent: "middle").Then("2028-02-21 10:00", new RequestSigned(1, null)),
            new Told("middle", Route.R4, "2028-01-20 09:00", parent: "root").Then("2028-01-21 10:00", new RequestSigned(1, null)),
            new Told("root", Route.R3, "2027-06-01 09:00"),
            new Told("stray", Route.R4, "2028-02-20 09:00", parent: "nowhere").Then("2028-02-21 10:00", new RequestSigned(1, null)),
            new Told("self", Route.R4, "2028-02-20 09:00", parent: "self").Then("2028-02-21 10:00", new RequestSigned(1, null)));

        Assert.Equal(["middle", "child"], report.Line("iii", "19(1)").Requests!.Entries!.Select(entry => entry.Number));
        Assert.Equal(["self", "stray"], report.Line("i", "19(1)").Requests!.Entries!.Select(entry => entry.Number));
    }

    [Fact]
    public void What_was_never_filed_is_not_counted_and_what_was_withdrawn_stays()
    {
        var report = Reporting.Of(
            new Told("draft", Route.R1, "2028-01-01 09:00"),
            new Told("lapsed", Route.R1, "2028-01-01 09:00").Then("2028-02-01 09:00", new RequestClosed("Lapsed")),
            new Told("withdrawn", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00").Then("2028-01-06 10:00", new RequestWithdrawn(null)));

        Assert.Equal(["withdrawn"], report.Line("i", "17(1)").Requests!.Entries!.Select(entry => entry.Number));
        Assert.Equal((1, 0), (report.Number("outcomes", "withdrawn"), report.Number("outcomes", "lapsed")));
    }

    [Theory]
    [InlineData("2027-12-31 23:59", 0)]
    [InlineData("2028-01-01 00:00", 1)]
    [InlineData("2028-12-31 23:59", 1)]
    [InlineData("2029-01-01 00:00", 0)]
    public void The_period_runs_from_0_00_of_its_first_day_to_24_00_of_its_last_in_Japanese_time(string filed, int count) =>
        Assert.Equal(count, Reporting.Of(new Told("a", Route.R1, "2027-12-01 09:00").Filed(filed)).Line("i", "17(1)").Requests!.Count);

    [Theory]
    [InlineData(InspectionArticle.Article63Paragraph1, "63(1)", "63(2)")]
    [InlineData(InspectionArticle.Article63Paragraph2, "63(2)", "63(1)")]
    public void An_inspection_of_an_agreement_counts_on_the_day_it_is_told_with_its_outline(InspectionArticle kind, string article, string other)
    {
        ReportedEntry Inspected(int seq, string at, Bilingual? outcome) => new(
            new EntryHeader("log", "agreements", seq, "", Jst(at), "inspector", "inspector", ""), new AgreementInspected("AG-1", new(2028, 5, 1), kind, outcome));
        var report = AnnualReport.Of(
            [Inspected(2, "2027-12-31 23:59", Both), Inspected(3, "2028-05-02 10:00", Both), Inspected(4, "2028-06-02 10:00", null), Inspected(5, "2029-01-01 00:00", Both)],
            Reporting.First, Reporting.Last, Reporting.Settings);

        var line = report.Line("iv", article);
        Assert.Equal((2, 2), (line.Opened!.Count, line.Closed!.Count));
        Assert.Equal(new CountedEntry("AG-1", Jst("2028-05-02 10:00"), 3), line.Opened.Entries![0]);
        Assert.Equal([(OutlineState.Given, Both), (OutlineState.Erased, null)], line.Outlines!.Select(outline => (outline.State, outline.Text)));
        Assert.Equal((0, 0), (report.Line("iv", other).Opened!.Count, report.Line("iv", other).Closed!.Count));
    }

    [Fact]
    public void Only_the_first_signature_files()
    {
        var told = new Told("a", Route.R1, "2027-12-01 09:00").Filed("2027-12-20 10:00").Then("2028-01-10 10:00", new RequestSigned(2, null));
        Assert.Equal(0, Reporting.Of(told).Line("i", "17(1)").Requests!.Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Whether_a_request_refused_at_intake_counts_is_a_setting(bool counts, int expected)
    {
        Told[] told =
        [
            new Told("a", Route.R2, "2028-01-01 09:00").Filed("2028-01-05 10:00", refused: [IntakeCode.I01, IntakeCode.I04]),
            new Told("b", Route.R2, "2028-01-01 09:00").Filed("2028-01-06 10:00"),
        ];
        var report = AnnualReport.Of(told.SelectMany(one => one.Entries), Reporting.First, Reporting.Last, Reporting.Settings with { CountRefusedAtIntake = counts });

        Assert.Equal(expected, report.Line("ii", "32(1)").Requests!.Count);
        Assert.Equal(1, report.Number("outcomes", "refusedAtIntake"));
        Assert.Equal((1, 1, 0), (report.Number("intakeRefusals", "I01"), report.Number("intakeRefusals", "I04"), report.Number("intakeRefusals", "I02")));
    }

    [Theory]
    [InlineData(Route.R5, "vi", "6-2(4)")]
    [InlineData(Route.R6, "viii", "91-3")]
    public void A_notified_measure_is_a_notice_and_no_request(Route route, string item, string article)
    {
        var line = Reporting.Of(new Told("a", route, "2028-01-03 09:00").Measured("2028-01-03 10:00", notified: "2028-01-03 11:40")).Line(item, article);
        Assert.Equal((0, 1, 0, 0), (line.Requests!.Count, line.Notices!.Count, line.Approvals!.Count, line.NoticesOverdue!.Count));
    }

    [Fact]
    public void A_measure_without_notice_is_no_notice_but_a_breach_beside()
    {
        var report = Reporting.Of(
            new Told("silent", Route.R5, "2028-01-03 09:00").Measured("2028-01-03 10:00", overdue: "2028-01-04 10:00"),
            new Told("late", Route.R5, "2028-02-03 09:00").Measured("2028-02-03 10:00", notified: "2028-02-04 16:00", overdue: "2028-02-04 10:00"));

        var line = report.Line("vi", "6-2(4)");
        Assert.Equal(["late"], line.Notices!.Entries!.Select(entry => entry.Number));
        Assert.Equal(["silent", "late"], line.NoticesOverdue!.Entries!.Select(entry => entry.Number));
        Assert.Equal(0, report.Line("viii", "all").NoticesOverdue!.Count);
        Assert.Equal((2, 0, 1, 2), (report.Number("emergencies", "measures"), report.Number("emergencies", "notifiedInTime"),
            report.Number("emergencies", "notifiedLate"), report.Number("emergencies", "noticeOverdue")));
    }

    [Fact]
    public void Item_iv_counts_the_inspections_opened_and_tells_the_outlines_of_those_closed()
    {
        var report = Reporting.Of(
            new Told("a", Route.R2, "2027-01-01 09:00").Filed("2027-01-05 10:00")
                .Then("2027-12-01 10:00", new InspectionPlanned(1, InspectionKind.Planned, "63(1)", null, null), new InspectionOpened(1))
                .Then("2028-01-10 10:00", new InspectionClosed(1, Both), new InspectionPlanned(2, InspectionKind.Sampled, "63(2)", null, null), new InspectionOpened(2)),
            new Told("b", Route.R2, "2028-01-01 09:00").Filed("2028-01-05 10:00")
                .Then("2028-03-01 10:00", new InspectionPlanned(1, InspectionKind.Unannounced, "63(1)", null, null), new InspectionOpened(1))
                .Then("2028-03-09 10:00", new InspectionClosed(1, null)));

        var (first, second) = (report.Line("iv", "63(1)"), report.Line("iv", "63(2)"));
        Assert.Equal((1, 2, 1, 0), (first.Opened!.Count, first.Closed!.Count, second.Opened!.Count, second.Closed!.Count));
        Assert.Equal([(OutlineState.Given, Both), (OutlineState.Erased, null)], first.Outlines!.Select(outline => (outline.State, outline.Text)));
    }

    [Fact]
    public void Items_v_vii_and_ix_tell_resolutions_apart_by_kind_by_whether_they_follow_a_measure_and_by_whose_it_was()
    {
        var report = Reporting.Of(
            new Told("a", Route.R2, "2028-01-01 09:00").Filed("2028-01-05 10:00").Then("2028-03-20 10:00", Resolved(false, ResolutionKind.Notice, ResolutionKind.Demand)),
            new Told("b", Route.R3, "2028-01-01 09:00").Filed("2028-01-05 10:00")
                .Then("2028-03-21 10:00", Resolved(false, ResolutionKind.Recommendation), Resolved(false, ResolutionKind.Suspend)),
            new Told("c", Route.R5, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00").Then("2028-01-08 10:00", Resolved(true, ResolutionKind.Recommendation)),
            new Told("d", Route.R6, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00").Then("2028-01-09 10:00", Resolved(true, ResolutionKind.Recommendation)));

        Assert.Equal((1, 1, 1), (report.Line("v", "66(1)").Adopted!.Count, report.Line("v", "67(1)").Adopted!.Count, report.Line("v", "68").Adopted!.Count));
        Assert.Equal(["b"], report.Line("v", "68").Adopted!.Entries!.Select(entry => entry.Number));
        Assert.Equal(["c"], report.Line("vii", "6-2(10)").Outlines!.Select(outline => outline.Entry.Number));
        Assert.Equal((1, 1, 0), (report.Line("ix", "all").Adopted!.Count, report.Line("ix", "91-3").Adopted!.Count, report.Line("ix", "95-4(1)").Adopted!.Count));
    }

    [Fact]
    public void Item_viii_is_told_as_one_number_and_per_article()
    {
        var report = Reporting.Of(
            new Told("a", Route.R6, "2028-01-01 09:00").Filed("2028-01-05 10:00").Voted("2028-01-20 10:00", Decision.Approved),
            new Told("b", Route.R7, "2028-01-01 09:00").Filed("2028-01-05 10:00"),
            new Told("c", Route.R8, "2028-01-01 09:00").Measured("2028-01-03 10:00", "2028-01-03 11:00"));

        var all = report.Line("viii", "all");
        Assert.Equal((2, 1, 1), (all.Requests!.Count, all.Notices!.Count, all.Approvals!.Count));
        Assert.Equal((1, 1, 0), (report.Line("viii", "91-3").Requests!.Count, report.Line("viii", "89(1), 92(2)").Requests!.Count, report.Line("viii", "95-4(1)").Requests!.Count));
    }

    [Fact]
    public void Every_item_names_its_articles_in_both_languages()
    {
        var report = Reporting.Of();
        Assert.Equal(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"], report.Items.Keys);
        Assert.All(report.Items.SelectMany(item => item.Value.Values), article => Assert.Contains("条", article.Citation.Ja, StringComparison.Ordinal));
        Assert.All(report.Items.SelectMany(item => item.Value.Values).SelectMany(article => article.Figures), it => Assert.Equal(0, it.Figure.Count));
    }

    [Fact]
    public void A_gap_in_the_entries_of_a_request_and_a_period_that_ends_before_it_starts_are_errors()
    {
        var told = new Told("a", Route.R1, "2028-01-01 09:00").Filed("2028-01-05 10:00");
        Assert.Throws<ArgumentException>(() => AnnualReport.Of(told.Entries.Skip(1), Reporting.First, Reporting.Last, Reporting.Settings));
        Assert.Throws<ArgumentException>(() => AnnualReport.Of([], Reporting.Last, Reporting.First, Reporting.Settings));
    }

    private static ResolutionAdopted Resolved(bool afterMeasure, params ResolutionKind[] kinds) => new(1, 2, kinds, afterMeasure, null, null, Both);
}
