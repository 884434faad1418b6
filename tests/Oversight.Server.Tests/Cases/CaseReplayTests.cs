using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Cases;

/// <summary>Every case and variant, over HTTP, on an empty database of each kind.</summary>
public sealed class CaseReplayTests
{
    public static IEnumerable<TheoryDataRow<string, DatabaseKind>> Variants() =>
        from file in CaseLibrary.Shipped.All
        from variant in file.Variants
        from kind in TestDatabase.Kinds.Select(row => row.Data)
        select new TheoryDataRow<string, DatabaseKind>($"{file.Id}/{variant.Name}", kind);

    [Theory, MemberData(nameof(Variants))]
    public async Task A_case_comes_to_what_its_file_says(string name, DatabaseKind kind)
    {
        using var ruleSets = RuleSets(CaseLibrary.Shipped.Variant(name).RuleSet);
        await using var server = await TestServer.StartAsync(kind, settings: ruleSets.Settings);
        var player = new CasePlayer(
            CaseLibrary.Shipped, () => new HttpClient { BaseAddress = server.Address }, TestServer.Password, at =>
            {
                server.SetClock(at);
                return server.FireTimersAsync();
            });

        await player.PlayAsync(name, TestContext.Current.CancellationToken);
    }

    /// <summary>The shipped rule sets, each with the patch, in a file of their own as an operator would write it.</summary>
    private static RuleSetFile RuleSets(JsonObject? patch)
    {
        if (patch is null)
            return new RuleSetFile(null);
        var calendar = JsonNode.Parse(LegalCalendar.Japan.ToJson())!;
        calendar["ruleSets"] = new JsonArray([.. calendar["ruleSets"]!.AsArray().Select(set => (JsonNode)Json.Patched((JsonObject)set!, patch))]);
        var file = new RuleSetFile(Path.GetTempFileName());
        File.WriteAllText(file.Path!, calendar.ToJsonString());
        return file;
    }

    private sealed record RuleSetFile(string? Path) : IDisposable
    {
        public string[] Settings => Path is null ? [] : [$"--Oversight:RuleSets={Path}"];

        public void Dispose()
        {
            if (Path is not null)
                File.Delete(Path);
        }
    }
}
