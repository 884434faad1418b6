using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Measures taken without approval (R5–R8): the record starts the clocks, the notice files it, the interlock holds the next one back.</summary>
internal static class EmergencyRules
{
    /// <summary>Only access and neutralisation know an emergency (Art 61(2)(vi), (viii) count notices, (i)–(iii) do not).</summary>
    public static bool IsEmergency(RequestContent content) => content.Emergency && Routes.IsNeutralisation(content.Route);

    public static string? RecordBar(RequestState s, Facts facts) =>
        !IsEmergency(s.Content) ? "NotAnEmergency"
        : facts.UnreviewedMeasures.Count > 0 && facts.Rules.Law.InForceAt(facts.Now).EmergencyInterlock.Value ? "EmergencyInterlocked"
        : null;

    public static Refusal? Record(Unfolding u, RecordMeasure c, Facts facts)
    {
        if (c.MeasuredAt > facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/measuredAt");
        if (c.MeasuredAt < facts.Now.AddYears(-5))
            return new Refusal(RefusalKind.Invalid, "DateTooEarly", "/measuredAt");
        if (facts.Rules.Definitions.ToPin(u.State.Content.Route, true, Jst.DateOf(c.MeasuredAt)) is not { } definition)
            return new Refusal(RefusalKind.Conflict, "NoDefinition");
        var warnAt = facts.Rules.Law.InForceAt(c.MeasuredAt).EmergencyNoticeWarn.Value.DueFrom(c.MeasuredAt, facts.Rules.Calendar);
        u.Emit(new MeasureRecorded(definition.Hash, definition.DefinitionId, definition.Version, c.MeasuredAt, warnAt, c.Text));
        u.StartFlow(c.MeasuredAt);
        return null;
    }

    /// <summary>The notice states what was done; nothing can be refused any more, so the intake checks inform the panel and move nothing.</summary>
    public static Refusal? Notify(Unfolding u, Notify c, Facts facts)
    {
        if (c.ContentVersion != u.State.ContentVersion)
            return new Refusal(RefusalKind.Conflict, "ContentVersionChanged", "/contentVersion");
        if (ContentRules.Incomplete(u.State.Content, u.State.Attachments) is { } incomplete)
            return incomplete;
        var limit = facts.Rules.Law.InForceAt(u.State.JudgedAt!.Value).ConfirmationLimit.Value;
        u.Emit(new MeasureNotified(c.ContentVersion, limit.DueFrom(facts.Now, facts.Rules.Calendar)));
        u.Emit(Intake.Judge(u.State, u.State.JudgedAt!.Value, facts));
        if (CommandRules.OfferedBy(u.State, facts, Ports.Notified) is { } waiting)
            u.Complete(waiting, Ports.Notified);
        return null;
    }

    public static bool IsUnreviewed(RequestState s) =>
        s.Measure is not null && s.Decision is not (Decision.ConfirmedProper or Decision.NotProper);

    /// <summary>
    /// The time for the review ran out and the panel never said anything: it still can, whatever the flow came to since. Neither the lapse nor what was
    /// ordered then is undone by it.
    /// </summary>
    public static bool AwaitsLateReview(RequestState s) =>
        s is { Measure: not null, Decision: Decision.Lapsed, State: RequestStatus.ErasureDue or RequestStatus.Closed };

    /// <summary>The breach that says a measure was reviewed too late.</summary>
    public const string ConfirmationLapsed = nameof(ConfirmationLapsed);

    public static Refusal? Override(Unfolding u, OverrideInterlock c, Facts facts)
    {
        u.Emit(new InterlockOverridden(new MemberId(facts.Actor.Id), c.Reason));
        return null;
    }

    /// <summary>The earlier of the definition's deadline and the rule set's, for the two waits whose length the rule set names too.</summary>
    public static DateTimeOffset? Stricter(RequestState s, FlowActivity activity, DateTimeOffset? due, DateTimeOffset from, Facts facts)
    {
        if (s.Measure is null || due is not { } given)
            return due;
        var rules = facts.Rules.Law.InForceAt(s.Measure.MeasuredAt);
        var limit = activity switch
        {
            FlowActivity.EmergencyMeasure => rules.EmergencyNoticeBreach.Value,
            FlowActivity.Confirmation => rules.ConfirmationLimit.Value,
            _ => (Duration?)null,
        };
        return limit?.DueFrom(from, facts.Rules.Calendar) is { } other && other < given ? other : given;
    }
}

/// <summary>What an earlier measure without review means for the agency's next one.</summary>
public static class Interlock
{
    /// <summary>True when the measure is past a limit (of its notice or of its review), whether or not a timer has said so yet, and not reviewed. An override lets one further measure pass, however often there is one.</summary>
    public static bool Holds(RequestState s, DateTimeOffset now) =>
        EmergencyRules.IsUnreviewed(s)
        && (s.Decision == Decision.Lapsed || s.Breaches.Contains(nameof(Breach.NotifyOverdue)) || s.Position?.Open.Any(open => open.IsDue(now)) == true);
}
