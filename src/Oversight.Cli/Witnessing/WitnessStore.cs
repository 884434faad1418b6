using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Witnessing;

/// <summary>What a witness answers: the status of C2SP tlog-witness, the size it saw last, and the cosignature.</summary>
public sealed record WitnessAnswer(int Status, string Code, string Message, long LastSize, string Lines);

/// <summary>
/// A witness: one key, and for each log the head it cosigned last, in a folder. Compare, persist and answer are one step, and the head is on the disk
/// before the cosignature leaves. Every head a log signed is kept whole, also one that forks: it is the evidence.
/// </summary>
public sealed class WitnessStore
{
    private const string Latest = "checkpoint";
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private readonly NoteSigner key;
    private readonly ILookup<string, NoteKey> logs;
    private readonly TimeProvider time;
    private readonly Lock turn = new();

    /// <summary>A key of another type than a witness's is refused.</summary>
    public WitnessStore(string folder, NoteSigner key, IEnumerable<NoteKey> logs, TimeProvider time)
    {
        if (key.Key.Type != NoteKeyType.Cosignature)
            throw CliException.Usage("NotAWitnessKey", "That key is not one of a witness; make one with: oversight keys new NAME --type witness --out FILE");
        (this.folder, this.key, this.time) = (folder, key, time);
        this.logs = logs.ToLookup(log => log.Name);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The public key.</summary>
    public NoteKey Key => key.Key;

    /// <summary>Name of a log's folder, and of its place below the monitoring prefix.</summary>
    public static string NameOf(string origin) => Checkpoint.PlaceOf(origin);

    /// <summary>The last cosigned head of the log with this name; null for none.</summary>
    public string? LastOf(string name) => logs.Any(log => NameOf(log.Key) == name) ? DurableFile.Read(Path.Combine(folder, name, Latest)) : null;

    /// <summary>Answers a request to cosign (C2SP tlog-witness, add-checkpoint).</summary>
    public WitnessAnswer Add(string body)
    {
        AddCheckpoint request;
        SignedNote note;
        Checkpoint next;
        try
        {
            request = AddCheckpoint.Parse(body);
            note = SignedNote.Parse(request.Note);
            next = Checkpoint.Parse(note.Text);
        }
        catch (LogFormatException fault)
        {
            return new WitnessAnswer(400, fault.Code, fault.Message, 0, "");
        }

        if (!logs.Contains(next.Origin))
            return new WitnessAnswer(404, "UnknownLog", $"The log {next.Origin} is not one this witness watches.", 0, "");
        if (SignedLines(note, next.Origin) is not { Count: > 0 } lines)
            return new WitnessAnswer(403, "NotSigned", "The checkpoint is not signed by a known key of the log.", 0, "");
        lock (turn)
        {
            return AddSigned(request, note with { Signatures = lines }, next);
        }
    }

    private WitnessAnswer AddSigned(AddCheckpoint request, SignedNote note, Checkpoint next)
    {
        var place = Path.Combine(folder, NameOf(next.Origin));
        Directory.CreateDirectory(place);
        using var held = Hold(Path.Combine(place, "lock"));
        var last = DurableFile.Read(Path.Combine(place, Latest)) is { } text ? Checkpoint.Parse(SignedNote.Parse(text).Text) : null;
        var answer = request.Judge(last, next);
        var size = last?.Size ?? 0;
        if (answer is AddCheckpointAnswer.Malformed)
            return new WitnessAnswer(400, "OldAboveNew", "The old size is above the new one.", size, "");
        if (answer is AddCheckpointAnswer.Conflict && !(last is not null && next.Size == last.Size && next.Root != last.Root))
            return new WitnessAnswer(409, "OtherSize", $"This witness saw {size} entries last.", size, "");

        // Whatever the log signed is kept, above all what contradicts the last head.
        DurableFile.Write(Path.Combine(place, $"{next.Size}-{Convert.ToHexStringLower(next.Root.ToArray())[..16]}.checkpoint"), note.ToString());
        if (answer is AddCheckpointAnswer.Conflict)
            return new WitnessAnswer(409, "OtherSize", $"This witness saw {size} entries last, with another root; both heads are kept.", size, "");
        if (answer is AddCheckpointAnswer.Inconsistent)
            return new WitnessAnswer(422, "NotAnExtension", $"The proof does not show that the log of {next.Size} entries extends the one of {size} this witness saw; both heads are kept.", size, "");
        var line = key.Sign(note.Text, time.GetUtcNow());
        var cosigned = note.With([line]);
        // Read back as a stranger would: a signature made with a flipped bit never leaves.
        if (SignedNote.Parse(cosigned.ToString()).Verify([Key]).Count != 1)
            throw new InvalidOperationException("A cosignature just made does not verify.");
        DurableFile.Write(Path.Combine(place, Latest), cosigned.ToString());
        return new WitnessAnswer(200, "Cosigned", $"{next.Origin} has {next.Size} entries.", next.Size, line.ToString());
    }

    /// <summary>The lines of the log's known keys; none when one of them is wrong.</summary>
    private List<NoteSignature> SignedLines(SignedNote note, string origin)
    {
        try
        {
            var verified = note.Verify(logs[origin]).Select(signature => signature.Key).ToList();
            return [.. note.Signatures.Where(line => verified.Any(known => known.Name == line.Name && known.Id == line.KeyId))];
        }
        catch (LogFormatException)
        {
            return [];
        }
    }

    /// <summary>Two processes on one folder would cosign two histories.</summary>
    private static FileStream Hold(string path)
    {
        for (var until = DateTime.UtcNow + LockPatience; ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                Thread.Sleep(5);
            }
        }
    }
}
