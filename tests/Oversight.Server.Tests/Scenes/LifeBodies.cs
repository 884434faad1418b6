using System.Text.Json.Nodes;

namespace Oversight.Server.Tests.Scenes;

/// <summary>Bodies that hold for what follows a decision or a measure.</summary>
public static class LifeBodies
{
    private const string Now = "2028-02-14T09:00+09:00";

    private const string Digest = "6f1c8f5dd0ab0b6b2cbd1dd9a9c6b6ac9db8c1b7d25fbb4dca3d8f6a5a2b8c10";

    /// <summary>C08's content as the notice of a measure already taken.</summary>
    public static JsonObject Emergency
    {
        get
        {
            var content = Bodies.Neutralization;
            content["emergency"] = true;
            return content;
        }
    }

    /// <summary>A motion to decide with a precedent condition of the secretariat and a standing one of the agency.</summary>
    public static JsonObject Conditional
    {
        get
        {
            var round = Bodies.Round();
            round["conditions"] = new JsonArray(Condition("a", "precedent", "secretariat"), Condition("b", "continuing", "agency"));
            return round;
        }
    }

    public static JsonObject Act => new() { ["actedAt"] = Now, ["text"] = Bodies.Text() };

    public static JsonObject Keeping => new() { ["until"] = "2029-02-14T09:00+09:00", ["what"] = Bodies.Text(), ["legalReason"] = Bodies.Text() };

    public static JsonObject Disclosure => new()
    {
        ["disclosedAt"] = Now, ["purpose"] = "damagePrevention", ["records"] = 3, ["recipient"] = "National Police Agency 警察庁", ["text"] = Bodies.Text(),
    };

    public static JsonObject AccessLog => new() { ["from"] = "2028-02-13T09:00+09:00", ["to"] = Now, ["digest"] = Digest, ["lines"] = 12 };

    public static JsonObject Inspection => new() { ["kind"] = "unannounced", ["article"] = "63(1)", ["subject"] = Bodies.Text() };

    public static JsonObject Measure(string measuredAt) => new() { ["measuredAt"] = measuredAt, ["action"] = "stopModule" };

    public static JsonObject Narrowing(JsonObject content) => new()
    {
        ["scope"] = new JsonObject { ["1"] = content["scope"]![0]!.DeepClone() }, ["reason"] = "For the test.",
    };

    public static JsonObject Number(string name, int number) => new() { [name] = number };

    /// <summary>Something named, with a text.</summary>
    public static JsonObject Of(string name, JsonNode value) => new() { [name] = value, ["text"] = Bodies.Text() };

    public static JsonObject Outline(int inspection) => new() { ["inspection"] = inspection, ["outline"] = Bodies.Text() };

    public static JsonObject Contained(int incident) => new() { ["incident"] = incident, ["records"] = 4, ["text"] = Bodies.Text() };

    public static JsonObject Class(int incident) => new() { ["incident"] = incident, ["class"] = "relevant", ["serious"] = 1, ["reasons"] = Bodies.Text() };

    public static JsonObject Remedy(int incident)
    {
        var remedy = Bodies.Erasure;
        remedy["incident"] = incident;
        return remedy;
    }

    private static JsonObject Condition(string id, string kind, string owner) => new()
    {
        ["id"] = id, ["kind"] = kind, ["owner"] = owner, ["text"] = Bodies.Text(), ["due"] = new JsonObject { ["kind"] = "standing" }, ["proof"] = Bodies.Text(),
    };
}
