using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Server.Demo.Cases;

namespace Oversight.Server.Tests.Hosting;

/// <summary>The shipped rule sets, each with a merge patch, in a file as an operator would write it; removed at the end.</summary>
public sealed class RuleSetFile : IDisposable
{
    private readonly string? path;

    private RuleSetFile(JsonObject? patch)
    {
        if (patch is null)
            return;
        var calendar = JsonNode.Parse(LegalCalendar.Japan.ToJson())!;
        calendar["ruleSets"] = new JsonArray([.. calendar["ruleSets"]!.AsArray().Select(set => (JsonNode)Json.Patched((JsonObject)set!, patch))]);
        path = Path.GetTempFileName();
        File.WriteAllText(path, calendar.ToJsonString());
    }

    /// <summary>The settings with which a server starts; none where the shipped rules are meant.</summary>
    public string[] Settings => path is null ? [] : [$"--Oversight:RuleSets={path}"];

    public static RuleSetFile Of(JsonObject? patch) => new(patch);

    public static RuleSetFile Of(string patch) => new((JsonObject)JsonNode.Parse(patch)!);

    public void Dispose()
    {
        if (path is not null)
            File.Delete(path);
    }
}
