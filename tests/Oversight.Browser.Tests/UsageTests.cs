using System.Text;
using Microsoft.Playwright;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Usage;

namespace Oversight.Browser.Tests;

/// <summary>Usage files from the browser: filed with and without script, and read by an inspector.</summary>
public sealed class UsageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_usage_file_is_filed_from_the_browser_and_its_findings_are_read_page_by_page()
    {
        var scene = await UsageScene.OnAsync(browser.Server);
        var form = $"/requests/{scene.Number}/act/fileUsage";
        await using (var drafter = await browser.OpenAsync("cao.drafter"))
        {
            await drafter.GoAsync($"/requests/{scene.Number}/usage", "usage-none");
            await drafter.SendAsync("main .govuk-button");
            await drafter.JudgeAsync("usage-form");
            await drafter.SendAsync("main form button");
            Assert.Contains("Choose a file", await drafter.Page.InnerTextAsync(".govuk-error-summary"));
            await UploadAsync(drafter, UsageScene.Csv(3_000), "usage.txt");
            Assert.Contains("text/csv", await drafter.Page.InnerTextAsync(".govuk-error-summary"));
            await UploadAsync(drafter, UsageScene.Csv(80_000), "usage.csv");
            await drafter.JudgeAsync("usage-import");
            Assert.Contains("72,000", await drafter.Page.InnerTextAsync("main"));
        }
        // Without script, in Japanese.
        await using (var drafter = await browser.OpenAsync("cao.drafter", "ja", withScript: false))
        {
            await drafter.Page.GotoAsync(form);
            await UploadAsync(drafter, Encoding.UTF8.GetBytes(UsageScene.Header + UsageScene.Good), "clean.csv");
            Assert.Contains("範囲外の記録はありません。", await drafter.Page.InnerTextAsync("main"));
        }
        Assert.Equal(2, (await scene.ImportsAsync()).Count);
        await ReadAsync(scene, "en");
        await ReadAsync(scene, "ja");
    }

    private async Task ReadAsync(UsageScene scene, string language)
    {
        await using var inspector = await browser.OpenAsync("inspector", language);
        await inspector.GoAsync($"/requests/{scene.Number}/usage", "usage-imports");
        Assert.Equal(0, await inspector.Page.Locator("main .govuk-button").CountAsync());
        await inspector.SendAsync("main table a >> text=usage.csv");
        await inspector.JudgeAsync("usage-import-inspector");
        Assert.Equal(50, await inspector.Page.Locator("[aria-labelledby=findings] tbody tr").CountAsync());
        await inspector.SendAsync("[aria-labelledby=findings] a[rel=next]");
        Assert.Equal("511", await inspector.Page.InnerTextAsync("[aria-labelledby=findings] tbody th >> nth=0"));
        await inspector.SendAsync("[aria-labelledby=kinds] tbody a");
        Assert.Contains("kinds=outOfCidr", inspector.Page.Url);
        var download = await inspector.Page.RunAndWaitForDownloadAsync(() => inspector.Page.ClickAsync("[aria-labelledby=malformed] a[download]"));
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!);
        Assert.Equal(["line,reason", "\"1001\",\"wrongColumnCount\""], lines.Take(2).Select(line => line.TrimStart('\uFEFF')));
        Assert.Equal(81, lines.Length);
    }

    private static async Task UploadAsync(Window window, byte[] file, string name)
    {
        await window.Page.SetInputFilesAsync("#file", new FilePayload { Name = name, MimeType = "text/csv", Buffer = file });
        await window.SendAsync("main form button");
    }
}
