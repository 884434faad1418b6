using Microsoft.Playwright;

namespace Oversight.Browser.Tests;

/// <summary>The registers as people use them, each by those whose it is; every page judged, in both languages.</summary>
public sealed class RegisterTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_agreement_is_entered_accounted_for_inspected_and_ended_by_hand()
    {
        await using var officer = await browser.OpenAsync("cao.officer");
        var page = officer.Page;
        await officer.SendAsync(".ov-nav a[href='/registers']");
        await officer.JudgeAsync("registers-officer");
        Assert.Equal(3, await page.Locator(".ov-card").CountAsync());
        await officer.GoAsync("/agreements", "agreements-empty");
        await officer.SendAsync("main a.govuk-button");
        await officer.SendAsync("main form button");
        await officer.JudgeAsync("agreement-wrong");
        Assert.Equal(5, await page.Locator(".govuk-error-summary__list a").CountAsync());
        await FillTermsAsync(officer, copied: "12.55");
        Assert.Equal(1, await page.Locator("#copiedPerMille-error").CountAsync());
        await FillTermsAsync(officer, copied: "12.5", lastYear: 2020);
        Assert.Equal(1, await page.Locator("#endsOn-year-error").CountAsync());
        await FillTermsAsync(officer, copied: "12.5");
        await officer.JudgeAsync("agreements");
        await officer.GoAsync("/agreements/AG-1/change", "agreement-change");
        Assert.Equal("12.5", await page.InputValueAsync("#copiedPerMille"));
        await page.FillAsync("#party-sector", "gas");
        await FillDayAsync(officer, "endsOn", 2020);
        await page.FillAsync("#reason", "Sector corrected.");
        await officer.SendAsync("main form button");
        Assert.Equal(1, await page.Locator("#endsOn-year-error").CountAsync());
        await FillDayAsync(officer, "endsOn", 2029);
        await officer.SendAsync("main form button");
        Assert.EndsWith("/agreements/AG-1", page.Url);
        await officer.GoAsync("/agreements/AG-1/figures", "agreement-figures");
        await page.FillAsync("#year", "2027");
        await page.FillAsync("#discardedPerMille", "99.7");
        await page.FillAsync("#erasedPerMille", "100");
        await officer.SendAsync("main form button");
        await using var inspector = await browser.OpenAsync("inspector", "ja");
        await inspector.GoAsync("/agreements/AG-1/inspect", "agreement-inspect");
        await FillDayAsync(inspector, "on", 2027);
        await inspector.Page.CheckAsync("[name=kind] >> nth=0");
        await inspector.Page.FillAsync("#outcome-ja", "適正と認める。");
        await inspector.SendAsync("main form button");
        await inspector.JudgeAsync("agreement");
        Assert.Contains("適正と認める。", await inspector.Page.InnerTextAsync("main"));
        await officer.GoAsync("/agreements/AG-1/end", "agreement-end");
        await FillDayAsync(officer, "on", 2028);
        await page.FillAsync("#reason", "The party left.");
        await officer.SendAsync("main form button");
        await officer.JudgeAsync("agreement-ended");
        Assert.Contains("99.7 %", await page.InnerTextAsync("main"));
    }

    [Fact]
    public async Task An_undertaking_is_recorded_found_and_settled()
    {
        await using var examiner = await browser.OpenAsync("examiner1", "ja");
        var page = examiner.Page;
        await examiner.GoAsync("/undertakings", "undertakings-empty");
        await examiner.SendAsync("main a.govuk-button");
        await examiner.JudgeAsync("undertaking-new");
        await page.FillAsync("#promisedBy", "佐藤課長");
        await page.FillAsync("#text-ja", "一覧を提出する。");
        await page.FillAsync("#request", "2028-0000-0000");
        await FillDayAsync(examiner, "dueOn", 2027);
        await examiner.SendAsync("main form button");
        Assert.Equal(1, await page.Locator("#request-error").CountAsync());
        await page.FillAsync("#request", "");
        await examiner.SendAsync("main form button");
        await examiner.JudgeAsync("undertakings");
        Assert.Equal(1, await page.Locator(".govuk-tag--red").CountAsync());
        await examiner.SendAsync("tbody a");
        await examiner.JudgeAsync("undertaking-close");
        await page.CheckAsync("[name=outcome][value=Kept]");
        await page.FillAsync("#text", "提出された。");
        await examiner.SendAsync("main form button");
        await examiner.JudgeAsync("undertakings-closed");
        Assert.Contains("提出された。", await page.InnerTextAsync("tbody"));
    }

    [Fact]
    public async Task Reports_are_filed_by_hand_and_from_a_file()
    {
        await using var examiner = await browser.OpenAsync("examiner1");
        var page = examiner.Page;
        await examiner.GoAsync("/operatorReports", "reports-empty");
        await examiner.GoAsync("/operatorReports/new", "report-new");
        foreach (var (id, text) in new[] { ("operator", "Kita Power"), ("sector", "electricity"), ("reference", "KP-1"), ("summary", "Intrusion."), ("digest", new string('a', 64)) })
            await page.FillAsync($"#{id}", text);
        await FillDayAsync(examiner, "occurredAt", 2027);
        await FillDayAsync(examiner, "reportedAt", 2026);
        await examiner.SendAsync("main form button");
        Assert.Equal(1, await page.Locator("#reportedAt-year-error").CountAsync());
        await FillDayAsync(examiner, "reportedAt", 2027);
        await examiner.SendAsync("main form button");
        await examiner.GoAsync("/operatorReports/import", "report-import");
        await examiner.SendAsync("main form button");
        Assert.Equal(1, await page.Locator("#file-error").CountAsync());
        await page.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "reports.ndjson", MimeType = "application/x-ndjson",
            Buffer = System.Text.Encoding.UTF8.GetBytes(
                $$"""{"operator":"Minami Gas","sector":"gas","reference":"MG-1","occurredAt":"2027-01-01T00:00Z","reportedAt":"2027-01-01T00:00Z","summary":"s","digest":"{{new string('b', 64)}}"}""" + "\nnonsense\n"),
        });
        await examiner.SendAsync("main form button");
        await examiner.JudgeAsync("report-imported");
        Assert.Equal(1, await page.Locator("tbody tr").CountAsync());
        await using var office = await browser.OpenAsync("cao.drafter", "ja");
        await office.GoAsync("/operatorReports?operator=Minami%20Gas&from=2027-01-01&to=2027-01-01", "reports");
        Assert.Equal(1, await office.Page.Locator("tbody tr").CountAsync());
        await office.SendAsync("tbody a");
        await office.JudgeAsync("report");
        Assert.Contains("OR-2", await office.Page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task The_roster_raises_the_alarm_until_enough_have_said_that_they_can_sit()
    {
        await using var examiner = await browser.OpenAsync("examiner1");
        await examiner.GoAsync("/registers", "registers");
        Assert.Equal(1, await examiner.Page.Locator(".govuk-warning-text").CountAsync());
        await examiner.GoAsync("/roster", "roster-alarm");
        foreach (var member in new[] { "saegusa", "nasu" })
            await SayAsync(examiner, member);
        await using var chair = await browser.OpenAsync("kuze", "ja");
        await chair.GoAsync("/roster/new", "roster-new");
        Assert.Equal(1, await chair.Page.Locator("[name=member]").CountAsync());
        await SayAsync(chair, "kuze");
        await chair.JudgeAsync("roster");
        Assert.Equal(0, await chair.Page.Locator(".govuk-warning-text").CountAsync());
        Assert.Equal(1, await chair.Page.Locator(".govuk-tag--green").CountAsync());
        Assert.Equal(404, (await chair.Page.GotoAsync("/roster?request=2028-0000-0000"))!.Status);
    }

    [Fact]
    public async Task Whoever_a_register_is_not_for_is_turned_away()
    {
        await using var police = await browser.OpenAsync("npa.officer");
        await police.GoAsync("/registers", "registers-police");
        Assert.Equal(["/undertakings"], await police.Page.Locator(".ov-card a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"));
        foreach (var address in new[] { "/agreements", "/agreements/AG-1", "/agreements/new", "/operatorReports", "/operatorReports/OR-1", "/operatorReports/new", "/operatorReports/import", "/roster", "/roster/new", "/undertakings/new" })
            Assert.Equal(403, (await police.Page.GotoAsync(address))!.Status);
        await using var admin = await browser.OpenAsync("admin");
        foreach (var address in new[] { "/registers", "/undertakings" })
            Assert.Equal(403, (await admin.Page.GotoAsync(address))!.Status);
    }

    private static async Task SayAsync(Window window, string member)
    {
        await window.Page.GotoAsync("/roster/new");
        await window.Page.CheckAsync($"[name=member][value={member}]");
        await window.Page.CheckAsync("[name=attendance][value=InTheRoom]");
        await FillDayAsync(window, "from", 2028);
        await FillDayAsync(window, "to", 2028);
        await window.Page.FillAsync("#from-month", "2");
        await window.Page.FillAsync("#from-day", "14");
        await window.Page.FillAsync("#reachableWithinMinutes", "30");
        await window.SendAsync("main form button");
        Assert.EndsWith("/roster", window.Page.Url);
    }

    private static async Task FillTermsAsync(Window window, string copied, int lastYear = 2028)
    {
        await window.Page.FillAsync("#party-name", "Kita Power");
        await window.Page.FillAsync("#party-sector", "electricity");
        await FillDayAsync(window, "startsOn", 2027);
        await FillDayAsync(window, "endsOn", lastYear);
        await window.Page.FillAsync("#analysed-en", "Inbound traffic of the control network.");
        await window.Page.FillAsync("#copiedPerMille", copied);
        await window.SendAsync("main form button");
    }

    private static async Task FillDayAsync(Window window, string id, int year)
    {
        await window.Page.FillAsync($"#{id}-year", $"{year}");
        await window.Page.FillAsync($"#{id}-month", "4");
        await window.Page.FillAsync($"#{id}-day", "1");
    }
}
