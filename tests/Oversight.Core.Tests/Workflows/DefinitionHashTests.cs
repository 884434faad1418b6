using System.Text.Json.Nodes;

namespace Oversight.Core.Tests.Workflows;

public sealed class DefinitionHashTests
{
    [Theory]
    [InlineData(Definitions.Acquisition)]
    [InlineData(Definitions.Neutralization)]
    [InlineData(Definitions.Emergency)]
    [InlineData(Definitions.Extension)]
    public void A_file_that_went_through_the_designer_has_the_same_hash(string name)
    {
        Assert.Equal(Definitions.Load(name).Hash, Definitions.Load(SavedByDesigner(Definitions.Json(name))).Hash);
    }

    [Fact]
    public void Moving_renaming_and_describing_boxes_changes_no_hash()
    {
        var json = Definitions.Json(Definitions.Acquisition);
        Definitions.Activity(json, "intake")["metadata"] = JsonNode.Parse("""{"designer":{"position":{"x":-3.5,"y":7}},"displayText":"Intake"}""");
        Definitions.Activity(json, "intake")["name"] = "Intake1";
        json["description"] = "Other words.";
        json["name"] = "Other name";
        json["isPublished"] = false;
        json["root"]!["connections"] = new JsonArray([.. json["root"]!["connections"]!.AsArray().Reverse().Select(it => it!.DeepClone())]);
        Assert.Equal(Definitions.Load(Definitions.Acquisition).Hash, Definitions.Load(json).Hash);
    }

    [Theory]
    [InlineData("/version", "2")]
    [InlineData("/definitionId", "\"other\"")]
    [InlineData("/customProperties/oversight/routes", """["R1","R2"]""")]
    [InlineData("/customProperties/oversight/effectiveFrom", "\"2027-11-23\"")]
    [InlineData("/customProperties/oversight/title/ja", "\"他\"")]
    [InlineData("/customProperties/oversight/title/en", "\"Other\"")]
    [InlineData("/root/activities/1/deadline/expression/value", """{"workingDays":6}""")]
    [InlineData("/root/activities/1/deadline/expression/value", """{"days":5}""")]
    [InlineData("/root/activities/3/maximumReturns/expression/value", "2")]
    [InlineData("/root/activities/5/maximumRounds/expression/value", "2")]
    [InlineData("/root/activities/6/maximumRemands/expression/value", "1")]
    [InlineData("/root/activities/6/votingRule/expression/value/approvalsFloor", "3")]
    [InlineData("/root/activities/6/votingRule/expression/value/quorum/others", "3")]
    [InlineData("/root/activities/6/votingRule/expression/value/tie", "\"notCarried\"")]
    [InlineData("/root/activities/7/maximumPeriod/expression/value", """{"months":3}""")]
    [InlineData("/root/activities/10/breach/expression/value", "\"NotifyOverdue\"")]
    [InlineData("/root/activities/12/outcome/expression/value", "\"Lapsed\"")]
    [InlineData("/root/connections/13/target/activity", "\"lapsed\"")]
    public void Every_change_of_meaning_changes_the_hash(string path, string value)
    {
        AssertOtherHash(Definitions.Acquisition, path, value);
    }

    [Theory]
    [InlineData("/root/activities/7/condition/expression/value/value", "false")]
    [InlineData("/root/activities/9/condition/expression/value/op", "\"!=\"")]
    [InlineData("/root/activities/9/condition/expression/value/value", "\"R7\"")]
    [InlineData("/root/activities/9/condition/expression/value", """{"fact":"scope.itemCount","op":">","value":3}""")]
    [InlineData("/root/activities/8/with/expression/value", "\"publicSafetyCommission\"")]
    [InlineData("/root/activities/11/mode/expression/value", "\"WaitAny\"")]
    public void Every_change_of_a_fork_or_condition_changes_the_hash(string path, string value)
    {
        AssertOtherHash(Definitions.Neutralization, path, value);
    }

    [Fact]
    public void An_end_of_effect_changes_the_hash()
    {
        var json = Definitions.Json(Definitions.Acquisition);
        json["customProperties"]!["oversight"]!["effectiveTo"] = "2030-01-01";
        Assert.NotEqual(Definitions.Load(Definitions.Acquisition).Hash, Definitions.Load(json).Hash);
    }

    /// <summary>The value was computed by another program: SHA-256 over sorted JSON without blanks.</summary>
    [Fact]
    public void The_hash_of_the_reference_example_stays_for_ever()
    {
        Assert.Equal("56d7fdfe606fc96300141f077967fc4c4b05c0e781c35d57f9536ee56836df72", Definitions.Load(Definitions.Acquisition).Hash);
    }

    private static void AssertOtherHash(string name, string path, string value)
    {
        var json = Definitions.Json(name);
        Definitions.Patch(json, [new JsonObject { ["op"] = "replace", ["path"] = path, ["value"] = JsonNode.Parse(value) }]);
        Assert.NotEqual(Definitions.Load(name).Hash, Definitions.Load(json).Hash);
    }

    /// <summary>What Elsa Studio 3.8.2 does to a file in which every input was edited once and every box moved.</summary>
    private static JsonNode SavedByDesigner(JsonNode json)
    {
        json["$schema"] = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";
        (json["links"], json["tenantId"], json["isSystem"]) = (null, null, false);
        foreach (var option in new[] { "activationStrategyType", "usableAsActivity", "activityCategory", "incidentStrategyType", "commitStrategyName" })
        {
            json["options"]![option] = null;
        }
        var root = json["root"]!;
        root["nodeId"] = "Workflow1:root";
        foreach (var connection in root["connections"]!.AsArray())
        {
            connection!["vertices"] = new JsonArray();
        }
        foreach (var activity in root["activities"]!.AsArray().Select(it => it!.AsObject()))
        {
            SaveActivity(activity);
        }
        root["activities"] = new JsonArray([.. root["activities"]!.AsArray().Reverse().Select(it => it!.DeepClone())]);
        return json;
    }

    private static void SaveActivity(JsonObject activity)
    {
        activity["nodeId"] = $"Workflow1:root:{activity["id"]}";
        activity["customProperties"] = JsonNode.Parse("""{"canStartWorkflow":false,"runAsynchronously":false,"source":null,"notFoundConnections":[]}""");
        activity["metadata"]!["designer"]!["size"]!["width"] = 188.9375;
        foreach (var input in activity.Select(it => it.Value).OfType<JsonObject>().Where(it => it.ContainsKey("expression")))
        {
            input["typeName"] = null;
            input["memoryReference"] = null;
            var value = input["expression"]!["value"]!;
            input["expression"]!["type"] = "Literal";
            input["expression"]!["value"] = value.GetValueKind() is System.Text.Json.JsonValueKind.String ? value.DeepClone() : value.ToJsonString();
        }
    }
}
