using System.Diagnostics;
using System.Text.Json.Nodes;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>Which orders cover content that is gone: those the one presiding gave on another's proposal, and no others.</summary>
public sealed class ErasureOrderTests
{
    private const string Case = "2028-AAAA-AAAA";
    private const string Other = "2028-BBBB-BBBB";

    [Fact]
    public void Content_is_opened_erased_under_an_order_or_withheld()
    {
        var scene = Scene();
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene).Verdict);
        scene.Forget(0);
        var report = Verify(scene);
        Assert.Equal((Verdict.Incomplete, "Withheld", 0L, 2L), (report.Verdict, report.Deciding!.Code, report.Deciding.Index, report.WithheldCount));
        Assert.Equal(Verdict.ValidWitnessed, Verify(scene, withParts: false).Verdict);

        Propose(scene, 1, (1, "content.scope"));
        Assert.Equal(2, Verify(scene).WithheldCount);
        Order(scene, 1, 1, (1, "content.scope"));
        Assert.Equal(("Withheld", 1L), (Verify(scene).Deciding!.Code, Verify(scene).WithheldCount));
        Propose(scene, 2, (1, "reason"));
        Order(scene, 2, 2, (1, "reason"));
        report = Verify(scene);
        Assert.Equal(Verdict.ValidWitnessed, report.Verdict);
        Assert.Equal([new ErasedPart(0, Case, 1, "content.scope", 1), new ErasedPart(0, Case, 1, "reason", 2)], report.Erased);
    }

    [Theory]
    [InlineData("nothing proposed"), InlineData("by the system"), InlineData("by the proposer"), InlineData("of another number"), InlineData("of another list"), InlineData("of a longer list")]
    [InlineData("proposed by nobody"), InlineData("ordered by another"), InlineData("refused before"), InlineData("ordered before"), InlineData("proposed elsewhere"), InlineData("of the order's own parts")]
    public void An_order_nobody_may_give_covers_nothing_and_is_named(string how)
    {
        var scene = Scene();
        scene.Forget(0);
        (int, string)[] both = [(1, "content.scope"), (1, "reason")];
        var own = how == "of the order's own parts";
        if (how != "nothing proposed")
            Propose(scene, 1, how switch { "of another list" => [both[1]], "of a longer list" => [both[0]], _ => own ? [.. both, (2, "ground")] : both }, how == "proposed elsewhere" ? Other : Case);
        if (how == "refused before")
            scene.Add(Case, "ErasureProposalRefused", new JsonObject { ["proposal"] = 1, ["refusedBy"] = "chair" }, [], actor: "chair", role: "panelMember");
        if (how == "ordered before")
            Order(scene, 1, 1, both);
        var index = scene.Entries.Count;
        Order(
            scene, how is "of another number" or "ordered before" ? 2 : 1, 1, own ? [.. both, (2, "ground")] : both, actor: how == "by the proposer" ? "clerk" : "chair",
            role: how == "by the system" ? "system" : "panelMember", proposedBy: how == "proposed by nobody" ? "nobody" : "clerk",
            orderedBy: how switch { "ordered by another" => "another", "by the proposer" => "clerk", _ => "chair" });
        var report = Verify(scene);
        Assert.Equal((Verdict.Diverged, "UnlawfulOrder", (long)index, Case), (report.Verdict, report.Deciding!.Code, report.Deciding.Index, report.Deciding.Case));
        Assert.Equal(how == "ordered before" ? 0 : 2, report.WithheldCount);
    }

    [Fact]
    public void An_order_in_a_register_covers_nothing()
    {
        var scene = new LogScene();
        scene.Add("accounts", "Noted", [], ["reason"]);
        scene.Forget(0);
        Propose(scene, 1, [(1, "reason")], "accounts");
        Order(scene, 1, 1, [(1, "reason")], number: "accounts");
        Assert.Equal((Verdict.Diverged, 1L), (Verify(scene).Verdict, Verify(scene).WithheldCount));
    }

    /// <summary>A list of a million parts must not be gone through for each of them.</summary>
    [Fact]
    public void Many_missing_parts_take_no_time()
    {
        var scene = new LogScene();
        var names = Enumerable.Range(0, 400).Select(i => $"content.part{i:000}").ToArray();
        for (var i = 0; i < 100; i++)
        {
            var number = $"2028-AAAA-AA{"ABCDEFGHJK"[i / 10]}{"ABCDEFGHJK"[i % 10]}";
            scene.Add(number, "Noted", [], names);
            scene.Forget(scene.Entries.Count - 1);
        }
        for (var i = 99; i >= 0; i--)
        {
            var number = $"2028-AAAA-AA{"ABCDEFGHJK"[i / 10]}{"ABCDEFGHJK"[i % 10]}";
            (int, string)[] all = [.. names.Select(name => (1, name))];
            Propose(scene, 1, all, number);
            Order(scene, 1, 1, all, number: number);
        }
        var files = scene.Files();
        var clock = Stopwatch.StartNew();
        var report = LogVerifier.Verify(new VerificationTask(files.GetValueOrDefault, scene.Policy.Judge));
        Assert.Equal((Verdict.ValidWitnessed, 40_000), (report.Verdict, report.Erased.Count));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static LogScene Scene()
    {
        var scene = new LogScene();
        scene.Add(Case, "Noted", [], ["content.scope", "reason"]);
        return scene;
    }

    private static JsonArray List((int CaseSeq, string Name)[] parts) =>
        [.. parts.Select(part => new JsonObject { ["caseSeq"] = part.CaseSeq, ["name"] = part.Name })];

    private static void Propose(LogScene scene, int proposal, params (int, string)[] parts) => Propose(scene, proposal, parts, Case);

    private static void Propose(LogScene scene, int proposal, (int, string)[] parts, string number) => scene.Add(
        number, "ErasureProposed", new JsonObject { ["erase"] = List(parts), ["proposal"] = proposal }, ["authority", "ground"], actor: "clerk", role: "secretariat");

    private static void Order(LogScene scene, int order, int proposal, params (int, string)[] parts) => Order(scene, order, proposal, parts, number: Case);

    private static void Order(
        LogScene scene, int order, int proposal, (int, string)[] parts, string actor = "chair", string role = "panelMember", string proposedBy = "clerk",
        string orderedBy = "chair", string number = Case) => scene.Add(
        number, "PartsErased",
        new JsonObject { ["erased"] = List(parts), ["order"] = order, ["orderedBy"] = orderedBy, ["proposal"] = proposal, ["proposedBy"] = proposedBy }, [], actor: actor, role: role);

    private static VerificationReport Verify(LogScene scene, bool withParts = true)
    {
        var files = scene.Files();
        return LogVerifier.Verify(new VerificationTask(files.GetValueOrDefault, scene.Policy.Judge) { WithParts = withParts });
    }
}
