using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Core.Workflows;
using Oversight.Server.Storage;

namespace Oversight.Server.Sittings;

/// <summary>Reads and changes the sittings of the panel; where the rules ask for requests, they are read in the transaction that decides.</summary>
public sealed class SittingBooks(RegisterStore store, OversightDbContext db, BusinessClock clock)
{
    private static readonly string[] Listed = [nameof(CloseOutcome.RefusedAtIntake), nameof(CloseOutcome.Withdrawn)];

    /// <summary>Decides and commits; the answer names the sitting.</summary>
    public Task<Outcome> ChangeAsync(SittingCommand command, Caller caller, RegisterIntent intent, CancellationToken ct)
    {
        var now = clock.Now;
        return store.ChangeAsync(
            Registers.Sittings, intent, now,
            async (current, state) => SittingRules.Decide(state, command, await FactsAsync(current, state, command, caller, now, ct)), ct,
            (events, version) => new RegisterAnswer(events[0].Sitting.ToString(CultureInfo.InvariantCulture), version));
    }

    /// <summary>The register and its version; empty before the first sitting.</summary>
    public async Task<(int Version, SittingsRegister Register)> ReadAsync(CancellationToken ct)
    {
        var row = await db.Registers.AsNoTracking().SingleOrDefaultAsync(register => register.Case == Registers.Sittings.Case, ct);
        return row is null ? (0, SittingsRegister.Empty) : (row.CaseSeq, Registers.Sittings.Parse(row.Snapshot));
    }

    /// <summary>The sitting with this number, whether current or over; null for none.</summary>
    public async Task<Sitting?> FindAsync(SittingsRegister register, int number, CancellationToken ct)
    {
        if (register.Find(number) is { } current)
            return current;
        return (await EntriesAsync(register, number, ct)).Aggregate((Sitting?)null, (sitting, entry) => Sitting.Apply(sitting, entry.Event, entry.Header.At));
    }

    /// <summary>The entries of one sitting in order; none where there is no such sitting.</summary>
    public async Task<IReadOnlyList<DecodedEntry<SittingEvent>>> EntriesAsync(SittingsRegister register, int number, CancellationToken ct)
    {
        var (current, past) = (register.Find(number), register.Past.SingleOrDefault(sitting => sitting.Number == number));
        if ((current?.CalledAt ?? past?.CalledAt) is not { } from)
            return [];
        var to = past?.ClosedAt ?? past?.CancelledAt ?? DateTimeOffset.MaxValue;
        var name = Registers.Sittings.Case;
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == name && e.At >= from && e.At <= to).OrderBy(e => e.CaseSeq).ToListAsync(ct);
        var seqs = rows.Select(row => row.CaseSeq).ToList();
        var parts = (await db.Parts.AsNoTracking().Where(p => p.Case == name && seqs.Contains(p.CaseSeq)).ToListAsync(ct)).ToLookup(part => part.CaseSeq);
        return
        [
            .. rows.Select(row => Registers.Sittings.Read(
                new StoredEntry(row.Bytes, parts[row.CaseSeq].ToDictionary(part => part.Name, part => part.Disclosure)))).Where(entry => entry.Event.Sitting == number),
        ];
    }

    /// <summary>The numbers to be listed for information at the sitting, or at the next one where none is given.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(SittingsRegister register, Sitting? sitting, CancellationToken ct) =>
        register.Due(await EndedAsync(db, register, ct), sitting?.Agenda ?? []);

    /// <summary>Requests by number; a number that names none is left out.</summary>
    public Task<IReadOnlyDictionary<string, RequestState>> RequestsAsync(IEnumerable<string> numbers, CancellationToken ct) => RequestsAsync(db, numbers, ct);

    private static async Task<SittingFacts> FactsAsync(
        OversightDbContext db, SittingsRegister? register, SittingCommand command, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        register ??= SittingsRegister.Empty;
        var named = command switch
        {
            CallSitting c => c.Agenda,
            ChangeAgenda c => c.Agenda,
            _ => [],
        };
        var onAgenda = register.Find(command.Sitting)?.Agenda ?? [];
        var requests = await RequestsAsync(db, named.Take(SittingRules.MostItems).Concat(onAgenda).Select(item => item.Request), ct);
        return new SittingFacts(caller.Actor, caller.Panel, now, requests, command is OpenSitting ? await EndedAsync(db, register, ct) : []);
    }

    /// <summary>Only what was filed is anybody's but the agency's.</summary>
    private static async Task<IReadOnlyList<string>> EndedAsync(OversightDbContext db, SittingsRegister register, CancellationToken ct)
    {
        var from = register.ListsFrom ?? DateTimeOffset.UnixEpoch;
        return await db.Requests.AsNoTracking().Where(r => r.FiledAt != null && r.ClosedAt >= from && Listed.Contains(r.Close))
            .OrderBy(r => r.ClosedAt).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(ct);
    }

    private static async Task<IReadOnlyDictionary<string, RequestState>> RequestsAsync(OversightDbContext db, IEnumerable<string> numbers, CancellationToken ct)
    {
        var found = new Dictionary<string, RequestState>();
        foreach (var some in numbers.Where(number => RequestId.TryParse(number, out _)).Distinct().Chunk(100))
        {
            var rows = await db.Requests.AsNoTracking().Where(r => some.Contains(r.Id)).Select(r => new { r.Id, r.Content, r.Snapshot }).ToListAsync(ct);
            foreach (var row in rows)
                found[row.Id] = new RequestSnapshot(row.Content, row.Snapshot).Read();
        }
        return found;
    }
}
