using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using Oversight.Server.Reports;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Reports;

namespace Oversight.Server.Tests.Replay;

/// <summary>Many cases in one log, as servers write it.</summary>
public sealed class WholeLogTests
{
    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_year_replays_and_its_report_counted_again_is_the_servers()
    {
        await using var server = await TestServer.StartAsync();
        await FixtureYear.PlayAsync(server);
        var log = await WholeLog.OfAsync(server);

        var result = log.AssertFaithful();

        Assert.True(result is { Cases: > 10, Decisions: > 5, Authorisations: > 5 });
        var replayer = log.Replayed();
        foreach (var year in new[] { 2027, 2028 })
        {
            var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            Assert.Equal(Json(await ReportAsync(server, from, to)), Json(replayer.Recount(log.Entries, from, to, server.Now)!));
        }
    }

    [Fact]
    public async Task The_demo_replays()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:Demo:Cases=true");

        Assert.Equal(15, (await WholeLog.OfAsync(server)).AssertFaithful().Cases);
    }

    [Fact]
    public async Task A_state_changed_beside_the_entries_is_named()
    {
        await using var server = await TestServer.StartAsync(settings: "--Oversight:Demo:Cases=true");
        var number = await server.ReadAsync(async db =>
        {
            var row = await db.Requests.FirstAsync(r => r.Decision == nameof(Decision.Refused), Ct);
            row.Snapshot = row.Snapshot.Replace("\"decision\":\"Refused\"", "\"decision\":\"Approved\"", StringComparison.Ordinal);
            await db.SaveChangesAsync(Ct);
            return row.Id;
        });
        var log = await WholeLog.OfAsync(server);
        var replayer = log.Replayed();

        Assert.Empty(replayer.Finish().Divergences);
        var found = Assert.Single(replayer.Compare(log.States));
        Assert.Equal((number, DivergenceCodes.StateDiffers), (found.Case, found.Code));
        Assert.Contains("decision", found.Explanation, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_rulebook_is_adopted_once_by_however_many_nodes_and_again_when_it_changes(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var ruleSets = RuleSetFile.Of("""{"approvalsFloor": {"value": 3}}""");
        await (await TestServer.StartOnAsync(database)).DisposeAsync();
        foreach (var server in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestServer.StartOnAsync(database, settings: ruleSets.Settings))))
            await server.DisposeAsync();

        await using var last = await TestServer.StartOnAsync(database, settings: ruleSets.Settings);

        var adopted = await last.EntriesOfAsync(Registers.Rulebook.Case);
        Assert.Equal(2, adopted.Count);
        await last.AssertRebuiltAsync(Registers.Rulebook);
        Assert.Equal(AdoptedRulebook.Of(last.Services.GetRequiredService<Rules>().Book), Registers.Rulebook.Rebuild(adopted));
        (await WholeLog.OfAsync(last)).AssertFaithful();
        Assert.All(
            await last.ReadAsync(db => db.Documents.AsNoTracking().ToListAsync(Ct)),
            document => Assert.Equal(document.Hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(document.Bytes))));
    }

    [Fact]
    public async Task Nodes_that_start_on_a_new_rulebook_at_once_adopt_it_once()
    {
        await using var server = await TestServer.StartAsync();
        using var ruleSets = RuleSetFile.Of("""{"approvalsFloor": {"value": 3}}""");
        var rules = server.Services.GetRequiredService<Rules>();
        Assert.True(Core.Law.LegalCalendar.TryParse(await File.ReadAllTextAsync(ruleSets.Settings[0].Split('=')[1], Ct), out var law, out _));
        var next = new Rules(rules.Book with { Law = law }, rules.LogOrigin);
        var (transactions, random) = (server.Services.GetRequiredService<Transactions>(), server.Services.GetRequiredService<RandomSource>());
        var nodes = Enumerable.Range(0, 8)
            .Select(_ => new RulebookBooks(transactions, new RegisterStore(transactions, next, random), next, server.Services.GetRequiredService<BusinessClock>()));

        var adopted = await Task.WhenAll(nodes.Select(node => node.AdoptAsync(Ct)));

        Assert.Single(adopted, isNew => isNew);
        Assert.Equal(2, (await server.EntriesOfAsync(Registers.Rulebook.Case)).Count);
    }

    private static async Task<AnnualReport> ReportAsync(TestServer server, DateOnly from, DateOnly to)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var caller = new Caller(new Actor("auditor", Role.Auditor), Panel.Vacant(5));
        return (await scope.ServiceProvider.GetRequiredService<ReportReading>().ReadAsync(from, to, Edition.Full, caller, Ct)).Report;
    }

    private static string Json(AnnualReport report) => JsonSerializer.Serialize(report, OversightJson.Options);
}
