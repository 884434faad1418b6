using System.Collections.Concurrent;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Server.Log;

/// <summary>The witnesses of the policy: those with an address are asked, the others get and give files on a stick.</summary>
public sealed class Witnesses
{
    private readonly PolicyWitness[] offline;
    private readonly LogState state;
    private readonly string stick;

    /// <summary>For each witness without a network, what is on record of it as far as this node knows.</summary>
    private readonly ConcurrentDictionary<string, long> recorded = new();

    /// <summary>Reads the policy the settings name.</summary>
    public Witnesses(LogOptions options, LogState state)
    {
        (this.state, stick) = (state, options.Stick);
        Policy = options.Policy.Length == 0 ? null : LogPolicy.Parse(File.ReadAllText(options.Policy));
        if (Policy is { NeedsWitnesses: false, Witnesses.Count: 0 })
            Policy = null;
        var http = new HttpClient();
        Online = [.. (Policy?.Witnesses ?? []).Where(witness => witness.Url is not null).Select(witness => new Witness(witness, http, options.WitnessPatience))];
        offline = [.. (Policy?.Witnesses ?? []).Where(witness => witness.Url is null && stick.Length > 0)];
    }

    /// <summary>Whom readers are expected to believe; null when nobody cosigns.</summary>
    public LogPolicy? Policy { get; }

    /// <summary>Those with an address.</summary>
    public IReadOnlyList<Witness> Online { get; }

    /// <summary>
    /// Whether enough of them have been compared with to sign: as many as the quorum needs, at least one. Those without an address cannot be asked and
    /// count as if they had been; where nobody can be asked, there is nothing to wait for.
    /// </summary>
    public bool AreCompared
    {
        get
        {
            if (Policy is null || Online.Count == 0)
                return true;
            var compared = Online.Where(witness => witness.IsCompared).Select(witness => witness.Named.Name).ToList();
            return compared.Count > 0
                && (!Policy.NeedsWitnesses || Policy.IsQuorum([.. compared, .. Policy.Witnesses.Where(witness => witness.Url is null).Select(witness => witness.Name)]));
        }
    }

    /// <summary>Asks one with an address; none when it did not answer or does not agree, which raises an alarm.</summary>
    public async Task<IReadOnlyList<NoteSignature>> AskAsync(
        Witness witness, SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<Task<long>> onRecord, Func<long, Task<bool>> isKnown, CancellationToken ct)
    {
        IReadOnlyList<NoteSignature>? lines = null;
        await HearAsync(witness, async () => (lines = await witness.AskAsync(note, prove, onRecord, isKnown, ct)) is not null);
        if (lines is null)
            return [];
        state.Cosign(witness.Named.Name);
        return lines;
    }

    /// <summary>Asks one with an address what it saw last of a log that has signed nothing yet, unless it has said so.</summary>
    public Task CompareUnsignedAsync(Witness witness, string origin, CancellationToken ct) =>
        witness.IsCompared ? Task.CompletedTask : HearAsync(witness, () => witness.CompareUnsignedAsync(origin, ct));

    /// <summary>What it says against the log, or against itself, is an alarm until it agrees.</summary>
    private async Task HearAsync(Witness witness, Func<Task<bool>> ask)
    {
        var (disagrees, forgot) = (DisagreesOf(witness.Named), $"{Witness.Forgot}:{witness.Named.Name}");
        try
        {
            if (!await ask())
                return;
            witness.Disagreement = null;
            state.Clear(disagrees, forgot);
        }
        catch (LogBrokenException fault) when (fault.Code == Witness.Forgot)
        {
            // It cosigns nothing more and counts for nothing; the log is not in doubt by that.
            state.Raise(forgot, fault.Message);
        }
        catch (LogBrokenException fault)
        {
            witness.Disagreement = fault;
            state.Raise(disagrees, fault.Message, isGrave: true);
        }
    }

    /// <summary>
    /// Takes what witnesses without a network brought back in place of a cosignature: the size they saw last. The next request is from there. One that saw less
    /// than it has cosigned raises an alarm, and its word is set aside.
    /// </summary>
    /// <param name="onRecord">Size of the largest head on record that bears a key's cosignature, 0 for none: asked for once.</param>
    /// <param name="isKnown">Whether this log has had a head of that size or more signed; if not, the answer waits and raises an alarm.</param>
    public async Task HearSizesAsync(Func<NoteKey, Task<long>> onRecord, Func<long, Task<bool>> isKnown)
    {
        foreach (var witness in offline)
        {
            if (ResponseOf(witness) is not { } response || SizeSaid(response) is not { } said)
                continue;
            var remembers = await SeenByAsync(witness, onRecord);
            if (said < remembers)
            {
                SetAside(witness, $"{Witness.Forgot}:{witness.Name}", $"Witness {witness.Name} has cosigned {remembers} entries and says it saw {said}: its memory is lost or an older copy, unless that answer is an old one. It needs a new key, and the policy that key.");
                continue;
            }
            if (!await isKnown(said))
            {
                state.Raise(DisagreesOf(witness), $"Witness {witness.Name} says it saw {said} entries, more than this log has: it was restored from an older copy.", isGrave: true);
                continue;
            }
            // First the size: cut off after it, the answer is heard again.
            DurableFile.Write(SeenPathOf(witness), DecimalText.Format(said));
            recorded[witness.Name] = said;
            File.Delete(PathOf(witness, "response"));
            File.Delete(PathOf(witness, "request"));
        }
    }

    /// <summary>
    /// Writes a request for each witness without a network that has not cosigned the newest head and has none to answer. One that saw more than this log has
    /// raises an alarm.
    /// </summary>
    /// <param name="newest">The newest head, with every cosignature there is.</param>
    /// <param name="note">The same with the log's own lines alone.</param>
    /// <param name="prove">Consistency proof from a size to the head's.</param>
    /// <param name="onRecord">Size of the largest head on record that bears a key's cosignature, 0 for none: asked for once.</param>
    /// <param name="isKnown">Whether this log has had a head of that size or more signed: then another node was faster.</param>
    public async Task PutOnSticksAsync(
        SignedNote newest, SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<NoteKey, Task<long>> onRecord, Func<long, Task<bool>> isKnown)
    {
        var size = Checkpoint.Parse(note.Text).Size;
        foreach (var witness in offline)
        {
            if (ResponseOf(witness) is { } waiting && SizeSaid(waiting) is not null)
                continue;
            var old = await SeenByAsync(witness, onRecord);
            if (old > size)
            {
                if (!await isKnown(old))
                    state.Raise(DisagreesOf(witness), $"Witness {witness.Name} has cosigned {old} entries and this log has {size}: it was restored from an older copy.", isGrave: true);
                continue;
            }
            state.Clear(DisagreesOf(witness));
            var isCosigned = newest.Signatures.Any(line => line.Name == witness.Key.Name && line.KeyId == witness.Key.Id);
            // A request from a smaller size was answered, and left by a crash; one from a larger is by another node, which knows more.
            if (isCosigned || (PendingOf(witness) is var (from, to) && from >= old && (to > old || to == size)))
                continue;
            Directory.CreateDirectory(stick);
            DurableFile.Write(PathOf(witness, "request"), new AddCheckpoint(old, old == 0 ? [] : await prove(old, size), note.ToString()).ToString());
        }
    }

    /// <summary>
    /// Cosignatures brought back; they stay where they are until they are taken. A file that is no answer is set aside and raises an alarm.
    /// </summary>
    public IEnumerable<StickAnswer> OnSticks()
    {
        foreach (var witness in offline)
            if (Read(witness) is { } answer)
                yield return answer;
    }

    /// <summary>Clears away an answer that is stored. Cut off anywhere, it is found again, or what is left of it does no harm.</summary>
    public void Take(StickAnswer answer)
    {
        DurableFile.Write(SeenPathOf(answer.Witness), DecimalText.Format(answer.Size));
        recorded[answer.Witness.Name] = answer.Size;
        File.Delete(PathOf(answer.Witness, "response"));
        File.Delete(PathOf(answer.Witness, "request"));
        state.Cosign(answer.Witness.Name);
    }

    private StickAnswer? Read(PolicyWitness witness)
    {
        if (ResponseOf(witness) is not { } response || SizeSaid(response) is not null || DurableFile.Read(PathOf(witness, "request")) is not { } request)
            return null;
        var code = $"StickUnusable:{witness.Name}";
        try
        {
            var asked = SignedNote.Parse(AddCheckpoint.Parse(request).Note);
            var line = SignatureLines.Parse(response).Single(answer => answer.Name == witness.Key.Name && answer.KeyId == witness.Key.Id);
            _ = new SignedNote(asked.Text, [line]).Verify([witness.Key]);
            state.Clear(code, $"{Witness.Forgot}:{witness.Name}");
            return new StickAnswer(witness, Checkpoint.Parse(asked.Text).Size, line);
        }
        catch (Exception fault) when (fault is LogFormatException or InvalidOperationException)
        {
            SetAside(witness, code, $"What witness {witness.Name} brought back is not its cosignature: {fault.Message}");
            return null;
        }
    }

    private static string DisagreesOf(PolicyWitness witness) => $"WitnessDisagrees:{witness.Name}";

    private string? ResponseOf(PolicyWitness witness) => DurableFile.Read(PathOf(witness, "response"));

    /// <summary>The size in an answer that is one: the body by which C2SP tlog-witness names it.</summary>
    private static long? SizeSaid(string response)
    {
        try
        {
            return response.EndsWith('\n') ? DecimalText.Parse(response[..^1]) : null;
        }
        catch (LogFormatException)
        {
            return null;
        }
    }

    private void SetAside(PolicyWitness witness, string code, string message)
    {
        File.Move(PathOf(witness, "response"), PathOf(witness, "unusable"), overwrite: true);
        state.Raise(code, message);
    }

    /// <summary>From which size to which the request asks that lies there; null for none, or none that can be read.</summary>
    private (long From, long To)? PendingOf(PolicyWitness witness)
    {
        try
        {
            return DurableFile.Read(PathOf(witness, "request")) is { } text && AddCheckpoint.Parse(text) is var request
                ? (request.OldSize, Checkpoint.Parse(SignedNote.Parse(request.Note).Text).Size) : null;
        }
        catch (LogFormatException)
        {
            return null;
        }
    }

    /// <summary>What it is known to have seen: by its answers, noted on the stick for all nodes, or by what is on record, where the stick's folder was lost.</summary>
    private async Task<long> SeenByAsync(PolicyWitness witness, Func<NoteKey, Task<long>> onRecord)
    {
        if (!recorded.TryGetValue(witness.Name, out var known))
            recorded[witness.Name] = known = await onRecord(witness.Key);
        return Math.Max(known, DurableFile.Read(SeenPathOf(witness)) is { } seen ? DecimalText.Parse(seen) : 0);
    }

    /// <summary>A witness with a new key is a new witness.</summary>
    private string SeenPathOf(PolicyWitness witness) => PathOf(witness, $"{witness.Key.Id:x8}.seen");

    private string PathOf(PolicyWitness witness, string ending) => Path.Combine(stick, $"{Uri.EscapeDataString(witness.Name)}.{ending}");
}

/// <summary>What a witness without a network brought back.</summary>
/// <param name="Witness">Who.</param>
/// <param name="Size">Of which head.</param>
/// <param name="Line">Its cosignature, verified.</param>
public sealed record StickAnswer(PolicyWitness Witness, long Size, NoteSignature Line);
