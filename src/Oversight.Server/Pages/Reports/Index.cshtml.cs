using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Law;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Reports;

/// <summary>The years a report can be opened for, from the first rule set in force to now, the latest first.</summary>
public sealed class ReportsPage(Rules rules, BusinessClock clock) : PageModel
{
    public IReadOnlyList<(DateOnly From, DateOnly To)> FiscalYears { get; private set; } = [];

    public IReadOnlyList<(DateOnly From, DateOnly To)> CalendarYears { get; private set; } = [];

    public DateOnly Today { get; } = Jst.DateOf(clock.Now);

    public void OnGet()
    {
        var first = rules.Book.Law.RuleSets[0].EffectiveFrom.Value;
        var years = Enumerable.Range(0, Math.Max(1, Today.Year - first.Year + 1)).Select(back => Today.Year - back).ToList();
        CalendarYears = [.. years.Select(year => (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)))];
        FiscalYears = [.. years.Select(year => (From: new DateOnly(year, 4, 1), To: new DateOnly(year + 1, 3, 31))).Where(year => year.From <= Today)];
    }
}
