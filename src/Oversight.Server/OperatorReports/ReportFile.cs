using Oversight.Core.Ledger;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.OperatorReports;

/// <summary>A file of reports: one JSON object a line (NDJSON), line feeds between them. Every line is answered for, the empty ones too.</summary>
public static class ReportFile
{
    /// <summary>Media type of the file.</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>Largest file, in bytes: 8 MiB.</summary>
    public const int Largest = 8 << 20;

    /// <summary>The lines in order; null when there are more than an import may have. A last line feed begins no line.</summary>
    public static IReadOnlyList<ReportLine>? Read(ReadOnlySpan<byte> file)
    {
        var lines = new List<ReportLine>();
        if (file.StartsWith("\uFEFF"u8))
            file = file[3..];
        while (file.Length > 0)
        {
            if (lines.Count == OperatorReportRules.MostLines)
                return null;
            var end = file.IndexOf((byte)'\n');
            var line = end < 0 ? file : file[..end];
            lines.Add(ReadLine(lines.Count + 1, line.EndsWith("\r"u8) ? line[..^1] : line));
            file = end < 0 ? [] : file[(end + 1)..];
        }
        return lines;
    }

    private static ReportLine ReadLine(int number, ReadOnlySpan<byte> line)
    {
        var (report, fault, _) = ApiJson.Parse<OperatorReport>(line);
        return new ReportLine(number, report, fault);
    }
}
