namespace Oversight.Core.Ledger;

/// <summary>The first entry of a case that does not follow from the one before.</summary>
/// <param name="Index">Position in the given sequence, from 0.</param>
/// <param name="Reason">One of <c>MalformedEntry</c>, <c>OtherLog</c>, <c>OtherCase</c>, <c>WrongSequence</c>, <c>WrongPrevious</c>.</param>
public sealed record ChainBreak(int Index, string Reason);

/// <summary>The chain of one case: every entry carries its place and the leaf hash of the entry before.</summary>
public static class CaseChain
{
    /// <summary>Null when the entries, in order, are the unbroken beginning of one case in one log; otherwise the first that is not.</summary>
    public static ChainBreak? Verify(IEnumerable<byte[]> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        EntryHeader? first = null;
        var previous = "";
        var index = 0;
        foreach (var bytes in entries)
        {
            if (Judge(bytes, ref first, index, previous) is { } reason)
            {
                return new ChainBreak(index, reason);
            }

            previous = LeafHash.HexOf(bytes);
            index++;
        }

        return null;
    }

    private static string? Judge(byte[] bytes, ref EntryHeader? first, int index, string previous)
    {
        EntryHeader header;
        try
        {
            header = EntryDocument.Read(bytes).Header;
        }
        catch (LedgerException)
        {
            return "MalformedEntry";
        }

        first ??= header;
        return header.Log != first.Log ? "OtherLog"
            : header.Case != first.Case ? "OtherCase"
            : header.CaseSeq != index + 1 ? "WrongSequence"
            : header.Prev != previous ? "WrongPrevious"
            : null;
    }
}
