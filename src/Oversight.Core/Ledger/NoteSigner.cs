using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>
/// A private key that signs notes, written <c>oversight-key+name+type+base64</c>: an Ed25519 seed for a log or a witness, or a PKCS#8 ECDSA key. Signing
/// Ed25519 needs OpenSSL 3; <see cref="Parse"/> fails where it is missing.
/// </summary>
public sealed class NoteSigner
{
    private const string Prefix = "oversight-key+";

    private readonly byte[] secret;

    private NoteSigner(NoteKey key, byte[] secret) => (Key, this.secret) = (key, secret);

    /// <summary>The public key.</summary>
    public NoteKey Key { get; }

    /// <summary>A new key; the random bytes are a fresh seed of 32 for the Ed25519 types and ignored for ECDSA.</summary>
    public static NoteSigner Create(string name, NoteKeyType type, byte[] random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (type != NoteKeyType.Ecdsa)
        {
            return Of(name, type, random);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Of(name, type, key.ExportPkcs8PrivateKey());
    }

    /// <summary>Reads what <see cref="Export"/> wrote; anything else throws <see cref="LogFormatException"/>.</summary>
    public static NoteSigner Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].Split('+', 2) is [var name, var base64]
            && StrictBase64.Decode(base64) is [var type, .. var secret]
            ? Of(name, (NoteKeyType)type, secret)
            : throw new LogFormatException("BadKey", "This is not a private key of a note.");
    }

    /// <summary>The private key as text: keep it from everybody.</summary>
    public string Export() => $"{Prefix}{Key.Name}+{Convert.ToBase64String([(byte)Key.Type, .. secret])}";

    /// <summary>Signs a text; the time is that of a cosignature, whole seconds, and ignored by other types.</summary>
    public NoteSignature Sign(string text, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        switch (Key.Type)
        {
            case NoteKeyType.Ed25519:
                return Line(LibCrypto.Sign(secret, Encoding.UTF8.GetBytes(text)));
            case NoteKeyType.Cosignature:
                var blob = new byte[8 + 64];
                BinaryPrimitives.WriteUInt64BigEndian(blob, (ulong)seconds);
                LibCrypto.Sign(secret, NoteKey.CosignedBytes(text, seconds)).CopyTo(blob, 8);
                return Line(blob);
            default:
                using (var key = ECDsa.Create())
                {
                    key.ImportPkcs8PrivateKey(secret, out _);
                    return Line(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
                }
        }
    }

    private NoteSignature Line(byte[] signature) => new(Key.Name, Key.Id, signature);

    private static NoteSigner Of(string name, NoteKeyType type, byte[] secret)
    {
        switch (type)
        {
            case NoteKeyType.Ed25519 or NoteKeyType.Cosignature when secret.Length == 32:
                return new NoteSigner(NoteKey.Create(name, type, LibCrypto.PublicKey(secret)), secret);
            case NoteKeyType.Ecdsa:
                using (var key = ECDsa.Create())
                {
                    key.ImportPkcs8PrivateKey(secret, out _);
                    return new NoteSigner(NoteKey.Create(name, type, key.ExportSubjectPublicKeyInfo()), secret);
                }

            default:
                throw new LogFormatException("BadKey", "This is not a private key that can sign here.");
        }
    }
}
