using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Server.Log;

/// <summary>The witnesses of the policy: those with an address are asked, the others get and give files on a stick.</summary>
public sealed class Witnesses
{
    private readonly Witness[] online;
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
        online = [.. (Policy?.Witnesses ?? []).Where(witness => witness.Url is not null).Select(witness => new Witness(witness, http, options.WitnessPatience))];
        offline = [.. (Policy?.Witnesses ?? []).Where(witness => witness.Url is null && stick.Length > 0)];
    }

    /// <summary>Whom readers are expected to believe; null when nobody cosigns.</summary>
    public LogPolicy? Policy { get; }

    /// <summary>Asks all with an address at once; the cosignatures of those that answered.</summary>
    public async Task<IReadOnlyList<NoteSignature>> AskAsync(
        SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<long, Task<bool>> isKnown, CancellationToken ct)
    {
        var answers = await Task.WhenAll(online.Select(witness => AskOneAsync(witness, note, prove, isKnown, ct)));
        return [.. answers.SelectMany(lines => lines)];
    }

    /// <summary>Writes a request for each witness without a network that has answered its last one, or has none yet.</summary>
    public async Task PutOnSticksAsync(SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove)
    {
        var size = Checkpoint.Parse(note.Text).Size;
        foreach (var witness in offline)
        {
            var old = DurableFile.Read(PathOf(witness, "seen")) is { } seen ? DecimalText.Parse(seen) : 0;
            if (File.Exists(PathOf(witness, "request")) || old >= size)
                continue;
            Directory.CreateDirectory(stick);
            DurableFile.Write(PathOf(witness, "request"), new AddCheckpoint(old, old == 0 ? [] : await prove(old, size), note.ToString()).ToString());
        }
    }

    /// <summary>Cosignatures brought back, with the size of the head they are of. A file that is no answer is set aside and raises an alarm.</summary>
    public IEnumerable<(long Size, NoteSignature Line)> OnSticks()
    {
        foreach (var witness in offline)
            if (Take(witness) is { } answer)
                yield return answer;
    }

    private (long Size, NoteSignature Line)? Take(PolicyWitness witness)
    {
        if (DurableFile.Read(PathOf(witness, "response")) is not { } response || DurableFile.Read(PathOf(witness, "request")) is not { } request)
            return null;
        var code = $"StickUnusable:{witness.Name}";
        try
        {
            var asked = SignedNote.Parse(AddCheckpoint.Parse(request).Note);
            var line = SignatureLines.Parse(response).Single(answer => answer.Name == witness.Key.Name && answer.KeyId == witness.Key.Id);
            _ = new SignedNote(asked.Text, [line]).Verify([witness.Key]);
            var size = Checkpoint.Parse(asked.Text).Size;
            DurableFile.Write(PathOf(witness, "seen"), DecimalText.Format(size));
            File.Delete(PathOf(witness, "request"));
            File.Delete(PathOf(witness, "response"));
            state.Clear(code);
            state.Cosign(witness.Name);
            return (size, line);
        }
        catch (Exception fault) when (fault is LogFormatException or InvalidOperationException)
        {
            File.Move(PathOf(witness, "response"), PathOf(witness, "unusable"), overwrite: true);
            state.Raise(code, $"What witness {witness.Name} brought back is not its cosignature: {fault.Message}");
            return null;
        }
    }

    private async Task<IReadOnlyList<NoteSignature>> AskOneAsync(
        Witness witness, SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<long, Task<bool>> isKnown, CancellationToken ct)
    {
        var code = $"WitnessDisagrees:{witness.Named.Name}";
        try
        {
            var lines = await witness.AskAsync(note, prove, isKnown, ct);
            if (lines is null)
                return [];
            state.Clear(code);
            state.Cosign(witness.Named.Name);
            return lines;
        }
        catch (LogBrokenException fault)
        {
            state.Raise(code, fault.Message, isGrave: true);
            return [];
        }
    }

    private string PathOf(PolicyWitness witness, string ending) => Path.Combine(stick, $"{Uri.EscapeDataString(witness.Name)}.{ending}");
}
