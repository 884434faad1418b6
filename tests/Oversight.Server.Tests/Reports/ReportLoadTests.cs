using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Reports;

/// <summary>A long audit trail is read in one pass and in little memory. OVERSIGHT_REPORT_ENTRIES=100000 makes it as long as promised.</summary>
public sealed class ReportLoadTests
{
    private const int Usual = 5_000;

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task A_long_trail_is_counted_whole(DatabaseKind kind)
    {
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("OVERSIGHT_REPORT_ENTRIES"), CultureInfo.InvariantCulture, out var many) ? many : Usual;
        await using var server = await TestServer.StartAsync(kind);
        var scene = await Scene.InAsync(server, RequestStatus.InForce);
        var copies = await server.ReadAsync(db => CopyAsync(db, scene.Number, wanted));
        await server.ClientFor("auditor").ReadAsync("/api/v1/reports/annual?from=2020-01-01&to=2020-12-31&edition=full");

        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var told = (await server.ClientFor("auditor").ReadAsync("/api/v1/reports/annual?from=2028-01-01&to=2028-12-31&edition=full")).Succeeded();
        watch.Stop();

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {wanted} entries in {watch.ElapsedMilliseconds} ms, {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0} ms of them computing");
        Assert.Equal(copies + 1, (int?)told.Json["items"]!["i"]!["17(1)"]!["requests"]!["count"]);
    }

    /// <summary>The same request again and again under other numbers; entries alone, as nothing else is counted.</summary>
    private static async Task<int> CopyAsync(OversightDbContext db, string number, int wanted)
    {
        var codec = new EventCodec<RequestEvent>();
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == number).OrderBy(e => e.CaseSeq).ToListAsync();
        var parts = (await db.Parts.AsNoTracking().Where(p => p.Case == number).ToListAsync()).ToLookup(p => p.CaseSeq);
        var events = rows.Select(row => codec.Decode(row.Bytes, parts[row.CaseSeq].ToDictionary(p => p.Name, p => p.Disclosure))).ToList();
        var copies = wanted / rows.Count;
        for (var copy = 0; copy < copies; copy++)
        {
            var name = RequestId.Of(2028, [1, .. BitConverter.GetBytes(copy)]).Value;
            foreach (var (row, decoded) in rows.Zip(events))
            {
                var entry = codec.Encode(decoded.Header with { Case = name }, decoded.Event, () => new byte[Part.SaltBytes]);
                db.Entries.Add(new EntryRow { Case = name, CaseSeq = row.CaseSeq, Type = row.Type, At = row.At, Bytes = entry.Bytes, LeafHash = entry.LeafHash });
            }
            if (copy % 100 == 99)
                await SaveAsync();
        }
        await SaveAsync();
        return copies;

        async Task SaveAsync()
        {
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }
    }
}
