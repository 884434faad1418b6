using Oversight.Server.Tests.Hosting;

namespace Oversight.Browser.Tests;

/// <summary>What holds of the pages whatever the matter is.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Signing_in_needs_only_a_keyboard(string language)
    {
        await using var window = await browser.OpenAsync(null, language);
        await window.GoAsync("/signIn", "signIn");
        var keyboard = window.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        Assert.Equal("#main", await FocusedAsync(window, "href"));
        while (await FocusedAsync(window, "id") != "userName")
            await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("auditor");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(TestServer.Password);
        await keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/");
        await window.JudgeAsync("home-auditor");
    }

    [Fact]
    public async Task A_failed_sign_in_says_nothing_specific_and_takes_the_focus_to_what_is_wrong()
    {
        await using var window = await browser.OpenAsync();
        var texts = new List<string>();
        foreach (var (name, password) in new[] { ("nobody", "a wrong password"), ("auditor", "a wrong password") })
        {
            await window.Page.GotoAsync("/signIn");
            await window.Page.FillAsync("#userName", name);
            await window.Page.FillAsync("#password", password);
            await window.SendAsync("main form button");
            texts.Add(await window.Page.InnerTextAsync(".govuk-error-summary"));
        }
        Assert.Equal(texts[0], texts[1]);
        await window.JudgeAsync("signIn-refused");
        Assert.Contains("govuk-error-summary", await FocusedAsync(window, "class"));
    }

    [Theory]
    [InlineData("en", "auditor")]
    [InlineData("ja", "kuze")]
    [InlineData("ja", "npa.drafter")]
    public async Task The_annual_report_is_chosen_and_read(string language, string account)
    {
        await using var window = await browser.OpenAsync(account, language);
        await window.GoAsync("/reports", $"reports-{account}-{language}");
        await window.Page.FillAsync("#from", "2028-01-01");
        await window.Page.FillAsync("#to", "2028-12-31");
        await window.SendAsync("main form button");
        await window.JudgeAsync($"report-{account}-{language}");
        Assert.Equal(9, await window.Page.Locator("[id^=item-]").CountAsync());
    }

    [Fact]
    public async Task What_one_may_not_see_looks_like_what_does_not_exist()
    {
        await using var cao = await browser.OpenAsync("cao.drafter");
        var number = await BeginAsync(cao);
        await using var police = await browser.OpenAsync("npa.drafter");
        var unseen = await police.Page.GotoAsync($"/requests/{number}");
        var text = await police.Page.InnerTextAsync("main");
        var absent = await police.Page.GotoAsync("/requests/2028-0000-0000");
        Assert.Equal(404, unseen!.Status);
        Assert.Equal(404, absent!.Status);
        Assert.Equal(text, await police.Page.InnerTextAsync("main"));
        await police.JudgeAsync("problem-404");
    }

    [Fact]
    public async Task A_form_sent_after_somebody_elses_change_keeps_what_was_typed_and_stores_nothing()
    {
        await using var first = await browser.OpenAsync("cao.drafter");
        var number = await BeginAsync(first);
        await using var second = await browser.OpenAsync("cao.drafter");
        await second.Page.GotoAsync($"/requests/{number}/form/handling");
        await first.Page.GotoAsync($"/requests/{number}/form/operators");
        await first.Page.FillAsync("#operators", "Unit 1");
        await first.SendAsync("main form button");
        await second.Page.FillAsync("#handling-text-en", "A long text that must not be lost.");
        await second.Page.FillAsync("#handling-erasureWithinDays", "14");
        await second.SendAsync("main form button");
        await second.JudgeAsync("section-stale");
        Assert.Equal("A long text that must not be lost.", await second.Page.InputValueAsync("#handling-text-en"));
        Assert.Equal(1, await second.Page.Locator(".govuk-error-summary").CountAsync());
        await second.SendAsync("main form button");
        Assert.EndsWith("/form", second.Page.Url);
    }

    [Fact]
    public async Task Everything_works_without_JavaScript()
    {
        await using var window = await browser.OpenAsync("cao.drafter", withScript: false);
        var number = await BeginAsync(window);
        await window.Page.GotoAsync($"/requests/{number}/form/statement");
        await window.Page.FillAsync("#targetAct-name", "KITE-09");
        await window.SendAsync("main form button");
        Assert.Equal(1, await window.Page.Locator(".govuk-notification-banner--success").CountAsync());
        await window.Page.GotoAsync($"/requests/{number}/check");
        await window.SendAsync("main form button");
        Assert.Contains("/check", window.Page.Url);
        Assert.Equal(2, await window.Page.Locator(".govuk-error-summary__list a").CountAsync());
    }

    [Fact]
    public async Task The_language_is_chosen_in_the_header_and_stays()
    {
        await using var window = await browser.OpenAsync("examiner1");
        await window.SendAsync(".ov-header__link");
        Assert.Equal("ja", await window.Page.GetAttributeAsync("html", "lang"));
        await window.Page.ReloadAsync();
        Assert.Equal("業務一覧", await window.Page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task A_command_that_is_not_open_says_what_to_do_next()
    {
        await using var drafter = await browser.OpenAsync("cao.drafter");
        var number = await BeginAsync(drafter);
        await using var officer = await browser.OpenAsync("cao.officer");
        Assert.Equal(409, (await officer.Page.GotoAsync($"/requests/{number}/act/sign"))!.Status);
        await officer.JudgeAsync("problem-409");
        Assert.Equal(403, (await officer.Page.GotoAsync($"/requests/{number}/act/castBallot"))!.Status);
        await officer.JudgeAsync("problem-403");
    }

    private static async Task<string> BeginAsync(Window window)
    {
        await window.Page.GotoAsync("/requests/new");
        await window.Page.CheckAsync("[name=route][value=R1]");
        await window.SendAsync("main form button.govuk-button");
        return window.Page.Url.Split('/')[^2];
    }

    private static async Task<string?> FocusedAsync(Window window, string attribute) =>
        await window.Page.EvaluateAsync<string?>($"() => document.activeElement?.getAttribute('{attribute}')");
}
