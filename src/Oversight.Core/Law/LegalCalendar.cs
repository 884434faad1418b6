using System.Diagnostics.CodeAnalysis;

namespace Oversight.Core.Law;

/// <summary>The rule sets over time. An operator replaces the shipped one with a file of the same JSON.</summary>
public sealed class LegalCalendar
{
    private readonly RuleSet beforeTheFirst;

    internal LegalCalendar(IReadOnlyList<RuleSet> ruleSets)
    {
        RuleSets = ruleSets;
        beforeTheFirst = ruleSets[0] with
        {
            Id = "none",
            EffectiveFrom = new(DateOnly.MinValue, SourceTag.Law, "Before the first rule set no route is in force."),
            InForce = [],
        };
    }

    /// <summary>Japan's calendar as it ships: the panel exists, R5–R8 come into force, then R1–R4.</summary>
    public static LegalCalendar Japan { get; } = new(JapaneseRules.All());

    /// <summary>The rule sets, at least one, by ascending first day.</summary>
    public IReadOnlyList<RuleSet> RuleSets { get; }

    /// <summary>The set in force at an instant; before the first, a set with no routes and the first's settings.</summary>
    public RuleSet InForceAt(DateTimeOffset instant)
    {
        var day = Jst.DateOf(instant);
        return RuleSets.LastOrDefault(set => set.EffectiveFrom.Value <= day) ?? beforeTheFirst;
    }

    /// <summary>
    /// Reads a calendar written by <see cref="ToJson"/>, perhaps edited: every setting is needed, unknown fields are refused.
    /// On false, the error is a JSON path and a reason.
    /// </summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out LegalCalendar? calendar, out string error) =>
        RuleSetJson.TryParse(json, out calendar, out error);

    /// <summary>The calendar of these sets, each as <see cref="RuleSet.ToJson"/> writes it; anything unreadable or out of order throws <see cref="FormatException"/>.</summary>
    public static LegalCalendar OfSets(IEnumerable<string> sets) =>
        TryParse($$"""{"ruleSets":[{{string.Join(',', sets)}}]}""", out var calendar, out var error) ? calendar : throw new FormatException(error);

    /// <summary>The calendar as indented JSON.</summary>
    public string ToJson() => RuleSetJson.Indented(this);
}
