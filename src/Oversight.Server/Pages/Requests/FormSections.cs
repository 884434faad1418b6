using System.Globalization;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;
using Route = Oversight.Core.Law.Route;

namespace Oversight.Server.Pages.Requests;

/// <summary>How far a section of the form is. It guides the drafter; what holds is for the rules and the intake checks.</summary>
public enum SectionStatus { NotStarted, Incomplete, Done }

/// <summary>One section of the request form: when it is asked for, how far it is, and how its answers change the content.</summary>
public sealed record FormSection(
    string Name, Func<RequestContent, bool> IsAsked, Func<RequestContent, NetworkMap, SectionStatus> Status,
    Func<RequestContent, FormAnswers, RequestContent> Read);

/// <summary>The sections in the order of the task list.</summary>
public static class FormSections
{
    /// <summary>All sections; scope and evidence have a page for each of their items besides.</summary>
    public static IReadOnlyList<FormSection> All { get; } =
    [
        new("basics", _ => true, (c, _) => c.Period is null ? SectionStatus.NotStarted : c.Period.End is null ? SectionStatus.Incomplete : SectionStatus.Done, Basics),
        new("statement", _ => true, (c, _) => Of(c.Statement is not null, !string.IsNullOrWhiteSpace(c.TargetAct?.Name)), Statement),
        new("scope", _ => true, (c, _) => Of(c.Scope is { Count: > 0 }), (c, _) => c),
        new("evidence", _ => true, (c, _) => Of(c.Evidence is { Count: > 0 }), (c, _) => c),
        new("criteria", _ => true, CriteriaStatus, CriteriaAnswers),
        new("handling", _ => true, (c, _) => Of(c.Handling is not null), Handling),
        new("consultations", IsNeutralisation, ConsultationStatus, ConsultationRecords),
        new("officer", IsNeutralisation, (c, _) => Of(c.DesignatedOfficer is not null), Officer),
        new("risk", _ => true, (c, _) => Of(c.Risk is not null), RiskScores),
        new("operators", _ => true, (c, _) => Of(c.Operators is { Count: > 0 } || c.Windows is { Count: > 0 }), OperatorsAndWindows),
    ];

    /// <summary>The sections asked for by a content.</summary>
    public static IEnumerable<FormSection> AskedBy(RequestContent content) => All.Where(section => section.IsAsked(content));

    /// <summary>Route, urgency and period; also how a request is begun.</summary>
    public static RequestContent Basics(RequestContent content, FormAnswers answers) => content with
    {
        Route = answers.RequiredChoice<Route>("route"),
        Urgency = answers.RequiredChoice<Urgency>("urgency"),
        Emergency = answers.Ticked("emergency").Contains("true"),
        Period = Period(answers),
        Parent = answers.Text("parent"),
        Replaces = answers.Text("replaces"),
    };

    private static RequestedPeriod? Period(FormAnswers answers)
    {
        var (start, end) = (answers.Moment("period.start"), answers.Moment("period.end", isEnd: true));
        if (start is null && end is not null)
            answers.RequiredDay("period.start");
        return start is { } begin ? new RequestedPeriod(begin, end) : null;
    }

    private static RequestContent Statement(RequestContent content, FormAnswers answers)
    {
        var (name, description) = (answers.Text("targetAct.name"), answers.Text("targetAct.description"));
        return content with
        {
            Statement = answers.Pair("statement"),
            TargetAct = name is null && description is null ? null : new TargetAct(name ?? "", description),
        };
    }

    private static RequestContent CriteriaAnswers(RequestContent content, FormAnswers answers) => content with
    {
        Criteria = [.. Enum.GetValues<Criterion>().Select(k => Answer(k, answers)).OfType<CriterionAnswer>()],
    };

    private static CriterionAnswer? Answer(Criterion criterion, FormAnswers answers)
    {
        var name = $"criteria.{criterion}";
        var (answer, text, links) = (answers.Choice<Fulfilment>($"{name}.answer"), answers.Pair($"{name}.text"), answers.Ticked($"{name}.evidence"));
        if (answer is null && text is null && links.Count == 0)
            return null;
        return new CriterionAnswer(
            criterion, answers.RequiredChoice<Fulfilment>($"{name}.answer"), text ?? new Bilingual(""), links.Count == 0 ? null : links);
    }

    private static RequestContent Handling(RequestContent content, FormAnswers answers)
    {
        var (text, days, recipients) = (answers.Pair("handling.text"), answers.OptionalNumber("handling.erasureWithinDays"), answers.Lines("handling.recipients"));
        if (text is null && days is null && recipients.Count == 0)
            return content with { Handling = null };
        return content with
        {
            Handling = new HandlingPlan(
                answers.RequiredPair("handling.text"), answers.Number("handling.erasureWithinDays"), recipients.Count == 0 ? null : recipients),
        };
    }

    private static RequestContent ConsultationRecords(RequestContent content, FormAnswers answers)
    {
        var records = new List<ConsultationRecord>();
        foreach (var authority in Enum.GetValues<Authority>())
        {
            var name = $"consultations.{authority}";
            if (answers.IsBegun(name))
                records.Add(new ConsultationRecord(authority, answers.Required($"{name}.document"), answers.RequiredDay($"{name}.date"), answers.Pair($"{name}.view")));
        }
        return content with { Consultations = records.Count == 0 ? null : records };
    }

    private static RequestContent Officer(RequestContent content, FormAnswers answers)
    {
        var (name, designation) = (answers.Text("designatedOfficer.name"), answers.Text("designatedOfficer.designation"));
        return content with
        {
            DesignatedOfficer = name is null && designation is null
                ? null
                : new DesignatedOfficer(answers.Required("designatedOfficer.name"), answers.Required("designatedOfficer.designation")),
        };
    }

    private static RequestContent RiskScores(RequestContent content, FormAnswers answers) => content with
    {
        Risk = new Risk(Score("threat", answers), Score("intrusion", answers), answers.Pair("risk.note")),
    };

    private static RiskScore Score(string name, FormAnswers answers) =>
        new(answers.Number($"risk.{name}.likelihood"), answers.Number($"risk.{name}.effect"));

    private static RequestContent OperatorsAndWindows(RequestContent content, FormAnswers answers)
    {
        var (operators, windows) = (answers.Lines("operators"), answers.Parsed<UseWindow>("windows", "WindowMalformed", TryWindow));
        return content with { Operators = operators.Count == 0 ? null : operators, Windows = windows.Count == 0 ? null : windows };
    }

    /// <summary>`2028-02-01 22:00, 2028-02-02 04:00, 1` in Japanese time; the item may be left out.</summary>
    private static bool TryWindow(string line, out UseWindow window)
    {
        var parts = line.Split([',', '、'], StringSplitOptions.TrimEntries);
        window = new UseWindow(default, default);
        if (parts.Length is not (2 or 3) || MomentOf(parts[0]) is not { } start || MomentOf(parts[1]) is not { } end)
            return false;
        var item = 0;
        if (parts.Length == 3 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out item))
            return false;
        window = new UseWindow(start, end, parts.Length == 3 ? item : null);
        return true;
    }

    private static DateTimeOffset? MomentOf(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var date, var time]
        && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 2019 and <= 2099
            ? FormAnswers.MomentOf(day, time)
            : null;

    private static bool IsNeutralisation(RequestContent content) => Routes.IsNeutralisation(content.Route);

    private static SectionStatus CriteriaStatus(RequestContent content, NetworkMap map)
    {
        var demanded = Criteria.Demanded(content.Route, Intake.IsTargetAbroad(content, map));
        return Of([.. demanded.Select(k => content.Criteria?.Any(answer => answer.Criterion == k && answer.Text.In("en").Trim().Length > 0) == true)]);
    }

    private static SectionStatus ConsultationStatus(RequestContent content, NetworkMap map)
    {
        var demanded = Consultations.Demanded(content, map);
        return demanded.Count == 0 ? SectionStatus.Done : Of([.. demanded.Select(a => content.Consultations?.Any(record => record.Authority == a) == true)]);
    }

    private static SectionStatus Of(params bool[] parts) =>
        parts.All(part => part) ? SectionStatus.Done : parts.Any(part => part) ? SectionStatus.Incomplete : SectionStatus.NotStarted;
}
