using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Registers;

/// <summary>A public key on the curve P-256: the coordinates, 32 bytes each, in base64url without padding (RFC 7518 §6.2.1).</summary>
public sealed record PublicKey(string X, string Y)
{
    /// <summary>The curve of every key.</summary>
    public const string Curve = "P-256";

    /// <summary>SHA-256 of the required members in their order (RFC 7638), base64url without padding.</summary>
    public string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $$"""{"crv":"{{Curve}}","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));
}

/// <summary>The keys documents were ever signed with, in the order they came; the last one signs.</summary>
public sealed record KeysRegister(IReadOnlyList<RegisteredKey> Keys)
{
    /// <summary>No key yet.</summary>
    public static KeysRegister Empty { get; } = new([]);

    /// <summary>The register after <paramref name="happened"/>.</summary>
    public KeysRegister Apply(KeyEvent happened) => happened switch
    {
        SigningKeyAdded added => new([.. Keys, new RegisteredKey(added.Kid, added.Key)]),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A key by its id.</summary>
public sealed record RegisteredKey(string Kid, PublicKey Key);

/// <summary>What happened to the keys that sign documents.</summary>
public abstract record KeyEvent
{
    private protected KeyEvent() { }
}

/// <summary>A key was made and signs from now on. Kid is its thumbprint; Replaces is the kid of the key that signs no more, null for the first.</summary>
public sealed record SigningKeyAdded(string Kid, PublicKey Key, string? Replaces = null) : KeyEvent;
