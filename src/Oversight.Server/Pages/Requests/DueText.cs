using Oversight.Core.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>When a condition is due, in words.</summary>
public static class DueText
{
    public static string Of(Words words, ConditionDue due) => due.Kind switch
    {
        ConditionDueKind.At => due.At is { } at ? words["condition.at", words.End(at)] : words.Of(due.Kind),
        ConditionDueKind.AfterEvent => words["condition.after", due.WithinHours ?? 0, due.After is { } after ? words.Of(after) : ""],
        ConditionDueKind.Recurring => words["condition.dates", string.Join(words["list.and"], (due.Dates ?? []).Select(words.Day))],
        _ => words.Of(due.Kind),
    };
}
