using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>A sitting by hand: called, prepared, approved, opened, minuted and closed; every page judged, in both languages.</summary>
public sealed class SittingTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_sitting_is_held_from_its_calling_to_its_minutes()
    {
        var (voted, late) = (await Scene.InAsync(browser.Server, RequestStatus.BeforePanel), await Scene.InAsync(browser.Server, RequestStatus.BeforePanel));
        await late.DoAsync("nasu", "declareInterest", Bodies.Interest);
        await Scene.InAsync(browser.Server, RequestStatus.Closed);
        await using var chair = await browser.OpenAsync("kuze");
        var page = chair.Page;
        await chair.SendAsync(".ov-nav a[href='/sittings']");
        await chair.JudgeAsync("sittings-empty");
        await CallAsync(chair, voted.Number);
        await PrepareAsync(late.Number);
        await chair.GoAsync("/sittings/1", "sitting-called");
        Assert.Equal(3, await page.Locator(".ov-agenda__item").CountAsync());
        await chair.SendAsync("main a[href='/sittings/1/act/approveAgenda']");
        await chair.JudgeAsync("sitting-approve");
        await chair.SendAsync("main form button");
        await OpenAsync(chair);

        await using (var japanese = await browser.OpenAsync("nasu", "ja"))
        {
            await japanese.GoAsync("/", "home-sitting");
            await japanese.GoAsync("/sittings/1", "sitting-withheld");
            Assert.DoesNotContain(late.Number, await japanese.Page.InnerTextAsync("main"));
        }
        await page.GotoAsync($"/requests/{voted.Number}/act/openRound");
        Assert.Equal(["kuze", "saegusa", "ibuki"], await page.Locator("[name=present]:checked").EvaluateAllAsync<string[]>("boxes => boxes.map(box => box.value)"));
        await (await voted.OpenRoundAsync("kuze", "saegusa", "ibuki")).BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("ibuki", "no"));
        await CloseAsync(chair);
        await chair.GoAsync("/sittings/1/minutes", "sitting-minutes");
        await using var reader = await browser.OpenAsync("saegusa", "ja");
        foreach (var (address, name) in new[] { ("/sittings", "sittings"), ("/sittings/1", "sitting-closed"), ("/sittings/1/minutes", "sitting-minutes"), ("/sittings/new", "sitting-call") })
            await reader.GoAsync(address, name);
        Assert.Contains("令和10年2月14日（月）", await ReadAsync(reader, "/sittings/1/minutes"));
    }

    [Fact]
    public async Task Agencies_and_administrators_are_turned_away()
    {
        foreach (var account in new[] { "cao.officer", "admin" })
        {
            await using var window = await browser.OpenAsync(account);
            Assert.Equal(0, await window.Page.Locator(".ov-nav a[href='/sittings']").CountAsync());
            foreach (var address in new[] { "/sittings", "/sittings/1", "/sittings/1/minutes", "/sittings/new", "/sittings/1/act/openSitting" })
                Assert.Equal(403, (await window.Page.GotoAsync(address))!.Status);
        }
        await using var member = await browser.OpenAsync("ayabe");
        Assert.Equal(403, (await member.Page.GotoAsync("/sittings/new"))!.Status);
        Assert.Equal(404, (await member.Page.GotoAsync("/sittings/99"))!.Status);
    }

    private static async Task CallAsync(Window chair, string number)
    {
        var page = chair.Page;
        await chair.SendAsync("main a.govuk-button");
        await chair.SendAsync("main form button");
        await chair.JudgeAsync("sitting-call-wrong");
        Assert.Equal(2, await page.Locator(".govuk-error-summary__list a").CountAsync());
        foreach (var (part, value) in new[] { ("year", "2028"), ("month", "2"), ("day", "14"), ("time", "09:00") })
            await page.FillAsync($"#startsAt-{part}", value);
        await page.FillAsync("#place", "Room 1");
        var row = page.Locator($"fieldset.ov-agendaRow:has(legend:has-text('{number}'))").First;
        await row.Locator("input[name$='.place']").FillAsync("1");
        await chair.SendAsync("main form button");
        Assert.EndsWith("/sittings", page.Url);
        await chair.JudgeAsync("sittings");
    }

    /// <summary>The secretariat puts a second request on the agenda.</summary>
    private async Task PrepareAsync(string number)
    {
        await using var secretariat = await browser.OpenAsync("examiner1");
        await secretariat.GoAsync("/sittings/1/act/changeAgenda", "sitting-agenda");
        var row = secretariat.Page.Locator($"fieldset.ov-agendaRow:has(legend:has-text('{number}'))").First;
        await row.Locator("input[name$='.place']").FillAsync("2");
        await secretariat.SendAsync("main form button");
        Assert.EndsWith("/sittings/1", secretariat.Page.Url);
    }

    private static async Task OpenAsync(Window chair)
    {
        var page = chair.Page;
        await chair.SendAsync("main a[href='/sittings/1/act/openSitting']");
        await chair.JudgeAsync("sitting-open");
        foreach (var member in new[] { "kuze", "nasu" })
            await page.CheckAsync($"[name=present][value={member}]");
        await chair.SendAsync("main form button");
        await chair.JudgeAsync("sitting-open-wrong");
        Assert.Equal(1, await page.Locator("#present-error").CountAsync());
        await page.UncheckAsync("[name=present][value=nasu]");
        foreach (var member in new[] { "saegusa", "ibuki" })
            await page.CheckAsync($"[name=present][value={member}]");
        await chair.SendAsync("main form button");
        Assert.EndsWith("/sittings/1", page.Url);
        await chair.JudgeAsync("sitting");
        await chair.PictureOfAsync(".ov-seats", "sitting-seats");
    }

    private static async Task CloseAsync(Window chair)
    {
        var page = chair.Page;
        await page.GotoAsync("/sittings/1");
        Assert.Equal(0, await page.Locator("main a[href='/sittings/1/act/closeSitting']").CountAsync());
        await chair.GoAsync("/sittings/1/act/recordArrival", "sitting-arrive");
        await page.CheckAsync("[name=member][value=ayabe]");
        await chair.SendAsync("main form button");
        await chair.GoAsync("/sittings/1/act/recordDeparture", "sitting-leave");
        await page.CheckAsync("[name=member][value=ibuki]");
        await chair.SendAsync("main form button");
        await chair.GoAsync("/sittings/1/act/deferItem", "sitting-defer");
        await page.CheckAsync("[name=item][value='2']");
        await page.FillAsync("#reason", "The quorum needs a later day.");
        await chair.SendAsync("main form button");
        await chair.SendAsync("main a[href='/sittings/1/act/closeSitting']");
        await chair.JudgeAsync("sitting-close");
        await chair.SendAsync("main form button");
        Assert.EndsWith("/sittings/1", page.Url);
    }

    private static async Task<string> ReadAsync(Window window, string address)
    {
        await window.Page.GotoAsync(address);
        return await window.Page.InnerTextAsync("main");
    }
}
