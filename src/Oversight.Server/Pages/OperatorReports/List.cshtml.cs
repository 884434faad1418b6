using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Server.OperatorReports;
using Oversight.Server.Requests;

namespace Oversight.Server.Pages.OperatorReports;

/// <summary>Operators' reports by operator and day of the incident.</summary>
public sealed class ListPage(Desk desk, ReportBooks books) : PageModel
{
    public Page<ReportView> Reports { get; private set; } = new([], null);

    public IReadOnlyList<string> Operators { get; private set; } = [];

    public string? Operator { get; private set; }

    /// <summary>First day looked for, as the field holds it.</summary>
    public string? From { get; private set; }

    /// <summary>Last day looked for, inclusive.</summary>
    public string? To { get; private set; }

    /// <summary>Address of the next page, null on the last.</summary>
    public string? Next { get; private set; }

    public bool MayFile => OperatorReportRules.MayFile(desk.Caller.Actor);

    public async Task<IActionResult> OnGetAsync(string? @operator, string? from, string? to, string? cursor)
    {
        if (!OperatorReportRules.MayRead(desk.Caller.Actor, desk.Caller.Panel))
            return StatusCode(StatusCodes.Status403Forbidden);
        (Operator, From, To) = (string.IsNullOrEmpty(@operator) ? null : @operator, from, to);
        var filter = new ReportFilter(
            Operator, Day(from) is { } first ? Jst.StartOf(first) : null, Day(to) is { } last ? Jst.EndOf(last) : null, string.IsNullOrEmpty(cursor) ? null : cursor);
        if (await books.ListAsync(filter, HttpContext.RequestAborted) is not { } page)
            return StatusCode(StatusCodes.Status400BadRequest);
        Reports = page;
        Next = page.Next is null ? null : Address(page.Next);
        Operators = await books.OperatorsAsync(HttpContext.RequestAborted);
        return Page();
    }

    private string Address(string cursor) => "/operatorReports?" + string.Join(
        '&', new[] { ("operator", Operator), ("from", From), ("to", To), ("cursor", cursor) }
            .Where(part => !string.IsNullOrEmpty(part.Item2)).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}"));

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2099 ? day : null;
}
