using System.Text.Json.Nodes;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

public sealed class FlowConditionTests
{
    private static readonly FlowFacts Facts =
        new("R6", TargetAbroad: true, Emergency: false, Threat: 20, Intrusion: 4, AddressCount: UInt128.MaxValue, ItemCount: 3);

    [Theory]
    [InlineData("""{"fact":"route","op":"==","value":"R6"}""", true)]
    [InlineData("""{"fact":"route","op":"!=","value":"R6"}""", false)]
    [InlineData("""{"fact":"route","op":"in","value":["R5","R6"]}""", true)]
    [InlineData("""{"fact":"route","op":"in","value":["R5","R7"]}""", false)]
    [InlineData("""{"fact":"target.abroad","op":"==","value":true}""", true)]
    [InlineData("""{"fact":"target.abroad","op":"==","value":false}""", false)]
    [InlineData("""{"fact":"target.abroad","op":"!=","value":true}""", false)]
    [InlineData("""{"fact":"emergency","op":"==","value":false}""", true)]
    [InlineData("""{"fact":"emergency","op":"!=","value":false}""", false)]
    [InlineData("""{"fact":"risk.threat","op":"==","value":20}""", true)]
    [InlineData("""{"fact":"risk.threat","op":"!=","value":20}""", false)]
    [InlineData("""{"fact":"risk.threat","op":">","value":20}""", false)]
    [InlineData("""{"fact":"risk.threat","op":">=","value":20}""", true)]
    [InlineData("""{"fact":"risk.intrusion","op":"<","value":4}""", false)]
    [InlineData("""{"fact":"risk.intrusion","op":"<=","value":4}""", true)]
    [InlineData("""{"fact":"scope.itemCount","op":"in","value":[1,3]}""", true)]
    [InlineData("""{"fact":"scope.itemCount","op":"in","value":[1,2]}""", false)]
    [InlineData("""{"fact":"scope.addressCount","op":">=","value":340282366920938463463374607431768211455}""", true)]
    [InlineData("""{"fact":"scope.addressCount","op":"<","value":18446744073709551616}""", false)]
    public void A_condition_answers_from_its_one_fact(string condition, bool holds)
    {
        Assert.Equal(holds, Read(condition).Holds(Facts));
    }

    private static FlowCondition Read(string condition)
    {
        var json = Definitions.Json(Definitions.Neutralization);
        Definitions.SetInput(json, "abroad", "condition", condition);
        return ((FlowActivity.Decision)Definitions.Load(json).Activities["abroad"]).Condition;
    }
}
