using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Books;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Reports;

/// <summary>
/// Cases of the case files side by side, and beside them what the files do not play: an early end, an inspection with its consequences, measures
/// without approval, an extension.
/// </summary>
internal static class FixtureYear
{
    public static readonly string[] Variants =
    [
        "C01/erasedAfterItsEnd", "C02/approvedWithConditions", "C03/partlyApproved", "C04/refusedAtIntake", "C06/refiledWithDates",
        "C08/approvedWithConditions", "C10/approvedByTheQuorum", "C10/quorumLost", "C11/decidedByTheActingChair",
    ];

    /// <summary>What the outline of the one closed inspection says.</summary>
    public const string Outline = "One record was opened too early.";

    /// <summary>What the inspection of the agreement found.</summary>
    public const string AgreementOutline = "The copied share was kept to.";

    public static async Task PlayAsync(TestServer server)
    {
        var player = new CasePlayer(
            CaseLibrary.Shipped, () => new HttpClient { BaseAddress = server.Address }, TestServer.Password, at =>
            {
                server.SetClock(at);
                return server.FireTimersAsync();
            });
        await player.PlayAsync(Variants, _ => { }, TestContext.Current.CancellationToken);
        server.SetClock(At("2028-03-01T09:00"));
        await AgreementAsync(server);
        await WithdrawnAsync(server);
        await InspectedAsync(server);
        await NotifiedAsync(server, "npa", Measure("C08/approvedWithConditions"), "Keep a list of contacts.");
        await NotifiedAsync(server, "sdf", Measure("C10/beforeThePanel"), "Tell the contractor.");
        await ExtendedAsync(server);
        await SilentAsync(server);
    }

    /// <summary>An agreement (R0) and an inspection of it under Art 63(2).</summary>
    private static async Task AgreementAsync(TestServer server)
    {
        await server.ClientFor("cao.officer").PostAsync("/agreements", Writing.Terms()).DoneAsync();
        await server.ClientFor("inspector").PostAsync(
            "/agreements/AG-1/inspections", new { on = "2028-02-10", kind = "article63Paragraph2", outcome = Bodies.Text(AgreementOutline) }).DoneAsync();
    }

    /// <summary>R1, filed and withdrawn.</summary>
    private static async Task WithdrawnAsync(TestServer server) =>
        await (await Scene.InAsync(server, RequestStatus.UnderExamination)).DoAsync("cao.officer", "withdraw", Bodies.Reason);

    /// <summary>R1, approved; one recusal before; inspected, notice and demand, two disclosures of which one off purpose, ended early, erased.</summary>
    private static async Task InspectedAsync(TestServer server)
    {
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        await scene.DoAsync("inspector", "planInspection", new JsonObject { ["kind"] = "unannounced", ["article"] = "63(1)", ["subject"] = Bodies.Text() });
        await scene.DoAsync("inspector", "openInspection", new JsonObject { ["inspection"] = 1 });
        await scene.DoAsync("inspector", "recordFinding", new JsonObject { ["inspection"] = 1, ["text"] = Bodies.Text(), ["records"] = 1 });
        await scene.DoAsync("inspector", "sendFindings", new JsonObject { ["inspection"] = 1 });
        await scene.DoAsync("cao.officer", "answerFindings", new JsonObject { ["inspection"] = 1, ["text"] = Bodies.Text() });
        await scene.DoAsync("inspector", "closeInspection", new JsonObject { ["inspection"] = 1, ["outline"] = Bodies.Text(Outline) });
        await scene.DoAsync("kuze", "openRound", new JsonObject
        {
            ["motion"] = "resolve",
            ["present"] = new JsonArray("kuze", "saegusa", "nasu"),
            ["resolution"] = new JsonObject { ["kinds"] = new JsonArray("notice", "demand"), ["text"] = Bodies.Text(), ["inspection"] = 1 },
        });
        foreach (var member in new[] { "kuze", "saegusa", "nasu" })
            await scene.DoAsync(member, "castBallot", new JsonObject { ["items"] = new JsonObject { ["resolution"] = "yes" } });
        foreach (var purpose in new[] { "damagePrevention", "criminalInvestigation" })
            await scene.DoAsync("cao.drafter", "recordDisclosure", new JsonObject
            {
                ["disclosedAt"] = "2028-03-01T08:00+09:00", ["recipient"] = Recipient(scene), ["purpose"] = purpose, ["records"] = 2, ["text"] = Bodies.Text(),
            });
        await scene.DoAsync("cao.officer", "endEarly", Bodies.Reason);
        server.SetClock(At("2028-03-11T09:00"));
        var erasure = Bodies.Erasure;
        erasure["erasedAt"] = "2028-03-11T08:00+09:00";
        await scene.DoAsync("cao.officer", "recordErasure", erasure);
    }

    private static string Recipient(Scene scene) => (string?)scene.Content["handling"]!["recipients"]?[0] ?? "nobody named";

    /// <summary>A measure, its notice after an hour, confirmed with a recommendation.</summary>
    private static async Task NotifiedAsync(TestServer server, string agency, JsonObject content, string recommendation)
    {
        var scene = await Scene.DraftAsync(server, content, agency);
        await RecordAsync(server, scene, agency);
        await scene.DoAsync($"{agency}.officer", "notify", Bodies.Signature());
        await scene.DoAsync("examiner1", "examine", Bodies.Examination(content));
        await scene.DoAsync("kuze", "openRound", new JsonObject
        {
            ["motion"] = "confirm",
            ["present"] = new JsonArray("kuze", "saegusa", "nasu"),
            ["reasons"] = new JsonArray(new JsonObject { ["criterion"] = "K10", ["text"] = Bodies.Text() }),
            ["recommendation"] = Bodies.Text(recommendation),
        });
        await scene.BallotsAsync(("kuze", "yes"), ("saegusa", "yes"), ("nasu", "no"));
    }

    private static Task<Scene> RecordAsync(TestServer server, Scene scene, string agency) => scene.DoAsync($"{agency}.drafter", "recordMeasure", new JsonObject
    {
        ["measuredAt"] = server.Now.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture), ["action"] = "stopModule",
    });

    /// <summary>R1, approved; its extension is asked for in time and withdrawn.</summary>
    private static async Task ExtendedAsync(TestServer server)
    {
        server.SetClock(At("2028-03-12T09:00"));
        var parent = await Scene.InAsync(server, RequestStatus.InForce);
        server.SetClock(At("2028-06-20T09:00"));
        var content = Json.Patched(Bodies.Acquisition, new JsonObject
        {
            ["route"] = "R4", ["parent"] = parent.Number, ["period"] = new JsonObject { ["start"] = "2028-07-15", ["end"] = "2029-01-14" },
        });
        var extension = await Scene.DraftAsync(server, content);
        await (await extension.FileAsync()).DoAsync("cao.officer", "withdraw", Bodies.Reason);
    }

    /// <summary>A measure nobody notifies.</summary>
    private static async Task SilentAsync(TestServer server)
    {
        var scene = await Scene.DraftAsync(server, Measure("C08/approvedWithConditions"), "npa");
        await RecordAsync(server, scene, "npa");
        server.SetClock(At("2028-06-22T09:00"));
        await server.FireTimersAsync();
    }

    /// <summary>The content of a case as that of an emergency.</summary>
    private static JsonObject Measure(string variant)
    {
        var content = CaseLibrary.Shipped.ContentOf(CaseLibrary.Shipped.Case(variant.Split('/')[0]), CaseLibrary.Shipped.Variant(variant))!;
        foreach (var evidence in content["evidence"]!.AsArray())
            ((JsonObject)evidence!).Remove("digest");
        return Json.Patched(content, new JsonObject { ["emergency"] = true });
    }

    private static DateTimeOffset At(string jst) => DateTimeOffset.Parse($"{jst}+09:00", System.Globalization.CultureInfo.InvariantCulture);
}
