using Microsoft.Playwright;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>Who reads a corrected request sees what changed; who voted before sees it before voting anew; a decision is a document to print.</summary>
public sealed class ChangeTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("en", "What changed since you voted", "These ballots are about version 1")]
    [InlineData("ja", "あなたの投票後の変更点", "内容の第1版についてのものです")]
    public async Task A_member_who_voted_sees_what_changed_since_on_the_request_and_on_the_ballot(string language, string since, string earlier)
    {
        var scene = await Corrections.SignedAsync(browser.Server);
        await (await scene.ExamineAsync()).OpenRoundAsync();
        await using var member = await browser.OpenAsync("nasu", language);
        await member.GoAsync($"/requests/{scene.Number}", "changes-member");
        Assert.Equal(1, await member.Page.GetByText(since, new() { Exact = true }).CountAsync());
        Assert.Equal(3, await member.Page.Locator(".ov-change").CountAsync());
        Assert.Equal(1, await member.Page.Locator(".ov-change .govuk-tag--orange").CountAsync());
        Assert.Contains(earlier, await member.Page.InnerTextAsync("main"));
        Assert.Equal(1, await member.Page.Locator("#directions").CountAsync());
        await member.GoAsync($"/requests/{scene.Number}/act/castBallot", "changes-ballot");
        Assert.Equal(1, await member.Page.GetByText(since, new() { Exact = true }).CountAsync());

        await scene.DoAsync("nasu", "castBallot", Bodies.Ballot(scene.Content));
        await member.Page.GotoAsync($"/requests/{scene.Number}/act/castBallot");
        Assert.Equal(0, await member.Page.GetByText(since, new() { Exact = true }).CountAsync());
        Assert.Equal(0, await member.Page.Locator(".ov-change").CountAsync());

        await using var agency = await browser.OpenAsync("cao.drafter", language);
        await agency.Page.GotoAsync($"/requests/{scene.Number}");
        Assert.Equal(0, await agency.Page.GetByText(since, new() { Exact = true }).CountAsync());
        Assert.Equal(3, await agency.Page.Locator(".ov-change").CountAsync());
    }

    [Fact]
    public async Task A_correction_shows_to_the_officer_who_signs_it_and_to_nobody_outside_before()
    {
        var scene = await (await Corrections.RemandedAsync(browser.Server)).ReviseAsync(Corrections.Content);
        await using var officer = await browser.OpenAsync("cao.officer");
        await officer.GoAsync($"/requests/{scene.Number}/act/resubmit", "changes-resubmit");
        Assert.Equal(3, await officer.Page.Locator(".ov-change").CountAsync());
        await using var member = await browser.OpenAsync("nasu");
        await member.GoAsync($"/requests/{scene.Number}", "changes-none");
        Assert.Equal(0, await member.Page.Locator(".ov-change").CountAsync());
        Assert.Contains("Only one version was signed so far", await member.Page.InnerTextAsync("main"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task The_decision_is_a_document_to_print(string language)
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.InForce);
        await using var auditor = await browser.OpenAsync("auditor", language);
        await auditor.GoAsync($"/requests/{scene.Number}/decision", "decision-full");
        Assert.Equal(64, (await auditor.Page.InnerTextAsync("section:last-of-type code >> nth=0")).Length);
        await auditor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var screen in new[] { ".ov-header", ".ov-nav", ".ov-footer", ".govuk-back-link", ".ov-demo", "[data-print]" })
            Assert.False(await auditor.Page.Locator(screen).First.IsVisibleAsync(), screen);
        if (Environment.GetEnvironmentVariable("OVERSIGHT_SCREENSHOTS") is { } pictures)
            await auditor.Page.PdfAsync(new() { Path = Path.Combine(pictures, $"decision-{language}.pdf"), PreferCSSPageSize = true });
        await using var officer = await browser.OpenAsync("cao.officer", language);
        await officer.GoAsync($"/requests/{(await Corrections.RemandedAsync(browser.Server)).Number}/decision", "decision-remand");
        await officer.GoAsync($"/requests/{scene.Number}", "request-with-minutes");
    }
}
