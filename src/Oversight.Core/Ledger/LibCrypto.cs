using System.Runtime.InteropServices;

namespace Oversight.Core.Ledger;

/// <summary>Ed25519 signing by the system's libcrypto (OpenSSL 3), which .NET on Linux needs anyway. The only native calls of Core.</summary>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";
    private const int Ed25519Id = 1087;

    /// <summary>The 32-byte public key of a 32-byte seed.</summary>
    public static byte[] PublicKey(byte[] seed)
    {
        var key = Load(seed);
        try
        {
            var publicKey = new byte[32];
            nint length = publicKey.Length;
            Require(EVP_PKEY_get_raw_public_key(key, publicKey, ref length) == 1 && length == 32);
            return publicKey;
        }
        finally
        {
            EVP_PKEY_free(key);
        }
    }

    /// <summary>The 64-byte signature of a message.</summary>
    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var key = Load(seed);
        var context = EVP_MD_CTX_new();
        try
        {
            Require(context != 0);
            Require(EVP_DigestSignInit(context, 0, 0, 0, key) == 1);
            var signature = new byte[64];
            nint length = signature.Length;
            Require(EVP_DigestSign(context, signature, ref length, message, message.Length) == 1 && length == 64);
            return signature;
        }
        finally
        {
            EVP_MD_CTX_free(context);
            EVP_PKEY_free(key);
        }
    }

    private static nint Load(byte[] seed)
    {
        var key = EVP_PKEY_new_raw_private_key(Ed25519Id, 0, seed, seed.Length);
        Require(seed.Length == 32 && key != 0);
        return key;
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new InvalidOperationException($"{Library} refused an Ed25519 operation.");
        }
    }

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nint length);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_get_raw_public_key(nint key, byte[] publicKey, ref nint length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSign(nint context, byte[] signature, ref nint length, byte[] message, nint messageLength);
}
