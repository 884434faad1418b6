using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>What a command is about, to be chosen on its form; with one option there is nothing to choose.</summary>
public sealed record Which(string Name, string Label, IReadOnlyList<Option> Options, string? Chosen = null)
{
    /// <summary>The inspections a command is possible on.</summary>
    public static Which Inspection(RequestState state, string command, Words words, string? chosen) => new(
        "inspection", words["inspection.which"],
        [.. InspectionForms.Inspections(state, command).Select(i => new Option(ItemNames.Of(i.Number), NameOf(i, words), words.Of(i.Subject)))], chosen);

    /// <summary>The incidents a command is possible on.</summary>
    public static Which Incident(RequestState state, string command, DateTimeOffset now, Words words, string? chosen) => new(
        "incident", words["incident.which"],
        [.. InspectionForms.Incidents(state, command, now).Select(i => new Option(ItemNames.Of(i.Number), NameOf(i, words), words["incident.line", i.Records, words.Time(i.OpenedAt)]))],
        chosen);

    /// <summary>The resolutions of the panel, the unanswered ones first.</summary>
    public static Which Resolution(RequestState state, Words words, string? chosen) => new(
        "resolution", words["resolution.which"],
        [.. state.Monitoring.Resolutions.OrderBy(r => r.Responses.Count > 0).Select(r => new Option(ItemNames.Of(r.Number), NameOf(r, words), words.Of(r.Text)))], chosen);

    /// <summary>The conditions a command is possible on, each with its next due instant.</summary>
    public static Which Condition(RequestState state, string command, Words words, string? chosen) => new(
        "condition", words["condition.which"],
        [.. state.Authorisation!.Conditions.Where(c => IsOffered(c, state.Authorisation, command)).Select(c => new Option(
            c.Condition.Id, $"({c.Condition.Id}) {words.Of(c.Condition.Text)}",
            ConditionDues.Next(c, state.Authorisation) is { } due ? words["condition.next", words.End(due)] : words.Of(c.Condition.Due.Kind)))], chosen);

    /// <summary>An inspection in a line.</summary>
    public static string NameOf(Inspection inspection, Words words) =>
        $"{words["inspection.title", inspection.Number]} – {words.Of(inspection.Kind)} ({words[$"article.{inspection.Article}"]})";

    /// <summary>An incident in a line.</summary>
    public static string NameOf(Incident incident, Words words) => words["incident.title", incident.Number];

    /// <summary>A resolution in a line.</summary>
    public static string NameOf(Resolution resolution, Words words) =>
        $"{words["resolution.title", resolution.Number]} – {string.Join(words["list.and"], resolution.Kinds.Select(kind => words.Of(kind)))}";

    private static bool IsOffered(ConditionStanding condition, Authorisation authorisation, string command) => command == "acceptCondition"
        ? ConditionDues.IsAcceptable(condition, authorisation)
        : condition.Condition.Owner == ConditionOwner.Agency && condition.State != ConditionState.Met;
}
