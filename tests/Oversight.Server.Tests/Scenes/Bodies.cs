using System.Text.Json.Nodes;
using Oversight.Server.Demo.Cases;

namespace Oversight.Server.Tests.Scenes;

/// <summary>Bodies that hold: whatever is refused with them is refused for who asks, or for where the request stands.</summary>
public static class Bodies
{
    public static readonly string[] Panel = ["kuze", "saegusa", "nasu", "ibuki", "ayabe"];

    /// <summary>C01's content, two scope items, without files to attach first.</summary>
    public static JsonObject Acquisition => WithoutFiles("C01/approved", []);

    /// <summary>The same without the name of the target act, which intake returns (I07).</summary>
    public static JsonObject Returnable => Json.Patched(Acquisition, new JsonObject { ["targetAct"] = null });

    /// <summary>C08's content, one scope item abroad, moved to the demo's days.</summary>
    public static JsonObject Neutralization => WithoutFiles("C08/approvedWithConditions", new JsonObject
    {
        ["period"] = new JsonObject { ["start"] = "2028-03-01T09:00+09:00", ["end"] = "2028-03-08T09:00+09:00" },
    });

    public static JsonObject Empty => [];

    public static JsonObject Reason => new() { ["reason"] = "For the test." };

    public static JsonObject Text(string text = "For the test.") => new() { ["en"] = text, ["ja"] = "試験のため。" };

    public static JsonObject Signature(int contentVersion = 1) => new() { ["contentVersion"] = contentVersion };

    public static JsonObject Answer(int contentVersion = 1) => new() { ["contentVersion"] = contentVersion, ["text"] = Text() };

    public static JsonObject Questions => new() { ["questions"] = new JsonArray(Text()) };

    /// <summary>Every criterion of the content marked yes.</summary>
    public static JsonObject Examination(JsonObject content) => new()
    {
        ["recommendation"] = "approve",
        ["report"] = Text(),
        ["marks"] = new JsonArray([.. content["criteria"]!.AsArray().Select(answer => new JsonObject
        {
            ["criterion"] = (string)answer!["criterion"]!, ["mark"] = "yes",
        })]),
    };

    public static JsonObject Consultation => new()
    {
        ["authority"] = "foreignMinister",
        ["date"] = "2028-02-14",
        ["document"] = "MOFA 2028-0214-1",
        ["view"] = Text(),
    };

    public static JsonObject Round(params string[] present) => new()
    {
        ["motion"] = "decide",
        ["present"] = new JsonArray([.. (present.Length == 0 ? Panel : present).Select(member => (JsonNode)member)]),
        ["reasons"] = new JsonArray(new JsonObject { ["criterion"] = "K6", ["text"] = Text() }),
    };

    /// <summary>The same choice for every item, with a reason for each, as a no needs one.</summary>
    public static JsonObject Ballot(JsonObject content, string choice = "yes") => new()
    {
        ["items"] = PerItem(content, choice),
        ["reasons"] = PerItem(content, "For the test."),
    };

    /// <summary>The same on what the scene's round puts to the vote.</summary>
    public static JsonObject Ballot(Scene scene, string choice = "yes") => scene.Motion == "resolve"
        ? new() { ["items"] = new JsonObject { ["resolution"] = choice }, ["reasons"] = new JsonObject { ["resolution"] = "For the test." } }
        : Ballot(scene.Content, choice);

    public static JsonObject Casting(Scene scene) => scene.Motion == "resolve"
        ? new() { ["items"] = new JsonObject { ["resolution"] = "approve" }, ["reason"] = "For the test." }
        : Casting(scene.Content);

    /// <summary>A motion of the given kind with the attendance.</summary>
    public static JsonObject Motion(string motion, params string[] present)
    {
        var round = Round(present);
        round["motion"] = motion;
        if (motion == "resolve")
            round["resolution"] = new JsonObject { ["kinds"] = new JsonArray("notice"), ["text"] = Text() };
        return round;
    }

    public static JsonObject Casting(JsonObject content) => new() { ["items"] = PerItem(content, "approve"), ["reason"] = "For the test." };

    public static JsonObject Interest => new() { ["ground"] = "selfRecusal", ["reason"] = "For the test." };

    public static JsonObject Presence(string member, bool isPresent) => new() { ["member"] = member, ["isPresent"] = isPresent };

    public static JsonObject Erasure => new()
    {
        ["erasedAt"] = "2028-02-14T09:00+09:00",
        ["what"] = Text(),
        ["how"] = Text(),
        ["by"] = "cao-op-02",
        ["proof"] = "Certificate 1",
    };

    private static JsonObject PerItem(JsonObject content, string value) =>
        new(Enumerable.Range(1, content["scope"]!.AsArray().Count).Select(item => KeyValuePair.Create($"{item}", (JsonNode?)value)));

    private static JsonObject WithoutFiles(string variant, JsonObject patch)
    {
        var content = CaseLibrary.Shipped.ContentOf(CaseLibrary.Shipped.Case(variant.Split('/')[0]), CaseLibrary.Shipped.Variant(variant))!;
        foreach (var evidence in content["evidence"]!.AsArray())
            ((JsonObject)evidence!).Remove("digest");
        return Json.Patched(content, patch);
    }
}
