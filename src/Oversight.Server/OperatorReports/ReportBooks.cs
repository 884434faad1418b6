using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.OperatorReports;

/// <summary>A line that is filed, and its report's reference.</summary>
public sealed record FiledLine(int Line, string Report);

/// <summary>A line that is refused: the member at fault and the code.</summary>
public sealed record RefusedLine(int Line, string Code, string Pointer);

/// <summary>What became of a file: every line is in one of the two lists.</summary>
public sealed record ImportAnswer(int Version, IReadOnlyList<FiledLine> Filed, IReadOnlyList<RefusedLine> Refused);

/// <summary>A report by its reference, by which a request may name it as evidence.</summary>
public sealed record ReportView(
    string Id, string Operator, string Sector, string Reference, DateTimeOffset OccurredAt, DateTimeOffset ReportedAt, string Summary, string Digest);

/// <summary>Which reports are looked for: of one operator, that occurred from an instant, inclusive, to another, exclusive; and where the last page ended.</summary>
public sealed record ReportFilter(string? Operator = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Cursor = null);

/// <summary>Files and finds operators' reports. A report is an entry; its row, written in the same commit, is what lists find it by.</summary>
public sealed class ReportBooks(RegisterStore store, OversightDbContext db, BusinessClock clock)
{
    private const int PageSize = 50;
    private const int KeysAtOnce = 500;

    /// <summary>Files one report by hand.</summary>
    public Task<Outcome> FileAsync(OperatorReport report, RegisterIntent intent, CancellationToken ct) => ChangeAsync(
        [new ReportLine(1, report)], intent,
        outcomes => outcomes[0] is LineOutcome.Refused { Fault: var fault }
            ? new Refusal(fault.Code is "ReportAlreadyFiled" or "ReportDiffersFromFiled" ? RefusalKind.Conflict : RefusalKind.Invalid, fault.Code, fault.Pointer)
            : null,
        (outcomes, version) => new RegisterAnswer(((LineOutcome.Filed)outcomes[0]).Event.Report, version), ct);

    /// <summary>Files every line that holds, all in one commit, and answers for every line.</summary>
    public Task<Outcome> ImportAsync(IReadOnlyList<ReportLine> lines, RegisterIntent intent, CancellationToken ct) => ChangeAsync(
        lines, intent, _ => null,
        (outcomes, version) => new ImportAnswer(
            version,
            [.. outcomes.OfType<LineOutcome.Filed>().Select(line => new FiledLine(line.Line, line.Event.Report))],
            [.. outcomes.OfType<LineOutcome.Refused>().Select(line => new RefusedLine(line.Line, line.Fault.Code, line.Fault.Pointer))]), ct);

    /// <summary>A page of reports, the latest incident first; null for a cursor that is none.</summary>
    public async Task<Page<ReportView>?> ListAsync(ReportFilter filter, CancellationToken ct)
    {
        var rows = db.OperatorReports.AsNoTracking();
        // What no column can hold is found nowhere; PostgreSQL would call a zero character an error.
        if (filter.Operator is { } name && !TextRules.IsAcceptable(name))
            return new Page<ReportView>([], null);
        if (filter.Operator is { } wanted)
            rows = rows.Where(r => r.Operator == wanted);
        if (filter.From is { } from)
            rows = rows.Where(r => r.OccurredAt >= from);
        if (filter.To is { } to)
            rows = rows.Where(r => r.OccurredAt < to);
        if (filter.Cursor is { } cursor)
        {
            if (!TryParseCursor(cursor, out var at, out var number))
                return null;
            rows = rows.Where(r => r.OccurredAt < at || (r.OccurredAt == at && r.Number < number));
        }
        var found = await rows.OrderByDescending(r => r.OccurredAt).ThenByDescending(r => r.Number).Take(PageSize + 1).ToListAsync(ct);
        var next = found.Count > PageSize
            ? string.Create(CultureInfo.InvariantCulture, $"{found[PageSize - 1].OccurredAt.ToUnixTimeMilliseconds()}-{found[PageSize - 1].Number}")
            : null;
        return new Page<ReportView>([.. found.Take(PageSize).Select(ViewOf)], next);
    }

    /// <summary>One report by its reference, null if there is none.</summary>
    public async Task<ReportView?> FindAsync(string id, CancellationToken ct) =>
        id.StartsWith("OR-", StringComparison.Ordinal) && int.TryParse(id.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && IdOf(number) == id && await db.OperatorReports.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number, ct) is { } row
            ? ViewOf(row)
            : null;

    /// <summary>The operators that have reported, by name.</summary>
    public async Task<IReadOnlyList<string>> OperatorsAsync(CancellationToken ct) =>
        await db.OperatorReports.AsNoTracking().Select(r => r.Operator).Distinct().OrderBy(name => name).Take(KeysAtOnce).ToListAsync(ct);

    private async Task<Outcome> ChangeAsync(
        IReadOnlyList<ReportLine> lines, RegisterIntent intent, Func<IReadOnlyList<LineOutcome>, Refusal?> refuse,
        Func<IReadOnlyList<LineOutcome>, int, object> answer, CancellationToken ct)
    {
        var now = clock.Now;
        IReadOnlyList<LineOutcome> outcomes = [];
        return await store.ChangeAsync(Registers.OperatorReports, intent, now, async (work, count) =>
        {
            outcomes = OperatorReportRules.File(count, lines, await KnownAsync(work, lines, ct), now);
            if (refuse(outcomes) is { } refusal)
                return new RegisterVerdict<OperatorReportEvent>.Refused(refusal);
            var filed = outcomes.OfType<LineOutcome.Filed>().Select(line => line.Event).ToList();
            work.OperatorReports.AddRange(filed.Select(RowOf));
            return new RegisterVerdict<OperatorReportEvent>.Accepted([.. filed]);
        }, ct, (_, version) => answer(outcomes, version));
    }

    /// <summary>Digests of the reports on file that lines name.</summary>
    private static async Task<Dictionary<ReportKey, string>> KnownAsync(OversightDbContext work, IReadOnlyList<ReportLine> lines, CancellationToken ct)
    {
        var known = new Dictionary<ReportKey, string>();
        foreach (var byOperator in lines.Select(line => line.Report).OfType<OperatorReport>().Select(report => report.Key).Distinct()
            .Where(key => TextRules.IsAcceptable(key.Operator) && TextRules.IsAcceptable(key.Reference)).GroupBy(key => key.Operator, key => key.Reference))
            foreach (var references in byOperator.Chunk(KeysAtOnce))
                foreach (var row in await work.OperatorReports.AsNoTracking()
                    .Where(r => r.Operator == byOperator.Key && references.Contains(r.Reference)).Select(r => new { r.Operator, r.Reference, r.Digest }).ToListAsync(ct))
                    known[new ReportKey(row.Operator, row.Reference)] = row.Digest;
        return known;
    }

    /// <summary>The row of an entry.</summary>
    public static OperatorReportRow RowOf(OperatorReportFiled filed) => new()
    {
        Number = int.Parse(filed.Report.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture),
        Operator = filed.Content!.Operator,
        Sector = filed.Content.Sector,
        Reference = filed.Content.Reference,
        OccurredAt = filed.OccurredAt,
        ReportedAt = filed.ReportedAt,
        Summary = filed.Content.Summary,
        Digest = filed.Digest,
    };

    private static ReportView ViewOf(OperatorReportRow row) =>
        new(IdOf(row.Number), row.Operator, row.Sector, row.Reference, row.OccurredAt, row.ReportedAt, row.Summary, row.Digest);

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"OR-{number}");

    private static bool TryParseCursor(string text, out DateTimeOffset at, out int number)
    {
        (at, number) = (default, 0);
        var parts = text.Split('-');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds >= 253_402_300_800_000
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }
}
