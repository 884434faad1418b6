using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Log;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Browser.Tests;

/// <summary>The audit trail's standing before and after its first checkpoint, and the receipt of an entry.</summary>
public sealed class LedgerTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_audit_trail_shows_how_far_it_is_proved_and_hands_out_receipts()
    {
        var scene = await Scene.InAsync(browser.Server, RequestStatus.BeforePanel);
        var receipt = $"/requests/{scene.Number}/entries/2/receipt";
        await using var auditor = await browser.OpenAsync("auditor");
        await auditor.GoAsync("/ledger", "ledger-none");
        Assert.Contains("No checkpoint is published yet.", await auditor.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await auditor.GoAsync(receipt, "receipt-none");
        Assert.Contains("no published checkpoint covers it yet", await auditor.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await browser.Server.PublishLogAsync();

        await auditor.GoAsync("/ledger", "ledger");
        Assert.Contains("oversight.example/log", await auditor.Page.InnerTextAsync("section[aria-labelledby=head]"), StringComparison.Ordinal);
        await auditor.Page.GotoAsync($"/requests/{scene.Number}");
        var download = await auditor.Page.RunAndWaitForDownloadAsync(() => auditor.Page.ClickAsync($"a[href='{receipt}']"));
        var proof = TlogProof.Parse(await File.ReadAllTextAsync((await download.PathAsync())!));
        var keys = await browser.Server.Services.GetRequiredService<LogSigner>().KeysAsync(CancellationToken.None);
        Assert.True(LogPolicy.Of(keys).Judge(proof.Checkpoint).IsQuorum);
        await using var drafter = await browser.OpenAsync("npa.drafter", "ja");
        await drafter.GoAsync("/ledger", "ledger");
        Assert.Equal(404, (await drafter.Page.GotoAsync(receipt))!.Status);
    }

    [Fact]
    public async Task An_erasure_order_is_proposed_and_given_in_the_browser()
    {
        var number = (await Scene.InAsync(browser.Server, RequestStatus.Closed)).Number;
        await using (var examiner = await browser.OpenAsync("examiner1"))
        {
            await examiner.GoAsync($"/requests/{number}/act/proposeErasure", "act-proposeErasure");
            await examiner.Page.CheckAsync("[name=parts][value='1:content.statement']");
            await examiner.Page.FillAsync("#ground-en", "The court ordered it.");
            await examiner.Page.FillAsync("#authority-en", "Tokyo District Court");
            await examiner.SendAsync("main form button.govuk-button");
            Assert.EndsWith($"/requests/{number}", examiner.Page.Url, StringComparison.Ordinal);
        }
        await using (var chair = await browser.OpenAsync("kuze", "ja"))
        {
            await chair.GoAsync($"/requests/{number}/act/orderErasure", "act-orderErasure");
            await chair.SendAsync("main form button.govuk-button");
            Assert.EndsWith($"/requests/{number}", chair.Page.Url, StringComparison.Ordinal);
        }
        foreach (var language in new[] { "en", "ja" })
        {
            await using var auditor = await browser.OpenAsync("auditor", language);
            await auditor.GoAsync($"/requests/{number}", "request-erased");
            Assert.Contains("Tokyo District Court", await auditor.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        }
    }
}
