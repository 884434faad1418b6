using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>An extension and its parent. It moves the clock, so it shares its server with no other test.</summary>
public sealed class ExtensionPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_extension_and_what_it_extends_lead_to_each_other_and_show_what_was_struck()
    {
        var parent = await Scene.InAsync(browser.Server, RequestStatus.InForce);
        browser.Server.SetClock(new DateTimeOffset(2028, 6, 20, 0, 0, 0, TimeSpan.Zero));
        var content = Json.Patched(Bodies.Acquisition, new JsonObject
        {
            ["route"] = "R4", ["parent"] = parent.Number, ["period"] = new JsonObject { ["start"] = "2028-07-15T00:00+09:00", ["end"] = "2028-12-15T00:00+09:00" },
        });
        string[] demanded = ["K1", "K4", "K5", "K6", "K9"];
        content["criteria"] = new JsonArray([.. content["criteria"]!.AsArray().Where(answer => demanded.Contains((string)answer!["criterion"]!)).Select(answer => answer!.DeepClone())]);
        content["criteria"]!.AsArray().Add(new JsonObject { ["criterion"] = "K13", ["answer"] = "yes", ["text"] = Bodies.Text("Eleven warnings came of it.") });
        content["scope"]![1]!["sources"] = new JsonArray("2001:db8:a::/48");
        var extension = await (await Scene.DraftAsync(browser.Server, content)).ToPanelAsync();
        var ballot = new JsonObject { ["items"] = new JsonObject { ["1"] = "yes" }, ["reasons"] = new JsonObject() };
        await extension.OpenRoundAsync();
        foreach (var member in Bodies.Panel)
            await extension.DoAsync(member, "castBallot", (JsonObject)ballot.DeepClone());
        await using var auditor = await browser.OpenAsync("auditor", "ja");
        await auditor.GoAsync($"/requests/{extension.Number}", "extension");
        Assert.Contains("除外", await auditor.Page.InnerTextAsync("section[aria-labelledby=intake]"), StringComparison.Ordinal);
        Assert.Equal(1, await auditor.Page.Locator($"section[aria-labelledby=authorisation] a[href='/requests/{parent.Number}']").CountAsync());
        await auditor.GoAsync($"/requests/{parent.Number}", "extended");
        Assert.Equal(1, await auditor.Page.Locator($"section[aria-labelledby=authorisation] a[href='/requests/{extension.Number}']").CountAsync());
        await auditor.PictureOfAsync("section[aria-labelledby=authorisation]", "part-extended");
    }
}
