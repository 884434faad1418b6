using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Panels;

/// <summary>
/// Writes a rule in the shape of workflow definitions, members in fixed order; reads any integers (beyond 32 bits the nearest),
/// so that an illegal rule can be judged.
/// An absent <c>approvalsFloor</c> reads as 0; unknown, repeated or missing members are a <see cref="JsonException"/>.
/// </summary>
public sealed class VotingRuleJsonConverter : JsonConverter<VotingRule>
{
    /// <inheritdoc/>
    public override VotingRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var rule = Members(document.RootElement, ["seats", "quorum", "carriedBy", "tie"], optional: "approvalsFloor");
        var quorum = Members(rule["quorum"], ["chair", "others"]);
        return new VotingRule(
            Integer(rule["seats"]),
            new Quorum(Claim(quorum["chair"]), Integer(quorum["others"])),
            ReadCarriedBy(rule["carriedBy"]),
            ReadTie(rule["tie"]),
            rule.TryGetValue("approvalsFloor", out var floor) ? Integer(floor) : 0);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, VotingRule value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seats", value.Seats);
        writer.WriteStartObject("quorum");
        writer.WriteBoolean("chair", value.Quorum.Chair);
        writer.WriteNumber("others", value.Quorum.Others);
        writer.WriteEndObject();
        WriteCarriedBy(writer, value.CarriedBy);
        writer.WriteString("tie", value.Tie is TieRule.ChairCasts ? "chairCasts" : "notCarried");
        writer.WriteNumber("approvalsFloor", value.ApprovalsFloor);
        writer.WriteEndObject();
    }

    private static CarriedBy ReadCarriedBy(JsonElement carriedBy)
    {
        if (carriedBy.ValueKind is JsonValueKind.Object)
        {
            return new CarriedBy.AtLeast(Integer(Members(carriedBy, ["atLeast"])["atLeast"]));
        }
        return Word(carriedBy) switch
        {
            "majorityOfPresent" => new CarriedBy.MajorityOfPresent(),
            "majorityOfSeats" => new CarriedBy.MajorityOfSeats(),
            "unanimousOfPresent" => new CarriedBy.UnanimousOfPresent(),
            var word => throw new JsonException($"carriedBy '{word}' is not known"),
        };
    }

    private static void WriteCarriedBy(Utf8JsonWriter writer, CarriedBy carriedBy)
    {
        if (carriedBy is CarriedBy.AtLeast { Count: var count })
        {
            writer.WriteStartObject("carriedBy");
            writer.WriteNumber("atLeast", count);
            writer.WriteEndObject();
            return;
        }
        writer.WriteString("carriedBy", carriedBy switch
        {
            CarriedBy.MajorityOfPresent => "majorityOfPresent",
            CarriedBy.MajorityOfSeats => "majorityOfSeats",
            CarriedBy.UnanimousOfPresent => "unanimousOfPresent",
            _ => throw new UnreachableException(),
        });
    }

    private static TieRule ReadTie(JsonElement tie) => Word(tie) switch
    {
        "chairCasts" => TieRule.ChairCasts,
        "notCarried" => TieRule.NotCarried,
        var word => throw new JsonException($"tie '{word}' is not known"),
    };

    private static Dictionary<string, JsonElement> Members(JsonElement element, string[] required, string? optional = null)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException($"an object with {string.Join(", ", required)} was expected");
        }
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if ((!required.Contains(member.Name) && member.Name != optional) || !members.TryAdd(member.Name, member.Value))
            {
                throw new JsonException($"'{member.Name}' is unknown or repeated");
            }
        }
        return required.All(members.ContainsKey)
            ? members
            : throw new JsonException($"'{required.First(name => !members.ContainsKey(name))}' is missing");
    }

    private static int Integer(JsonElement element) =>
        element.ValueKind is JsonValueKind.Number && element.TryGetDouble(out var number) && Math.Truncate(number) == number
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw new JsonException($"an integer was expected, not {element.GetRawText()}");

    private static bool Claim(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new JsonException($"true or false was expected, not {element.GetRawText()}"),
    };

    private static string Word(JsonElement element) =>
        element.ValueKind is JsonValueKind.String
            ? element.GetString()!
            : throw new JsonException($"a word was expected, not {element.GetRawText()}");
}
