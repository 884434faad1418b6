using System.Buffers.Text;
using System.Security.Cryptography;
using Oversight.Core.Registers;
using Oversight.Server.Hosting;
using Oversight.Server.Log.Keeping;

namespace Oversight.Server.Authorisations;

/// <summary>A key that can sign. Whoever asked for it disposes of it.</summary>
public sealed record SigningKey(RegisteredKey Registered, ECDsa Private) : IDisposable
{
    public string Kid => Registered.Kid;

    /// <summary>The key of a scalar. The point is computed and never read, so that no file can claim another.</summary>
    public static SigningKey Of(byte[] scalar)
    {
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var known = new PublicKey(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new SigningKey(new RegisteredKey(known.Thumbprint(), known), key);
    }

    public void Dispose() => Private.Dispose();
}

/// <summary>
/// The private keys, a PEM file (PKCS #8) each, named by the thumbprint. They are apart from the database, so that whoever owns the database can neither
/// sign nor have another key published: a key counts only where the register of keys and this folder agree.
/// </summary>
public sealed class KeyFolder(string path)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The folder the settings name, or else the one beside the database.</summary>
    public static KeyFolder Of(OversightOptions options) => new(options.KeyFolder.Length > 0 ? options.KeyFolder : Database.FolderBeside(options.Database, "keys"));

    /// <summary>Keeps a key; it is on the disk when this returns.</summary>
    public void Keep(SigningKey key)
    {
        DurableFile.MakeFolder(Path);
        DurableFile.Write(FileOf(key.Registered.Key), key.Private.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The private key of a registered one; null when its file is not there, cannot be read, or holds another key.</summary>
    public SigningKey? Find(RegisteredKey registered)
    {
        try
        {
            if (DurableFile.Read(FileOf(registered.Key)) is not { } pem)
                return null;
            using var read = ECDsa.Create();
            read.ImportFromPem(pem);
            var key = SigningKey.Of(read.ExportParameters(includePrivateParameters: true).D!);
            if (key.Registered == registered)
                return key;
            key.Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The name is computed from the key: what the register calls it leads to no other file.</summary>
    private string FileOf(PublicKey key) => System.IO.Path.Combine(Path, $"{key.Thumbprint()}.pem");
}
