using System.Text.Json.Nodes;

namespace Oversight.Server.Demo.Cases;

/// <summary>The annual report over whole calendar years as the auditor reads it.</summary>
internal sealed class CaseReport(CaseAccounts accounts, int? firstYear, int? lastYear)
{
    public static string AddressOf(int? first, int? last) => $"/api/v1/reports/annual?from={first}-01-01&to={last}-12-31&edition=full";

    /// <summary>Its numbers alone: items by numeral, article and figure, and under extended the groups of further statistics.</summary>
    public async Task<JsonNode?> NumbersAsync(CancellationToken ct)
    {
        var answer = await accounts.Of("auditor").ReadAsync(AddressOf(firstYear, lastYear), ct);
        if (!answer.IsSuccess)
            throw new CaseDeviationException($"the report could not be read: {answer}");
        var numbers = (JsonObject)Numbers(answer.Body!["items"])!;
        numbers["extended"] = Numbers(answer.Body["extended"]!["groups"]);
        return numbers;
    }

    private static JsonNode? Numbers(JsonNode? node) => node switch
    {
        JsonObject figure when figure["count"] is { } count => count.DeepClone(),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Numbers(member.Value)))),
        _ => node?.DeepClone(),
    };
}
