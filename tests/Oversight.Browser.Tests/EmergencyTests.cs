using System.Text.Json.Nodes;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>A measure taken without approval, by hand in the browser: recorded first, then notified, then judged by the panel.</summary>
public sealed class EmergencyTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Present = ["kuze", "saegusa", "nasu", "ibuki"];

    [Theory]
    [InlineData("en", "Confirmed as proper")]
    [InlineData("ja", "適正と確認")]
    public async Task A_measure_is_recorded_notified_and_confirmed_with_a_recommendation_the_agency_answers(string language, string proper)
    {
        var number = await RecordAsync(language);
        await NotifyAsync(number, language);
        await ConfirmAsync(number, language);
        foreach (var member in Present)
            await VoteAsync(number, member, language);
        await using var officer = await browser.OpenAsync("pref.officer", language);
        await officer.GoAsync("/", "emergency-officer-home");
        await officer.GoAsync($"/requests/{number}/act/answerResolution", "emergency-answer");
        await officer.Page.FillAsync("#text-en", "The list is kept since today, and the two tenants were told.");
        await officer.SendAsync("main form button");
        await officer.JudgeAsync("emergency-closed");
        var text = await officer.Page.InnerTextAsync("main");
        Assert.Contains(proper, text, StringComparison.Ordinal);
        Assert.Contains("The list is kept since today", text, StringComparison.Ordinal);
    }

    /// <summary>Hardly anything is filled in when the measure is recorded.</summary>
    private async Task<string> RecordAsync(string language)
    {
        await using var drafter = await browser.OpenAsync("pref.drafter", language);
        var page = drafter.Page;
        await drafter.GoAsync("/requests/new", "emergency-new");
        await page.CheckAsync("[name=route][value=R5]");
        await page.CheckAsync("[name=urgency][value=Urgent]");
        await page.CheckAsync("[name=emergency][value=true]");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("emergency-form");
        var number = page.Url.Split('/')[^2];
        await drafter.GoAsync($"/requests/{number}/check", "emergency-check");
        await drafter.SendAsync("main a.govuk-button");
        Assert.EndsWith("/act/recordMeasure", page.Url, StringComparison.Ordinal);
        await page.FillAsync("#action", "stopProcess");
        await drafter.SendAsync("main form button.govuk-button");
        await drafter.JudgeAsync("emergency-record-no-time");
        Assert.Equal("measuredAt-time-error", await page.GetAttributeAsync("#measuredAt-time", "aria-describedby"));
        await page.FillAsync("#measuredAt-time", "02:10");
        await drafter.SendAsync("main form button.govuk-button");
        Assert.EndsWith($"/requests/{number}", page.Url, StringComparison.Ordinal);
        await drafter.JudgeAsync("emergency-recorded");
        await drafter.GoAsync("/", "emergency-drafter-home");
        Assert.Contains(number, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        return number;
    }

    private async Task NotifyAsync(string number, string language)
    {
        var drafter = browser.Server.ClientFor("pref.drafter");
        var read = (await drafter.ReadAsync($"/api/v1/requests/{number}")).Succeeded();
        (await drafter.CommandAsync(number, "revise", Notice(), read.ETag)).Succeeded();
        await using var officer = await browser.OpenAsync("pref.officer", language);
        await officer.GoAsync($"/requests/{number}/act/notify", "emergency-notify");
        await officer.SendAsync("main form button.govuk-button");
        await officer.JudgeAsync("emergency-notified");
        Assert.Equal(0, await officer.Page.Locator(".ov-banner--red, .ov-banner--orange").CountAsync());
    }

    private async Task ConfirmAsync(string number, string language)
    {
        await using var chair = await browser.OpenAsync("kuze", language);
        await chair.GoAsync("/oversight", "oversight-measure");
        Assert.Contains(number, await chair.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await chair.GoAsync($"/requests/{number}/act/openRound", "emergency-openRound");
        await chair.Page.UncheckAsync("[name=present][value=ayabe]");
        await chair.Page.FillAsync("#reasons-K10-en", "There was no time to obtain approval.");
        await chair.Page.FillAsync("#recommendation-en", "Keep a 24-hour contact list of domestic hosting firms, and tell the two tenants.");
        await chair.Page.FillAsync("#recommendation-ja", "国内のホスティング事業者の二十四時間連絡先一覧を整備し、二者の利用者に通知すること。");
        await chair.SendAsync("main form button.govuk-button");
        Assert.EndsWith($"/requests/{number}", chair.Page.Url, StringComparison.Ordinal);
        await chair.JudgeAsync("emergency-round");
    }

    private async Task VoteAsync(string number, string member, string language)
    {
        await using var window = await browser.OpenAsync(member, language);
        await window.Page.GotoAsync($"/requests/{number}/act/castBallot");
        if (member == "kuze")
            await window.JudgeAsync("emergency-ballot");
        Assert.Contains(language == "ja" ? "適正と確認する" : "the measure was proper", await window.Page.InnerTextAsync("label[for=items-1]"), StringComparison.Ordinal);
        await window.Page.CheckAsync("[name='items.1'][value=Yes]");
        await window.SendAsync("main form button.govuk-button");
        Assert.EndsWith($"/requests/{number}", window.Page.Url, StringComparison.Ordinal);
    }

    /// <summary>C09's content, moved to the demo's days.</summary>
    private static JsonObject Notice()
    {
        var content = Json.Patched(CaseLibrary.Shipped.Case("C09").Content!, new JsonObject
        {
            ["period"] = new JsonObject { ["start"] = "2028-02-14T02:10+09:00", ["end"] = "2028-02-14T02:50+09:00" },
        });
        foreach (var evidence in content["evidence"]!.AsArray())
            ((JsonObject)evidence!).Remove("digest");
        return content;
    }
}
