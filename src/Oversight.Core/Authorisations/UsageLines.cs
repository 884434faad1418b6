using System.Text.Unicode;
using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Core.Authorisations;

/// <summary>How a usage file is written.</summary>
[CamelCaseNames]
public enum UsageFormat
{
    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>RFC 4180 with a header line; a field does not go on in the next line.</summary>
    Csv,
}

/// <summary>
/// Reads single lines of a usage file, without their line ends. Fields in both formats: time, source, destination, protocol, port,
/// dataType, operator, action. Source may be absent on R5–R8, port with ICMP, dataType always. Not for use by several threads at once.
/// </summary>
public sealed class UsageLines(UsageFormat format, Route route, DateTimeOffset now)
{
    /// <summary>The most bytes a line may have.</summary>
    public const int LongestLine = 4096;

    private readonly bool needsSource = Routes.IsAcquisition(route);
    private readonly TextPool pool = new();
    private readonly byte[] buffer = new byte[LongestLine];
    private UsageField[]? columns;

    /// <summary>True before the first line of a CSV file, which <see cref="ReadHeader"/> takes.</summary>
    public bool AwaitsHeader => format == UsageFormat.Csv && columns is null;

    /// <summary>Reads the header of a CSV file: the names of the fields, each once, in any order. Null, or why it is none.</summary>
    public MalformedReason? ReadHeader(ReadOnlySpan<byte> line)
    {
        columns = line.Length <= LongestLine && Utf8.IsValid(line) ? CsvLine.Columns(line, buffer, needsSource) : [];
        return columns.Length == 0 ? MalformedReason.BadHeader : null;
    }

    /// <summary>Reads a record; null, or why the line is none.</summary>
    public MalformedReason? Read(ReadOnlySpan<byte> line, out UsageRecord record)
    {
        record = default;
        if (line.Length > LongestLine)
            return MalformedReason.TooLong;
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            return MalformedReason.Blank;
        if (!Utf8.IsValid(line))
            return MalformedReason.NotUtf8;

        var draft = default(UsageDraft);
        var misfit = format switch
        {
            UsageFormat.Ndjson => JsonLine.Read(line, buffer, pool, ref draft),
            _ when columns is not { Length: > 0 } => MalformedReason.BadHeader,
            _ => CsvLine.Read(line, columns, buffer, pool, ref draft),
        };
        return misfit ?? draft.Complete(needsSource, now, out record);
    }
}
