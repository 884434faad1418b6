using System.Text;
using Microsoft.Playwright;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Usage;

namespace Oversight.Browser.Tests;

/// <summary>The progress line of a usage file, on a server no other test moves the clock of.</summary>
public sealed class UsageProgressTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task While_the_file_is_matched_the_form_says_how_far_it_is()
    {
        await using var drafter = await browser.OpenAsync("cao.drafter");
        var scene = await Scene.InAsync(browser.Server, Core.Requests.RequestStatus.InForce);
        var answers = 0;
        await drafter.Page.RouteAsync("**/*handler=Progress*", async route =>
        {
            answers++;
            await route.FulfillAsync(new RouteFulfillOptions { Json = new { lines = 1_234_567, bytes = 50, totalBytes = 200, findings = 12, malformed = 3 } });
        });
        var held = new TaskCompletionSource();
        await drafter.Page.RouteAsync("**/act/fileUsage", async route =>
        {
            if (route.Request.Method == "POST")
                await held.Task;
            await route.ContinueAsync();
        });
        await drafter.Page.GotoAsync($"/requests/{scene.Number}/act/fileUsage");
        await drafter.Page.SetInputFilesAsync("#file", new FilePayload { Name = "u.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(UsageScene.Header + UsageScene.Good.Replace("2028-03-05", "2028-01-03", StringComparison.Ordinal)) });
        var pressed = drafter.Page.ClickAsync("main form button");

        await drafter.Page.WaitForFunctionAsync("() => document.querySelector('.ov-progress [role=status]').textContent.startsWith('25 %: 1,234,567 lines')");
        Assert.True(answers > 0);
        held.SetResult();
        await pressed;
        await drafter.Page.WaitForURLAsync($"**/requests/{scene.Number}/usage/*");
    }
}
