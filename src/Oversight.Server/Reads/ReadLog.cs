using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Reads;

/// <summary>
/// Who opened which content, recorded before it is handed out: when the record fails, so does the reading. The same content opened again by the same
/// actor within <see cref="OversightOptions.ReadsMergedFor"/> is one entry, whichever node answered.
/// </summary>
public sealed class ReadLog(Transactions transactions, RegisterStore registers, BusinessClock clock, OversightOptions options)
{
    /// <summary>Readings this node remembers; it forgets them all at once, and then the entries are asked.</summary>
    private const int Most = 20_000;

    /// <summary>Entries looked at for an earlier reading of the same; beyond them one more entry does no harm.</summary>
    private const int Recent = 500;

    private readonly ConcurrentDictionary<(string Case, string Actor, ContentRead Read), DateTimeOffset> known = new();

    /// <summary>Records that the actor opens content of a request. A draft nobody but its drafter wrote is his own and is not recorded for him.</summary>
    public Task RecordAsync(RequestState request, Actor actor, ContentRead read, CancellationToken ct) =>
        request.State == RequestStatus.Draft && request.Drafters is [var only] && only == actor.Id
            ? Task.CompletedTask
            : RecordAsync(ReadRegisters.Of(request.Id), actor, read, ct);

    /// <summary>Records that the actor opens content of all requests.</summary>
    public Task RecordAsync(Actor actor, ContentRead read, CancellationToken ct) => RecordAsync(ReadRegisters.All, actor, read, ct);

    private async Task RecordAsync(Register<ReadCount, ReadEvent> register, Actor actor, ContentRead read, CancellationToken ct)
    {
        var (now, mergedFor, key) = (clock.Now, options.ReadsMergedFor, (register.Case, actor.Id, read));
        if (known.TryGetValue(key, out var at) && at <= now && now - at < mergedFor)
            return;
        var recordedAt = await transactions.RunAsync(db => AppendAsync(db, register, actor, read, now, ct), ct);
        if (mergedFor <= TimeSpan.Zero)
            return;
        if (known.Count >= Most)
            known.Clear();
        known[key] = recordedAt;
    }

    private async Task<DateTimeOffset> AppendAsync(
        OversightDbContext db, Register<ReadCount, ReadEvent> register, Actor actor, ContentRead read, DateTimeOffset now, CancellationToken ct)
    {
        var row = await db.LockRegisterAsync(register.Case, ct);
        var name = register.Case;
        var earlier = row is null ? [] : await db.Entries.AsNoTracking().Where(e => e.Case == name).OrderByDescending(e => e.CaseSeq).Take(options.ReadsMergedFor > TimeSpan.Zero ? Recent : 1)
            .Select(e => new { e.At, e.Bytes }).ToListAsync(ct);
        // A node on a slower clock, or one that waited for the lock, does not date an entry before the one it follows.
        var at = earlier.Count > 0 && earlier[0].At > now ? earlier[0].At : now;
        foreach (var entry in earlier.TakeWhile(entry => at - entry.At < options.ReadsMergedFor))
        {
            var (header, _, happened, _) = register.Read(new StoredEntry(entry.Bytes, new Dictionary<string, string>()));
            if (header.Actor == actor.Id && happened is ContentRead same && same with { Blind = read.Blind } == read)
                return entry.At;
        }
        registers.Append(db, register, row, [read], actor, at);
        await db.SaveChangesAsync(ct);
        return at;
    }
}
