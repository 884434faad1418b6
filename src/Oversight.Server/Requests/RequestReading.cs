using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Reads;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>Reads requests for a caller; what the caller may not read is not there.</summary>
public sealed class RequestReading(OversightDbContext db, Rules rules, BusinessClock clock, ReadLog reads, ErasedAgain erased, CheckedTrails trails)
{
    /// <summary>Most lines of one page.</summary>
    public const int MostLines = 100;

    /// <summary>Lines of a page when nobody says how many.</summary>
    public const int DefaultLines = 25;

    /// <summary>Most cases the overview looks at.</summary>
    public const int MostWatched = 1000;

    /// <summary>The facts a view is made with.</summary>
    public Facts FactsFor(Caller caller) => new(clock.Now, caller.Actor, caller.Panel, rules.Book, []);

    /// <summary>A request as the caller sees it; null where the caller may not read it or there is none.</summary>
    public async Task<RequestState?> FindAsync(string id, Caller caller, CancellationToken ct)
    {
        if (!RequestId.TryParse(id, out var request))
            return null;
        var row = await db.Requests.AsNoTracking().Where(r => r.Id == request.Value).Select(r => new { r.Content, r.Snapshot }).SingleOrDefaultAsync(ct);
        return Seen(row is null ? null : new RequestSnapshot(row.Content, row.Snapshot).Read(), request, caller);
    }

    /// <summary>The same for those who act on it; a state that does not follow from its entries throws <see cref="TrailBrokenException"/>.</summary>
    public async Task<RequestState?> FindToActOnAsync(string id, Caller caller, CancellationToken ct) =>
        // Who may not read it learns nothing of its trail either.
        RequestId.TryParse(id, out var request) && await FindAsync(id, caller, ct) is not null ? Seen(await trails.ReadAsync(db, request, ct), request, caller) : null;

    private RequestState? Seen(RequestState? state, RequestId request, Caller caller)
    {
        if (state is null || !Reading.MayRead(state, caller.Actor, caller.Panel))
            return null;
        return erased.Unreadable.Contains(request.Value) ? throw new TrailBrokenException(request) : Reading.Seen(state, caller.Actor);
    }

    /// <summary>A request's number and how many entries it has, without reading it; null where the caller may not read it or there is none.</summary>
    public async Task<(RequestId Number, int Entries)?> EntriesAsync(string id, Caller caller, CancellationToken ct) =>
        RequestId.TryParse(id, out var number)
        && await Readable(caller).Where(r => r.Id == number.Value).Select(r => (int?)r.CaseSeq).SingleOrDefaultAsync(ct) is { } entries ? (number, entries) : null;

    /// <summary>The same to be handed out: that the caller opens it is on record first.</summary>
    public async Task<RequestState?> OpenAsync(string id, Caller caller, ReadKind what, CancellationToken ct)
    {
        if (await FindAsync(id, caller, ct) is not { } state)
            return null;
        await reads.RecordAsync(state, caller.Actor, new ContentRead(what, state.Version, Seen: state.CaseSeq), ct);
        return state;
    }

    /// <summary>Requests the caller may read, newest draft first; the cursor is the last line's place, so nothing is skipped or repeated.</summary>
    public async Task<Page<RequestLine>?> ListAsync(Caller caller, RequestFilter filter, CancellationToken ct)
    {
        var rows = Readable(caller);
        // What no column can hold is found nowhere; PostgreSQL would call a zero character an error.
        if (new[] { filter.State, filter.Route, filter.Agency, filter.Decision }.Any(text => text is not null && !TextRules.IsAcceptable(text)))
            return new Page<RequestLine>([], null);
        if (filter.State is { } state)
            rows = rows.Where(r => r.State == state);
        if (filter.Route is { } route)
            rows = rows.Where(r => r.Route == route);
        if (filter.Agency is { } agency)
            rows = rows.Where(r => r.Agency == agency);
        if (filter.Decision is { } decision)
            rows = rows.Where(r => r.Decision == decision);
        if (filter.Cursor is { } cursor)
        {
            if (ListPlace.Parse(cursor) is not { } place)
                return null;
            rows = rows.Where(r => r.DraftedAt < place.At || (r.DraftedAt == place.At && r.Id.CompareTo(place.Id) < 0));
        }
        var size = filter.Limit ?? DefaultLines;
        var lines = await rows.OrderByDescending(r => r.DraftedAt).ThenByDescending(r => r.Id).Take(size + 1)
            .Select(r => new RequestLine(r.Id, r.Id, r.Route, r.Agency, r.State, r.Decision, r.Close, r.DraftedAt, r.FiledAt, r.UpdatedAt, r.Version))
            .ToListAsync(ct);
        var next = lines.Count > size ? new ListPlace(lines[size - 1].DraftedAt, lines[size - 1].Id).ToString() : null;
        return new Page<RequestLine>([.. lines.Take(size)], next);
    }

    /// <summary>Which of these requests the caller may read.</summary>
    public async Task<IReadOnlySet<string>> SeenAsync(IEnumerable<string> numbers, Caller caller, CancellationToken ct)
    {
        var seen = new HashSet<string>();
        foreach (var some in numbers.Distinct().Chunk(500))
            seen.UnionWith(await Readable(caller).Where(r => some.Contains(r.Id)).Select(r => r.Id).ToListAsync(ct));
        return seen;
    }

    /// <summary>What waits for the caller, the most urgent first.</summary>
    public async Task<IReadOnlyList<WaitingLine>> WaitingAsync(Caller caller, CancellationToken ct)
    {
        var audiences = Waiting.AudiencesOf(caller.Actor, caller.Panel).ToList();
        return await (
            from item in db.WorkItems.AsNoTracking()
            where audiences.Contains(item.Audience)
            join request in Readable(caller) on item.RequestId equals request.Id
            orderby item.DueAt == null, item.DueAt, request.DraftedAt
            select new WaitingLine(request.Id, request.Route, request.Agency, request.State, item.Command, item.DueAt)).Take(200).ToListAsync(ct);
    }

    /// <summary>
    /// What is being watched, as the caller sees it: all that is in force, under review or owes an erasure, and whatever else the inspectors or the
    /// agency still have to do something about; the latest touched first.
    /// </summary>
    public async Task<IReadOnlyList<RequestState>> WatchedAsync(Caller caller, CancellationToken ct)
    {
        string[] live = [nameof(RequestStatus.InForce), nameof(RequestStatus.ErasureDue), nameof(RequestStatus.MeasureReported), nameof(RequestStatus.UnderConfirmation)];
        var rows = await Readable(caller)
            .Where(r => live.Contains(r.State)
                || (r.State == nameof(RequestStatus.Closed) && (r.Close == nameof(CloseOutcome.Lapsed) || r.Close == nameof(CloseOutcome.ClosedInBreach) || db.WorkItems.Any(item => item.RequestId == r.Id))))
            .OrderByDescending(r => r.UpdatedAt).Take(MostWatched).Select(r => new { r.Id, r.Content, r.Snapshot }).ToListAsync(ct);
        return [.. rows.Where(r => !erased.Unreadable.Contains(r.Id)).Select(r => Reading.Seen(new RequestSnapshot(r.Content, r.Snapshot).Read(), caller.Actor))];
    }

    /// <summary>The same rule as <see cref="Reading.MayRead"/>, as a query.</summary>
    internal IQueryable<RequestRow> Readable(Caller caller)
    {
        var rows = db.Requests.AsNoTracking();
        var id = caller.Actor.Id;
        return caller.Actor switch
        {
            { Role: Role.Drafter or Role.AuthorisingOfficer, Agency: { } agency } => rows.Where(r => r.Agency == agency.Id),
            { Role: Role.Examiner or Role.Inspector } => rows.Where(r => r.FiledAt != null || r.MeasuredAt != null),
            { Role: Role.PanelMember } when caller.Panel.Seats.Any(seat => seat.Member?.Value == id) =>
                rows.Where(r => (r.FiledAt != null || r.MeasuredAt != null) && !db.Recusals.Any(recusal => recusal.RequestId == r.Id && recusal.Member == id)),
            { Role: Role.Auditor } => rows,
            _ => rows.Where(r => false),
        };
    }
}

/// <summary>Filters of a list.</summary>
public sealed record RequestFilter(string? State, string? Route, string? Agency, string? Decision, string? Cursor, int? Limit);

/// <summary>Something that waits for the caller.</summary>
public sealed record WaitingLine(string Number, string Route, string Agency, string State, string Command, DateTimeOffset? DueAt);
