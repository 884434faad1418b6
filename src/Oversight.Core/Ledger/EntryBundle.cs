using System.Buffers.Binary;

namespace Oversight.Core.Ledger;

/// <summary>A bundle of entries (C2SP tlog-tiles): each a big-endian 16-bit length and its bytes; up to 256.</summary>
public static class EntryBundle
{
    /// <summary>Appends an entry; more than <see cref="EntryDocument.MaximumBytes"/> throws.</summary>
    public static void Append(Stream bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, EntryDocument.MaximumBytes, nameof(entry));
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Length);
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>The bundle of these entries.</summary>
    public static byte[] Of(IEnumerable<byte[]> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var bundle = new MemoryStream();
        foreach (var entry in entries)
        {
            Append(bundle, entry);
        }

        return bundle.ToArray();
    }

    /// <summary>The places of exactly <paramref name="count"/> entries in the bundle; a cut entry, another number or bytes left over throw <see cref="LogFormatException"/>.</summary>
    public static IReadOnlyList<Range> Read(ReadOnlySpan<byte> bundle, int count)
    {
        var entries = new List<Range>(count);
        var at = 0;
        while (at < bundle.Length && entries.Count < count)
        {
            if (bundle.Length - at < 2 || bundle.Length - at - 2 < BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]))
            {
                throw new LogFormatException("BadBundle", $"Entry {entries.Count} of the bundle is cut off.");
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]);
            entries.Add((at + 2)..(at + 2 + length));
            at += 2 + length;
        }

        return at == bundle.Length && entries.Count == count
            ? entries
            : throw new LogFormatException("BadBundle", $"The bundle does not hold exactly {count} entries.");
    }
}
