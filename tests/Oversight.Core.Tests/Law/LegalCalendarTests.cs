using System.Globalization;
using Oversight.Core.Law;

namespace Oversight.Core.Tests.Law;

public class LegalCalendarTests
{
    private static readonly LegalCalendar Japan = LegalCalendar.Japan;

    [Theory]
    [InlineData("2025-07-01T00:00:00+09:00", "none", "")]
    [InlineData("2026-03-31T23:59:59.999+09:00", "none", "")]
    [InlineData("2026-04-01T00:00:00.000+09:00", "jp-2026-04-01", "")]
    [InlineData("2026-09-30T23:59:59.999+09:00", "jp-2026-04-01", "")]
    [InlineData("2026-10-01T00:00:00.000+09:00", "jp-2026-10-01", "R5 R6 R7 R8")]
    [InlineData("2026-09-30T15:00:00.000Z", "jp-2026-10-01", "R5 R6 R7 R8")]
    [InlineData("2026-11-25T12:00:00+09:00", "jp-2026-10-01", "R5 R6 R7 R8")]
    [InlineData("2027-11-21T23:59:59.999+09:00", "jp-2026-10-01", "R5 R6 R7 R8")]
    [InlineData("2027-11-22T00:00:00.000+09:00", "jp-2027-11-22", "R1 R2 R3 R4 R5 R6 R7 R8")]
    [InlineData("2028-05-01T00:00:00.000+09:00", "jp-2027-11-22", "R1 R2 R3 R4 R5 R6 R7 R8")]
    public void A_request_is_judged_by_the_set_in_force_in_Japan(string filedAt, string id, string routes)
    {
        var set = Japan.InForceAt(DateTimeOffset.Parse(filedAt, CultureInfo.InvariantCulture));

        Assert.Equal(id, set.Id);
        Assert.Equal(routes, string.Join(' ', set.InForce));
        Assert.All(Enum.GetValues<Route>(), route => Assert.Equal(routes.Contains($"{route}", StringComparison.Ordinal), set.IsInForce(route)));
    }

    [Theory]
    [InlineData(Route.R1, null, "6 months", SourceTag.Recall)]
    [InlineData(Route.R2, null, "3 months", SourceTag.Recall)]
    [InlineData(Route.R3, null, "3 months", SourceTag.Recall)]
    [InlineData(Route.R4, Route.R1, "6 months", SourceTag.Recall)]
    [InlineData(Route.R4, Route.R2, "3 months", SourceTag.Recall)]
    [InlineData(Route.R5, null, "30 days", SourceTag.Inference)]
    [InlineData(Route.R8, null, "30 days", SourceTag.Inference)]
    public void The_maximum_period_depends_on_the_route_and_an_extension_takes_its_parents(
        Route route, Route? parent, string period, SourceTag tag)
    {
        var maximum = Japan.RuleSets[^1].MaximumPeriod(route, parent);

        Assert.Equal((period, tag), (maximum.Value.ToString(), maximum.Tag));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Route.R4)]
    [InlineData(Route.R5)]
    public void An_extension_extends_an_acquisition(Route? parent) =>
        Assert.Throws<ArgumentException>(() => Japan.RuleSets[0].MaximumPeriod(Route.R4, parent));

    // The hash names the rules in entries and certificates: a change here is a change of the law as the program reads it.
    [Theory]
    [InlineData("jp-2026-04-01", "22fe5795e12df523ccfdae9529a20b2233a01caf5a1724a067de785fdc6e143c")]
    [InlineData("jp-2026-10-01", "dbf94c48135754a897a2cc2722a2ad68979dca7f891a565ba07882a81e25b643")]
    [InlineData("jp-2027-11-22", "51de0337a45f7ccea87ce5957b6bc5acdb114111f28af7fa8409e1d491d2c497")]
    public void The_shipped_sets_keep_their_hashes(string id, string hash) =>
        Assert.Equal(hash, Assert.Single(Japan.RuleSets, set => set.Id == id).Hash);

    [Fact]
    public void A_calendar_written_and_read_again_is_the_same()
    {
        Assert.True(LegalCalendar.TryParse(Japan.ToJson(), out var read, out var error), error);
        Assert.Equal(Japan.RuleSets.Select(set => set.Hash), read.RuleSets.Select(set => set.Hash));
        Assert.Equal(Japan.ToJson(), read.ToJson());
    }

    [Fact]
    public void In_Japan_the_panel_does_not_revoke_and_an_unreviewed_measure_holds_the_next_one_back() => Assert.All(Japan.RuleSets, set =>
    {
        Assert.Equal((false, SourceTag.Inference), (set.PanelMayRevoke.Value, set.PanelMayRevoke.Tag));
        Assert.Equal((true, SourceTag.Inference), (set.EmergencyInterlock.Value, set.EmergencyInterlock.Tag));
        Assert.Equal(("10 workingDays", SourceTag.Inference), (set.InspectionReplyLimit.Value.ToString(), set.InspectionReplyLimit.Tag));
        Assert.Equal(("60 months", SourceTag.Inference), (set.KeepingLimit!.Value.ToString(), set.KeepingLimit.Tag));
        Assert.Equal((5, SourceTag.Inference), (set.SmallNumberBelow.Value, set.SmallNumberBelow.Tag));
    });

    [Fact]
    public void A_changed_setting_changes_the_hash()
    {
        var changed = Japan.ToJson().Replace("3 months", "2 months", StringComparison.Ordinal);

        Assert.True(LegalCalendar.TryParse(changed, out var read, out var error), error);
        Assert.NotEqual(Japan.RuleSets[0].Hash, read.RuleSets[0].Hash);
        Assert.Equal("2 months", read.RuleSets[0].MaximumPeriod(Route.R2).Value.ToString());
    }

    [Theory]
    [InlineData("\"id\": \"jp-2026-04-01\"", "\"id\": \"jp-2026-04-01\", \"colour\": 1", "$.ruleSets[0]", "colour")]
    [InlineData("\"id\": \"jp-2026-04-01\",", "", "$.ruleSets[0]", "id")]
    [InlineData("\"id\": \"jp-2026-04-01\"", "\"id\": \"a\", \"id\": \"b\"", "$.ruleSets[0]", "id")]
    [InlineData("\"id\": \"jp-2026-04-01\"", "\"id\": null", "$.ruleSets[0].id", "")]
    [InlineData("\"id\": \"jp-2026-04-01\"", "\"id\": \"\"", "$.ruleSets[0].id", "an id of its own")]
    [InlineData("\"id\": \"jp-2026-10-01\"", "\"id\": \"jp-2026-04-01\"", "$.ruleSets[1].id", "an id of its own")]
    [InlineData("\"2026-10-01\"", "\"2026-04-01\"", "$.ruleSets[1].effectiveFrom", "later")]
    [InlineData("\"2026-10-01\"", "\"2026-02-29\"", "$.ruleSets[1].effectiveFrom.value", "")]
    [InlineData("\"R5\",", "\"R9\",", "$.ruleSets[1].inForce", "")]
    [InlineData("\"R5\",", "5,", "$.ruleSets[1].inForce", "")]
    [InlineData("\"tag\": \"recall\"", "\"tag\": \"rumour\"", "$.ruleSets[0].maximumPeriods.R1.tag", "")]
    [InlineData("\"6 months\"", "\"0 months\"", "$.ruleSets[0].maximumPeriods.R1.value", "a duration is written")]
    [InlineData("\"6 months\"", "\"06 months\"", "$.ruleSets[0].maximumPeriods.R1.value", "a duration is written")]
    [InlineData("\"6 months\"", "6", "$.ruleSets[0].maximumPeriods.R1.value", "a duration is written")]
    [InlineData("\"6 months\"", "\"6 fortnights\"", "$.ruleSets[0].maximumPeriods.R1.value", "a duration is written")]
    [InlineData("\"6 months\"", "\"6 workingDays\"", "$.ruleSets[0].maximumPeriods.R1", "working days")]
    [InlineData("\"R1\": {", "\"R4\": {", "$.ruleSets[0].maximumPeriods", "every route but R4")]
    [InlineData("\"panelSeats\": {\n        \"value\": 5", "\"panelSeats\": {\n        \"value\": 2", "$.ruleSets[0].panelSeats", "3 to 9")]
    [InlineData("\"panelSeats\": {\n        \"value\": 5", "\"panelSeats\": {\n        \"value\": \"5\"", "$.ruleSets[0].panelSeats.value", "")]
    [InlineData("\"maximumPartTime\": {\n        \"value\": 2", "\"maximumPartTime\": {\n        \"value\": 5", "$.ruleSets[0].maximumPartTime", "full-time")]
    [InlineData("\"approvalsFloor\": {\n        \"value\": 2", "\"approvalsFloor\": {\n        \"value\": 1", "$.ruleSets[0].approvalsFloor", "at least 2")]
    [InlineData("\"smallNumberBelow\": {\n        \"value\": 5", "\"smallNumberBelow\": {\n        \"value\": 0", "$.ruleSets[0].smallNumberBelow", "1 to 100")]
    [InlineData("\"smallNumberBelow\": {\n        \"value\": 5", "\"smallNumberBelow\": {\n        \"value\": 101", "$.ruleSets[0].smallNumberBelow", "1 to 100")]
    [InlineData("\"panelMayRevoke\": {\n        \"value\": false", "\"panelMayRevoke\": {\n        \"value\": \"false\"", "$.ruleSets[0].panelMayRevoke.value", "")]
    [InlineData("\"panelMayRevoke\"", "\"panelCanRevoke\"", "$.ruleSets[0]", "panelCanRevoke")]
    [InlineData("\"emergencyInterlock\": {\n        \"value\": true", "\"emergencyInterlock\": {\n        \"value\": 1", "$.ruleSets[0].emergencyInterlock.value", "")]
    [InlineData("\"inspectionReplyLimit\": {\n        \"value\": \"10 workingDays\"", "\"inspectionReplyLimit\": {\n        \"value\": \"10\"", "$.ruleSets[0].inspectionReplyLimit.value", "a duration is written")]
    [InlineData("\"keepingLimit\": {\n        \"value\": \"60 months\"", "\"keepingLimit\": {\n        \"value\": \"5 years\"", "$.ruleSets[0].keepingLimit.value", "a duration is written")]
    [InlineData("\"ruleSets\"", "\"sets\"", "$", "")]
    public void An_edited_calendar_is_refused_with_path_and_reason(string part, string instead, string path, string reason)
    {
        var json = Japan.ToJson();
        var at = json.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, "the text to replace is not there");

        Assert.False(LegalCalendar.TryParse(json[..at] + instead + json[(at + part.Length)..], out var calendar, out var error));

        Assert.Null(calendar);
        Assert.StartsWith(path, error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"ruleSets\": null}")]
    [InlineData("{\"ruleSets\": []}")]
    [InlineData("{\"ruleSets\": [null]}")]
    [InlineData("{\"ruleSets\": []} x")]
    public void What_is_no_calendar_is_refused(string json)
    {
        Assert.False(LegalCalendar.TryParse(json, out _, out var error));
        Assert.StartsWith("$", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_maximum_period_is_refused()
    {
        var json = Japan.ToJson();
        var start = json.IndexOf("\"R1\": {", StringComparison.Ordinal);
        var end = json.IndexOf('}', start);

        Assert.False(LegalCalendar.TryParse(json[..start] + "\"R1\": null" + json[(end + 1)..], out _, out var error));
        Assert.StartsWith("$.ruleSets[0].maximumPeriods.R1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_are_either_acquisition_or_neutralisation_and_cite_their_article_in_both_languages()
    {
        foreach (var route in Enum.GetValues<Route>())
        {
            Assert.NotEqual(Routes.IsAcquisition(route), Routes.IsNeutralisation(route));
            Assert.Contains("Art ", Routes.Article(route).En, StringComparison.Ordinal);
            Assert.Contains("条", Routes.Article(route).Ja, StringComparison.Ordinal);
        }

        Assert.Equal(
            [FlowClass.ForeignToForeign, FlowClass.ForeignToDomestic, FlowClass.DomesticToForeign, null, null, null, null, null],
            Enum.GetValues<Route>().Select(Routes.RequiredFlow));
    }
}
