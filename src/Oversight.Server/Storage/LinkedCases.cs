using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>What a decision on one case must know of others: its parent, its extension, the agency's measures without review.</summary>
internal static class LinkedCases
{
    public static async Task<Facts> WithAsync(OversightDbContext db, RequestState? s, RequestCommand command, Facts facts, CancellationToken ct)
    {
        if (s is null)
            return facts;
        var parent = s.Content is { Route: Core.Law.Route.R4, Parent: { } number } ? await ReadAsync(db, number, ct) : null;
        var extension = s.Authorisation?.Extension is { } next ? await ReadAsync(db, next.Number, ct) : null;
        var unreviewed = command is RecordMeasure && facts.Actor.IsOfAgency(s.Agency.Id) ? await UnreviewedAsync(db, s, facts.Now, ct) : [];
        var parts = command is ProposeErasure ? await PartsAsync(db, s, ct) : [];
        return facts with { Parent = parent, Extension = extension, UnreviewedMeasures = unreviewed, Parts = parts };
    }

    private static async Task<IReadOnlyList<PartPlace>> PartsAsync(OversightDbContext db, RequestState s, CancellationToken ct) => ErasureRules.PartsOf(
        (await db.Entries.AsNoTracking().Where(e => e.Case == s.Id.Value).OrderBy(e => e.CaseSeq).Select(e => e.Bytes).ToListAsync(ct)).Select(bytes => EntryDocument.Read(bytes)));

    private static async Task<RequestState?> ReadAsync(OversightDbContext db, string number, CancellationToken ct) =>
        await db.Requests.AsNoTracking().Where(r => r.Id == number).Select(r => new { r.Content, r.Snapshot }).SingleOrDefaultAsync(ct) is { } row
            ? new RequestSnapshot(row.Content, row.Snapshot).Read()
            : null;

    /// <summary>An override lets one measure pass: it is spent once a later one is on record. Until this one is, or is refused, the agency's others wait.</summary>
    private static async Task<IReadOnlyList<string>> UnreviewedAsync(OversightDbContext db, RequestState s, DateTimeOffset now, CancellationToken ct)
    {
        await db.LockAgencyAsync(s.Agency.Id, ct);
        string[] reviewed = [nameof(Decision.ConfirmedProper), nameof(Decision.NotProper)];
        var rows = await db.Requests.AsNoTracking()
            .Where(r => r.Agency == s.Agency.Id && r.MeasuredAt != null && (r.Decision == null || !reviewed.Contains(r.Decision)))
            .OrderBy(r => r.Id).Select(r => new { r.Id, r.Content, r.Snapshot }).ToListAsync(ct);
        var open = rows.Select(r => new RequestSnapshot(r.Content, r.Snapshot).Read()).Where(state => Interlock.Holds(state, now)).ToList();
        if (open.Count == 0)
            return [];
        var lastRecorded = await db.Requests.AsNoTracking().Where(r => r.Agency == s.Agency.Id && r.MeasuredAt != null).Select(r => r.MeasureRecordedAt).MaxAsync(ct);
        return [.. open.Where(state => !(state.Measure!.OverriddenAt > lastRecorded)).Select(state => state.Id.Value)];
    }
}
