using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>
/// Reads again what was verified, and shows that it is the same: entries must make the verified root (in a dossier, lie under it), parts must open their
/// commitments and be as many, documents must have their hash. Whoever serves the files cannot have one log verified and another one used.
/// </summary>
/// <param name="files">The same files that were verified.</param>
/// <param name="verified">What verifying them, parts included, found out.</param>
/// <param name="indexes">The entries of a dossier (<see cref="DossierVerifier.IndexesIn"/>); null for a whole log.</param>
public sealed class SecondReading(Func<string, byte[]?> files, VerificationReport verified, IReadOnlyList<long>? indexes)
{
    /// <summary>The code of what is not the same any more.</summary>
    public const string Changed = "ChangedBetweenReadings";

    private readonly Checkpoint tree = verified.Tree ?? throw new ArgumentException("Nothing was verified.", nameof(verified));
    private string? otherDocument;

    /// <summary>
    /// All entries in order with their kept parts, disclosures by name. What is not as it was verified throws <see cref="LogFormatException"/>
    /// <see cref="Changed"/>, at the latest after the last one: nothing made of them may be used before.
    /// </summary>
    public IEnumerable<(long Index, byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> Entries()
    {
        var (count, opened, seen) = (0L, 0L, new TreeFrontier());
        using var entries = (indexes is null ? OfLog() : indexes.Select(OfDossier)).GetEnumerator();
        while (Again(entries.MoveNext))
        {
            var (index, bytes, parts) = entries.Current;
            opened += Opened(index, bytes, parts);
            count++;
            if (indexes is null)
            {
                seen.Add(TreeHash.OfLeaf(bytes));
            }

            yield return entries.Current;
        }

        if (count != verified.EntryCount || opened != verified.OpenedCount || (indexes is null && (seen.Size != tree.Size || seen.Root() != tree.Root)))
        {
            throw Other("The entries or their parts");
        }
    }

    /// <summary>A document's bytes; null when it is not there or not the one of this hash any more, which <see cref="Check"/> tells.</summary>
    public byte[]? Document(string sha256)
    {
        var document = files(LogPaths.Document(sha256));
        if (document is null || Convert.ToHexStringLower(SHA256.HashData(document)) == sha256)
        {
            return document;
        }

        otherDocument ??= sha256;
        return null;
    }

    /// <summary>Throws <see cref="LogFormatException"/> <see cref="Changed"/> when a document was another one.</summary>
    public void Check()
    {
        if (otherDocument is { } sha256)
        {
            throw Other($"The document {sha256}");
        }
    }

    private IEnumerable<(long, byte[], IReadOnlyDictionary<string, string>)> OfLog()
    {
        var reader = new LogReader(files, SignedNote.Parse(files(LogPaths.Checkpoint) ?? throw Dossier.Missing(LogPaths.Checkpoint)));
        return reader.Tree == tree ? reader.All() : throw Other("The checkpoint");
    }

    private (long, byte[], IReadOnlyDictionary<string, string>) OfDossier(long index)
    {
        var (bytes, file) = (files(LogPaths.Entry(index)), files(LogPaths.Receipt(index)));
        if (bytes is null || file is null)
        {
            throw Dossier.Missing(LogPaths.Entry(index));
        }

        var receipt = TlogProof.Parse(Encoding.UTF8.GetString(file));
        if (receipt.Index != index || !MerkleTree.VerifyInclusion(index, tree.Size, TreeHash.OfLeaf(bytes), receipt.Path, tree.Root))
        {
            throw Other($"Entry {index}");
        }

        var lines = PartLines.Read(files(LogPaths.PartsOf(index)) ?? []).ToList();
        return lines.TrueForAll(line => line.Index == index) ? (index, bytes, lines.ToDictionary(line => line.Name, line => line.Disclosure)) : throw Other($"Entry {index}");
    }

    /// <summary>How many parts are kept; each must open its commitment.</summary>
    private static int Opened(long index, byte[] bytes, IReadOnlyDictionary<string, string> parts)
    {
        if (!EntryScan.TryRead(bytes, out var entry))
        {
            throw Other($"Entry {index}");
        }

        var (opened, rest) = (0, entry.Parts);
        for (var left = entry.PartCount; left > 0 && opened < parts.Count; left--)
        {
            _ = EntryScan.TryTakePart(bytes, ref rest, out var name, out var digest);
            if (parts.TryGetValue(CanonicalScan.Text(bytes.AsSpan(name), true), out var disclosure)
                && OpeningScan.Opens(bytes.AsSpan(name), bytes.AsSpan(digest), Encoding.UTF8.GetBytes(disclosure)))
            {
                opened++;
            }
        }

        return opened == parts.Count ? opened : throw Other($"A part of entry {index}");
    }

    /// <summary>What could be read the first time and cannot now has changed, whatever is wrong with it.</summary>
    private static bool Again(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (LogFormatException fault) when (fault.Code != Changed)
        {
            throw new LogFormatException(Changed, $"What was verified cannot be read again: {fault.Message}", fault);
        }
    }

    private static LogFormatException Other(string what) => new(Changed, $"{what}: what was read after verifying is not what was verified.");
}
