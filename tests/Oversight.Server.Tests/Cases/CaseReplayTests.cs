using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Replay;

namespace Oversight.Server.Tests.Cases;

/// <summary>Every case and variant, over HTTP, on an empty database of each kind; and every decision of it made again from the entries.</summary>
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
        using var ruleSets = RuleSetFile.Of(CaseLibrary.Shipped.Variant(name).RuleSet);
        await using var server = await TestServer.StartAsync(kind, settings: ruleSets.Settings);
        var player = new CasePlayer(
            CaseLibrary.Shipped, () => new HttpClient { BaseAddress = server.Address }, TestServer.Password, at =>
            {
                server.SetClock(at);
                return server.FireTimersAsync();
            });

        await player.PlayAsync(name, TestContext.Current.CancellationToken);
        (await WholeLog.OfAsync(server)).AssertFaithful();
    }
}
