using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oversight.Core.Workflows;

/// <summary>Conditions as files write them: <c>{"fact", "op", "value"}</c>.</summary>
internal static class ConditionText
{
    private static readonly Dictionary<string, Comparison> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = Comparison.Equal,
        ["!="] = Comparison.NotEqual,
        ["<"] = Comparison.Less,
        ["<="] = Comparison.AtMost,
        [">"] = Comparison.Greater,
        [">="] = Comparison.AtLeast,
        ["in"] = Comparison.In,
    };

    private static readonly Dictionary<string, Func<Comparison, Located, FlowCondition?>> Facts = new(StringComparer.Ordinal)
    {
        ["route"] = ReadRoute,
        ["target.abroad"] = (op, value) => ReadFlag(FlagFact.TargetAbroad, op, value),
        ["emergency"] = (op, value) => ReadFlag(FlagFact.Emergency, op, value),
        ["risk.threat"] = (op, value) => ReadNumber(NumberFact.Threat, op, value),
        ["risk.intrusion"] = (op, value) => ReadNumber(NumberFact.Intrusion, op, value),
        ["scope.addressCount"] = (op, value) => ReadNumber(NumberFact.AddressCount, op, value),
        ["scope.itemCount"] = (op, value) => ReadNumber(NumberFact.ItemCount, op, value),
    };

    public static FlowCondition? Read(Located condition)
    {
        if (!condition.IsObjectOf(["fact", "op", "value"]))
        {
            return null;
        }
        var fact = OneOf(condition["fact"], Facts);
        var comparison = OneOf(condition["op"], Operators);
        return fact is null || comparison is null
            ? null
            : Facts[fact](Operators[comparison], condition["value"]);
    }

    /// <summary>Conditions that always answer alike have one form.</summary>
    public static JsonObject Canonical(FlowCondition condition)
    {
        var (op, values) = condition switch
        {
            FlowCondition.RouteIs route => (route.Negated ? "!=" : "in", InputType.List(route.Routes)),
            FlowCondition.Flag flag => ("==", (JsonNode)JsonValue.Create(flag.Value)),
            FlowCondition.Number number => (
                Operators.Single(it => it.Value == number.Comparison).Key,
                InputType.List(number.Values.Select(it => it.ToString(CultureInfo.InvariantCulture)))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new JsonObject { ["fact"] = condition.Fact, ["op"] = op, ["value"] = values };
    }

    private static FlowCondition.RouteIs? ReadRoute(Comparison comparison, Located value)
    {
        if (comparison is Comparison.In)
        {
            var items = value.Items();
            var routes = items.Select(DefinitionReader.Route).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
            return IsFilled(value, items) && routes.Count == items.Count ? new FlowCondition.RouteIs(routes, Negated: false) : null;
        }
        return IsEquality(comparison, value) && DefinitionReader.Route(value) is { } one
            ? new FlowCondition.RouteIs([one], comparison is Comparison.NotEqual)
            : null;
    }

    private static FlowCondition.Flag? ReadFlag(FlagFact fact, Comparison comparison, Located value)
    {
        if (value.Element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            value.RefuseKind("true or false");
            return null;
        }
        return IsEquality(comparison, value)
            ? new FlowCondition.Flag(fact, value.Element.GetBoolean() == (comparison is Comparison.Equal))
            : null;
    }

    private static FlowCondition.Number? ReadNumber(NumberFact fact, Comparison comparison, Located value)
    {
        IReadOnlyList<Located> items = comparison is Comparison.In ? value.Items() : [value];
        var numbers = items.Select(WholeNumber).OfType<UInt128>().Distinct().Order().ToList();
        return IsFilled(value, items) && numbers.Count == items.Count ? new FlowCondition.Number(fact, comparison, numbers) : null;
    }

    private static UInt128? WholeNumber(Located value)
    {
        if (value.Element.ValueKind is JsonValueKind.Number
            && UInt128.TryParse(value.Element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        value.RefuseKind("a whole number from 0");
        return null;
    }

    private static bool IsEquality(Comparison comparison, Located value)
    {
        if (comparison is Comparison.Equal or Comparison.NotEqual)
        {
            return true;
        }
        value.Refuse(DefinitionCodes.WrongValue, "This fact has no order.", "Use == or !=.");
        return false;
    }

    private static bool IsFilled(Located value, IReadOnlyList<Located> items)
    {
        if (items.Count > 0 && items.Select(it => it.Element.GetRawText()).Distinct().Count() == items.Count)
        {
            return true;
        }
        value.Refuse(DefinitionCodes.WrongValue, "'in' asks for a list of different values.", "Write for example [\"R5\", \"R6\"].");
        return false;
    }

    private static string? OneOf<T>(Located value, Dictionary<string, T> known)
    {
        if (value.Element.ValueKind is JsonValueKind.String && value.Element.GetString() is { } word && known.ContainsKey(word))
        {
            return word;
        }
        value.RefuseKind($"one of {string.Join(", ", known.Keys)}");
        return null;
    }
}
