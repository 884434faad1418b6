using System.Text.Json;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>One change of a register to be written.</summary>
/// <param name="IfMatch">The register's version the caller read; null where the change cannot lose another one.</param>
/// <param name="Key">The caller's idempotency key; null for the system and for one-time links.</param>
public sealed record RegisterIntent(Actor Actor, int? IfMatch, IdempotencyKey? Key, int Status = StatusCodes.Status200OK);

/// <summary>The one write path of the registers: decide, and commit entry, rows, snapshot and key together; only then answer.</summary>
public sealed class RegisterStore(Transactions transactions, Rules rules, RandomSource random)
{
    /// <summary>
    /// Decides and commits. The decision also adds the rows that go with what it accepts; it may run again from the start. The answer is made of the
    /// events and the register's new version, and kept with the key; without one it is the version alone.
    /// </summary>
    public async Task<Outcome> ChangeAsync<TState, TEvent>(
        Register<TState, TEvent> register, RegisterIntent intent, DateTimeOffset now,
        Func<OversightDbContext, TState?, Task<RegisterVerdict<TEvent>>> decide, CancellationToken ct, Func<IReadOnlyList<TEvent>, int, object>? answer = null)
        where TState : class
        where TEvent : class
    {
        try
        {
            return await transactions.RunAsync(db => DecideAndSaveAsync(db, register, intent, now, decide, answer, ct), ct);
        }
        catch (LedgerException fault) when (fault.Code is "PartTooLarge" or "EntryTooLarge")
        {
            return new Outcome.Refused(new Refusal(RefusalKind.Invalid, fault.Code));
        }
    }

    private async Task<Outcome> DecideAndSaveAsync<TState, TEvent>(
        OversightDbContext db, Register<TState, TEvent> register, RegisterIntent intent, DateTimeOffset now,
        Func<OversightDbContext, TState?, Task<RegisterVerdict<TEvent>>> decide, Func<IReadOnlyList<TEvent>, int, object>? answer, CancellationToken ct)
        where TState : class
        where TEvent : class
    {
        var row = await db.LockRegisterAsync(register.Case, ct);
        if (await IdempotencyKeys.FindAsync(db, intent.Actor.Id, intent.Key, ct) is { } before)
            return before;
        if (intent.IfMatch is { } read && read != (row?.CaseSeq ?? 0))
            return new Outcome.Stale(row?.CaseSeq ?? 0);
        var state = row is null ? null : register.Parse(row.Snapshot);
        var verdict = await decide(db, state);
        if (verdict is RegisterVerdict<TEvent>.Refused refused)
            return new Outcome.Refused(refused.Refusal);
        var events = ((RegisterVerdict<TEvent>.Accepted)verdict).Events;
        var version = events.Count == 0 ? row?.CaseSeq ?? 0 : Append(db, register, row, events, intent.Actor, now);
        var body = answer?.Invoke(events, version) ?? new { version };
        var written = new Outcome.Written(intent.Status, register.Case, version, JsonSerializer.Serialize(body, body.GetType(), OversightJson.Options));
        IdempotencyKeys.Add(db, intent.Actor.Id, intent.Key, written, now);
        await db.SaveChangesAsync(ct);
        return written;
    }

    /// <summary>Adds events to a register inside a unit of work that the caller saves, and gives the register's new version.</summary>
    public int Append<TState, TEvent>(
        OversightDbContext db, Register<TState, TEvent> register, RegisterRow? row, IEnumerable<TEvent> events, Actor actor, DateTimeOffset at)
        where TState : class
        where TEvent : class
    {
        var state = row is null ? null : register.Parse(row.Snapshot);
        if (row is null)
            db.Registers.Add(row = new RegisterRow { Case = register.Case, CaseSeq = 0, LastLeaf = "", Snapshot = "" });
        foreach (var happened in events)
        {
            var entry = register.Encode(
                rules.LogOrigin, new RegisterPlace(row.CaseSeq + 1, row.LastLeaf, at), actor, happened, () => random.Bytes(Part.SaltBytes));
            row.CaseSeq++;
            row.LastLeaf = Convert.ToHexStringLower(entry.LeafHash);
            db.Entries.Add(new EntryRow
            {
                Case = row.Case,
                CaseSeq = row.CaseSeq,
                Type = happened.GetType().Name,
                At = at,
                Bytes = entry.Bytes,
                LeafHash = entry.LeafHash,
            });
            foreach (var part in entry.Parts)
                db.Parts.Add(new PartRow { Case = row.Case, CaseSeq = row.CaseSeq, Name = part.Name, Disclosure = part.Disclosure });
            state = register.Apply(state, happened, at);
        }
        row.Snapshot = register.Write(state!);
        return row.CaseSeq;
    }
}
