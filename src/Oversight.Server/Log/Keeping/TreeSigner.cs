using Oversight.Core.Ledger;

namespace Oversight.Server.Log.Keeping;

/// <summary>What the signer answers: the status, the size it signed last, and with <see cref="AddCheckpointAnswer.Accepted"/> the signature lines.</summary>
public sealed record SignAnswer(AddCheckpointAnswer Answer, long LastSize, IReadOnlyList<NoteSignature> Lines);

/// <summary>
/// The log's keys and the one tree head they signed last, in a folder of their own. It signs only what extends that head, and the head is on the
/// disk before a signature leaves. The folder is locked for each act, so several processes may share it; whoever can write to it can fork the log.
/// </summary>
public sealed class TreeSigner
{
    private const string HeadFile = "head";
    private const string KeyPattern = "*.key";
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private readonly NoteSigner[] keys;
    private readonly TimeProvider time;

    /// <summary>Opens a folder that has at least one key, all of one log.</summary>
    public TreeSigner(string folder, TimeProvider time) : this(folder, [.. KeysIn(folder)], time) { }

    /// <summary>Opens a folder for keys that are kept elsewhere, all of one log.</summary>
    public TreeSigner(string folder, IReadOnlyList<NoteSigner> keys, TimeProvider time)
    {
        (this.folder, this.keys, this.time) = (folder, [.. keys], time);
        if (keys.Count == 0 || keys.Any(key => key.Key.Name != keys[0].Key.Name))
            throw new LogFormatException("BadKey", $"{folder} does not hold the keys of one log.");
    }

    /// <summary>Name of the log, which is the name of its keys.</summary>
    public string Origin => keys[0].Key.Name;

    /// <summary>The public keys.</summary>
    public IReadOnlyList<NoteKey> Keys => [.. keys.Select(key => key.Key)];

    /// <summary>The head signed last, as the signed note; null before the first.</summary>
    public SignedNote? Last => DurableFile.Read(Path.Combine(folder, HeadFile)) is { } note ? SignedNote.Parse(note) : null;

    /// <summary>Makes the folder and its keys, Ed25519 and ECDSA P-256, unless it holds one that tells it was finished.</summary>
    public static void Establish(string folder, string origin, Func<byte[]> seed)
    {
        DurableFile.MakeFolder(folder);
        using var held = Lock(folder);
        if (KeysIn(folder).Any(key => key.Key.Type == NoteKeyType.Ed25519))
            return;
        DurableFile.Write(Path.Combine(folder, "2-ecdsa.key"), NoteSigner.Create(origin, NoteKeyType.Ecdsa, []).Export() + "\n");
        DurableFile.Write(Path.Combine(folder, "1-ed25519.key"), NoteSigner.Create(origin, NoteKeyType.Ed25519, seed()).Export() + "\n");
    }

    /// <summary>Judges, persists, signs: one step under the lock. The request's note is the bare text of the checkpoint.</summary>
    public SignAnswer Sign(AddCheckpoint request)
    {
        using var held = Lock(folder);
        var last = Last is { } note ? Checkpoint.Parse(note.Text) : null;
        var next = Checkpoint.Parse(request.Note);
        if (next.Origin != Origin)
            throw new LogFormatException("OtherLog", $"The keys are those of {Origin}, not of {next.Origin}.");
        var answer = request.Judge(last, next);
        if (answer != AddCheckpointAnswer.Accepted)
            return new SignAnswer(answer, last?.Size ?? 0, []);
        var signed = new SignedNote(next.Text, [.. keys.Select(key => key.Sign(next.Text, time.GetUtcNow()))]);
        // Read back as a stranger would: a signature made with a flipped bit never leaves.
        if (SignedNote.Parse(signed.ToString()).Verify(Keys).Count != keys.Length)
            throw new InvalidOperationException("A signature just made does not verify.");
        DurableFile.Write(Path.Combine(folder, HeadFile), signed.ToString());
        return new SignAnswer(answer, next.Size, signed.Signatures);
    }

    private static IEnumerable<NoteSigner> KeysIn(string folder) =>
        Directory.EnumerateFiles(folder, KeyPattern).Order(StringComparer.Ordinal).Select(file => NoteSigner.Parse(File.ReadAllText(file).Trim()));

    private static FileStream Lock(string folder)
    {
        var path = Path.Combine(folder, "lock");
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
