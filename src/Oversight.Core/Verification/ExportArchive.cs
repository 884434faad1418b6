using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>Writes an export: manifest, files in ordinal order of their paths, hash of everything before it.</summary>
public sealed class ExportWriter : IDisposable
{
    internal const string HashPath = "sha256";

    private readonly Stream target;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string last = "";

    /// <summary>Begins with the manifest; the stream stays the caller's.</summary>
    public ExportWriter(Stream target, ExportManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        this.target = target;
        Put(ExportManifest.Path, manifest.ToBytes());
    }

    /// <summary>Adds the next file; a path not after the one before throws.</summary>
    public void Add(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (string.CompareOrdinal(last, path) >= 0)
        {
            throw new ArgumentException("Files of an export come in ordinal order of their paths.", nameof(path));
        }

        last = path;
        Put(path, bytes);
    }

    /// <summary>Ends the archive.</summary>
    public void Finish()
    {
        Put(HashPath, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetCurrentHash()) + "\n"));
        Write(new byte[Ustar.EndSize]);
    }

    /// <summary>Lets go of the hash.</summary>
    public void Dispose() => hash.Dispose();

    private void Put(string path, byte[] bytes)
    {
        Write(Ustar.Header(path, bytes.Length));
        Write(bytes);
        Write(new byte[Ustar.PaddingOf(bytes.Length)]);
    }

    private void Write(byte[] bytes)
    {
        hash.AppendData(bytes);
        target.Write(bytes);
    }
}

/// <summary>
/// Reads an export. Opening it goes through all of it once: every header and padding must be byte for byte what <see cref="ExportWriter"/> writes, and the
/// hash at the end that of everything before.
/// </summary>
public sealed class ExportReader
{
    private const int ChunkSize = 1 << 16;

    /// <summary>The hash's header and block, and the end.</summary>
    private const int HashedSize = (2 * Ustar.BlockSize) + Ustar.EndSize;

    private readonly Stream source;
    private readonly Dictionary<string, (long At, int Length)> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly byte[] buffer = new byte[ChunkSize];
    private long at;

    private ExportReader(Stream source) => this.source = source;

    /// <summary>What the export says to hold.</summary>
    public ExportManifest Manifest { get; private set; } = null!;

    /// <summary>Paths of the files between manifest and hash, in order.</summary>
    public IEnumerable<string> Paths => files.Keys;

    /// <summary>Files nobody asked for: they do not belong in the export.</summary>
    public IEnumerable<string> Unread => files.Keys.Where(path => !read.Contains(path));

    /// <summary>Whether a file begins as an export does.</summary>
    public static bool IsExport(ReadOnlySpan<byte> start) => start.StartsWith(Encoding.ASCII.GetBytes(ExportManifest.Path + "\0"));

    /// <summary>Opens an export, which must be seekable and stays open; anything out of form throws <see cref="LogFormatException"/> naming the place.</summary>
    public static ExportReader Open(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new ExportReader(source);
        source.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (path, length) = reader.Header(hash);
        reader.Manifest = ExportManifest.Read(path == ExportManifest.Path ? reader.Whole(length, hash) : throw reader.Bad("it does not begin with its manifest"));
        reader.Index(hash);
        return reader;
    }

    /// <summary>The bytes of a file, or null.</summary>
    public byte[]? Read(string path)
    {
        if (!files.TryGetValue(path, out var place))
        {
            return null;
        }

        read.Add(path);
        var bytes = new byte[place.Length];
        source.Position = place.At;
        source.ReadExactly(bytes);
        return bytes;
    }

    private void Index(IncrementalHash hash)
    {
        for (var last = ""; ; )
        {
            var before = source.Length - at == HashedSize ? Convert.ToHexStringLower(hash.GetCurrentHash()) : null;
            var (path, length) = Header(hash);
            if (path == ExportWriter.HashPath)
            {
                if (before is null || !Whole(length, hash).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(before + "\n")))
                {
                    throw Bad("the hash at its end is not that of what is before it");
                }

                Zeros(Ustar.EndSize, hash);
                return;
            }

            if (length > LogPaths.LargestOf(path) || string.CompareOrdinal(last, path) >= 0)
            {
                throw Bad($"{path} is too long or out of order");
            }

            files.Add(path, (at, (int)length));
            Skip(length, hash);
            Zeros(Ustar.PaddingOf(length), hash);
            last = path;
        }
    }

    private (string Path, long Length) Header(IncrementalHash hash)
    {
        var header = buffer.AsSpan(0, Ustar.BlockSize);
        Fill(header, hash);
        return Ustar.Read(header) ?? throw Bad("a header is not in the one form there is");
    }

    private byte[] Whole(long length, IncrementalHash hash)
    {
        if (length > ChunkSize)
        {
            throw Bad("a file that must be short is long");
        }

        var bytes = new byte[length];
        Fill(bytes, hash);
        Zeros(Ustar.PaddingOf(length), hash);
        return bytes;
    }

    private void Skip(long length, IncrementalHash hash)
    {
        for (var left = length; left > 0;)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(left, ChunkSize));
            Fill(chunk, hash);
            left -= chunk.Length;
        }
    }

    private void Zeros(int count, IncrementalHash hash)
    {
        var zeros = buffer.AsSpan(0, count);
        Fill(zeros, hash);
        if (zeros.ContainsAnyExcept((byte)0))
        {
            throw Bad("the room between files is not empty");
        }
    }

    private void Fill(Span<byte> bytes, IncrementalHash hash)
    {
        if (source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Bad("it is cut off");
        }

        hash.AppendData(bytes);
        at += bytes.Length;
    }

    private LogFormatException Bad(string what) => new("BadExport", $"The export is broken near byte {at}: {what}.");
}
