using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Requests;
using Oversight.Server.Requests;

namespace Oversight.Server.Pages.Watching;

/// <summary>A condition that was missed or found broken, or whose due is so near that it may be.</summary>
public sealed record WatchedCondition(RequestState State, ConditionStanding Standing, DateTimeOffset? Next);

/// <summary>
/// What is being watched, over all cases: what is live, what stands still, what was missed, what is being looked into. Numbers, kinds and dates
/// alone: a text is content, and who opens content is on record with its case.
/// </summary>
public sealed class WatchedPage(Desk desk, RequestReading reading, Names names) : PageModel
{
    public DateTimeOffset Now { get; private set; }

    /// <summary>Authorisations that may be used or are suspended, the first to end first.</summary>
    public IReadOnlyList<RequestState> Live { get; private set; } = [];

    public IReadOnlyList<RequestState> Suspended { get; private set; } = [];

    public IReadOnlyList<WatchedCondition> Conditions { get; private set; } = [];

    public IReadOnlyList<(RequestState State, Inspection Inspection)> Inspections { get; private set; } = [];

    public IReadOnlyList<(RequestState State, Incident Incident)> Incidents { get; private set; } = [];

    /// <summary>Measures without a notice, the oldest first.</summary>
    public IReadOnlyList<RequestState> Unnotified { get; private set; } = [];

    /// <summary>Measures with a notice that the panel has not reviewed, and those it let lapse.</summary>
    public IReadOnlyList<RequestState> Unreviewed { get; private set; } = [];

    /// <summary>What members asked to look at in cases where no inspection followed.</summary>
    public IReadOnlyList<RequestState> Asked { get; private set; } = [];

    public bool IsEmpty => Live.Count + Conditions.Count + Inspections.Count + Incidents.Count + Unnotified.Count + Unreviewed.Count + Asked.Count == 0;

    /// <summary>Those who watch: inspectors, the panel, and auditors over them.</summary>
    public static bool IsFor(Role role) => role is Role.Inspector or Role.PanelMember or Role.Auditor;

    public async Task<IActionResult> OnGetAsync()
    {
        if (!IsFor(desk.Caller.Actor.Role))
            return StatusCode(StatusCodes.Status403Forbidden);
        Now = desk.Facts.Now;
        var watched = await reading.WatchedAsync(desk.Caller, HttpContext.RequestAborted);
        Live = [.. watched.Where(s => s.Authorisation is { IsLive: true }).OrderBy(s => s.Authorisation!.EndsAt)];
        Suspended = [.. Live.Where(s => s.Authorisation!.State == AuthorisationState.Suspended)];
        Conditions = [.. watched.SelectMany(Missed).OrderBy(c => c.Next ?? DateTimeOffset.MaxValue)];
        Inspections = [.. watched.SelectMany(s => s.Monitoring.Inspections.Where(i => i.State != InspectionState.Closed).Select(i => (s, i)))];
        Incidents = [.. watched.SelectMany(s => s.Monitoring.Incidents.Where(i => i.State != IncidentState.Closed).Select(i => (s, i))).OrderByDescending(it => it.i.IsSeriousCandidate)];
        var measures = watched.Where(s => s.Measure is not null).OrderBy(s => s.Measure!.MeasuredAt).ToList();
        Unnotified = [.. measures.Where(s => s.Measure!.NotifiedAt is null)];
        Unreviewed = [.. measures.Where(s => s.Measure!.NotifiedAt is not null && s.Decision is not (Decision.ConfirmedProper or Decision.NotProper))];
        Asked = [.. watched.Where(s => s.Monitoring.Asked.Count > s.Monitoring.Inspections.Count)];
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }

    /// <summary>Conditions of what is live that are broken, missed before, or due within three days.</summary>
    private IEnumerable<WatchedCondition> Missed(RequestState s) => (s.Authorisation?.Conditions ?? [])
        .Select(standing => new WatchedCondition(s, standing, ConditionDues.Next(standing, s.Authorisation!)))
        .Where(it => (s.Authorisation!.IsLive || it.Next is not null) && it.Standing.State != ConditionState.Met
            && (it.Standing.Misses > 0 || it.Standing.State == ConditionState.Breached || it.Next - Now < TimeSpan.FromDays(3)));
}
