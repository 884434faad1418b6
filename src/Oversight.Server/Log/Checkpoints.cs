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
    private const string QuorumMissing = "QuorumMissing";

    private const string NotYetCompared = "NotYetCompared";

    private volatile bool isAsked;
    private volatile bool isCompared;

    /// <summary>Has the head signed unless it is; true when there is a new one.</summary>
    public async Task<bool> SignAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        var log = new LogReading(db);
        // In this order: another node may go on between the two reads.
        var last = await db.Checkpoints.AsNoTracking().OrderByDescending(row => row.Size).FirstOrDefaultAsync(ct);
        var (size, root) = await log.HeadAsync(ct);
        if (size == 0 || last?.Size == size)
            return false;
        if (last?.Size > size)
            throw new LogBrokenException("HeadIsBehind", $"The head has {size} entries and a checkpoint of {last.Size} was signed: entries are gone from the database.");
        if (last is not null && SignedNote.Parse(last.Signed).Verify(await signer.KeysAsync(ct)).Count == 0)
            throw new LogBrokenException("SignerOfAnotherLog", "The checkpoints on record were signed with other keys than the signer's: its folder is another one, or was lost. Bring the keys back.");
        if (witnesses.Policy is { } policy && (await signer.KeysAsync(ct)).All(key => !policy.Logs.Contains(key)))
            throw new LogBrokenException("PolicyNamesOtherKeys", "The signer's keys are not those the policy names.");
        if (!await IsComparedAsync(ct))
            return false;
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

    /// <summary>Asks every witness once and serves what has its quorum; without witnesses there is nothing to do.</summary>
    public async Task PublishAsync(CancellationToken ct)
    {
        await Task.WhenAll(witnesses.Online.Select(witness => AskAsync(witness, ct)));
        await CarryAsync(ct);
    }

    /// <summary>
    /// Asks a witness for its cosignature of the newest signed head, unless it is there and young. Each witness has its own pace: one that hangs holds
    /// up nobody else, and the head is served as soon as those that answered make the quorum.
    /// </summary>
    public async Task AskAsync(Witness witness, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        if (await NewestAsync(db, ct) is not { } row)
        {
            await witnesses.CompareUnsignedAsync(witness, rules.LogOrigin, ct);
            return;
        }
        var note = SignedNote.Parse(row.Signed);
        if (witness.Has(note) && time.GetUtcNow() - witness.AnsweredAt < options.CosignEvery)
            return;
        var log = new LogReading(db);
        var lines = await witnesses.AskAsync(
            witness, OwnLines(note), (old, size) => log.ConsistencyAsync(old, size, ct), () => CosignedAsync(db, witness, ct), size => db.Checkpoints.AnyAsync(checkpoint => checkpoint.Size >= size, ct), ct);
        if (lines.Count == 0)
            return;
        await AddAsync(row.Size, lines, ct);
        witness.AnsweredAt = time.GetUtcNow();
    }

    /// <summary>Takes what witnesses without a network brought back, gives them the newest head, and looks whether the quorum is late.</summary>
    public async Task CarryAsync(CancellationToken ct)
    {
        if (witnesses.Policy is null)
            return;
        foreach (var answer in witnesses.OnSticks())
        {
            await AddAsync(answer.Size, [answer.Line], ct);
            witnesses.Take(answer);
        }
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        if (await NewestAsync(db, ct) is not { } row)
            return;
        var log = new LogReading(db);
        await witnesses.PutOnSticksAsync(OwnLines(SignedNote.Parse(row.Signed)), (old, size) => log.ConsistencyAsync(old, size, ct));
        var published = row.Published is not null ? row.Size : (await log.PublishedAsync(ct))?.Size ?? 0;
        var waiting = await db.Checkpoints.AsNoTracking().Where(checkpoint => checkpoint.Size > published).OrderBy(checkpoint => checkpoint.Size).FirstOrDefaultAsync(ct);
        if (waiting is not null && time.GetUtcNow() - waiting.SignedAt > options.WitnessPatience * Witness.Tries)
            state.Raise(QuorumMissing, $"The witnesses that cosigned {waiting.Size} entries do not make the quorum; the last good checkpoint is served.");
        else
            state.Clear(QuorumMissing);
    }

    private static async Task<long> CosignedAsync(OversightDbContext db, Witness witness, CancellationToken ct)
    {
        var line = witness.LineStart;
        return await db.Checkpoints.AsNoTracking().Where(row => row.Signed.Contains(line)).OrderByDescending(row => row.Size).Select(row => row.Size).FirstOrDefaultAsync(ct);
    }

    private static Task<CheckpointRow?> NewestAsync(OversightDbContext db, CancellationToken ct) =>
        db.Checkpoints.AsNoTracking().OrderByDescending(row => row.Size).FirstOrDefaultAsync(ct);

    private SignedNote OwnLines(SignedNote note) =>
        note with { Signatures = [.. note.Signatures.Where(line => !witnesses.Policy!.Witnesses.Any(w => w.Key.Name == line.Name && w.Key.Id == line.KeyId))] };

    /// <summary>A new cosignature takes the place of the witness's older one. Two at the same time do not lose each other: the note is a concurrency token.</summary>
    private async Task AddAsync(long size, IReadOnlyList<NoteSignature> lines, CancellationToken ct)
    {
        var isPublished = await transactions.RunAsync(async store =>
        {
            if (await store.Checkpoints.SingleOrDefaultAsync(checkpoint => checkpoint.Size == size, ct) is not { } row)
                return false;
            var before = SignedNote.Parse(row.Signed);
            var note = before with { Signatures = [.. before.Signatures.Where(old => lines.All(line => line.Name != old.Name || line.KeyId != old.KeyId)), .. lines] };
            row.Signed = note.ToString();
            if (witnesses.Policy!.Judge(note).IsQuorum)
                (row.Published, row.PublishedAt) = (row.Signed, time.GetUtcNow());
            await store.SaveChangesAsync(ct);
            return row.Published is not null;
        }, ct);
        if (isPublished)
            state.Publish();
    }

    /// <summary>
    /// After a start nothing is signed until as many witnesses as make the quorum have said what they saw last: database and signer restored together from
    /// an older copy cannot tell, and would sign another history. They are asked here once; after that each at its own pace, and this only looks.
    /// </summary>
    private async Task<bool> IsComparedAsync(CancellationToken ct)
    {
        if (isCompared)
            return true;
        if (!isAsked)
        {
            await Task.WhenAll(witnesses.Online.Select(witness => AskAsync(witness, ct)));
            isAsked = true;
        }
        if (witnesses.Online.Select(witness => witness.Disagreement).FirstOrDefault(found => found is not null) is { } disagreement)
            throw new LogBrokenException(disagreement.Code, disagreement.Message);
        if (!witnesses.AreCompared)
        {
            var missing = witnesses.Online.Where(witness => !witness.IsCompared).Select(witness => witness.Named.Name);
            state.Raise(NotYetCompared, $"No head is signed until the witnesses have said what they saw last, and these have not: {string.Join(", ", missing)}. The last good checkpoint is served meanwhile.");
            return false;
        }
        state.Clear(NotYetCompared);
        return isCompared = true;
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
