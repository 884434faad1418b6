using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>Who acts, with the panel as it sat when the caller was recognised.</summary>
public sealed record Caller(Actor Actor, Panel Panel);

/// <summary>One command to be written.</summary>
/// <param name="IfMatch">The version the caller read; null only for a new draft and the system.</param>
/// <param name="Key">The caller's idempotency key; null only for the system.</param>
/// <param name="File">An attachment's bytes, stored with the command.</param>
/// <param name="UsageImport">The import whose file the command puts on record; it gets its number with the command.</param>
public sealed record Intent(
    RequestId Id, RequestCommand Command, Caller Caller, int? IfMatch, IdempotencyKey? Key, AttachmentRow? File = null, Usage.UsageImportRow? UsageImport = null);

/// <summary>An idempotency key with the fingerprint of the request it was first used for.</summary>
public sealed record IdempotencyKey(string Value, string Fingerprint);

/// <summary>What became of an intent.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Committed now, or before under the same key: the same answer.</summary>
    public sealed record Written(int Status, string RequestId, int Version, string Body) : Outcome
    {
        /// <summary>True when an earlier commit is answered for again.</summary>
        public bool IsReplay { get; init; }
    }

    /// <summary>Refused by the rules; nothing was written.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome;

    /// <summary>The caller had read another version.</summary>
    public sealed record Stale(int Version) : Outcome;

    /// <summary>The key was used for another request.</summary>
    public sealed record KeyReused : Outcome;
}

/// <summary>The one write path: load, decide, and commit entries, snapshot, read rows, timers and key together; only then answer.</summary>
public sealed class RequestStore(Transactions transactions, Rules rules, BusinessClock clock, RandomSource random, ErasedAgain erased, CheckedTrails trails)
{
    private readonly StateCache states = new();

    /// <summary>Decides and commits. Now is taken once; the decision may run again when another commit came first.</summary>
    public Task<Outcome> TransactAsync(Intent intent, CancellationToken ct) => TransactAsync(intent, clock.Now, ct);

    /// <summary>Decides and commits at a given instant; for cases that are dated.</summary>
    public async Task<Outcome> TransactAsync(Intent intent, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var outcome = await transactions.RunAsync((db, attempt) => DecideAndSaveAsync(db, intent, now, attempt, ct), ct);
            if (outcome is Outcome.Written { IsReplay: false } && intent.Command is OrderErasure)
                await transactions.SweepAsync(CancellationToken.None);
            return outcome;
        }
        catch (LedgerException fault) when (fault.Code is "PartTooLarge" or "EntryTooLarge")
        {
            // Written out in full and normalised, a body within its limit can still be more than an entry holds.
            return new Outcome.Refused(new Refusal(RefusalKind.Invalid, fault.Code));
        }
    }

    private async Task<Outcome> DecideAndSaveAsync(OversightDbContext db, Intent intent, DateTimeOffset now, int attempt, CancellationToken ct)
    {
        // A key used before is found by its unique index at the insert; only then, or before any refusal, is it looked up.
        if (attempt > 1 && await ReplayAsync(db, intent, ct) is { } replay)
            return replay;
        var row = intent.Command is DraftRequest ? null : await db.LockRequestAsync(intent.Id.Value, ct);
        // Whoever waited for the lock, or runs on a slower clock, does not date an entry before the one it follows.
        now = row is not null && row.UpdatedAt > now ? row.UpdatedAt : now;
        var before = row is null ? null : states.Read(row);
        var refused = before is not null && intent.Command is Sign or Resubmit or Notify && intent.Caller.Actor.IsOfAgency(before.Agency.Id) ? await RefusedBeforeAsync(db, before, now, ct) : [];
        var facts = await LinkedCases.WithAsync(db, before, intent.Command, new Facts(now, intent.Caller.Actor, intent.Caller.Panel, rules.Book, refused), ct);
        var verdict = Decide(before, intent, facts);
        if (verdict is Verdict.Accepted && before is not null && intent.IfMatch is { } read && read != before.Version)
            return await ReplayAsync(db, intent, ct) ?? new Outcome.Stale(before.Version);
        if (verdict is Verdict.Refused { Refusal: var refusal })
            return await ReplayAsync(db, intent, ct)
                ?? (IsStale(before, intent, refusal) ? new Outcome.Stale(before!.Version) : new Outcome.Refused(refusal));
        // An order overwrites the stored state with what is left: what somebody changed beside the entries must show before that. And where the start
        // could not read a case under an order, nothing is decided on it.
        if (erased.Unreadable.Contains(intent.Id.Value) || ((Verdict.Accepted)verdict).Events.Any(e => e is AuthorisationIssued or PartsErased))
            if (!await trails.FollowsAsync(db, row!, before!, ct))
                throw new TrailBrokenException(intent.Id);
        if (attempt > 1)
            await ForgetRowsAsync(db, intent.Id, ct);
        var written = await SaveAsync(db, intent, row, before, attempt > 1, (Verdict.Accepted)verdict, facts, ct);
        await LinkParentAsync(db, (Verdict.Accepted)verdict, now, ct);
        return written;
    }

    /// <summary>An extension is granted and noted on its parent in one commit; the child's row is locked before the parent's, never the other way.</summary>
    private async Task LinkParentAsync(OversightDbContext db, Verdict.Accepted granted, DateTimeOffset now, CancellationToken ct)
    {
        if (granted.State.Content is not { Route: Core.Law.Route.R4, Parent: { } parent } || granted.Events.OfType<AuthorisationIssued>().FirstOrDefault() is not { } issued)
            return;
        if (erased.Unreadable.Contains(parent) || await db.LockRequestAsync(parent, ct) is not { } row)
            throw new TrailBrokenException(granted.State.Id);
        var before = states.Read(row);
        var facts = new Facts(row.UpdatedAt > now ? row.UpdatedAt : now, Actor.System, Panel.Vacant(1), rules.Book, []);
        var command = new LinkExtension(granted.State.Id.Value, issued.Start, issued.End);
        if (RequestRules.Decide(before, command, facts) is not Verdict.Accepted linked)
            throw new DbUpdateConcurrencyException($"The parent of {granted.State.Id} ended while its extension was granted.");
        await SaveAsync(db, new Intent(before.Id, command, new Caller(Actor.System, facts.Panel), null, null), row, before, false, linked, facts, ct);
    }

    private static Verdict Decide(RequestState? before, Intent intent, Facts facts) => (before, intent.Command) switch
    {
        (null, DraftRequest draft) => RequestRules.Draft(draft, facts),
        (null, _) => new Verdict.Refused(new Refusal(RefusalKind.NotFound, "NotFound")),
        ({ } state, var command) => RequestRules.Decide(state, command, facts),
    };

    /// <summary>A stale reader is told so before anything about where the matter stands now, but never before being authorised.</summary>
    private static bool IsStale(RequestState? before, Intent intent, Refusal refusal) =>
        before is not null && intent.IfMatch is { } read && read != before.Version
        && refusal.Kind is RefusalKind.Conflict or RefusalKind.Invalid;

    private static Task<Outcome?> ReplayAsync(OversightDbContext db, Intent intent, CancellationToken ct) =>
        IdempotencyKeys.FindAsync(db, intent.Caller.Actor.Id, intent.Key, ct);

    private async Task<Outcome> SaveAsync(
        OversightDbContext db, Intent intent, RequestRow? row, RequestState? before, bool forgotten, Verdict.Accepted accepted, Facts facts,
        CancellationToken ct)
    {
        var after = intent.Command is OrderErasure ? await Erasing.CarryOutAsync(db, before!, accepted, facts, ct) : accepted.State;
        var entries = RequestEntries.Of(rules.LogOrigin, row?.LastLeaf ?? "", accepted, facts, () => random.Bytes(Part.SaltBytes));
        AddEntries(db, after, entries, accepted.Events, facts.Now);
        Place(db, row, before, after, entries[^1], facts.Now);
        AddBallots(db, after, accepted.Events);
        await AuthorisationRows.PlaceAsync(db, before, after, random, ct);
        var rowsOf = forgotten ? null : before;
        ReplaceRows(db.WorkItems, WorkItems(rowsOf), WorkItems(after), item => (item.Audience, item.Command), item => item.DueAt);
        ReplaceRows(db.Timers, TimerRows(rowsOf), TimerRows(after), timer => timer.Name, timer => timer.DueAt);
        if (intent.File is { } file)
            db.Attachments.Add(file);
        if (intent.UsageImport is { } import)
            await PutOnRecordAsync(db, import, after.Monitoring.Imports[^1].Number, facts.Now, ct);
        var written = Answer(intent, after);
        IdempotencyKeys.Add(db, facts.Actor.Id, intent.Key, written, facts.Now);
        await db.SaveChangesAsync(ct);
        return written;
    }

    /// <summary>The import gets its number where it still stands as it was matched; otherwise its findings would not be those of the entry.</summary>
    private static async Task PutOnRecordAsync(OversightDbContext db, Usage.UsageImportRow import, int number, DateTimeOffset at, CancellationToken ct)
    {
        var changed = await db.UsageImports
            .Where(i => i.Id == import.Id && i.Number == null && i.CaseSeq == import.CaseSeq && i.Lines == import.Lines && i.PrefixBytes == import.PrefixBytes)
            .ExecuteUpdateAsync(row => row.SetProperty(i => i.Number, number).SetProperty(i => i.UpdatedAt, at), ct);
        if (changed != 1)
            throw new DbUpdateConcurrencyException($"The import {import.Id} was moved on by another call.");
    }

    /// <summary>Work items and timers another version of the program may have derived differently; they are written anew.</summary>
    private static async Task ForgetRowsAsync(OversightDbContext db, RequestId id, CancellationToken ct)
    {
        await db.WorkItems.Where(item => item.RequestId == id.Value).ExecuteDeleteAsync(ct);
        await db.Timers.Where(timer => timer.RequestId == id.Value).ExecuteDeleteAsync(ct);
    }

    private static void AddEntries(
        OversightDbContext db, RequestState after, IReadOnlyList<Entry> entries, IReadOnlyList<RequestEvent> events, DateTimeOffset now)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var seq = after.CaseSeq - entries.Count + 1 + i;
            db.Entries.Add(new EntryRow
            {
                Case = after.Id.Value,
                CaseSeq = seq,
                Type = events[i].GetType().Name,
                At = now,
                Bytes = entries[i].Bytes,
                LeafHash = entries[i].LeafHash,
            });
            foreach (var part in entries[i].Parts)
                db.Parts.Add(new PartRow { Case = after.Id.Value, CaseSeq = seq, Name = part.Name, Disclosure = part.Disclosure });
        }
    }

    private void Place(OversightDbContext db, RequestRow? row, RequestState? before, RequestState after, Entry last, DateTimeOffset now)
    {
        if (row is null)
            db.Requests.Add(row = RequestRows.New(after, now));
        RequestRows.Place(row, before, after, Convert.ToHexStringLower(last.LeafHash), now);
        states.Keep(after, row.LastLeaf);
    }

    private static void AddBallots(OversightDbContext db, RequestState after, IReadOnlyList<RequestEvent> events)
    {
        foreach (var ballot in events.OfType<BallotCast>())
            db.Ballots.Add(new BallotRow { RequestId = after.Id.Value, Round = ballot.Round, Member = ballot.Member.Value, BallotNo = ballot.BallotNo });
        foreach (var interest in events.OfType<InterestDeclared>().Where(interest => interest.Items is null))
            db.Recusals.Add(new RecusalRow { RequestId = after.Id.Value, Member = interest.Member.Value });
    }

    private List<WorkItemRow> WorkItems(RequestState? s) => s is null ? [] : [.. Waiting.RowsOf(s, rules.Book.Definitions)
        .Select(item => new WorkItemRow { RequestId = s.Id.Value, Audience = item.Audience, Command = item.Command, DueAt = item.DueAt })];

    private static List<TimerRow> TimerRows(RequestState? s) => s is null ? [] : [.. Timers.Of(s)
        .Select(timer => new TimerRow { RequestId = s.Id.Value, Name = timer.Name, DueAt = timer.DueAt })];

    /// <summary>Rows follow from the state, so what was there is known without reading it.</summary>
    private static void ReplaceRows<T>(DbSet<T> set, List<T> before, List<T> after, Func<T, object> key, Func<T, DateTimeOffset?> due) where T : class
    {
        var old = before.ToDictionary(key);
        var kept = after.Select(key).ToHashSet();
        set.RemoveRange(before.Where(row => !kept.Contains(key(row))));
        foreach (var row in after)
        {
            if (!old.TryGetValue(key(row), out var was))
                set.Add(row);
            else if (due(was) != due(row))
                set.Update(row);
        }
    }

    private static Outcome.Written Answer(Intent intent, RequestState after) => new(
        intent.Command is DraftRequest or Attach ? StatusCodes.Status201Created : StatusCodes.Status200OK, after.Id.Value, after.Version,
        JsonSerializer.Serialize(
            new { number = after.Id.Value, state = after.State.ToString(), version = after.Version, contentVersion = after.ContentVersion }));

    private async Task<IReadOnlyList<RefusedRequest>> RefusedBeforeAsync(OversightDbContext db, RequestState s, DateTimeOffset now, CancellationToken ct)
    {
        var window = rules.Book.Law.InForceAt(s.FiledAt ?? now).SimilarRefusalWindow.Value;
        var route = s.Content.Route.ToString();
        var closed = await db.Requests.AsNoTracking()
            .Where(r => r.Agency == s.Agency.Id && r.Route == route && r.ClosedAt != null && (r.Close == "Refused" || r.Close == "RefusedAtIntake") && r.Id != s.Id.Value)
            .OrderByDescending(r => r.ClosedAt).Take(200).Select(r => new { r.Id, r.ClosedAt, r.Content, r.Snapshot }).ToListAsync(ct);
        return [.. closed.Where(r => Core.Law.Periods.LatestEnd(r.ClosedAt!.Value, window) > now)
            .Select(r => (r.Id, new RequestSnapshot(r.Content, r.Snapshot).Read().Content))
            .Select(r => new RefusedRequest(r.Id, r.Content.Scope ?? [], r.Content.TargetAct?.Name))];
    }
}

/// <summary>A stored request does not follow from its entries: somebody changed the database. Nothing is authorised on it; the auditors must look.</summary>
public sealed class TrailBrokenException(RequestId request) : Exception($"Request {request} does not follow from its entries.");
