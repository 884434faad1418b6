using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Server.Accounts;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Browser.Tests;

/// <summary>A real deployment, from the one-time link of the first start to a panel that can sit, by hand in the browser.</summary>
public sealed class AdministrationTests(EmptyBrowser browser) : IClassFixture<EmptyBrowser>
{
    private static readonly string[] Members = ["mori", "hara", "sato", "abe", "ono"];

    [Fact]
    public async Task An_empty_deployment_is_set_up_without_the_API()
    {
        await SetUpAsync();
        await using var window = await browser.OpenAsync("chief");
        await window.JudgeAsync("admin-home-empty");
        Assert.Equal(4, await window.Page.Locator("#missing + ul > li").CountAsync());
        await RegisterAgencyAsync(window);
        await OpenPeopleAsync(window);
        await FillSeatsAsync(window);
        await window.GoAsync("/", "admin-home-ready");
        Assert.Equal(0, await window.Page.Locator("#missing").CountAsync());
        await ChangeAsync(window);
        await ReadAsMemberAsync();
        await using var japanese = await browser.OpenAsync("chief", "ja");
        foreach (var (address, name) in new[]
        {
            ("/", "home"), ("/agencies", "agencies"), ("/agencies/new", "agencies-new"), ("/people", "people"), ("/people/new", "people-new"), ("/people/sato/close", "people-close"),
            ("/people/sato/passwordReset", "people-reset"), ("/panel", "panel"), ("/panel/seats/5/fill", "panel-fill"), ("/panel/seats/2/vacate", "panel-vacate"), ("/panel/actingChair", "panel-actingChair"),
        })
            await japanese.GoAsync(address, $"admin-{name}");
    }

    private async Task SetUpAsync()
    {
        await using var window = await browser.OpenAsync();
        var page = window.Page;
        await using var scope = browser.Server.Services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<AccountSetup>().IssueSetupTokenAsync(CancellationToken.None);
        await window.GoAsync($"/setup?token={token}", "setup");
        await page.FillAsync("#userName", "chief");
        await page.FillAsync("#nameEn", "Kita Haruko");
        await page.FillAsync("#nameJa", "北　春子");
        await page.FillAsync("#password", "short");
        await window.SendAsync("main form button");
        await window.JudgeAsync("setup-wrong");
        Assert.Equal("chief", await page.InputValueAsync("#userName"));
        await page.FillAsync("#password", TestServer.Password);
        await window.SendAsync("main form button");
        Assert.EndsWith("/signIn", page.Url);
        Assert.Equal(404, (await page.GotoAsync($"/setup?token={token}"))!.Status);
    }

    private static async Task RegisterAgencyAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/agencies", "admin-agencies-empty");
        await window.SendAsync("main a.govuk-button");
        await window.JudgeAsync("admin-agencies-new");
        await page.FillAsync("#id", "Not An Id");
        await page.CheckAsync("[name=kind][value=CabinetOffice]");
        await page.FillAsync("#nameEn", "Cabinet Office");
        await page.FillAsync("#nameJa", "内閣府");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-agencies-wrong");
        Assert.Equal(1, await page.Locator("#id-error").CountAsync());
        await page.FillAsync("#id", "cao");
        await window.SendAsync("main form button");
        Assert.EndsWith("/agencies", page.Url);
        await window.JudgeAsync("admin-agencies");
        Assert.Contains("cao", await page.InnerTextAsync("table"));
    }

    private async Task OpenPeopleAsync(Window window)
    {
        await window.GoAsync("/people/new", "admin-people-new");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-people-wrong");
        await OpenAsync(window, "drafter", "Drafter", "cao");
        await OpenAsync(window, "officer", "AuthorisingOfficer", "cao");
        await OpenAsync(window, "examiner", "Examiner");
        await OpenAsync(window, "auditor", "Auditor");
        foreach (var member in Members.Skip(1))
            await OpenAsync(window, member, "PanelMember");
        await SetPasswordAsync(await OpenAsync(window, Members[0], "PanelMember"));
        await window.GoAsync("/people", "admin-people");
        Assert.Equal(10, await window.Page.Locator("tbody tr").CountAsync());
    }

    /// <summary>Opens an account and gives the link that the answer shows, and shows once.</summary>
    private static async Task<string> OpenAsync(Window window, string userName, string role, string agency = "")
    {
        var page = window.Page;
        await page.GotoAsync("/people/new");
        await page.FillAsync("#userName", userName);
        await page.FillAsync("#nameEn", $"{userName} (English)");
        await page.FillAsync("#nameJa", $"{userName}（日本語）");
        await page.CheckAsync($"[name=role][value={role}]");
        await page.CheckAsync($"[name=agency][value='{agency}']");
        await window.SendAsync("main form button");
        if (userName == Members[0])
            await window.JudgeAsync("admin-people-link");
        var link = await page.InputValueAsync("#link");
        await page.ReloadAsync();
        Assert.Equal(0, await page.Locator("#link").CountAsync());
        return link;
    }

    private async Task SetPasswordAsync(string link)
    {
        await using var holder = await browser.OpenAsync();
        await holder.GoAsync(link, "password");
        await holder.Page.FillAsync("#password", "mori mori mori");
        await holder.SendAsync("main form button");
        await holder.JudgeAsync("password-wrong");
        await holder.Page.FillAsync("#password", TestServer.Password);
        await holder.SendAsync("main form button");
        Assert.EndsWith("/signIn", holder.Page.Url);
        Assert.Equal(404, (await holder.Page.GotoAsync(link))!.Status);
    }

    private static async Task FillSeatsAsync(Window window)
    {
        var page = window.Page;
        await window.GoAsync("/panel", "admin-panel-empty");
        await window.GoAsync("/panel/actingChair", "admin-panel-actingChair-none");
        await window.GoAsync("/panel/seats/1/fill", "admin-panel-fill");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-panel-fill-wrong");
        Assert.Equal(5, await page.Locator(".govuk-error-summary__list a").CountAsync());
        await FillAsync(window, "mori", "PartTime", 2025, 2024);
        Assert.Equal(1, await page.Locator("#termEnd-year-error").CountAsync());
        await FillAsync(window, "mori", "PartTime", 2025, 2030);
        await window.JudgeAsync("admin-panel-fill-refused");
        Assert.Equal(1, await page.Locator("#time-error").CountAsync());
        foreach (var (member, i) in Members.Select((member, i) => (member, i)))
        {
            await page.GotoAsync($"/panel/seats/{i + 1}/fill");
            await FillAsync(window, member, i < 3 ? "FullTime" : "PartTime", i == 3 ? 2021 : 2025, i == 3 ? 2026 : 2030);
            Assert.EndsWith("/panel", page.Url);
        }
        await page.GotoAsync("/panel/actingChair");
        await page.CheckAsync("[name=member][value=hara]");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-panel");
        Assert.Contains("hara (English)", await page.InnerTextAsync("dl"));
        Assert.Equal(1, await page.Locator(".govuk-tag--yellow").CountAsync());
    }

    private static async Task FillAsync(Window window, string member, string time, int from, int to)
    {
        await window.Page.CheckAsync($"[name=member][value={member}]");
        await window.Page.CheckAsync($"[name=time][value={time}]");
        await FillDayAsync(window, "termStart", from);
        await FillDayAsync(window, "termEnd", to);
        await window.Page.FillAsync("#appointment", "Consent of both Houses, no. 12");
        await window.SendAsync("main form button");
    }

    /// <summary>Seats are vacated and accounts closed; what is stale or forbidden is refused with everything typed still there.</summary>
    private async Task ChangeAsync(Window window)
    {
        var page = window.Page;
        await page.GotoAsync("/people/ono/close");
        await page.FillAsync("#reason", "Left.");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-people-close-refused");
        Assert.Equal("Left.", await page.InputValueAsync("#reason"));
        await using var second = await browser.OpenAsync("chief");
        await second.Page.GotoAsync("/panel/seats/4/vacate");
        await page.GotoAsync("/panel/seats/5/vacate");
        await page.FillAsync("#reason", "Resigned.");
        await window.SendAsync("main form button");
        await second.Page.FillAsync("#reason", "Resigned too.");
        var stale = await second.Page.RunAndWaitForResponseAsync(() => second.Page.ClickAsync("main form button"), answer => answer.Request.Method == "POST");
        Assert.Equal(412, stale.Status);
        await second.JudgeAsync("admin-panel-stale");
        Assert.Equal("Resigned too.", await second.Page.InputValueAsync("#reason"));
        await page.GotoAsync("/people/ono/close");
        await page.FillAsync("#reason", "Left.");
        await window.SendAsync("main form button");
        await window.JudgeAsync("admin-people-closed");
        await page.GotoAsync("/people/hara/passwordReset");
        await window.SendAsync("main form button");
        Assert.Matches(new Regex(@"/password\?token=[\w-]{43}$"), await page.InputValueAsync("#link"));
    }

    /// <summary>Everybody reads the panel, without JavaScript too; nobody but administrators sees more.</summary>
    private async Task ReadAsMemberAsync()
    {
        await using var member = await browser.OpenAsync(Members[0], withScript: false);
        await member.SendAsync(".ov-nav a[href='/panel']");
        Assert.Equal(5, await member.Page.Locator("tbody tr").CountAsync());
        Assert.Equal(0, await member.Page.Locator("main a").CountAsync());
        foreach (var address in new[] { "/people", "/people/new", "/people/sato/close", "/agencies", "/agencies/new", "/panel/seats/5/fill", "/panel/seats/2/vacate", "/panel/actingChair" })
            Assert.Equal(403, (await member.Page.GotoAsync(address))!.Status);
    }

    private static async Task FillDayAsync(Window window, string id, int year)
    {
        await window.Page.FillAsync($"#{id}-year", $"{year}");
        await window.Page.FillAsync($"#{id}-month", "4");
        await window.Page.FillAsync($"#{id}-day", "1");
    }
}
