using Oversight.Core.Requests;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>Every action a request page offers, in every state and to everybody, leads to a page that holds.</summary>
public sealed class ActionTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly HashSet<string> Judged = [];

    private static readonly string[] People = ["cao.drafter", "cao.officer", "examiner1", "kuze", "nasu", "inspector", "auditor"];

    [Fact]
    public async Task Every_action_offered_leads_to_a_page_that_holds()
    {
        RequestStatus[] states =
        [
            RequestStatus.Draft, RequestStatus.AwaitingSignature, RequestStatus.Returned, RequestStatus.UnderExamination, RequestStatus.InformationRequested,
            RequestStatus.BeforePanel, RequestStatus.Voting, RequestStatus.InForce, RequestStatus.ErasureDue, RequestStatus.Closed,
        ];
        var scenes = new List<Scene>();
        foreach (var state in states)
            scenes.Add(await Scene.InAsync(browser.Server, state));
        scenes.Add(await (await Scene.InAsync(browser.Server, RequestStatus.Returned)).ReviseAsync(Bodies.Acquisition));
        scenes.Add(await TiedAsync());
        foreach (var person in People)
            await OpenAllAsync(person, scenes.Select(scene => scene.Number));
        await OpenNeutralizationAsync();
        string[] expected = ["sign", "resubmit", "answer", "withdraw", "decline", "declareInterest", "decideTie", "recordErasure", "endEarly", "attach"];
        Assert.Empty(expected.Except(Judged));
    }

    private async Task OpenNeutralizationAsync()
    {
        var draft = await Scene.DraftAsync(browser.Server, agency: "npa");
        await using (var drafter = await browser.OpenAsync("npa.drafter"))
            foreach (var section in new[] { "form", "form/consultations", "form/officer", "form/scope/1", "check" })
                await drafter.GoAsync($"/requests/{draft.Number}/{section}", $"npa-{section.Replace('/', '-')}");
        await draft.FileAsync();
        await OpenAllAsync("examiner2", [draft.Number]);
        Assert.Contains("confirmConsultation", Judged);
    }

    /// <summary>Four present, two for and two against each item.</summary>
    private async Task<Scene> TiedAsync()
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.BeforePanel);
        await scene.OpenRoundAsync("kuze", "saegusa", "nasu", "ibuki");
        return await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"), ("ibuki", "no"));
    }

    private async Task OpenAllAsync(string person, IEnumerable<string> numbers)
    {
        await using var window = await browser.OpenAsync(person);
        foreach (var number in numbers)
        {
            var answer = await window.Page.GotoAsync($"/requests/{number}");
            if (answer!.Status == 404)
                continue;
            Assert.Equal(200, answer.Status);
            var links = await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.ov-actions a')].map(link => link.getAttribute('href'))");
            foreach (var link in links)
            {
                Assert.Equal(200, (await window.Page.GotoAsync(link))!.Status);
                if (Judged.Add(link.Split('/')[^1]))
                    await window.JudgeAsync($"action-{link.Split('/')[^1]}");
            }
        }
    }
}
