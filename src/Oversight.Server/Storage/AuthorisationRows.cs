using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>Keeps the row of an authorisation in step with its request.</summary>
public static class AuthorisationRows
{
    private static readonly string[] Granting = [nameof(Decision.Approved), nameof(Decision.ApprovedWithConditions), nameof(Decision.PartlyApproved)];

    /// <summary>Entries that give leave: the grant, a change of what is granted, the end of a suspension, an extension that comes to nothing, a condition met.</summary>
    private static readonly string[] Giving = [nameof(AuthorisationIssued), nameof(AuthorisationNarrowed), nameof(AuthorisationResumed), nameof(ExtensionLost), nameof(ConditionAccepted)];

    /// <summary>Adds or changes the row where a command changed the authorisation; the caller saves.</summary>
    public static async Task PlaceAsync(OversightDbContext db, RequestState? before, RequestState after, RandomSource random, CancellationToken ct)
    {
        if (after.Authorisation is not { } authorisation || ReferenceEquals(before?.Authorisation, authorisation))
            return;
        var row = await db.Authorisations.SingleOrDefaultAsync(row => row.RequestId == after.Id.Value && row.WithdrawnAt == null, ct);
        if (row is not null && before?.Authorisation is { } until && SaysTheSame(until, authorisation))
        {
            (row.EndsAt, row.State, row.AwaitsCondition) = (authorisation.EndsAt, authorisation.State.ToString(), authorisation.AwaitsCondition);
            if (GivesLeave(until, authorisation))
                row.GivenSeq = after.CaseSeq;
            return;
        }
        // Documents say what is permitted and what still waits: those that say otherwise than now is must not stand any longer.
        row?.WithdrawnAt = SaidAt(authorisation);
        await AddAsync(db, after, authorisation, random, ct);
    }

    /// <summary>Adds the rows of authorisations that were issued before there were such rows, and what older rows do not say.</summary>
    public static async Task FillAsync(Transactions transactions, RandomSource random, CancellationToken ct)
    {
        var missing = await transactions.RunAsync(db => db.Requests.AsNoTracking()
            .Where(r => r.Decision != null && Granting.Contains(r.Decision) && !db.Authorisations.Any(row => row.RequestId == r.Id))
            .OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(ct), ct);
        await transactions.RunAsync(db => NoteGivenAsync(db, ct), ct);
        foreach (var id in missing)
            await transactions.RunAsync(async db =>
            {
                var request = (await db.LockRequestAsync(id, ct))!;
                await PlaceAsync(db, null, new RequestSnapshot(request.Content, request.Snapshot).Read(), random, ct);
                return await db.SaveChangesAsync(ct);
            }, ct);
        await NoteAwaitedAsync(transactions, random, ct);
    }

    /// <summary>For rows written before it was noted with which entry leave was given.</summary>
    private static Task<int> NoteGivenAsync(OversightDbContext db, CancellationToken ct) => db.Authorisations.Where(row => row.GivenSeq == 0).ExecuteUpdateAsync(
        set => set.SetProperty(row => row.GivenSeq, row => db.Entries.Where(entry => entry.Case == row.RequestId && Giving.Contains(entry.Type)).Max(entry => (int?)entry.CaseSeq) ?? 0), ct);

    /// <summary>For rows written before it was noted what waits for a condition: documents made then do not say it.</summary>
    private static async Task NoteAwaitedAsync(Transactions transactions, RandomSource random, CancellationToken ct)
    {
        var unnoted = await transactions.RunAsync(db => db.Authorisations.AsNoTracking()
            .Where(row => row.WithdrawnAt == null && row.AwaitsCondition == null).OrderBy(row => row.RequestId).Select(row => row.RequestId).ToListAsync(ct), ct);
        foreach (var id in unnoted)
            await transactions.RunAsync(async db =>
            {
                if (await db.LockRequestAsync(id, ct) is not { } request
                    || await db.Authorisations.SingleOrDefaultAsync(row => row.RequestId == id && row.WithdrawnAt == null, ct) is not { AwaitsCondition: null } row)
                    return 0;
                var state = new RequestSnapshot(request.Content, request.Snapshot).Read();
                // A row for what nobody granted gives no leave as it is; a replay finds it.
                if (state.Authorisation is not { } authorisation)
                    return 0;
                if (authorisation.Unmet.Count > 0)
                    await PlaceAsync(db, null, state, random, ct);
                else
                    row.AwaitsCondition = false;
                return await db.SaveChangesAsync(ct);
            }, ct);
    }

    private static bool SaysTheSame(Authorisation before, Authorisation after) =>
        before.Narrowings.Count == after.Narrowings.Count && before.Unmet.Count == after.Unmet.Count;

    /// <summary>Since when it says what it says.</summary>
    private static DateTimeOffset SaidAt(Authorisation authorisation) => authorisation.Narrowings.Select(narrowing => narrowing.From)
        .Concat(authorisation.Conditions.Where(standing => standing.Condition.Kind == ConditionKind.Precedent).Select(standing => standing.MetAt ?? authorisation.IssuedAt))
        .Append(authorisation.IssuedAt).Max();

    /// <summary>What was suspended comes back, or what gave way to an extension goes on after all.</summary>
    private static bool GivesLeave(Authorisation before, Authorisation after) =>
        (before.State == AuthorisationState.Suspended && after.State is AuthorisationState.Pending or AuthorisationState.Active) || after.EndsAt > before.EndsAt;

    private static async Task AddAsync(OversightDbContext db, RequestState request, Authorisation authorisation, RandomSource random, CancellationToken ct) =>
        db.Authorisations.Add(new AuthorisationRow
        {
            RequestId = request.Id.Value,
            StatusIndex = await DrawAsync(db, random, ct),
            IssuedAt = authorisation.IssuedAt,
            Start = authorisation.Start,
            End = authorisation.End,
            EndsAt = authorisation.EndsAt,
            State = authorisation.State.ToString(),
            GivenSeq = request.CaseSeq,
            AwaitsCondition = authorisation.AwaitsCondition,
        });

    /// <summary>A free place of the last list, or of the next one when that is full. Whoever draws the same at the same moment is kept out by the unique index.</summary>
    private static async Task<int> DrawAsync(OversightDbContext db, RandomSource random, CancellationToken ct)
    {
        var highest = await db.Authorisations.MaxAsync(row => (int?)row.StatusIndex, ct);
        var list = StatusPlace.Of(highest ?? 0).List;
        var (first, next) = (new StatusPlace(list, 0).Number, new StatusPlace(list + 1, 0).Number);
        if (await db.Authorisations.CountAsync(row => row.StatusIndex >= first && row.StatusIndex < next, ct) >= StatusList.FullAt)
            list++;
        while (true)
        {
            // The capacity is a power of two, so the remainder favours no place.
            var place = new StatusPlace(list, (int)(BinaryPrimitives.ReadUInt32LittleEndian(random.Bytes(4)) % StatusList.Capacity)).Number;
            if (!await db.Authorisations.AnyAsync(row => row.StatusIndex == place, ct))
                return place;
        }
    }
}
