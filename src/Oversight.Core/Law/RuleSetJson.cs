using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oversight.Core.Law;

/// <summary>The written form of rule sets, read strictly: no unknown, missing, repeated or null field, enums by name only.</summary>
internal static class RuleSetJson
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<Route>(namingPolicy: null, allowIntegerValues: false),
            new JsonStringEnumConverter<SourceTag>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    private static readonly JsonSerializerOptions Pretty = new(Compact) { WriteIndented = true, NewLine = "\n" };

    public static string Canonical(RuleSet set) => JsonSerializer.Serialize(set, Compact);

    public static string Indented(LegalCalendar calendar) =>
        JsonSerializer.Serialize(new CalendarFile(calendar.RuleSets), Pretty) + "\n";

    public static bool TryParse(string json, [NotNullWhen(true)] out LegalCalendar? calendar, out string error)
    {
        calendar = null;
        CalendarFile? file;
        try
        {
            file = JsonSerializer.Deserialize<CalendarFile>(json, Compact);
        }
        catch (JsonException refused)
        {
            error = $"{refused.Path ?? "$"}: {FirstSentence(refused.Message)}";
            return false;
        }

        error = file is null ? "$: expected an object" : Problems(file.RuleSets).FirstOrDefault("");
        if (error.Length != 0)
            return false;
        calendar = new(file!.RuleSets);
        return true;
    }

    private static IEnumerable<string> Problems(IReadOnlyList<RuleSet> sets)
    {
        // The reader refuses null fields, but neither null elements nor null entries.
        if (sets.Count == 0 || sets.Any(set => set is null))
        {
            yield return "$.ruleSets: at least one rule set is needed, and none may be null";
            yield break;
        }

        for (var i = 0; i < sets.Count; i++)
        {
            var (path, set) = ($"$.ruleSets[{i}]", sets[i]);
            if (set.Id.Length == 0 || sets.Take(i).Any(earlier => earlier.Id == set.Id))
                yield return $"{path}.id: every rule set needs an id of its own";
            if (i > 0 && set.EffectiveFrom.Value <= sets[i - 1].EffectiveFrom.Value)
                yield return $"{path}.effectiveFrom: must be later than that of the set before";
            foreach (var problem in Problems(set))
                yield return $"{path}.{problem}";
        }
    }

    private static IEnumerable<string> Problems(RuleSet set)
    {
        if (!set.MaximumPeriods.Keys.SequenceEqual(Enum.GetValues<Route>().Where(route => route != Route.R4)))
            yield return "maximumPeriods: must name every route but R4, whose maximum is its parent's";
        foreach (var (route, period) in set.MaximumPeriods)
        {
            if (period is null || period.Value.Unit == DurationUnit.WorkingDays)
                yield return $"maximumPeriods.{route}: a maximum period is needed, and never counted in working days";
        }

        if (set.RenewalWindow.Value.Unit == DurationUnit.WorkingDays)
            yield return "renewalWindow: is never counted in working days";
        if (set.SmallNumberBelow.Value is < 1 or > 100)
            yield return "smallNumberBelow: must be 1 to 100";
        if (set.PanelSeats.Value is < 3 or > 9)
            yield return "panelSeats: must be 3 to 9";
        if (set.MaximumPartTime.Value < 0 || set.MaximumPartTime.Value >= set.PanelSeats.Value)
            yield return "maximumPartTime: must be 0 or more and leave one full-time seat";
        if (set.ApprovalsFloor.Value < 2 || set.ApprovalsFloor.Value > set.PanelSeats.Value)
            yield return "approvalsFloor: must be at least 2, so that no one person approves, and at most the seats";
    }

    // What follows names the position again.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private sealed record CalendarFile(IReadOnlyList<RuleSet> RuleSets);
}
