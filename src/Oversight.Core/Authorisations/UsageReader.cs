using Oversight.Core.Law;

namespace Oversight.Core.Authorisations;

/// <summary>A line of a usage file: a record, or the reason why it is none.</summary>
/// <param name="Number">From 1; a CSV header counts, but is not told as a line.</param>
/// <param name="Record">Meaningless when there is a reason.</param>
public readonly record struct UsageLine(long Number, UsageRecord Record, MalformedReason? Malformed);

/// <summary>
/// Reads a usage file of any size from chunks as they come, in constant memory. A line that is no record stops nothing. Not for use
/// by several threads at once.
/// </summary>
public sealed class UsageReader(UsageFormat format, Route route, DateTimeOffset now)
{
    private readonly LineSplitter splitter = new(UsageLines.LongestLine);
    private readonly UsageLines lines = new(format, route, now);

    /// <summary>Takes the next line off the chunk; false when the chunk is used up.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, out UsageLine line)
    {
        while (splitter.TryTake(ref chunk, out var text, out var isTooLong))
            if (TryTell(text, isTooLong, out line))
                return true;
        line = default;
        return false;
    }

    /// <summary>Takes what is left after the last chunk: a line without a line end, or word that a CSV file has no header.</summary>
    public bool TryFinish(out UsageLine line)
    {
        if (splitter.TryTakeLast(out var text, out var isTooLong))
            return TryTell(text, isTooLong, out line);
        line = default;
        return lines.AwaitsHeader && TryTell([], isTooLong: false, out line);
    }

    /// <summary>False for a good header, of which there is nothing to tell.</summary>
    private bool TryTell(ReadOnlySpan<byte> text, bool isTooLong, out UsageLine line)
    {
        var number = long.Max(splitter.LineNumber, 1);
        if (lines.AwaitsHeader)
        {
            var fault = lines.ReadHeader(text);
            line = new UsageLine(number, default, fault);
            return fault is not null;
        }

        var record = default(UsageRecord);
        var reason = isTooLong ? MalformedReason.TooLong : lines.Read(text, out record);
        line = new UsageLine(number, record, reason);
        return true;
    }
}
