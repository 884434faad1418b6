using Oversight.Core.Ledger;

namespace Oversight.Core.Replay;

/// <summary>The chain of one case so far.</summary>
internal sealed class Trail(TimeSpan mayGoBack)
{
    /// <summary>A register's instant is taken before its turn to write comes.</summary>
    public static readonly TimeSpan BackAtMost = TimeSpan.FromMinutes(1);

    private DateTimeOffset at;

    /// <summary>Where its last entry stands in the log.</summary>
    public long Index { get; private set; }

    /// <summary>Number of its last entry.</summary>
    public int CaseSeq { get; private set; }

    /// <summary>Leaf hash of its last entry, lower-case hex; empty before the first.</summary>
    public string Leaf { get; private set; } = "";

    /// <summary>Takes the next entry; what is wrong with it as a link of the chain, or null.</summary>
    public Fault? Take(EntryHeader header, LoggedEntry entry, string log)
    {
        var fault = Judge(header, log);
        (Index, CaseSeq, Leaf) = (entry.Index, header.CaseSeq, LeafHash.HexOf(entry.Bytes));
        at = header.At > at ? header.At : at;
        return fault;
    }

    private Fault? Judge(EntryHeader header, string log)
    {
        if (header.Log != log)
            return new Fault(DivergenceCodes.OtherLog, $"The entry is of the log {header.Log}, the log is {log}.");
        if (header.CaseSeq != CaseSeq + 1)
            return new Fault(DivergenceCodes.WrongSequence, $"Entry {header.CaseSeq} follows entry {CaseSeq}.");
        if (header.Prev != Leaf)
            return new Fault(DivergenceCodes.WrongPrevious, "The entry does not name the leaf hash of the one before it.");
        return header.CaseSeq > 1 && at - header.At > mayGoBack
            ? new Fault(DivergenceCodes.TimeGoesBack, $"The entry is dated {CanonicalInstant.Format(header.At)}, an entry before it {CanonicalInstant.Format(at)}.")
            : null;
    }
}
