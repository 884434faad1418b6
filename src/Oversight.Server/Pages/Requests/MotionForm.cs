using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>Reads a motion: attendance, reasons per criterion, narrowed items, conditions, directions.</summary>
public static class MotionForm
{
    /// <summary>How many conditions the form has room for.</summary>
    public const int Conditions = 4;

    /// <summary>Fields of a condition that are empty until somebody writes in them; the others hold a choice from the start.</summary>
    private static readonly string[] Own = ["text", "at", "hours", "after", "dates", "items", "ports", "proof", "suspends"];

    /// <summary>The command that opens a round on the motion.</summary>
    public static RequestCommand Read(RequestState state, Facts facts, FormAnswers a)
    {
        var kind = a.RequiredChoice<MotionKind>("motion");
        return new OpenRound(kind, [.. a.Ticked("present").Select(member => new MemberId(member))], Text(kind, state, facts, a));
    }

    private static MotionText Text(MotionKind kind, RequestState state, Facts facts, FormAnswers a)
    {
        var reasons = CommandForms.CriteriaOf(state, facts).Select(k => (Criterion: k, Text: a.Pair($"reasons.{k}")))
            .Where(reason => reason.Text is not null).Select(reason => new CriterionReason(reason.Criterion, reason.Text!)).ToList();
        return kind switch
        {
            MotionKind.Decide => new MotionText(Narrowed(state, a), Some(ConditionsOf(a)), Some(reasons)),
            MotionKind.Remand => new MotionText(Reasons: Some(reasons), Directions: a.Pair("directions")),
            MotionKind.Confirm => new MotionText(Reasons: Some(reasons), Recommendation: a.Pair("recommendation")),
            MotionKind.Resolve => new MotionText(Resolution: Resolution(a)),
            _ => throw new UnreachableException(),
        };
    }

    private static ResolutionText Resolution(FormAnswers a)
    {
        a.RequiredTicked("resolution.kinds");
        return new ResolutionText(
            a.Ticked<ResolutionKind>("resolution.kinds"), a.RequiredPair("resolution.text"), a.OptionalNumber("resolution.inspection"),
            a.OptionalNumber("resolution.incident"));
    }

    /// <summary>An item is put in a narrower form where its fields were changed from what was asked.</summary>
    private static Dictionary<string, ScopeItem>? Narrowed(RequestState state, FormAnswers a)
    {
        var put = state.VotedItems.Select(item => (Item: item, Asked: ItemNames.Find(state.Content, item)!))
            .Select(it => (it.Item, it.Asked, Put: Narrowed($"narrowed.{it.Item}", it.Asked, a)));
        var narrowed = put.Where(it => !IsSame(it.Asked, it.Put)).ToDictionary(it => it.Item, it => it.Put);
        return narrowed.Count == 0 ? null : narrowed;
    }

    /// <summary>An item with the ranges and ports its fields now name.</summary>
    internal static ScopeItem Narrowed(string name, ScopeItem item, FormAnswers a) => item with
    {
        Sources = a.Ranges($"{name}.sources"),
        Destinations = a.Ranges($"{name}.destinations"),
        Targets = a.Ranges($"{name}.targets"),
        Ports = a.Ports($"{name}.ports"),
    };

    private static bool IsSame(ScopeItem one, ScopeItem other) =>
        one.Sources.SequenceEqual(other.Sources) && one.Destinations.SequenceEqual(other.Destinations)
        && one.Targets.SequenceEqual(other.Targets) && one.Ports.SequenceEqual(other.Ports);

    /// <summary>Whatever a condition was given, it is read whole: half a condition is an error, never left out.</summary>
    private static List<Condition> ConditionsOf(FormAnswers a) =>
        [.. Enumerable.Range(0, Conditions).Where(i => a.IsBegun(Own.Select(field => $"conditions.{i}.{field}"))).Select(i => ConditionOf($"conditions.{i}", i, a))];

    private static Condition ConditionOf(string name, int index, FormAnswers a)
    {
        var (items, ports) = (a.Ticked($"{name}.items"), a.Ports($"{name}.ports"));
        return new Condition(
            ((char)('a' + index)).ToString(), a.RequiredChoice<ConditionKind>($"{name}.kind"), a.RequiredChoice<ConditionOwner>($"{name}.owner"),
            a.RequiredPair($"{name}.text"), DueOf(name, a), a.Pair($"{name}.proof"), items.Count == 0 ? null : items, ports.Count == 0 ? null : ports,
            a.OptionalNumber($"{name}.suspends"));
    }

    private static ConditionDue DueOf(string name, FormAnswers a)
    {
        var kind = a.RequiredChoice<ConditionDueKind>($"{name}.due");
        return kind switch
        {
            ConditionDueKind.At => new ConditionDue(kind, At: At(name, a)),
            ConditionDueKind.AfterEvent => new ConditionDue(kind, After: a.RequiredChoice<ConditionTrigger>($"{name}.after"), WithinHours: a.Number($"{name}.hours")),
            ConditionDueKind.Recurring => new ConditionDue(kind, Dates: a.Parsed<DateOnly>($"{name}.dates", "DateMalformed", TryDay)),
            _ => new ConditionDue(kind),
        };
    }

    private static DateTimeOffset At(string name, FormAnswers a)
    {
        var day = a.RequiredDay($"{name}.at");
        return a.Moment($"{name}.at", isEnd: true) ?? Core.Law.Jst.EndOf(day);
    }

    private static bool TryDay(string line, out DateOnly day) => DateOnly.TryParseExact(
        line, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out day);

    private static List<T>? Some<T>(List<T> list) => list.Count == 0 ? null : list;
}
