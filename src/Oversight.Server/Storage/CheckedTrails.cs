using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>
/// Before anything is authorised, erased or handed to those who act on it, the state must follow from the entries: what somebody wrote into the tables beside
/// them gives nobody leave. A row that was checked is not checked again until it changes.
/// </summary>
public sealed class CheckedTrails(Rules rules)
{
    private const int Most = 4096;

    /// <summary>How often a row and its entries are read anew when a commit came between the two.</summary>
    private const int Tries = 5;

    private readonly ConcurrentDictionary<string, string> known = new();

    /// <summary>The row and its state, read without a lock; null where there is none. A state that does not follow throws <see cref="TrailBrokenException"/>.</summary>
    public async Task<RequestState?> ReadAsync(OversightDbContext db, RequestId id, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await db.Requests.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id.Value, ct) is not { } row)
                return null;
            var state = new RequestSnapshot(row.Content, row.Snapshot).Read();
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{row.LastLeaf}\n{row.Content}\n{row.Snapshot}")));
            if (known.TryGetValue(row.Id, out var held) && held == digest)
                return state;
            if (!await FollowsAsync(db, row, state, ct))
                continue;
            if (known.Count >= Most)
                known.Clear();
            known[row.Id] = digest;
            return state;
        }
        throw new TrailBrokenException(id);
    }

    /// <summary>Whether the state is what the entries of the case add up to, to the last one.</summary>
    public async Task<bool> FollowsAsync(OversightDbContext db, RequestRow row, RequestState stored, CancellationToken ct)
    {
        var trail = await StoredTrail.ReadAsync(db, row.Id, ct);
        return trail.IsWhole && trail.LastLeaf == row.LastLeaf
            && trail.TryRebuild(rules.Book.Definitions) is { } rebuilt && RequestSnapshot.Of(rebuilt) == RequestSnapshot.Of(stored);
    }
}
