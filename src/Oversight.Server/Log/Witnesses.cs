using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Server.Log;

/// <summary>The witnesses of the policy: those with an address are asked, the others get and give files on a stick.</summary>
public sealed class Witnesses
{
    private readonly PolicyWitness[] offline;
    private readonly LogState state;
    private readonly string stick;

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
        var (disagrees, forgot) = ($"WitnessDisagrees:{witness.Named.Name}", $"{Witness.Forgot}:{witness.Named.Name}");
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

    /// <summary>Writes a request for each witness without a network that has answered its last one, or has none yet.</summary>
    public async Task PutOnSticksAsync(SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove)
    {
        var size = Checkpoint.Parse(note.Text).Size;
        foreach (var witness in offline)
        {
            var old = DurableFile.Read(PathOf(witness, "seen")) is { } seen ? DecimalText.Parse(seen) : 0;
            // A request that was answered and is still there was left by a crash.
            var isPending = DurableFile.Read(PathOf(witness, "request")) is { } pending && SizeIn(pending) > old;
            if (isPending || old >= size)
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
        DurableFile.Write(PathOf(answer.Witness, "seen"), DecimalText.Format(answer.Size));
        File.Delete(PathOf(answer.Witness, "response"));
        File.Delete(PathOf(answer.Witness, "request"));
        state.Cosign(answer.Witness.Name);
    }

    private static long SizeIn(string request) => Checkpoint.Parse(SignedNote.Parse(AddCheckpoint.Parse(request).Note).Text).Size;

    private StickAnswer? Read(PolicyWitness witness)
    {
        if (DurableFile.Read(PathOf(witness, "response")) is not { } response || DurableFile.Read(PathOf(witness, "request")) is not { } request)
            return null;
        var code = $"StickUnusable:{witness.Name}";
        try
        {
            var asked = SignedNote.Parse(AddCheckpoint.Parse(request).Note);
            var line = SignatureLines.Parse(response).Single(answer => answer.Name == witness.Key.Name && answer.KeyId == witness.Key.Id);
            _ = new SignedNote(asked.Text, [line]).Verify([witness.Key]);
            state.Clear(code);
            return new StickAnswer(witness, Checkpoint.Parse(asked.Text).Size, line);
        }
        catch (Exception fault) when (fault is LogFormatException or InvalidOperationException)
        {
            File.Move(PathOf(witness, "response"), PathOf(witness, "unusable"), overwrite: true);
            state.Raise(code, $"What witness {witness.Name} brought back is not its cosignature: {fault.Message}");
            return null;
        }
    }

    private string PathOf(PolicyWitness witness, string ending) => Path.Combine(stick, $"{Uri.EscapeDataString(witness.Name)}.{ending}");
}

/// <summary>What a witness without a network brought back.</summary>
/// <param name="Witness">Who.</param>
/// <param name="Size">Of which head.</param>
/// <param name="Line">Its cosignature, verified.</param>
public sealed record StickAnswer(PolicyWitness Witness, long Size, NoteSignature Line);
