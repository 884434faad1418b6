using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>A commitment without its part.</summary>
internal readonly record struct MissingPart(int Entry, string Name);

/// <summary>
/// One bundle of entries and all that can be said of it alone: leaf hashes against the tile, form of each entry, parts against commitments. Its buffers are
/// used again for the next bundle.
/// </summary>
internal sealed class BundleScan
{
    private readonly byte[] hashes = new byte[Tile.FullWidth * TreeHash.Size];
    private readonly EntryScan[] entries = new EntryScan[Tile.FullWidth];
    private IReadOnlyList<Range> places = [];

    public long Number { get; private set; }
    public int Width { get; private set; }
    public byte[] Bytes { get; private set; } = [];
    public byte[]? TileFile { get; private set; }
    public byte[]? PartsFile { get; private set; }
    public bool WithParts { get; private set; }

    /// <summary>The first fault, and how many entries before it are sound.</summary>
    public Fault? Fault { get; private set; }
    public int SoundCount { get; private set; }
    public long OpenedCount { get; private set; }
    public List<MissingPart> Missing { get; } = [];

    /// <summary>The hash over a full bundle.</summary>
    public TreeHash Root { get; private set; }

    public void Load(long number, int width, byte[] bytes, byte[]? tileFile, byte[]? partsFile, bool withParts)
    {
        (Number, Width, Bytes, TileFile, PartsFile, WithParts) = (number, width, bytes, tileFile, partsFile, withParts);
        (Fault, SoundCount, OpenedCount) = (null, 0, 0);
        Missing.Clear();
    }

    public long IndexOf(int entry) => (Number * Tile.FullWidth) + entry;

    public ReadOnlySpan<byte> BytesOf(int entry) => Bytes.AsSpan(places[entry]);

    public EntryScan ScanOf(int entry) => entries[entry];

    public TreeHash LeafOf(int entry) => new(hashes.AsSpan(entry * TreeHash.Size, TreeHash.Size));

    /// <summary>All that needs no other bundle. Several bundles may be scanned at the same time.</summary>
    public void Scan()
    {
        try
        {
            places = EntryBundle.Read(Bytes, Width);
            if (TileFile is not null && TileFile.Length != Width * TreeHash.Size)
            {
                throw new LogFormatException("BadTile", $"The tile does not hold exactly {Width} hashes.");
            }

            while (SoundCount < Width && Fault is null)
            {
                Fault = Hash(SoundCount);
                SoundCount += Fault is null ? 1 : 0;
            }

            if (WithParts)
            {
                ScanParts();
            }
        }
        catch (LogFormatException fault)
        {
            Fault = new Fault(Verdict.Invalid, fault.Code, fault.Message, IndexOf(0));
            SoundCount = 0;
        }

        if (Fault is null && Width == Tile.FullWidth)
        {
            Root = Tile.Fold(hashes);
        }
    }

    private Fault? Hash(int entry)
    {
        var bytes = BytesOf(entry);
        var leaf = hashes.AsSpan(entry * TreeHash.Size, TreeHash.Size);
        TreeHash.OfLeaf(bytes).CopyTo(leaf);
        if (TileFile is not null && !TileFile.AsSpan(entry * TreeHash.Size, TreeHash.Size).SequenceEqual(leaf))
        {
            return new Fault(Verdict.Invalid, "OtherLeaf", $"The bytes of entry {IndexOf(entry)} are not those the tree holds.", IndexOf(entry));
        }

        return EntryScan.TryRead(bytes, out entries[entry])
            ? null : new Fault(Verdict.Invalid, "MalformedEntry", $"Entry {IndexOf(entry)} is not the canonical form of an entry.", IndexOf(entry));
    }

    /// <summary>Lines and commitments stand in the same order, so one walk pairs them.</summary>
    private void ScanParts()
    {
        var lines = new PartReader(PartsFile ?? []);
        var line = lines.Next();
        for (var entry = 0; entry < SoundCount; entry++)
        {
            if (PairParts(entry, lines, ref line) is { } code)
            {
                var message = $"A part kept beside entry {IndexOf(entry)} {(code == "BadOpening" ? "does not open its commitment" : "is none of its parts")}.";
                (Fault, SoundCount) = (new Fault(Verdict.Invalid, code, message, IndexOf(entry)), entry);
                return;
            }
        }

        if (line && Fault is null)
        {
            throw new LogFormatException("BadParts", $"There are parts beside bundle {Number} of entries it does not hold.");
        }
    }

    private string? PairParts(int entry, PartReader lines, ref bool line)
    {
        var bytes = BytesOf(entry);
        var rest = entries[entry].Parts;
        for (var left = entries[entry].PartCount; left > 0; left--)
        {
            _ = EntryScan.TryTakePart(bytes, ref rest, out var name, out var digest);
            if (!line || lines.Index > IndexOf(entry) || (lines.Index == IndexOf(entry) && CanonicalScan.IsAscending(bytes[name], lines.Name)))
            {
                Missing.Add(new MissingPart(entry, CanonicalScan.Text(bytes[name], bytes[name].Contains((byte)'\\'))));
                continue;
            }

            if (lines.Index < IndexOf(entry) || !lines.Name.SequenceEqual(bytes[name]))
            {
                return "UnknownPart";
            }

            if (!OpeningScan.Opens(bytes[name], bytes[digest], lines.Disclosure))
            {
                return "BadOpening";
            }

            OpenedCount++;
            line = lines.Next();
        }

        return line && lines.Index <= IndexOf(entry) ? "UnknownPart" : null;
    }
}
