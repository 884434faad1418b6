using Microsoft.EntityFrameworkCore;

namespace Oversight.Server.Storage;

/// <summary>A key that was used is answered with what it did; the row is written in the commit it answers for, and its primary key keeps two at once apart.</summary>
public static class IdempotencyKeys
{
    /// <summary>What was answered under the key, or that it was another request; null when the key is new or there is none.</summary>
    public static async Task<Outcome?> FindAsync(OversightDbContext db, string actor, IdempotencyKey? key, CancellationToken ct)
    {
        if (key is null)
            return null;
        var row = await db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Actor == actor && k.Key == key.Value, ct);
        if (row is null)
            return null;
        return row.Fingerprint == key.Fingerprint
            ? new Outcome.Written(row.Status, row.RequestId, row.Version, row.Body) { IsReplay = true }
            : new Outcome.KeyReused();
    }

    /// <summary>Adds the row for a first use.</summary>
    public static void Add(OversightDbContext db, string actor, IdempotencyKey? key, Outcome.Written written, DateTimeOffset at)
    {
        if (key is null)
            return;
        db.IdempotencyKeys.Add(new IdempotencyRow
        {
            Actor = actor,
            Key = key.Value,
            Fingerprint = key.Fingerprint,
            Status = written.Status,
            RequestId = written.RequestId,
            Version = written.Version,
            Body = written.Body,
            At = at,
        });
    }
}
