using System.Buffers.Binary;
using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>One signature line of a note: who says to have signed, with which key, and the signature's bytes.</summary>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes)
{
    /// <summary>The line with its end: em dash, name, base64 of key id and signature.</summary>
    public override string ToString()
    {
        var blob = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(blob, KeyId);
        Bytes.CopyTo(blob, 4);
        return $"— {Name} {Convert.ToBase64String(blob)}\n";
    }

    /// <summary>Reads a line without its end; anything but the exact form throws <see cref="LogFormatException"/>.</summary>
    public static NoteSignature Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Split(' ') is not ["—", var name, var base64] || !NoteKey.IsName(name))
        {
            throw new LogFormatException("BadNote", "A signature line is a dash, a name and a signature.");
        }

        var blob = StrictBase64.Decode(base64);
        return blob.Length > 4
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(blob), blob[4..])
            : throw new LogFormatException("BadNote", "A signature has more than a key id.");
    }
}

/// <summary>A signed note (C2SP signed-note): a text and who signed it. Until <see cref="Verify"/> says so, nobody did.</summary>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Most signature lines a note may have.</summary>
    public const int MaximumSignatures = 32;

    /// <summary>Most characters a note may have: room for the longest signatures there are.</summary>
    public const int MaximumLength = 1 << 18;

    /// <summary>The note as it is stored and served.</summary>
    public override string ToString() => Signatures.Aggregate(new StringBuilder(Text).Append('\n'), (text, line) => text.Append(line)).ToString();

    /// <summary>The same text with more signatures.</summary>
    public SignedNote With(IEnumerable<NoteSignature> more) => this with { Signatures = [.. Signatures, .. more] };

    /// <summary>Reads UTF-8 bytes strictly.</summary>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Parse(new UTF8Encoding(false, true).GetString(bytes));
        }
        catch (DecoderFallbackException cause)
        {
            throw new LogFormatException("BadNote", "The note is not UTF-8.", cause);
        }
    }

    /// <summary>Splits at the last empty line. Control characters, no signature, more than <see cref="MaximumSignatures"/>, the same key twice and any line out of form throw.</summary>
    public static SignedNote Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var gap = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > MaximumLength || gap < 0 || !note.EndsWith('\n') || gap + 2 == note.Length || note.Any(c => c < ' ' && c != '\n'))
        {
            throw new LogFormatException("BadNote", "A signed note is a text, an empty line and signature lines.");
        }

        var lines = note[(gap + 2)..^1].Split('\n');
        if (lines.Length > MaximumSignatures)
        {
            throw new LogFormatException("BadNote", $"A note has at most {MaximumSignatures} signatures.");
        }

        NoteSignature[] signatures = [.. lines.Select(NoteSignature.Parse)];
        return signatures.DistinctBy(s => (s.Name, s.KeyId)).Count() == signatures.Length
            ? new SignedNote(note[..(gap + 1)], signatures)
            : throw new LogFormatException("BadNote", "A key signs a note once.");
    }

    /// <summary>
    /// The keys among those given that signed this note. Lines of other keys are ignored; a line of a given key that does not verify throws
    /// <c>BadSignature</c>: then nothing of the note is to be believed.
    /// </summary>
    public IReadOnlyList<VerifiedSignature> Verify(IEnumerable<NoteKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var verified = new List<VerifiedSignature>();
        foreach (var key in keys.Where(key => key.IsCheckable))
        {
            foreach (var line in Signatures.Where(line => line.Name == key.Name && line.KeyId == key.Id))
            {
                verified.Add(key.Verify(Text, line.Bytes)
                    ?? throw new LogFormatException("BadSignature", $"The signature of {key.Name} is not one of this text."));
            }
        }

        return verified;
    }
}

/// <summary>A key whose signature on a note verified; for a cosignature, when the witness says it signed.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">Time of a cosignature, whole seconds; null for other signatures.</param>
public sealed record VerifiedSignature(NoteKey Key, DateTimeOffset? At);
