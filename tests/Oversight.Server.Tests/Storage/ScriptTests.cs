using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Outcome = Oversight.Server.Storage.Outcome;

namespace Oversight.Server.Tests.Storage;

public sealed class ScriptTests
{
    private const int Commands = 400;

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public async Task The_same_commands_leave_the_same_bytes_on_both_databases_and_every_state_follows_from_its_entries(int seed)
    {
        Assert.SkipWhen(TestDatabase.Kinds.Count < 2, "No PostgreSQL is offered.");
        await using var sqlite = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await using var postgres = await TestServer.StartAsync(DatabaseKind.Postgres);
        var script = new RandomScript(seed, Book(sqlite), await PanelAsync(sqlite), await PeopleAsync(sqlite));
        var (now, seen, outcomes) = (sqlite.Now, new SortedDictionary<string, RequestState>(StringComparer.Ordinal), new Dictionary<string, int>());
        for (var i = 0; i < Commands; i++)
        {
            now += script.Pause();
            foreach (var due in seen.Values.SelectMany(s => Timers.Of(s).Where(t => t.DueAt <= now).Select(t => (s.Id, t))).OrderBy(d => d.t.DueAt).ToList())
                await BothAsync(sqlite, postgres, new Intent(due.Id, new FireTimer(due.t.Name), new Caller(Actor.System, Panel.Vacant(5)), null, null), now, seen);
            var intent = script.Next([.. seen.Values.OrderBy(s => s.DraftedAt)], now);
            var outcome = await BothAsync(sqlite, postgres, intent, now, seen);
            var name = outcome is Outcome.Refused refused ? refused.Refusal.Kind.ToString() : outcome.GetType().Name;
            outcomes[name] = outcomes.GetValueOrDefault(name) + 1;
        }

        Assert.Equal(await TrailAsync(sqlite), await TrailAsync(postgres));
        // The script is worth something only while it reaches all of this.
        Assert.True(outcomes.GetValueOrDefault("Written") > Commands / 3, string.Join(", ", outcomes));
        foreach (var kind in new[] { "Stale", "KeyReused", "NotFound", "Forbidden", "Conflict", "Invalid" })
            Assert.True(outcomes.GetValueOrDefault(kind) > 0, $"{kind} never happened: {string.Join(", ", outcomes)}");
        Assert.Contains(seen.Values, s => s.Rounds.Any(round => round.Counts.Count > 0));
        Assert.Contains(seen.Values, s => s.Measure?.NotifiedAt is not null);
        Assert.Contains(seen.Values, s => s.ErasureProposals.Any(proposal => proposal.Order is not null));
        Assert.Contains(seen.Values, s => s.Monitoring.Inspections.Count > 0 || s.Monitoring.Incidents.Count > 0);
    }

    private static async Task<Outcome> BothAsync(
        TestServer sqlite, TestServer postgres, Intent intent, DateTimeOffset now, SortedDictionary<string, RequestState> seen)
    {
        var outcome = await sqlite.Services.GetRequiredService<RequestStore>().TransactAsync(intent, now, CancellationToken.None);
        Assert.Equal(Shown(outcome), Shown(await postgres.Services.GetRequiredService<RequestStore>().TransactAsync(intent, now, CancellationToken.None)));
        if (outcome is not Outcome.Written { RequestId: var number })
            return outcome;
        foreach (var server in new[] { sqlite, postgres })
        {
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, number));
            stored.AssertFollowsFromEntries(Book(server));
            seen[number] = new RequestSnapshot(stored.Row.Content, stored.Row.Snapshot).Read();
        }
        return outcome;
    }

    /// <summary>Every entry and part of every case and register, byte by byte.</summary>
    private static Task<List<string>> TrailAsync(TestServer server) => server.ReadAsync(async db =>
    {
        var entries = (await db.Entries.AsNoTracking().ToListAsync())
            .Select(e => $"{e.Case} {e.CaseSeq} {e.Type} {e.At:O} {Convert.ToHexString(e.Bytes)} {Convert.ToHexString(e.LeafHash)}");
        var parts = (await db.Parts.AsNoTracking().ToListAsync()).Select(p => $"{p.Case} {p.CaseSeq} {p.Name} {p.Disclosure}");
        return entries.Concat(parts).Order(StringComparer.Ordinal).ToList();
    });

    private static Task<Panel> PanelAsync(TestServer server) => server.ReadAsync(async db =>
        Registers.Panel.Parse((await db.Registers.AsNoTracking().SingleAsync(register => register.Case == Registers.Panel.Case)).Snapshot));

    private static Task<List<Actor>> PeopleAsync(TestServer server) => server.ReadAsync(async db =>
    {
        var agencies = await db.Agencies.AsNoTracking().ToDictionaryAsync(agency => agency.Id);
        var people = await db.Users.AsNoTracking().ToListAsync();
        return people.OrderBy(person => person.Id, StringComparer.Ordinal)
            .Select(person => new Actor(person.Id, person.Role, person.AgencyId is { } id ? new Agency(id, agencies[id].Kind) : null)).ToList();
    });

    private static string Shown(Outcome outcome) => outcome is Outcome.Refused refused
        ? $"{refused.Refusal.Kind} {refused.Refusal.Code} {refused.Refusal.Pointer}"
        : outcome.ToString();

    private static Rulebook Book(TestServer server) => server.Services.GetRequiredService<Rules>().Book;
}
