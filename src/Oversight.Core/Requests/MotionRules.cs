using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Whether a motion may be put to the vote where the matter stands.</summary>
public static class MotionRules
{
    /// <summary>The first thing in the motion's way, or null.</summary>
    internal static Refusal? Refusal(RequestState s, OpenRound c, Facts facts) => c.Motion switch
    {
        MotionKind.Decide => OfDecide(s, c.Text, facts),
        MotionKind.Remand => OfRemand(s, c.Text, facts),
        MotionKind.Confirm => OfConfirm(s, c.Text),
        MotionKind.Resolve => ResolutionRules.Refusal(s, c.Text, facts),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The kinds of motion that can be put where the flow stands.</summary>
    public static IReadOnlyList<MotionKind> Possible(RequestState s) => s.State switch
    {
        RequestStatus.BeforePanel => [MotionKind.Decide, MotionKind.Remand],
        RequestStatus.UnderConfirmation => s.FiledAt is null ? [] : [MotionKind.Confirm],
        RequestStatus.ErasureDue or RequestStatus.Closed when EmergencyRules.AwaitsLateReview(s) && s.FiledAt is not null => [MotionKind.Confirm, MotionKind.Resolve],
        RequestStatus.InForce or RequestStatus.ErasureDue or RequestStatus.Closed when s.Authorisation is not null || s.Measure is not null => [MotionKind.Resolve],
        _ => [],
    };

    private static Refusal? OfRemand(RequestState s, MotionText text, Facts facts) =>
        Unsigned(s)
        ?? (CommandRules.OfferedBy(s, facts, Ports.Remanded) is null ? new Refusal(RefusalKind.Conflict, "RemandsSpent", "/motion")
            : text.Directions is null ? new Refusal(RefusalKind.Invalid, "DirectionsMissing", "/directions")
            : null);

    private static Refusal? OfConfirm(RequestState s, MotionText text) => Unsigned(s) ?? ReasonsMissing(text);

    private static Refusal? OfDecide(RequestState s, MotionText text, Facts facts)
    {
        if (Unsigned(s) is { } unsigned)
            return unsigned;
        if (Consultations.Demanded(s.Content, facts.Rules.Map).Any(authority => !IsOnRecord(s, facts, authority)))
            return new Refusal(RefusalKind.Conflict, "ConsultationMissing");
        if (s.Content.Period is not { End: { } end } || end <= facts.Now)
            return new Refusal(RefusalKind.Conflict, "PeriodHasPassed");
        return ExtensionRules.Dead(s, facts) ?? ReasonsMissing(text) ?? NarrowingRefusal(s, text, facts) ?? ConditionRefusal(s, text);
    }

    private static Refusal? Unsigned(RequestState s) =>
        s.SignedContentVersion == s.ContentVersion ? null : new Refusal(RefusalKind.Conflict, "ContentNotSigned");

    private static Refusal? ReasonsMissing(MotionText text) =>
        text.Reasons is { Count: > 0 } ? null : new Refusal(RefusalKind.Invalid, "ReasonsMissing", "/reasons");

    /// <summary>On record: confirmed by the secretariat where the definition consults the authority, else the agency's own record.</summary>
    private static bool IsOnRecord(RequestState s, Facts facts, Authority authority)
    {
        var isConsulted = facts.Rules.Definitions.Of(s.Definition!).Activities.Values.OfType<FlowActivity.Consultation>()
            .Any(consultation => consultation.With.ToString() == authority.ToString());
        return isConsulted
            ? s.Consultations.Any(confirmed => confirmed.Authority == authority)
            : s.Content.Consultations?.Any(record => record.Authority == authority) == true;
    }

    private static Refusal? NarrowingRefusal(RequestState s, MotionText text, Facts facts)
    {
        foreach (var (item, narrowed) in text.Narrowed ?? new Dictionary<string, ScopeItem>())
        {
            if (ItemNames.Find(s.Content, item) is not { } asked)
                return new Refusal(RefusalKind.Invalid, "NoSuchItem", $"/narrowed/{item}");
            if (!ScopeRules.IsWithin(narrowed, asked))
                return new Refusal(RefusalKind.Invalid, "NarrowedScopeIsWider", $"/narrowed/{item}");
        }
        return ExtensionRules.WiderThanParent(s, text.Narrowed, facts) is [var beyond, ..]
            ? new Refusal(RefusalKind.Invalid, "WiderThanParent", $"/narrowed/{beyond}")
            : null;
    }

    private static Refusal? ConditionRefusal(RequestState s, MotionText text)
    {
        var conditions = text.Conditions ?? [];
        if (conditions.Select(condition => condition.Id).Distinct().Count() != conditions.Count)
            return new Refusal(RefusalKind.Invalid, "ConditionIdTwice", "/conditions");
        if (conditions.Index().FirstOrDefault(condition => !IsComplete(condition.Item.Due)) is { Item: not null } incomplete)
            return new Refusal(RefusalKind.Invalid, "ConditionDueIncomplete", $"/conditions/{incomplete.Index}/due");
        return conditions.Any(condition => condition.Items?.Any(item => ItemNames.Find(s.Content, item) is null) == true)
            ? new Refusal(RefusalKind.Invalid, "NoSuchItem", "/conditions")
            : null;
    }

    /// <summary>A due that could never fall due is a condition in words only (A7 invariant 8).</summary>
    private static bool IsComplete(ConditionDue due) => due.Kind switch
    {
        ConditionDueKind.At => due.At is not null,
        ConditionDueKind.AfterEvent => due is { After: not null, WithinHours: not null },
        ConditionDueKind.Recurring => due.Dates is { Count: > 0 } dates && dates.All(date => date.Year is >= 2000 and < 2100),
        _ => true,
    };
}
