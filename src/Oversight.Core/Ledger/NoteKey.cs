using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>How a note's key signs (C2SP signed-note, "Signature types").</summary>
public enum NoteKeyType : byte
{
    /// <summary>Ed25519 over the text.</summary>
    Ed25519 = 0x01,

    /// <summary>ECDSA, DER over SHA-256 of the text; the key is an SPKI on P-256 or P-384.</summary>
    Ecdsa = 0x02,

    /// <summary>Ed25519 cosignature of a witness, with its time.</summary>
    Cosignature = 0x04,

    /// <summary>ML-DSA-44 cosignature of a subtree.</summary>
    MlDsaCosignature = 0x06,
}

/// <summary>A public key that signs notes, with its name: a <em>vkey</em> (C2SP signed-note).</summary>
public sealed record NoteKey
{
    private const int MlDsa44KeyBytes = 1312;

    private NoteKey(string name, NoteKeyType type, byte[] bytes)
    {
        (Name, Type, Bytes) = (name, type, bytes);
        Id = IdOf(name, type, bytes);
    }

    /// <summary>Name of who signs; for a log its origin.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public NoteKeyType Type { get; }

    /// <summary>First four bytes of the key's hash; a hint, not an identity.</summary>
    public uint Id { get; }

    private byte[] Bytes { get; }

    /// <summary>The raw public key; two vkeys of one such key are duplicates whatever they are called.</summary>
    public ReadOnlySpan<byte> PublicKey => Bytes;

    /// <summary>A key of a type; a name with spaces or plus signs or a key of the wrong length throws <see cref="LogFormatException"/>.</summary>
    public static NoteKey Create(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey)
    {
        var isKey = type switch
        {
            NoteKeyType.Ed25519 or NoteKeyType.Cosignature => publicKey.Length == 32,
            NoteKeyType.Ecdsa => IsEcdsa(publicKey),
            NoteKeyType.MlDsaCosignature => publicKey.Length == MlDsa44KeyBytes,
            _ => false,
        };
        return isKey && IsName(name) ? new NoteKey(name, type, publicKey.ToArray()) : throw new LogFormatException("BadKey", "This is not a key of a known type.");
    }

    /// <summary>Reads <c>name+id+key</c>; an id that is not the key's throws <see cref="LogFormatException"/>.</summary>
    public static NoteKey Parse(string vkey)
    {
        ArgumentNullException.ThrowIfNull(vkey);
        if (vkey.Split('+', 3) is not [var name, { Length: 8 }, var base64] || StrictBase64.Decode(base64) is not [var type, .. var bytes])
        {
            throw new LogFormatException("BadKey", "A key is written name+id+base64.");
        }

        var key = Create(name, (NoteKeyType)type, bytes);
        return key.ToString() == vkey ? key : throw new LogFormatException("BadKey", "The key's id is not that of the key.");
    }

    /// <summary>Whether a text may name a key: not empty, no Unicode space, no plus sign, no control character.</summary>
    public static bool IsName(string name) => name is { Length: > 0 } && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>The vkey.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. Bytes])}";

    /// <inheritdoc/>
    public bool Equals(NoteKey? other) => other is not null && Name == other.Name && Type == other.Type && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Id);

    /// <summary>False for a type this program knows but cannot check; such a line never counts.</summary>
    public bool IsCheckable => Type != NoteKeyType.MlDsaCosignature;

    /// <summary>Null when the bytes are not this key's signature on the text.</summary>
    public VerifiedSignature? Verify(string text, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var message = Encoding.UTF8.GetBytes(text);
        switch (Type)
        {
            case NoteKeyType.Ed25519:
                return Ed25519.Verify(Bytes, message, signature) ? new VerifiedSignature(this, null) : null;
            case NoteKeyType.Ecdsa:
                return VerifyEcdsa(message, signature) ? new VerifiedSignature(this, null) : null;
            case NoteKeyType.Cosignature when signature.Length == 8 + 64:
                var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
                return seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() && Ed25519.Verify(Bytes, CosignedBytes(text, (long)seconds), signature.AsSpan(8))
                    ? new VerifiedSignature(this, DateTimeOffset.FromUnixTimeSeconds((long)seconds)) : null;
            default:
                return null;
        }
    }

    /// <summary>What an Ed25519 cosignature signs: a header with the time in seconds, and the checkpoint's text (C2SP tlog-cosignature).</summary>
    public static byte[] CosignedBytes(string text, long seconds) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));

    private bool VerifyEcdsa(byte[] message, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Bytes, out _);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool IsEcdsa(ReadOnlySpan<byte> spki)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(spki, out var read);
            return read == spki.Length && key.KeySize is 256 or 384 && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static uint IdOf(string name, NoteKeyType type, byte[] bytes)
    {
        byte[] hashed = type == NoteKeyType.Ecdsa ? bytes : [.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. bytes];
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(hashed));
    }
}
