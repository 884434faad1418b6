using Oversight.Server.Tests.Hosting;

namespace Oversight.Browser.Tests;

/// <summary>A request from its draft to the decision, by hand in the browser, in both languages.</summary>
public sealed class ApprovalTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Criteria = ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9"];

    [Theory]
    [InlineData("en", "Approved")]
    [InlineData("ja", "承認")]
    public async Task A_request_is_filled_in_signed_examined_voted_and_decided(string language, string approved)
    {
        var number = await DraftAsync(language);
        await SignAsync(number, language);
        await ExamineAsync(number, language);
        await OpenRoundAsync(number, language);
        foreach (var member in new[] { "kuze", "saegusa", "nasu", "ibuki", "ayabe" })
            await VoteAsync(number, member, language);
        await using var officer = await browser.OpenAsync("cao.officer", language);
        await officer.GoAsync($"/requests/{number}", "request-decided");
        await officer.GoAsync($"/requests/{number}/decision", "decision");
        Assert.Equal(approved, await officer.Page.InnerTextAsync(".ov-decision__outcome"));
        await using var auditor = await browser.OpenAsync("auditor", language);
        await auditor.GoAsync($"/requests/{number}", "request-auditor");
        Assert.Equal(0, await auditor.Page.Locator(".ov-actions").CountAsync());
    }

    private async Task<string> DraftAsync(string language)
    {
        await using var drafter = await browser.OpenAsync("cao.drafter", language);
        var page = drafter.Page;
        await drafter.JudgeAsync("home-empty");
        await drafter.GoAsync("/requests/new", "new");
        await page.CheckAsync("[name=route][value=R1]");
        await FillDayAsync(drafter, "period-start", 2028, 3, 1);
        await FillDayAsync(drafter, "period-end", 2028, 8, 31);
        await drafter.SendAsync("main form button.govuk-button");
        Assert.EndsWith("/form", page.Url);
        await drafter.JudgeAsync("form");
        var number = page.Url.Split('/')[^2];
        await FillTextsAsync(drafter, number);
        await FillScopeAsync(drafter, number);
        await FillEvidenceAsync(drafter, number);
        await FillCriteriaAsync(drafter, number);
        await drafter.GoAsync($"/requests/{number}/form", "form-done");
        Assert.Equal(0, await page.Locator(".govuk-tag--yellow").CountAsync());
        await drafter.GoAsync($"/requests/{number}/check", "check");
        await drafter.SendAsync("main form button");
        Assert.EndsWith($"/requests/{number}", page.Url);
        await drafter.JudgeAsync("request-submitted");
        return number;
    }

    private static async Task FillTextsAsync(Window drafter, string number)
    {
        var page = drafter.Page;
        await drafter.GoAsync($"/requests/{number}/form/statement", "section-statement");
        await page.FillAsync("#statement-en", "A group tracked as KITE-09 prepares attacks on power control systems. We ask to copy foreign-to-foreign traffic between two blocks.");
        await page.FillAsync("#statement-ja", "KITE-09と称する集団が電力制御系への攻撃を準備している。二つのアドレス帯の間の外外通信の複製について、承認を求める。");
        await page.FillAsync("#targetAct-name", "KITE-09");
        await drafter.SendAsync("main form button");
        await drafter.GoAsync($"/requests/{number}/form/handling", "section-handling");
        await page.FillAsync("#handling-text-en", "Read by four analysts on a closed network.");
        await page.FillAsync("#handling-text-ja", "閉域網において分析官四名に限り取り扱う。");
        await page.FillAsync("#handling-erasureWithinDays", "14");
        await drafter.SendAsync("main form button");
        await drafter.GoAsync($"/requests/{number}/form/risk", "section-risk");
        foreach (var (field, value) in new[] { ("threat-likelihood", "4"), ("threat-effect", "5"), ("intrusion-likelihood", "2"), ("intrusion-effect", "2") })
            await page.FillAsync($"#risk-{field}", value);
        await drafter.SendAsync("main form button");
        await drafter.GoAsync($"/requests/{number}/form/operators", "section-operators");
        await page.FillAsync("#operators", "Analysis unit 2");
        await drafter.SendAsync("main form button");
    }

    private static async Task FillScopeAsync(Window drafter, string number)
    {
        var page = drafter.Page;
        await drafter.GoAsync($"/requests/{number}/form/scope/1", "scope-item");
        await page.FillAsync("#sources", "198.51.100.0/26\nnot an address");
        await page.FillAsync("#destinations", "203.0.113.0/25");
        await page.CheckAsync("[name=protocol][value=Tcp]");
        await page.FillAsync("#ports", "443\n8443");
        foreach (var type in new[] { "IpAddress", "Time", "Port", "CommandInformation" })
            await page.CheckAsync($"[name=dataTypes][value={type}]");
        await page.FillAsync("#selectors", "ip 198.51.100.3\ncommandPattern KITE-09/beacon-60s");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("scope-item-wrong");
        Assert.Equal("sources-error", await page.GetAttributeAsync("#sources", "aria-describedby").ContinueWith(ids => ids.Result!.Split(' ')[^1]));
        await page.FillAsync("#sources", "198.51.100.0/26");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("section-scope");
    }

    private static async Task FillEvidenceAsync(Window drafter, string number)
    {
        var page = drafter.Page;
        await drafter.GoAsync($"/requests/{number}/form/evidence/1", "evidence-item");
        await page.FillAsync("#title-en", "Carrier flow summary");
        await page.FillAsync("#title-ja", "通信量の集計");
        await page.CheckAsync("[name=grade][value=A]");
        await page.SetInputFilesAsync("#file", new Microsoft.Playwright.FilePayload { Name = "flows.csv", MimeType = "text/csv", Buffer = "month,flows\n2028-01,18211\n"u8.ToArray() });
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("section-evidence");
        Assert.Contains("flows.csv", await page.InnerTextAsync("main"));
    }

    private static async Task FillCriteriaAsync(Window drafter, string number)
    {
        var page = drafter.Page;
        await drafter.GoAsync($"/requests/{number}/form/criteria", "section-criteria");
        foreach (var k in Criteria)
        {
            await page.CheckAsync($"[name='criteria.{k}.answer'][value=Yes]");
            await page.FillAsync($"#criteria-{k}-text-en", $"The ground for {k}, said in its own words.");
            await page.FillAsync($"#criteria-{k}-text-ja", $"{k}に関する固有の理由。");
        }
        await page.CheckAsync("[name='criteria.K1.evidence'][value=E1]");
        await drafter.SendAsync("main form button.govuk-button");
        Assert.EndsWith("/form", page.Url);
    }

    private async Task SignAsync(string number, string language)
    {
        await using var officer = await browser.OpenAsync("cao.officer", language);
        await officer.JudgeAsync("home-officer");
        Assert.Contains(number, await officer.Page.InnerTextAsync("main"));
        await officer.GoAsync($"/requests/{number}/act/sign", "act-sign");
        await officer.SendAsync("main form button");
        await officer.JudgeAsync("request-signed");
    }

    private async Task ExamineAsync(string number, string language)
    {
        await using var examiner = await browser.OpenAsync("examiner1", language);
        var page = examiner.Page;
        await examiner.GoAsync($"/requests/{number}/act/requestInformation", "act-requestInformation");
        await examiner.GoAsync($"/requests/{number}/act/examine", "act-examine");
        foreach (var k in Criteria)
            await page.CheckAsync($"[name='marks.{k}.mark'][value=Yes]");
        await page.CheckAsync("[name=recommendation][value=Approve]");
        await page.FillAsync("#report-en", "Every criterion is met.");
        await page.FillAsync("#report-ja", "すべての要件に該当する。");
        await examiner.SendAsync("main form button");
        await examiner.JudgeAsync("request-examined");
    }

    private async Task OpenRoundAsync(string number, string language)
    {
        await using var chair = await browser.OpenAsync("kuze", language);
        await chair.JudgeAsync("home-chair");
        await chair.GoAsync($"/requests/{number}/act/openRound", "act-openRound");
        await chair.SendAsync("main form button");
        await chair.JudgeAsync("act-openRound-wrong");
        await chair.Page.FillAsync("#reasons-K4-en", "Limited to two blocks and four kinds of data.");
        await chair.Page.FillAsync("#reasons-K4-ja", "二つのアドレス帯及び四種の情報に限られている。");
        await chair.SendAsync("main form button");
        await chair.JudgeAsync("request-voting");
        await chair.GoAsync($"/requests/{number}/act/changePresence", "act-changePresence");
    }

    private async Task VoteAsync(string number, string userName, string language)
    {
        await using var member = await browser.OpenAsync(userName, language);
        await member.Page.GotoAsync($"/requests/{number}/act/castBallot");
        if (userName == "kuze")
            await member.JudgeAsync("act-castBallot");
        await member.Page.CheckAsync("[name='items.1'][value=Yes]");
        if (userName == "ayabe")
            await member.Page.FillAsync("#dissent-en", "The period could have been shorter.");
        await member.SendAsync("main form button");
        Assert.Equal(1, await member.Page.Locator(".govuk-notification-banner--success").CountAsync());
    }

    private static async Task FillDayAsync(Window window, string id, int year, int month, int day)
    {
        await window.Page.FillAsync($"#{id}-year", $"{year}");
        await window.Page.FillAsync($"#{id}-month", $"{month}");
        await window.Page.FillAsync($"#{id}-day", $"{day}");
    }
}
