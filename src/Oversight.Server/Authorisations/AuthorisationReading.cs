using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Log;
using Oversight.Server.Reads;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>Reads authorisations for whoever may read their requests, as they are now.</summary>
public sealed class AuthorisationReading(OversightDbContext db, RequestReading requests, BusinessClock clock, ReadLog reads, EffectivenessGate gate)
{
    /// <summary>To be handed out, and on record first: the authorisation of a request and the request as the caller sees it; null where the caller may not read it or there is none.</summary>
    public async Task<(AuthorisationView View, RequestState Request)?> FindAsync(string number, Caller caller, string publicAddress, CancellationToken ct)
    {
        // The index first: a narrowing between the two reads then leaves one that is withdrawn, never a new one beside the old scope.
        var index = await db.Authorisations.Where(row => row.RequestId == number && row.WithdrawnAt == null).Select(row => (int?)row.StatusIndex).SingleOrDefaultAsync(ct);
        if (await requests.FindToActOnAsync(number, caller, ct) is not { Authorisation: not null } state || index is null)
            return null;
        await reads.RecordAsync(state, caller.Actor, new ContentRead(ReadKind.Document, state.Version, Seen: state.CaseSeq), ct);
        var now = clock.Now;
        // The gate last: what was given after the state was read can only make the answer stricter.
        var view = AuthorisationView.Of(state, await IssuedAsync(state, ct), StatusPlace.Of(index.Value), publicAddress, now);
        return (view with { IsNotYetEffective = view.AwaitsCondition || !await gate.IsOpenAsync(state.Id.Value, ct) }, state);
    }

    /// <summary>Authorisations whose requests the caller may read, the latest first; null for a cursor that is none.</summary>
    public async Task<Page<AuthorisationLine>?> ListAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        var rows = db.Authorisations.AsNoTracking().Where(row => row.WithdrawnAt == null);
        if (cursor is not null)
        {
            if (ListPlace.Parse(cursor) is not { } place)
                return null;
            rows = rows.Where(row => row.IssuedAt < place.At || (row.IssuedAt == place.At && row.RequestId.CompareTo(place.Id) < 0));
        }
        var (size, now) = (limit ?? RequestReading.DefaultLines, clock.Now);
        var found = await (
            from row in rows
            join request in requests.Readable(caller) on row.RequestId equals request.Id
            orderby row.IssuedAt descending, row.RequestId descending
            select new { Row = row, request.Agency, request.Route }).Take(size + 1).ToListAsync(ct);
        var closed = await gate.ClosedAsync(found.Select(line => new Leave(line.Row.StatusIndex, line.Row.GivenSeq)), ct);
        var lines = found.Select(line => AuthorisationLine.Of(line.Row, line.Agency, line.Route, now)).Zip(found, (line, of) => line with
        {
            IsNotYetEffective = line.AwaitsCondition || closed.Contains(of.Row.StatusIndex),
        }).ToList();
        var next = lines.Count > size ? new ListPlace(lines[size - 1].IssuedAt, lines[size - 1].Number).ToString() : null;
        return new Page<AuthorisationLine>([.. lines.Take(size)], next);
    }

    private async Task<IssuedEntry> IssuedAsync(RequestState s, CancellationToken ct)
    {
        var entries = await db.Entries.AsNoTracking()
            .Where(e => e.Case == s.Id.Value && (e.Type == nameof(AuthorisationIssued) || e.Type == nameof(IntakeJudged))).OrderBy(e => e.CaseSeq).ToListAsync(ct);
        var row = entries.Last(entry => entry.Type == nameof(AuthorisationIssued));
        var issued = Decode(row);
        // Intake judges every version that is filed; the map it looked at last before the vote is the one the scope was judged by.
        var judged = entries.LastOrDefault(entry => entry.Type == nameof(IntakeJudged) && entry.CaseSeq < row.CaseSeq);
        return new IssuedEntry(
            issued.Header, (AuthorisationIssued)issued.Event, Convert.ToHexStringLower(row.LeafHash),
            judged is null ? null : ((IntakeJudged)Decode(judged).Event).NetworkMap is { Length: > 0 } map ? map : null);
    }

    /// <summary>The header and what the event says openly; its parts are not needed here.</summary>
    private static Core.Ledger.DecodedEntry<RequestEvent> Decode(EntryRow row) => RequestEntries.Read(new StoredEntry(row.Bytes, new Dictionary<string, string>()));
}
