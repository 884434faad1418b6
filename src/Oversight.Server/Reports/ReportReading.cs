using System.Data;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using Oversight.Server.Reads;
using Oversight.Server.Storage;

namespace Oversight.Server.Reports;

/// <summary>A report as its reader may have it, the rule set it was counted by, and the requests in it that this reader may not open.</summary>
public sealed record ReadReport(AnnualReport Report, RuleSet RuleSet, IReadOnlySet<string> Unreadable);

/// <summary>Counts the annual report over the audit trail and hands the trail itself out for counting again.</summary>
public sealed class ReportReading(OversightDbContext db, Rules rules, BusinessClock clock, ReadLog reads)
{
    /// <summary>Entries of one read; what is in memory at once besides the lists of the report.</summary>
    private const int PageSize = 1000;

    /// <summary>A report reads the whole trail; those who ask at once take turns, so that nobody's ballot waits for readers.</summary>
    private static readonly SemaphoreSlim Turns = new(2);

    private static readonly string[] WithOutline = [nameof(InspectionClosed), nameof(ResolutionAdopted), nameof(AgreementInspected)];

    /// <summary>The report for somebody who may read this edition. The settings are those in force at the end of the period, or now if that is to come.</summary>
    public async Task<ReadReport> ReadAsync(DateOnly from, DateOnly to, Edition edition, Caller caller, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        var lastInstant = Jst.EndOf(to).AddMilliseconds(-1);
        var ruleSet = rules.Book.Law.InForceAt(lastInstant < clock.Now ? lastInstant : clock.Now);
        var counting = new ReportCounting(from, to, new ReportSettings(ruleSet.CountRefusedAtIntake.Value, ruleSet.SmallNumberBelow.Value));
        await foreach (var entry in EntriesAsync(onlyOutlines: true, ct))
            counting.Add(ReportedEntry.Read(entry.Case, new StoredEntry(entry.Bytes, entry.Parts)).Entry);
        var full = counting.Total();
        if (edition == Edition.Public)
            return new ReadReport(PublicEdition.Of(full), ruleSet, new HashSet<string>());
        await reads.RecordAsync(caller.Actor, new ContentRead(ReadKind.Report, Of: $"{from:yyyy-MM-dd}/{to:yyyy-MM-dd}"), ct);
        var unreadable = await UnreadableAsync(caller, ct);
        return new ReadReport(Editions.Without(full, unreadable), ruleSet, unreadable);
    }

    private static async Task<IDisposable> TurnAsync(CancellationToken ct)
    {
        await Turns.WaitAsync(ct);
        return new Turn();
    }

    private sealed class Turn : IDisposable
    {
        public void Dispose() => Turns.Release();
    }

    /// <summary>Every entry the report is counted from with all parts still kept, in the order they were stored.</summary>
    public IAsyncEnumerable<TrailEntry> AllAsync(CancellationToken ct) => EntriesAsync(onlyOutlines: false, ct);

    /// <summary>The same rule as <see cref="Reading.MayRead"/> for those who read a full edition: recusal alone closes a request to them.</summary>
    private async Task<IReadOnlySet<string>> UnreadableAsync(Caller caller, CancellationToken ct) => caller.Actor.Role == Role.PanelMember
        ? (await db.Recusals.AsNoTracking().Where(recusal => recusal.Member == caller.Actor.Id).Select(recusal => recusal.RequestId).ToListAsync(ct)).ToHashSet()
        : new HashSet<string>();

    /// <summary>
    /// Page by page in order of id. On PostgreSQL all pages are of one snapshot, because ids become visible in the order of commits there and
    /// not of their numbers; SQLite has one writer, so a page never misses an earlier entry.
    /// </summary>
    private async IAsyncEnumerable<TrailEntry> EntriesAsync(bool onlyOutlines, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var snapshot = db is PostgresOversightDbContext ? await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct) : null;
        for (long after = 0; ;)
        {
            var page = await db.Entries.AsNoTracking().Where(e => e.Id > after).OrderBy(e => e.Id).Take(PageSize)
                .Select(e => new { e.Id, e.Case, e.Type, e.Bytes, e.LeafHash }).ToListAsync(ct);
            if (page.Count == 0)
                yield break;
            var last = page[^1].Id;
            var parts = onlyOutlines && !page.Exists(row => WithOutline.Contains(row.Type)) ? null : await PartsAsync(after, last, onlyOutlines, ct);
            foreach (var row in page.Where(row => ReportedEntry.IsCounted(row.Case, row.Type)))
                yield return new TrailEntry(row.Id, row.Case, row.Bytes, row.LeafHash, parts?[row.Id].ToDictionary(part => part.Name, part => part.Disclosure) ?? []);
            after = last;
        }
    }

    private async Task<ILookup<long, (string Name, string Disclosure)>> PartsAsync(long after, long last, bool onlyOutlines, CancellationToken ct)
    {
        var rows = await (
            from entry in db.Entries.AsNoTracking()
            where entry.Id > after && entry.Id <= last && (!onlyOutlines || WithOutline.Contains(entry.Type))
            join part in db.Parts.AsNoTracking() on new { entry.Case, entry.CaseSeq } equals new { part.Case, part.CaseSeq }
            orderby entry.Id, part.Name
            select new { entry.Id, part.Name, part.Disclosure }).ToListAsync(ct);
        return rows.ToLookup(row => row.Id, row => (row.Name, row.Disclosure));
    }
}

/// <summary>An entry as stored: the bytes that are hashed, their leaf hash, and the disclosures of the parts still kept, by name.</summary>
public sealed record TrailEntry(long Id, string Case, byte[] Bytes, byte[] LeafHash, Dictionary<string, string> Parts);
