using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>What is watched, form by form: a condition with its proof, an inspection to its outline, an incident to its closing.</summary>
public sealed class IncidentTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_condition_an_inspection_and_an_incident_are_brought_to_their_end()
    {
        var number = (await InForceAsync()).Number;
        await using var officer = await browser.OpenAsync("cao.officer");
        await using var examiner = await browser.OpenAsync("examiner1");
        await using var inspector = await browser.OpenAsync("inspector");
        await ActAsync(officer, number, "reportCondition", ("#text-en", "Addresses are replaced by numbers."));
        await ActAsync(examiner, number, "acceptCondition");
        await ActAsync(inspector, number, "planInspection", ("[name=kind][value=Planned]", null), ("[name=article][value='63(2)']", null), ("#subject-ja", "利用の状況"));
        await ActAsync(inspector, number, "openInspection");
        await ActAsync(inspector, number, "sendFindings");
        await ActAsync(officer, number, "answerFindings", ("#text-ja", "意見はない。"));
        await ActAsync(inspector, number, "followInspection", ("#text-en", "Looked at again."));
        await ActAsync(inspector, number, "closeInspection", ("#outline-en", "Use was inspected; nothing was found."));
        await ActAsync(inspector, number, "openIncident", ("#records", "32"), ("#text-en", "32 records lie outside the scope."));
        await ActAsync(inspector, number, "containIncident", ("#records", "32"), ("#text-en", "Kept apart."));
        Assert.Equal(0, await inspector.Page.Locator("a[href$=classifyIncident]").CountAsync());
        await ActAsync(officer, number, "reportIncident", ("#text-en", "A filter was set wrongly."));
        await ActAsync(inspector, number, "classifyIncident",
            ("[name=class][value=Relevant]", null), ("#serious", "4"), ("#intrusion-likelihood", "4"), ("#intrusion-effect", "4"), ("[name=arePersonsToBeTold][value=false]", null), ("#reasons-en", "Four are domestic."));
        await ActAsync(officer, number, "remedyIncident",
            ("#erasedAt-year", "2028"), ("#erasedAt-month", "2"), ("#erasedAt-day", "14"), ("#erasedAt-time", "09:00"), ("#what-en", "32 records"), ("#how-en", "Overwritten"), ("#by", "cao-op-02"), ("#proof", "Certificate 7"));
        await ActAsync(inspector, number, "closeIncident", ("#text-en", "The filter is right now."));
        var text = await inspector.Page.InnerTextAsync("main");
        Assert.Contains("4 of them serious", text, StringComparison.Ordinal);
        Assert.Contains("Use was inspected; nothing was found.", text, StringComparison.Ordinal);
        Assert.Contains("Met", await inspector.Page.InnerTextAsync("section[aria-labelledby=conditions]"), StringComparison.Ordinal);
        await inspector.JudgeAsync("watched-to-the-end");
    }

    /// <summary>Opens the form of a command, judges it, fills it in (null ticks) and sends it; it must succeed.</summary>
    private static async Task ActAsync(Window window, string number, string command, params (string Field, string? Text)[] answers)
    {
        await window.GoAsync($"/requests/{number}/act/{command}", $"act-{command}");
        foreach (var (field, text) in answers)
            await (text is null ? window.Page.CheckAsync(field) : window.Page.FillAsync(field, text));
        await window.SendAsync("main form button.govuk-button");
        Assert.Empty(await window.Page.Locator(".govuk-error-summary").AllInnerTextsAsync());
        Assert.EndsWith($"/requests/{number}", window.Page.Url, StringComparison.Ordinal);
        Assert.Equal(1, await window.Page.Locator(".govuk-notification-banner--success").CountAsync());
    }

    private async Task<Scene> InForceAsync()
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.BeforePanel);
        var round = Bodies.Round();
        round["conditions"] = new JsonArray(new JsonObject
        {
            ["id"] = "b", ["kind"] = "precedent", ["owner"] = "agency", ["text"] = Bodies.Text("De-identify e-mail addresses before anybody reads them."),
            ["due"] = new JsonObject { ["kind"] = "standing" },
        });
        await scene.DoAsync("kuze", "openRound", round);
        await scene.BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        await browser.Server.FireTimersAsync();
        return scene;
    }
}
