using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Core.Panels;

namespace Oversight.Core.Workflows;

/// <summary>The type of an input: how its value is read, and how it is written in canonical form.</summary>
public sealed class InputType
{
    private const int LongestDeadline = 10_000;
    private const int MostCounted = 100;

    private readonly Func<Located, object?> read;
    private readonly Func<object, JsonNode> canonical;

    private InputType(string name, Func<Located, object?> read, Func<object, JsonNode> canonical)
    {
        (Name, this.read, this.canonical) = (name, read, canonical);
    }

    /// <summary>The <c>typeName</c> that files usually carry; the reader accepts any.</summary>
    public string Name { get; }

    /// <summary><c>{"workingDays": n}</c> and the like, n from 1.</summary>
    public static InputType Deadline { get; } = new("Oversight.Deadline", it => ReadDuration(it), it => DurationNode((Duration)it));

    /// <summary>A deadline that can be measured exactly, and so not in working days.</summary>
    public static InputType Period { get; } = new("Oversight.Deadline", it => ReadPeriod(it), it => DurationNode((Duration)it));

    /// <summary>A whole number from 0 to 100.</summary>
    public static InputType CountFromZero { get; } = new("Int32", it => Parsed(it).Integer(0, MostCounted), it => JsonValue.Create((int)it));

    /// <summary>A whole number from 1 to 100.</summary>
    public static InputType CountFromOne { get; } = new("Int32", it => Parsed(it).Integer(1, MostCounted), it => JsonValue.Create((int)it));

    /// <summary>A voting rule; an illegal combination is readable and refused later with its property.</summary>
    public static InputType VotingRule { get; } =
        new("Oversight.VotingRule", ReadVotingRule, it => JsonSerializer.SerializeToNode((VotingRule)it)!);

    /// <summary>Two or more distinct names of branches.</summary>
    public static InputType Branches { get; } =
        new("String[]", ReadBranches, it => List(((IReadOnlyList<string>)it).Order(StringComparer.Ordinal)));

    /// <summary>A question about a fact.</summary>
    public static InputType Condition { get; } = new("Boolean", it => ConditionText.Read(Parsed(it)), it => ConditionText.Canonical((FlowCondition)it));

    /// <summary><c>WaitAll</c> or <c>WaitAny</c>.</summary>
    public static InputType JoinMode { get; } = Word<JoinMode>();

    /// <summary><c>foreignMinister</c> or <c>publicSafetyCommission</c>.</summary>
    public static InputType Authority { get; } = Word<ConsultedAuthority>(JsonNamingPolicy.CamelCase);

    /// <summary>One or more of <c>stop</c>, <c>destroy</c>, <c>limitUse</c>.</summary>
    public static InputType Orders { get; } =
        new("String[]", ReadOrders, it => List(((IReadOnlyList<Order>)it).Select(order => InWords(order, JsonNamingPolicy.CamelCase))));

    /// <summary><c>ErasureOverdue</c> or <c>NotifyOverdue</c>.</summary>
    public static InputType Breach { get; } = Word<Breach>();

    /// <summary>A <see cref="CloseOutcome"/>.</summary>
    public static InputType Outcome { get; } = Word<CloseOutcome>();

    internal object? Read(Located value) => read(value);

    internal JsonNode Canonical(object value) => canonical(value);

    internal static JsonArray List(IEnumerable<string> words) => [.. words.Select(word => JsonValue.Create(word))];

    /// <summary>The designer writes an edited value as the text of its JSON.</summary>
    private static Located Parsed(Located value)
    {
        if (value.Element.ValueKind is not JsonValueKind.String)
        {
            return value;
        }
        return StrictJson.Parse(value.Element.GetString()!, value.Path, value.Errors) ?? value with { Element = default, Errors = [] };
    }

    private static Duration? ReadDuration(Located written)
    {
        var value = Parsed(written);
        if (!value.IsObjectOf([.. Enum.GetValues<DurationUnit>().Select(InUnits)], DefinitionCodes.WrongUnit))
        {
            return null;
        }
        var units = Enum.GetValues<DurationUnit>().Where(unit => value[InUnits(unit)].Element.ValueKind is not JsonValueKind.Undefined).ToList();
        if (units is not [var only])
        {
            value.Refuse(DefinitionCodes.WrongValue, $"A deadline has one unit, not {units.Count}.", "Write for example {\"workingDays\": 10}.");
            return null;
        }
        return value[InUnits(only)].Integer(1, LongestDeadline) is { } count ? new Duration(only, count) : null;
    }

    private static Duration? ReadPeriod(Located written)
    {
        var duration = ReadDuration(written);
        if (duration is { Unit: DurationUnit.WorkingDays })
        {
            written.Refuse(DefinitionCodes.WrongUnit, "A period is exact and never counted in working days.", "Use hours, days or months.");
            return null;
        }
        return duration;
    }

    private static VotingRule? ReadVotingRule(Located written)
    {
        var value = Parsed(written);
        if (value.Element.ValueKind is JsonValueKind.Undefined)
        {
            value.RefuseKind("a voting rule");
            return null;
        }
        try
        {
            return value.Element.Deserialize<VotingRule>();
        }
        catch (JsonException exception)
        {
            value.Refuse(DefinitionCodes.WrongValue, exception.Message, "Write seats, quorum, carriedBy, tie and approvalsFloor, and nothing else.");
            return null;
        }
    }

    private static List<string>? ReadBranches(Located written)
    {
        var value = Parsed(written);
        var branches = value.Items().Select(it => DefinitionReader.Identifier(it)).OfType<string>().ToList();
        if (branches.Count >= 2 && branches.Distinct().Count() == branches.Count)
        {
            return branches;
        }
        value.Refuse(DefinitionCodes.WrongValue, "A fork has two or more branches with different names.", "Write for example [\"Left\", \"Right\"].");
        return null;
    }

    private static List<Order>? ReadOrders(Located written)
    {
        var value = Parsed(written);
        var items = value.Items();
        var orders = items.Select(it => ReadWord<Order>(it, JsonNamingPolicy.CamelCase)).OfType<Order>().Order().ToList();
        if (orders.Count > 0 && orders.Count == items.Count && orders.Distinct().Count() == orders.Count)
        {
            return orders;
        }
        value.Refuse(DefinitionCodes.WrongValue, "A stop order names each of its orders once, and one at least.", "Write for example [\"stop\", \"destroy\"].");
        return null;
    }

    private static InputType Word<T>(JsonNamingPolicy? naming = null)
        where T : struct, Enum => new("String", it => ReadWord<T>(it, naming), it => JsonValue.Create(InWords((T)it, naming)));

    private static T? ReadWord<T>(Located value, JsonNamingPolicy? naming)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(it => InWords(it, naming), StringComparer.Ordinal);
        if (value.Element.ValueKind is JsonValueKind.String && known.TryGetValue(value.Element.GetString()!, out var word))
        {
            return word;
        }
        value.RefuseKind($"one of {string.Join(", ", known.Keys)}");
        return null;
    }

    private static JsonObject DurationNode(Duration duration) => new() { [InUnits(duration.Unit)] = duration.Count };

    private static string InUnits(DurationUnit unit) => InWords(unit, JsonNamingPolicy.CamelCase);

    private static string InWords<T>(T word, JsonNamingPolicy? naming)
        where T : struct, Enum => naming?.ConvertName(word.ToString()) ?? word.ToString();
}

/// <summary>The inputs of one activity as they were read, by name.</summary>
internal sealed class InputValues(IReadOnlyDictionary<string, object> values)
{
    public Duration Deadline => Of<Duration>("deadline");

    public T Of<T>(string name) => (T)values[name];

    public JsonObject Canonical(ActivityType type) =>
        new(type.Inputs.Select(it => KeyValuePair.Create(it.Name, (JsonNode?)it.Type.Canonical(values[it.Name]))));
}
