using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>
/// Short texts that come again and again, each made a string once. Bounded: a text takes the place of another of the same hash,
/// so that a file full of different ones costs a string a line and no memory that stays.
/// </summary>
internal sealed class TextPool
{
    private const int SlotCount = 512;
    private const int LongestKept = 128;

    private readonly (byte[] Bytes, string Text)[] slots = new (byte[], string)[SlotCount];

    /// <summary>The text in normalisation form C, as authorisations hold it; false for none that a name could be.</summary>
    public bool TryGet(ReadOnlySpan<byte> bytes, out string text)
    {
        ref var slot = ref slots[SlotOf(bytes)];
        if (slot.Bytes is { } known && bytes.SequenceEqual(known))
        {
            text = slot.Text;
            return true;
        }

        text = TextRules.Normalise(Encoding.UTF8.GetString(bytes)) ?? "";
        if (ContentRules.IsBadName(text))
            return false;
        if (bytes.Length <= LongestKept)
            slot = (bytes.ToArray(), text);
        return true;
    }

    // FNV-1a; hostile texts can only make each other forgotten.
    private static int SlotOf(ReadOnlySpan<byte> bytes)
    {
        var hash = 2_166_136_261u;
        foreach (var one in bytes)
            hash = unchecked((hash ^ one) * 16_777_619u);
        return (int)((hash ^ hash >> 16) % SlotCount);
    }
}
