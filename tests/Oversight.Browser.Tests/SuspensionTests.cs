using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>A condition is missed as often as it may be, and what follows: suspension, inspection, notice and demand, the end.</summary>
public sealed class SuspensionTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_missed_condition_suspends_the_panel_gives_notice_and_the_agency_ends_it()
    {
        var scene = await InForceAsync();
        browser.Server.SetClock(new DateTimeOffset(2028, 3, 2, 0, 0, 0, TimeSpan.Zero));
        await browser.Server.FireTimersAsync();
        await using (var officer = await browser.OpenAsync("cao.officer"))
        {
            await officer.GoAsync($"/requests/{scene.Number}", "suspended");
            Assert.Contains("Condition a was broken.", await officer.Page.InnerTextAsync(".ov-banner--red"), StringComparison.Ordinal);
            await ReportAsync(officer, scene.Number);
        }
        await ReportUseAsync(scene.Number);
        await InspectAsync(scene.Number);
        await ResolveAsync(scene.Number);
        await EndAsync(scene.Number);
        await LookAsync(scene.Number);
    }

    /// <summary>Approved with a report due on two days, after two misses of which the authorisation is suspended.</summary>
    private async Task<Scene> InForceAsync()
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.BeforePanel);
        var round = Bodies.Round();
        round["conditions"] = new JsonArray(
            new JsonObject
            {
                ["id"] = "a", ["kind"] = "continuing", ["owner"] = "agency", ["text"] = Bodies.Text("A report on the yield of the selection on each date."),
                ["due"] = new JsonObject { ["kind"] = "recurring", ["dates"] = new JsonArray("2028-02-20", "2028-03-01", "2028-04-01") }, ["suspendsAfterMisses"] = 2,
            },
            new JsonObject
            {
                ["id"] = "b", ["kind"] = "precedent", ["owner"] = "agency", ["text"] = Bodies.Text("De-identify e-mail addresses before anybody reads them."),
                ["due"] = new JsonObject { ["kind"] = "standing" },
            });
        await scene.DoAsync("kuze", "openRound", round);
        await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        await browser.Server.FireTimersAsync();
        return scene;
    }

    private static async Task ReportAsync(Window officer, string number)
    {
        await officer.GoAsync($"/requests/{number}/act/reportCondition", "reportCondition");
        await officer.Page.CheckAsync("[name=condition][value=b]");
        await officer.Page.FillAsync("#text-en", "Addresses are replaced by numbers when they come in.");
        await officer.SendAsync("main form button.govuk-button");
        await officer.JudgeAsync("condition-reported");
        await officer.GoAsync($"/requests/{number}/act/narrow", "narrow");
        await officer.Page.CheckAsync("[name='change.2'][value=GiveUp]");
        await officer.Page.FillAsync("#reason", "The second item is not needed any more.");
        await officer.SendAsync("main form button.govuk-button");
        await officer.JudgeAsync("narrowed");
    }

    private async Task ReportUseAsync(string number)
    {
        await using var drafter = await browser.OpenAsync("cao.drafter");
        var page = drafter.Page;
        await drafter.GoAsync($"/requests/{number}/act/recordAct", "recordAct");
        await page.FillAsync("#actedAt-time", "08:30");
        await page.FillAsync("#text-en", "The first traffic was copied.");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.GoAsync($"/requests/{number}/act/recordDisclosure", "recordDisclosure");
        foreach (var (field, value) in new[] { ("disclosedAt-year", "2028"), ("disclosedAt-month", "3"), ("disclosedAt-day", "1"), ("recipient", "A prosecutor's office"), ("records", "12"), ("text-en", "Twelve records of one address.") })
            await page.FillAsync($"#{field}", value);
        await page.CheckAsync("[name=purpose][value=CriminalInvestigation]");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.GoAsync($"/requests/{number}/act/recordAccessLog", "recordAccessLog");
        foreach (var (field, value) in new[] { ("from-year", "2028"), ("from-month", "2"), ("from-day", "14"), ("to-year", "2028"), ("to-month", "3"), ("to-day", "1"), ("lines", "48211"), ("digest", new string('a', 64)) })
            await page.FillAsync($"#{field}", value);
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("use-reported");
        Assert.Contains("Outside the purpose", await page.InnerTextAsync("section[aria-labelledby=monitoring]"), StringComparison.Ordinal);
    }

    private async Task InspectAsync(string number)
    {
        await using (var member = await browser.OpenAsync("nasu"))
        {
            await member.GoAsync($"/requests/{number}/act/askInspection", "askInspection");
            await member.Page.FillAsync("#point-en", "Were e-mail addresses de-identified before use?");
            await member.SendAsync("main form button.govuk-button");
        }
        await using var inspector = await browser.OpenAsync("inspector");
        var page = inspector.Page;
        await inspector.GoAsync("/", "inspector-home");
        Assert.Contains("A member asked for an inspection", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await inspector.GoAsync("/oversight", "oversight");
        await inspector.GoAsync($"/requests/{number}/act/planInspection", "planInspection");
        await page.CheckAsync("[name=kind][value=Unannounced]");
        await page.CheckAsync("[name=article][value='63(1)']");
        await page.FillAsync("#subject-en", "De-identification and reports.");
        await inspector.SendAsync("main form button.govuk-button");
        await using (var officer = await browser.OpenAsync("cao.officer"))
        {
            Assert.Equal(200, (await officer.Page.GotoAsync($"/requests/{number}?after=25"))!.Status);
            Assert.DoesNotContain("De-identification and reports.", await officer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        }
        await inspector.GoAsync($"/requests/{number}/act/openInspection", "openInspection");
        await inspector.SendAsync("main form button.govuk-button");
        await inspector.GoAsync($"/requests/{number}/act/recordFinding", "recordFinding");
        await page.FillAsync("#text-en", "312 records had been opened before e-mail addresses were de-identified.");
        await page.CheckAsync("[name=condition][value=b]");
        await page.FillAsync("#records", "312");
        await page.CheckAsync("[name=grade][value=A]");
        await inspector.SendAsync("main form button.govuk-button");
        await inspector.GoAsync($"/requests/{number}/act/sendFindings", "sendFindings");
        await inspector.SendAsync("main form button.govuk-button");
        await ReplyAsync(number);
        await inspector.GoAsync($"/requests/{number}/act/openIncident", "openIncident");
        await page.FillAsync("#records", "312");
        await page.FillAsync("#text-en", "Records read before de-identification.");
        await inspector.SendAsync("main form button.govuk-button");
        await inspector.JudgeAsync("inspected");
    }

    private async Task ReplyAsync(string number)
    {
        await using var officer = await browser.OpenAsync("cao.officer");
        await officer.GoAsync($"/requests/{number}/act/answerFindings", "answerFindings");
        await officer.Page.FillAsync("#text-en", "The rule was switched on late; it is on now.");
        await officer.SendAsync("main form button.govuk-button");
        Assert.EndsWith($"/requests/{number}", officer.Page.Url, StringComparison.Ordinal);
    }

    private async Task ResolveAsync(string number)
    {
        await using (var chair = await browser.OpenAsync("kuze"))
        {
            await chair.GoAsync($"/requests/{number}/act/openRound", "resolve-openRound");
            Assert.Equal(0, await chair.Page.Locator("[value=Revoke]").CountAsync());
            await chair.Page.CheckAsync("[name='resolution.kinds'][value=Notice]");
            await chair.Page.CheckAsync("[name='resolution.kinds'][value=Demand]");
            await chair.Page.FillAsync("#resolution-text-en", "Two reports were not filed, and 312 records were read before de-identification.");
            await chair.Page.CheckAsync("[name='resolution.inspection'][value='1']");
            await chair.SendAsync("main form button.govuk-button");
            Assert.EndsWith($"/requests/{number}", chair.Page.Url, StringComparison.Ordinal);
        }
        foreach (var member in Bodies.Panel)
        {
            await using var window = await browser.OpenAsync(member);
            await window.Page.GotoAsync($"/requests/{number}/act/castBallot");
            if (member == "kuze")
                await window.JudgeAsync("resolve-ballot");
            await window.Page.CheckAsync("[name='items.resolution'][value=Yes]");
            await window.SendAsync("main form button.govuk-button");
        }
    }

    private async Task EndAsync(string number)
    {
        await using var officer = await browser.OpenAsync("cao.officer");
        await officer.GoAsync($"/requests/{number}", "notice-given");
        var resolutions = await officer.Page.InnerTextAsync("section[aria-labelledby=resolutions]");
        Assert.Contains("Art 66(1)", resolutions, StringComparison.Ordinal);
        Assert.Contains("Art 67(1)", resolutions, StringComparison.Ordinal);
        await officer.GoAsync($"/requests/{number}/act/endEarly", "endEarly");
        await officer.Page.FillAsync("#reason", "The measure ends.");
        await officer.SendAsync("main form button.govuk-button");
        await officer.JudgeAsync("ended-early");
        await officer.PictureOfAsync("section[aria-labelledby=authorisation]", "part-authorisation");
        await officer.GoAsync($"/requests/{number}/act/keepLonger", "keepLonger");
    }

    /// <summary>The same in Japanese, by those who look over everything.</summary>
    private async Task LookAsync(string number)
    {
        await using var auditor = await browser.OpenAsync("auditor", "ja");
        await auditor.GoAsync($"/requests/{number}", "ended-early");
        foreach (var part in new[] { "authorisation", "conditions", "resolutions", "monitoring", "inspections", "incidents" })
            await auditor.PictureOfAsync($"section[aria-labelledby={part}]", $"part-{part}");
        await auditor.GoAsync("/oversight", "oversight");
        await using var inspector = await browser.OpenAsync("inspector", "ja");
        await inspector.GoAsync($"/requests/{number}/act/containIncident", "containIncident");
        await inspector.GoAsync("/", "inspector-home");
        await using var drafter = await browser.OpenAsync("cao.drafter");
        Assert.Equal(403, (await drafter.Page.GotoAsync("/oversight"))!.Status);
    }
}
