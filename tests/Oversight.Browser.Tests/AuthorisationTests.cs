using Microsoft.Playwright;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>The list of authorisations, the document for people and machines, and the form that checks a use.</summary>
public sealed class AuthorisationTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task An_authorisation_is_found_read_taken_along_and_asked_about(string language)
    {
        await using var other = await browser.OpenAsync("npa.officer", language);
        await other.GoAsync("/authorisations", "authorisations-none");
        Assert.Equal(0, await other.Page.Locator("table").CountAsync());

        var scene = await Scene.InAsync(browser.Server, RequestStatus.InForce);
        Assert.Equal(404, (await other.Page.GotoAsync($"/authorisations/{scene.Number}"))!.Status);
        await using var window = await browser.OpenAsync("cao.officer", language);
        await window.GoAsync("/authorisations", "authorisations");
        await window.SendAsync($"a[href='/authorisations/{scene.Number}']");
        await window.JudgeAsync("authorisation");

        var token = await window.Page.InputValueAsync("#token");
        Assert.Equal(3, token.Split('.').Length);
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("a[download]"));
        using var file = new StreamReader(await download.CreateReadStreamAsync());
        // A signature differs each time; header and payload do not while the clock stands.
        Assert.Equal(token[..token.LastIndexOf('.')], (await file.ReadToEndAsync()).Split('.') is [var header, var payload, _] ? $"{header}.{payload}" : "");
        Assert.Equal($"authorisation-{scene.Number}.jws", download.SuggestedFilename);

        await window.SendAsync("#check ~ form button");
        await window.JudgeAsync("authorisation-check-empty");
        Assert.Equal(2, await window.Page.Locator(".govuk-error-summary__list a").CountAsync());
        await AskAsync(window, "198.51.100.8", "203.0.113.5");
        await window.JudgeAsync("authorisation-check-answer");
        Assert.Equal("198.51.100.8", await window.Page.InputValueAsync("#srcIp"));
        Assert.Equal(1, await window.Page.Locator("#use-answer").CountAsync());
        await AskAsync(window, "192.0.2.1", "192.0.2.2");
        Assert.Contains(language == "ja" ? "内内通信" : "Domestic-only", await window.Page.InnerTextAsync(".govuk-notification-banner"), StringComparison.Ordinal);
        await AskAsync(window, "192.0.2.0/25", "server.example");
        Assert.Equal(2, await window.Page.Locator(".govuk-error-summary__list a").CountAsync());
    }

    [Fact]
    public async Task Printed_it_is_the_authorisation_alone()
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.InForce);
        await using var window = await browser.OpenAsync("auditor");
        await window.Page.GotoAsync($"/authorisations/{scene.Number}");
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        foreach (var hidden in new[] { "#token", "#srcIp", ".ov-header", "[data-print]" })
            Assert.False(await window.Page.Locator(hidden).First.IsVisibleAsync(), hidden);
        Assert.True(await window.Page.Locator("h1").IsVisibleAsync());
    }

    private static async Task AskAsync(Window window, string source, string destination)
    {
        await window.Page.FillAsync("#srcIp", source);
        await window.Page.FillAsync("#dstIp", destination);
        await window.Page.CheckAsync("[name=protocol][value=Tcp]");
        await window.Page.FillAsync("#port", "443");
        await window.Page.SelectOptionAsync("#dataType", "IpAddress");
        await window.Page.FillAsync("#operator", "cao-op-01");
        await window.SendAsync("#check ~ form button");
    }
}
