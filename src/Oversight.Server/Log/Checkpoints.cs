using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>
/// Has the head signed, then cosigned, then serves it: what is served is always signed, and with a policy of witnesses always has its quorum. Each step
/// can be cut off and is done again from what is stored.
/// </summary>
public sealed class Checkpoints(
    Transactions transactions, IServiceScopeFactory scopes, LogSigner signer, Witnesses witnesses, LogState state, LogOptions options, Rules rules, TimeProvider time)
{
    private const int Tries = 4;

    /// <summary>Has the head signed unless it is; true when there is a new one.</summary>
    public async Task<bool> SignAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        var log = new LogReading(db);
        var (size, root) = await log.HeadAsync(ct);
        var last = await db.Checkpoints.AsNoTracking().OrderByDescending(row => row.Size).FirstOrDefaultAsync(ct);
        if (size == 0 || last?.Size == size)
            return false;
        if (last?.Size > size)
            throw new LogBrokenException("HeadIsBehind", $"The head has {size} entries and a checkpoint of {last.Size} was signed: entries are gone from the database.");
        if (witnesses.Policy is { } policy && (await signer.KeysAsync(ct)).All(key => !policy.Logs.Contains(key)))
            throw new LogBrokenException("PolicyNamesOtherKeys", "The signer's keys are not those the policy names.");
        var head = new Checkpoint(rules.LogOrigin, size, root);
        if (await SignedAsync(log, head, last?.Size ?? 0, ct) is not { } lines)
            return false;
        var note = new SignedNote(head.Text, lines).ToString();
        var isPublished = witnesses.Policy is null;
        await transactions.RunAsync(async store =>
        {
            if (await store.Checkpoints.AnyAsync(row => row.Size == size, ct))
                return false;
            var now = time.GetUtcNow();
            store.Checkpoints.Add(new CheckpointRow { Size = size, Signed = note, SignedAt = now, Published = isPublished ? note : null, PublishedAt = isPublished ? now : null });
            await store.SaveChangesAsync(ct);
            return true;
        }, ct);
        if (isPublished)
            state.Publish();
        return true;
    }

    /// <summary>Gathers cosignatures for the newest signed head and serves it when they make the quorum; without witnesses there is nothing to do.</summary>
    public async Task PublishAsync(CancellationToken ct)
    {
        if (witnesses.Policy is not { } policy)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        var row = await db.Checkpoints.AsNoTracking().OrderByDescending(checkpoint => checkpoint.Size).FirstOrDefaultAsync(ct);
        await TakeFromSticksAsync(policy, ct);
        if (row is null || (row.PublishedAt is { } at && time.GetUtcNow() - at < options.CosignEvery))
            return;
        var note = SignedNote.Parse(row.Signed);
        // The log's own lines and one of each witness: a new cosignature takes the place of its older one.
        var own = note with { Signatures = [.. note.Signatures.Where(line => policy.Witnesses.All(w => w.Key.Name != line.Name || w.Key.Id != line.KeyId))] };
        var log = new LogReading(db);
        using var database = new SemaphoreSlim(1, 1);
        var asked = await witnesses.AskAsync(
            own, (old, size) => AloneAsync(database, () => log.ConsistencyAsync(old, size, ct), ct),
            size => AloneAsync(database, () => db.Checkpoints.AnyAsync(checkpoint => checkpoint.Size >= size, ct), ct), ct);
        await AddAsync(row.Size, asked, policy, ct);
        await witnesses.PutOnSticksAsync(own, (old, size) => log.ConsistencyAsync(old, size, ct));
    }

    /// <summary>Witnesses are asked at the same time, and one database context serves them one by one.</summary>
    private static async Task<T> AloneAsync<T>(SemaphoreSlim gate, Func<Task<T>> read, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return await read();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Answers of witnesses without a network, for whatever head they cosigned.</summary>
    private async Task TakeFromSticksAsync(LogPolicy policy, CancellationToken ct)
    {
        foreach (var (size, line) in witnesses.OnSticks())
            await AddAsync(size, [line], policy, ct);
    }

    private async Task AddAsync(long size, IReadOnlyList<NoteSignature> lines, LogPolicy policy, CancellationToken ct)
    {
        var isPublished = await transactions.RunAsync(async store =>
        {
            if (await store.Checkpoints.SingleOrDefaultAsync(checkpoint => checkpoint.Size == size, ct) is not { } row)
                return false;
            var before = SignedNote.Parse(row.Signed);
            var note = before with { Signatures = [.. before.Signatures.Where(old => lines.All(line => line.Name != old.Name || line.KeyId != old.KeyId)), .. lines] };
            row.Signed = note.ToString();
            if (policy.Judge(note).IsQuorum)
                (row.Published, row.PublishedAt) = (row.Signed, time.GetUtcNow());
            await store.SaveChangesAsync(ct);
            return row.Published is not null;
        }, ct);
        if (!isPublished)
        {
            state.Raise("QuorumMissing", $"The witnesses that cosigned {size} entries do not make the quorum; the last good checkpoint is served.");
            return;
        }
        state.Clear("QuorumMissing");
        state.Publish();
    }

    /// <summary>
    /// The signer's lines, verified with its keys. It names the size it signed last when this is not the one expected: after a crash between its disk and ours.
    /// Null when another node has had a larger head signed meanwhile.
    /// </summary>
    private async Task<IReadOnlyList<NoteSignature>?> SignedAsync(LogReading log, Checkpoint head, long lastSize, CancellationToken ct)
    {
        var keys = await signer.KeysAsync(ct);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var proof = lastSize == 0 ? [] : await log.ConsistencyAsync(lastSize, head.Size, ct);
            var answer = await signer.SignAsync(new AddCheckpoint(lastSize, proof, head.Text), ct);
            if (answer.Answer == AddCheckpointAnswer.Accepted)
                return new SignedNote(head.Text, answer.Lines).Verify(keys).Count == keys.Count ? answer.Lines
                    : throw new LogBrokenException("SignatureWrong", "The signer's lines do not verify with its keys.");
            if (answer.Answer != AddCheckpointAnswer.Conflict)
                throw new LogBrokenException("SignerRefuses", $"The signer has signed a tree that the one of {head.Size} entries does not extend.");
            // Another node may have gone on since the head was read.
            if (answer.LastSize > head.Size && (await log.HeadAsync(ct)).Size >= answer.LastSize)
                return null;
            if (answer.LastSize > head.Size)
                throw new LogBrokenException("SignerIsAhead", $"The signer has signed {answer.LastSize} entries and the database has {head.Size}: it was restored from an older copy.");
            lastSize = answer.LastSize;
        }
        throw new LogBrokenException("SignerRefuses", "The signer names another size each time.");
    }
}
