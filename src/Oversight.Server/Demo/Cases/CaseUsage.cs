using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Server.Demo.Cases;

/// <summary>Usage files of the cases: written from groups of like records, and read back as what they came to.</summary>
public static class CaseUsage
{
    private static readonly string[] Columns = ["time", "source", "destination", "protocol", "port", "dataType", "operator", "action"];

    /// <summary>A CSV file in which each group stands as many times as it counts, in order.</summary>
    public static string Csv(JsonArray groups)
    {
        var file = new StringBuilder().AppendJoin(',', Columns).Append('\n');
        foreach (var group in groups)
        {
            var record = string.Join(',', Columns.Select(name => name == "time" ? TimeOf(group!) : group![name]?.ToString() ?? ""));
            for (var i = 0; i < (int)group!["count"]!; i++)
                file.Append(record).Append('\n');
        }
        return file.ToString();
    }

    /// <summary>The last import of a request, its findings told from those stored line by line: `count`, `kinds`, `conditions`.</summary>
    internal static async Task<JsonObject?> ReadAsync(CaseAccount account, string number, CancellationToken ct)
    {
        var imports = await account.ReadAsync($"/api/v1/requests/{number}/usageImports", ct);
        if (imports.Body?["items"]?.AsArray().LastOrDefault()?.DeepClone() is not JsonObject import)
            return null;
        var findings = new List<(string Kinds, string Conditions)>();
        var first = $"/api/v1/requests/{number}/usageImports/{import["id"]}/findings";
        for (var path = first; path is not null;)
        {
            var page = (await account.ReadAsync(path, ct)).Body!;
            findings.AddRange(page["items"]!.AsArray().Select(found => (found!["kinds"]!.ToJsonString(), found["conditions"]!.ToJsonString())));
            path = (string?)page["next"] is { } cursor ? $"{first}?cursor={cursor}" : null;
        }
        import["findings"] = new JsonArray([.. findings.CountBy(found => found).Select(group => new JsonObject
        {
            ["count"] = group.Value, ["kinds"] = JsonNode.Parse(group.Key.Kinds), ["conditions"] = JsonNode.Parse(group.Key.Conditions),
        })]);
        return import;
    }

    private static string TimeOf(JsonNode group) =>
        CanonicalInstant.Format(DateTimeOffset.Parse((string)group["time"]!, CultureInfo.InvariantCulture).ToUniversalTime());
}
