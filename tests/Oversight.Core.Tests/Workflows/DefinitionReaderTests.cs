using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

public sealed class DefinitionReaderTests
{
    [Fact]
    public void The_reference_example_loads_as_it_is()
    {
        var definition = Definitions.Load(Definitions.Acquisition);
        Assert.Equal(("data-acquisition-v1", "data-acquisition", 1), (definition.Id, definition.DefinitionId, definition.Version));
        Assert.Equal(["R1", "R2", "R3"], definition.Routes);
        Assert.Equal((new DateOnly(2027, 11, 22), null), (definition.EffectiveFrom, definition.EffectiveTo));
        Assert.Equal("通信情報の取得に係る事前承認", definition.Title.Ja);
        Assert.Equal((17, 31), (definition.Activities.Count, definition.Connections.Count));
        Assert.False(definition.IsEmergency);
        Assert.Equal(
            new FlowActivity.PanelVote("panelVote", VotingRule.Default, new Duration(DurationUnit.WorkingDays, 10), MaximumRemands: 2),
            definition.Activities["panelVote"]);
    }

    [Fact]
    public void A_measure_already_taken_has_a_definition_of_its_own_that_begins_with_it()
    {
        var definition = Definitions.Load(Definitions.Emergency);
        Assert.Equal(["R5", "R6", "R7", "R8"], definition.Routes);
        Assert.Equal((new DateOnly(2026, 10, 1), true), (definition.EffectiveFrom, definition.IsEmergency));
        Assert.Equal(new FlowActivity.EmergencyMeasure("measure", new Duration(DurationUnit.Hours, 24)), definition.Next(definition.Start.Id, Ports.Done));
        Assert.Equal(
            new FlowActivity.Confirmation("confirmation", VotingRule.Default, new Duration(DurationUnit.WorkingDays, 10)), definition.Activities["confirmation"]);
        Assert.Equal([Order.Stop], Assert.IsType<FlowActivity.StopOrder>(definition.Activities["interimStop"]).Orders);
        Assert.Equal([Order.Stop, Order.Destroy, Order.LimitUse], Assert.IsType<FlowActivity.StopOrder>(definition.Activities["finalOrder"]).Orders);
    }

    [Fact]
    public void An_extension_goes_the_way_of_a_request_within_its_renewal_window()
    {
        var (extension, acquisition) = (Definitions.Load(Definitions.Extension), Definitions.Load(Definitions.Acquisition));
        Assert.Equal(["R4"], extension.Routes);
        Assert.Equal((new DateOnly(2027, 11, 22), false), (extension.EffectiveFrom, extension.IsEmergency));
        Assert.Equal(acquisition.Activities.Keys.Order(), extension.Activities.Keys.Order());
        Assert.Equal(acquisition.Connections.OrderBy(it => it.ToString()), extension.Connections.OrderBy(it => it.ToString()));
        Assert.Equal(new Duration(DurationUnit.Days, 30), Assert.IsType<FlowActivity.InForce>(extension.Activities["inForce"]).RenewalWindow);
    }

    [Fact]
    public void The_consultations_of_neutralization_stand_beside_the_examination()
    {
        var definition = Definitions.Load(Definitions.Neutralization);
        var block = Assert.Single(definition.Blocks);
        Assert.Equal(("review", "reviewed"), (block.Fork, block.Join));
        Assert.Equal(
            ["abroad", "examination", "foreignMinister", "information", "protectionMeasure", "publicSafetyCommission"],
            block.Members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_flow_that_begins_with_a_measure_serves_emergencies()
    {
        var json = Definitions.Json(Definitions.Acquisition);
        var countersign = Definitions.Activity(json, "countersign");
        countersign["type"] = "Oversight.EmergencyMeasure";
        countersign["noticeDeadline"] = JsonNode.Parse("""{"typeName":null,"expression":{"type":"Literal","value":"{\"hours\": 24}"}}""");
        countersign.Remove("deadline");
        var connections = json["root"]!["connections"]!.AsArray();
        connections[1]!["source"]!["port"] = "Notified";
        connections.RemoveAt(2);
        var definition = Definitions.Load(json);
        Assert.True(definition.IsEmergency);
        Assert.Equal(new Duration(DurationUnit.Hours, 24), definition.Activities["countersign"].WaitsFor);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_malformed_definition_is_refused_with_path_and_code(string name)
    {
        var probe = RefusedProbes().Single(it => it["name"]!.GetValue<string>() == name);
        var json = Definitions.Json(probe["basis"]!.GetValue<string>());
        Definitions.Patch(json, probe["changes"]!.AsArray());
        AssertRefused(json.ToJsonString(), [.. probe["errors"]!.AsArray().Select(it => it!.GetValue<string>())]);
    }

    [Theory]
    [InlineData("approvals-omitted.json", "$.root.activities[6] V04")]
    [InlineData("approvals-zero.json", "$.root.activities[6] V04")]
    [InlineData("requester-among-approvers.json", "$.root.activities[6].approvers UnknownInput")]
    [InlineData("two-thresholds.json", "$.root.activities[6].votingRule.expression.value WrongValue")]
    [InlineData("one-named-reviewer.json", "$.root.activities[6].votingRule.expression.value WrongValue")]
    public void A_known_bypass_of_other_systems_is_refused(string file, string error)
    {
        AssertRefused(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "definitions", "bad", file)), error);
    }

    [Theory]
    [InlineData("", "$ NotJson")]
    [InlineData("{", "$ NotJson")]
    [InlineData("[]", "$ WrongValue")]
    [InlineData("null", "$ MissingField")]
    [InlineData("""{"id":"a","id":"b"}""", "$.id DuplicateKey")]
    [InlineData("""{"options":{"x":[{"y":1,"y":2}]}}""", "$.options.x[0].y DuplicateKey")]
    [InlineData("""{"description":"\ud800"}""", "$.description UnreadableText")]
    [InlineData("""{"\ud800":1}""", "$ UnreadableText")]
    public void What_is_not_strict_JSON_is_refused_before_anything_else(string json, string error)
    {
        AssertRefused(json, error);
    }

    [Fact]
    public void Depth_and_size_are_limited()
    {
        AssertRefused(new string('[', 33) + new string(']', 33), "$ NotJson");
        AssertRefused(new string(' ', 1_000_001), "$ TooLarge");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        AssertRefused("{\"description\":\"" + '\ud800' + "\"}", "$ NotJson");
    }

    [Fact]
    public void A_key_written_twice_inside_an_edited_value_is_refused()
    {
        var json = Definitions.Json(Definitions.Acquisition);
        Definitions.SetInput(json, "countersign", "deadline", "\"{\\\"days\\\":1,\\\"days\\\":900}\"");
        AssertRefused(json.ToJsonString(), "$.root.activities[1].deadline.expression.value.days DuplicateKey");
    }

    [Fact]
    public void All_errors_are_reported_with_a_hint_each()
    {
        var json = Definitions.Json(Definitions.Acquisition);
        json["extra"] = 1;
        Definitions.SetInput(json, "countersign", "deadline", """{"weeks":1}""");
        Definitions.SetInput(json, "panelVote", "maximumRemands", "-1");
        var errors = DefinitionReader.Read(json.ToJsonString()).Errors;
        Assert.Equal(["UnknownField", "WrongUnit", "WrongValue", "WrongValue"], errors.Select(it => it.Code));
        Assert.All(errors, it => Assert.NotEmpty(it.Hint));
    }

    public static TheoryData<string> Refused => [.. RefusedProbes().Select(it => it["name"]!.GetValue<string>())];

    private static IEnumerable<JsonNode> RefusedProbes() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "definitions", "refused.json")))!.AsArray().Select(it => it!);

    private static void AssertRefused(string json, params string[] errors)
    {
        var reading = DefinitionReader.Read(json);
        Assert.Equal(errors.Order(StringComparer.Ordinal), reading.Errors.Select(it => $"{it.Path} {it.Code}").Order(StringComparer.Ordinal));
        Assert.Null(reading.Definition);
    }
}
