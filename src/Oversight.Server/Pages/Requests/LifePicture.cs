using System.Globalization;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>A stretch of time in a lane. Kind is the class it is drawn in; a null To lasts beyond the picture.</summary>
public sealed record LifeBar(DateTimeOffset From, DateTimeOffset? To, string Kind, string Text);

/// <summary>An instant in a lane. Kind is the shape it is drawn in: done, missed, due or act.</summary>
public sealed record LifeMark(DateTimeOffset At, string Kind, string Text);

/// <summary>A line of the picture.</summary>
public sealed record LifeLane(string Name, IReadOnlyList<LifeBar> Bars, IReadOnlyList<LifeMark> Marks);

/// <summary>The life of an authorisation, or of a measure, on a scale of time: period, windows, suspensions, acts, duties, and now.</summary>
public sealed record LifePicture(IReadOnlyList<LifeLane> Lanes, DateTimeOffset From, DateTimeOffset To, DateTimeOffset Now)
{
    /// <summary>Width of the picture and where its scale begins and ends, in its units.</summary>
    public const double Width = 1000, Left = 200, Right = 980;

    /// <summary>Height of the scale above the lanes, and of a lane.</summary>
    public const double Top = 44, LaneHeight = 42;

    /// <summary>Height of the picture.</summary>
    public double Height => Top + (Lanes.Count * LaneHeight) + 10;

    /// <summary>False when now lies far outside what is shown.</summary>
    public bool ShowsNow => Now >= From && Now <= To;

    /// <summary>The picture, or null while nothing was granted or done.</summary>
    public static LifePicture? Of(RequestState s, DateTimeOffset now, Words words)
    {
        List<LifeLane> lanes = [.. LanesOfMeasure(s, now, words), .. s.Authorisation is { } a ? LanesOf(s, a, words) : []];
        if (lanes.Count == 0)
            return null;
        var instants = lanes.SelectMany(lane => lane.Bars.SelectMany(bar => new[] { bar.From, bar.To ?? bar.From }).Concat(lane.Marks.Select(mark => mark.At))).ToList();
        var (from, to) = (instants.Min(), instants.Max());
        var room = (to - from) / 3;
        if (now < from && from - now < room)
            from = now;
        if (now > to && now - to < room)
            to = now;
        var margin = (to - from) / 40;
        return new LifePicture(lanes, from - margin, to + margin, now);
    }

    /// <summary>Where an instant lies on the scale; null is its end.</summary>
    public double X(DateTimeOffset? at) => at is not { } instant ? Right : Left + (Math.Clamp((instant - From) / (To - From), 0, 1) * (Right - Left));

    /// <summary>Instants written on the scale: whole hours, days or months in Japanese time, at most a dozen.</summary>
    public IEnumerable<(DateTimeOffset At, string Text)> Ticks(Words words)
    {
        var span = To - From;
        if (span < TimeSpan.FromDays(2))
            return Hours(words, span < TimeSpan.FromHours(14) ? 2 : 6);
        if (span < TimeSpan.FromDays(100))
            return Days(words, Math.Max(1, (int)Math.Ceiling(span.TotalDays / 10)));
        return Months(words, Math.Max(1, (int)Math.Ceiling(span.TotalDays / 300)));
    }

    /// <summary>Everything the picture shows, in the order of time, for those who read it.</summary>
    public IEnumerable<(DateTimeOffset At, DateTimeOffset? To, string Lane, string Text)> Lines =>
        Lanes.SelectMany(lane => lane.Bars.Select(bar => (At: bar.From, To: bar.To, Lane: lane.Name, bar.Text)).Concat(lane.Marks.Select(mark => (At: mark.At, To: (DateTimeOffset?)null, Lane: lane.Name, mark.Text))))
            .OrderBy(line => line.At);

    private IEnumerable<(DateTimeOffset, string)> Hours(Words words, int step)
    {
        for (var at = Jst.StartOf(Jst.DateOf(From)); at <= To; at = at.AddHours(step))
            if (at >= From)
                yield return (at, Jst.StartOf(Jst.DateOf(at)) == at ? words.ShortDay(Jst.DateOf(at)) : Dates.Clock(at));
    }

    private IEnumerable<(DateTimeOffset, string)> Days(Words words, int step)
    {
        for (var day = Jst.DateOf(From).AddDays(1); Jst.StartOf(day) <= To; day = day.AddDays(step))
            yield return (Jst.StartOf(day), words.ShortDay(day));
    }

    private IEnumerable<(DateTimeOffset, string)> Months(Words words, int step)
    {
        var first = Jst.DateOf(From);
        for (var day = new DateOnly(first.Year, first.Month, 1).AddMonths(1); Jst.StartOf(day) <= To; day = day.AddMonths(step))
            yield return (Jst.StartOf(day), words.ShortDay(day));
    }

    private static IEnumerable<LifeLane> LanesOfMeasure(RequestState s, DateTimeOffset now, Words words)
    {
        if (s.Measure is not { } measure)
            yield break;
        var isLate = s.Breaches.Contains(nameof(Core.Workflows.Breach.NotifyOverdue));
        var until = measure.NotifiedAt ?? now;
        LifeMark[] marks =
        [
            new(measure.MeasuredAt, "act", words["measure"]),
            .. measure.NotifiedAt is null || measure.NotifiedAt > measure.WarnAt ? [new LifeMark(measure.WarnAt, "due", words["measure.warn"])] : Array.Empty<LifeMark>(),
            .. measure.NotifiedAt is { } notified ? [new LifeMark(notified, isLate ? "missed" : "done", words["measure.notified"])] : Array.Empty<LifeMark>(),
        ];
        yield return new LifeLane(
            words["measure.notice"], [new LifeBar(measure.MeasuredAt, until, isLate ? "stopped" : "running", words["measure.noNotice"])], marks);
        if (measure.NotifiedAt is { } filed && s.Authorisation is null)
            yield return new LifeLane(
                words["activity.Confirmation"], [new LifeBar(filed, s.DecidedAt ?? now, "window", words["RequestStatus.UnderConfirmation"])],
                s.DecidedAt is { } decided && s.Decision is { } decision ? [new LifeMark(decided, "done", words.Of(decision))] : []);
    }

    private static IEnumerable<LifeLane> LanesOf(RequestState s, Authorisation a, Words words)
    {
        var end = a.EndedAt ?? a.EndsAt;
        LifeBar[] period = [new(a.Start, end, "running", words["content.period"]), .. end < a.End ? [new LifeBar(end, a.End, "unused", words["life.unused"])] : Array.Empty<LifeBar>()];
        yield return new LifeLane(words["content.period"], period, a.EndedAt is { } at ? [new LifeMark(at, "act", words.Of(a.State))] : []);
        if (a.Use is { Windows: { Count: > 0 } windows })
            yield return new LifeLane(words["operators.windows"], [.. windows.Select(w => new LifeBar(w.Start, w.End, "window", w.Item is { } item ? words["scope.item", item] : words["interest.whole"]))], []);
        if (a.Suspensions.Count > 0)
            yield return new LifeLane(words["AuthorisationState.Suspended"], [.. a.Suspensions.Select(x => new LifeBar(x.From, x.To ?? a.EndedAt, "stopped", ReasonOf(x, words)))], []);
        if (a.Acts.Count + a.Narrowings.Count > 0)
            yield return new LifeLane(words["life.acts"], [],
                [.. a.Acts.Select(act => new LifeMark(act.ActedAt, "act", words.Of(act.Text))), .. a.Narrowings.Select(n => new LifeMark(n.From, "due", words["event.AuthorisationNarrowed"]))]);
        foreach (var standing in a.Conditions)
            if (MarksOf(standing, a, words) is { Count: > 0 } marks)
                yield return new LifeLane(words["condition.title", standing.Condition.Id], [], marks);
        if (a.Extension is { } next)
            yield return new LifeLane(words["life.extension"], [new LifeBar(next.Start, next.End, "window", next.Number)], []);
        LifeMark[] erasure = [.. s.ErasedAt is { } erased ? [new LifeMark(erased, "done", words["event.ErasureRecorded"])] : Array.Empty<LifeMark>(), .. s.KeptUntil is { } kept ? [new LifeMark(kept, "due", words["keeping.until"])] : Array.Empty<LifeMark>()];
        if (erasure.Length > 0)
            yield return new LifeLane(words["activity.Erasure"], [], erasure);
    }

    /// <summary>Why an authorisation was suspended.</summary>
    public static string ReasonOf(Suspension suspension, Words words) => suspension switch
    {
        { Condition: { } condition } => words["suspension.condition", condition],
        { Resolution: { } resolution } => words["suspension.resolution", resolution],
        _ => words["AuthorisationState.Suspended"],
    };

    private static List<LifeMark> MarksOf(ConditionStanding standing, Authorisation a, Words words)
    {
        var marks = ConditionDues.Of(standing.Condition, a).Select((due, i) => i >= standing.Handled
            ? new LifeMark(due, "due", words["condition.due"])
            : standing.Reports.Any(report => report.DueAt == due) ? new LifeMark(due, "done", words["condition.kept"]) : new LifeMark(due, "missed", words["condition.missed"])).ToList();
        if (marks.Count == 0 && standing.BreachedAt is { } broken)
            marks.Add(new LifeMark(broken, "missed", words["event.ConditionBreached"]));
        return marks;
    }

    /// <summary>A number as SVG wants it.</summary>
    public static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
